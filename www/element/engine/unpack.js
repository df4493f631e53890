// @ts-check
// The engine and its definitions as they are shipped: gzip in base64, a text of a script.

/** The engine, compiled. @param {string} packed */
export const unpack = async (packed) => WebAssembly.compile(await inflate(packed));

/** Why the browser did not take it, in words for a reader. @param {unknown} problem */
export const whyRefused = (problem) =>
  /unsafe-eval|content.security/i.test(String(problem))
    ? "This page's Content-Security-Policy forbids WebAssembly; it must allow 'wasm-unsafe-eval' in script-src."
    : `The browser refused the engine: ${problem instanceof Error ? problem.message : problem}`;

/** @param {string} packed @returns {Promise<ArrayBuffer>} */
export async function inflate(packed) {
  const zipped = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(zipped).arrayBuffer();
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(base64) {
  // Native where browsers have it; the other way is for those that do not.
  if ("fromBase64" in Uint8Array) return /** @type {any} */ (Uint8Array).fromBase64(base64);
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** Why a browser cannot run it at all; null where it can. */
export function missingInBrowser() {
  if (typeof WebAssembly === "undefined") return "WebAssembly";
  return typeof DecompressionStream === "undefined" ? "DecompressionStream" : null;
}
