/** Of scripts in general. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfScripts({ address, secret, to }) {
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
