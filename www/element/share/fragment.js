// @ts-check
// A message in the fragment of an address, which browsers send to nobody: `#case=`, gzip, base64 for URLs; where it was shared
// for one of its problems, `&rule=` and the rule follow.
import { unpack } from "../../unpack.js";

const NAME = "case";

/** Longer addresses are cut off on their way: by mail, chat and some browsers. */
export const LONGEST = 16_000;

/** More than this does not come out of an address of that length, unless somebody means harm. */
const MOST = 4_000_000;

/**
 * @param {string} text
 * @param {string} [rule] of the problem that it is shared for
 * @returns {Promise<string | null>} null where the address would be too long
 */
export async function toFragment(text, rule) {
  const zipped = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(zipped).arrayBuffer());
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const data = base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const fragment = `#${NAME}=${data}${rule ? `&rule=${rule}` : ""}`;
  return fragment.length <= LONGEST ? fragment : null;
}

/**
 * @param {string} fragment
 * @returns {Promise<{ text: string, rule?: string } | null>} null where it holds no message
 */
export async function fromFragment(fragment) {
  const [, data, rule] = new RegExp(`^#${NAME}=([\\w-]+)(?:&rule=([\\w-]+))?$`).exec(fragment) ?? [];
  if (!data || fragment.length > LONGEST) return null;
  try {
    const bytes = await unpack(data.replaceAll("-", "+").replaceAll("_", "/"));
    if (bytes.byteLength > MOST) return null;
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), rule };
  } catch {
    // Cut off, or made by hand.
    return null;
  }
}
