/** Bytes that a script holds as gzip in base64. @param {string} packed */
export async function unpack(packed) {
  const zipped = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(zipped).arrayBuffer();
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function bytesOf(base64) {
  // Native where it exists; the other way is for browsers before 2025.
  const native = /** @type {any} */ (Uint8Array).fromBase64;
  return native?.call(Uint8Array, base64) ?? Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
