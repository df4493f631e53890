/** Bytes that a script holds as gzip in base64. */
export async function unpack(packed) {
  const zipped = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(zipped).arrayBuffer();
}

function bytesOf(base64) {
  // Native where it exists; the other way is for browsers before 2025.
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}
