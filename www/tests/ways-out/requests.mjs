/** Of requests for pictures, sounds and style sheets. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfRequests({ to, made, put, styled, image, peer, secret }) {
  return {
    RTCPeerConnection: () => peer(RTCPeerConnection),
    webkitRTCPeerConnection: () => peer(webkitRTCPeerConnection),
    beacon: () => {
      navigator.sendBeacon(to("beacon"), secret);
    },
    image: put("img", { src: to("image") }),
    "image of a set": put("img", { srcset: `${to("srcset")} 1x` }),
    "image, made": () => {
      new Image().src = to("made");
    },
    "image, attributed": () => {
      Object.assign(new Image(), { attributionSrc: to("attribution"), src: "data:," });
    },
    "image within a picture": () => {
      const picture = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const inner = document.createElementNS("http://www.w3.org/2000/svg", "image");
      inner.setAttribute("href", to("svg"));
      picture.append(inner);
      document.body.append(picture);
    },
    "image from data": () => {
      new Image().src = `data:image/svg+xml,${encodeURIComponent(image("data"))}`;
    },
    "input image": put("input", { type: "image", src: to("input") }),
    video: put("video", { src: to("video"), poster: to("poster"), autoplay: "" }),
    audio: put("audio", { src: to("audio"), autoplay: "" }),
    track: () => made("track", { src: to("track"), default: "" }, made("video")),
    "CSS, image": styled(
      `.way { background: url("${to("css")}"); cursor: url("${to("cursor")}"), auto; mask: url("${to("mask")}"); list-style-image: url("${to("list")}"); content: url("${to("content")}"); filter: url("${to("filter")}#f") }`,
    ),
    "CSS, image of a set": styled(`.way::before { content: image-set(url("${to("set")}") 1x) }`),
    "CSS, font": styled(`@font-face { font-family: way; src: url("${to("font")}") } .way { font-family: way }`),
    "CSS, import": () => {
      made("style", {}, "head").textContent = `@import url("${to("import")}");`;
    },
    "CSS, in an attribute": put("p", { style: `background: url("${to("attribute")}")` }),
    "CSS, by property": () => {
      made("p").style.backgroundImage = `url("${to("property")}")`;
    },
  };
}
