// @ts-check
// Parts that are large come as scripts of their own, from beside the element's. Nothing is fetched: no policy has to
// allow connections, and it works from a disk.

const BESIDE = import.meta.url;

/** @type {Map<string, Promise<boolean>>} */
const loading = new Map();

/**
 * Loads a script once; says whether it came. A failed one may be tried again.
 *
 * @param {"editor.js" | "engine.js" | "panes.js"} name
 * @returns {Promise<boolean>}
 */
export function loadScript(name) {
  const known = loading.get(name);
  if (known) return known;
  const coming = new Promise((/** @type {(came: boolean) => void} */ resolve) => {
    const script = document.createElement("script");
    script.src = new URL(name, BESIDE).href;
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
