// @ts-check
// A message in the fragment of an address, which browsers send to nobody: `#case=`, gzip, base64 for URLs.
import { unpack } from "../../unpack.js";

const NAME = "case";

/** Longer addresses are cut off on their way: by mail, chat and some browsers. */
export const LONGEST = 16_000;

/** More than this does not come out of an address of that length, unless somebody means harm. */
const MOST = 4_000_000;

/** @param {string} text @returns {Promise<string | null>} null where the address would be too long */
export async function toFragment(text) {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(zipped).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fragment = `#${NAME}=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
  return fragment.length <= LONGEST ? fragment : null;
}

/** @param {string} fragment @returns {Promise<string | null>} null where it holds no message */
export async function fromFragment(fragment) {
  const given = new RegExp(`^#${NAME}=([\\w-]+)$`).exec(fragment)?.[1];
  if (!given || fragment.length > LONGEST) return null;
  try {
    const bytes = await unpack(given.replaceAll("-", "+").replaceAll("_", "/"));
    return bytes.byteLength > MOST ? null : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Cut off, or made by hand.
    return null;
  }
}
