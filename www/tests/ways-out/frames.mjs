/** Of frames, in which another realm has what was taken away from this one. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfFrames({ to, made, realm }) {
  return {
    frame: () => {
      made("iframe", { src: to("frame") });
      return realm();
    },
    "frame that is empty": () => {
      made("iframe");
      return realm();
    },
    "frame of a text": () => {
      made("iframe", { srcdoc: `<img src="${to("srcdoc")}">` });
      return realm();
    },
    "frame of a script": () => {
      made("iframe", { src: "javascript:''" });
      return realm();
    },
    "frame, by its name in XML": () => {
      document.body.append(document.createElementNS("http://www.w3.org/1999/xhtml", "x:iframe"));
      return realm();
    },
    "frame of another document": () => {
      document.body.append(document.implementation.createHTMLDocument("").createElement("iframe"));
      return realm();
    },
    "frame as the root of a document": () => {
      document.body.append(
        document.implementation.createDocument("http://www.w3.org/1999/xhtml", "iframe").documentElement,
      );
      return realm();
    },
    "frame of a class": () => {
      class Way extends HTMLIFrameElement {}
      customElements.define("way-out", Way, { extends: "iframe" });
      document.body.append(new Way());
      return realm();
    },
    "frame whose name changes while it is read": () => {
      let times = 0;
      document.body.append(document.createElement({ toString: () => (times++ === 0 ? "p" : "iframe") }));
      return realm();
    },
    "frame, with what scripts put in place of the language's own": () => {
      Set.prototype.has = () => false;
      String.prototype.toLowerCase = () => "p";
      made("iframe");
      return realm();
    },
    "frame of a style sheet's language": () => {
      const style = new DOMParser().parseFromString('<x xmlns="http://www.w3.org/1999/XSL/Transform"/>', "text/xml");
      const transformer = new XSLTProcessor();
      transformer.importStylesheet(style);
      return true;
    },
    frameset: () => {
      made("frame");
      return realm();
    },
    object: () => {
      made("object", { data: to("object") });
      return realm();
    },
    "object that is empty": () => {
      made("object", { data: "about:blank" });
      return realm();
    },
    embed: () => {
      made("embed", { src: to("embed") });
      return realm();
    },
    "embed that is empty": () => {
      made("embed", { src: "about:blank" });
      return realm();
    },
    fencedframe: () => {
      made("fencedframe", { src: to("fenced") });
      return realm();
    },
  };
}
