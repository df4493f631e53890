/** Of scripts, worklets and links. @param {ReturnType<typeof import("./tools.mjs").toolsOf>} tools */
export function waysOfScriptsOnPages({ to, host, made, put, link }) {
  return {
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
  };
}
