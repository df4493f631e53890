// The same as the main entry, with the module inside: nothing is fetched, and no bundler has to find a file.
import { takeFrom } from "./start.js";

/** The module; the build puts it in as gzip in base64. */
async function unpacked() {
  const zipped = new Blob([bytesOf(ITK3_ENGINE)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(zipped).arrayBuffer();
}

function bytesOf(base64) {
  // Native where it exists; the other way is for browsers before 2025.
  return Uint8Array.fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

takeFrom(unpacked);

export * from "./index.js";
