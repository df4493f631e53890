// @ts-check
// Parts that are large come as scripts of their own, from beside the element's. Nothing is fetched: no policy has to
// allow connections, and it works from a disk.

import { trusted } from "./trusted.js";

/** Written out, so that bundlers see the files and take them along. */
const ADDRESSES = {
  "editor.js": () => new URL("./editor.js", import.meta.url),
  "engine.js": () => new URL("./engine.js", import.meta.url),
  "on-demand.js": () => new URL("./on-demand.js", import.meta.url),
  "map.js": () => new URL("./map.js", import.meta.url),
  "panes.js": () => new URL("./panes.js", import.meta.url),
};

/** @type {Map<string, Promise<boolean>>} */
const loading = new Map();

/**
 * Loads a script once; says whether it came. A failed one may be tried again.
 *
 * @param {keyof typeof ADDRESSES} name
 * @returns {Promise<boolean>}
 */
export function loadScript(name) {
  const known = loading.get(name);
  if (known) return known;
  const coming = new Promise((/** @type {(came: boolean) => void} */ resolve) => {
    const script = document.createElement("script");
    script.src = trusted(ADDRESSES[name]().href);
    script.onload = () => resolve(true);
    script.onerror = () => {
      script.remove();
      loading.delete(name);
      resolve(false);
    };
    document.head.append(script);
  });
  loading.set(name, coming);
  return coming;
}
