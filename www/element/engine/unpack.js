// @ts-check
// The engine as it is shipped: WebAssembly, packed into a text.

/**
 * The engine as the site ships it, gzip in base64, made ready to be sent to workers.
 *
 * @param {string} packed
 * @returns {Promise<WebAssembly.Module>}
 */
export async function unpack(packed) {
  const zipped = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(zipped).arrayBuffer());
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
