/** Of parsers, forms and other windows. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfDocuments({ to, made, parsed, post }) {
  return {
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
  };
}
