// @ts-check
import { loadScript } from "../load-script.js";
import { inflate } from "./unpack.js";

/**
 * Definitions that few messages name, from `on-demand.js` beside the element's script; null where they cannot be loaded.
 *
 * @returns {Promise<Uint8Array | null>}
 */
export async function loadOnDemand() {
  try {
    if (packed() === undefined) await loadScript("on-demand.js");
    return new Uint8Array(await inflate(packed() ?? ""));
  } catch {
    // The file is not there, or not as it was. What the definitions would say is not checked, and the report says so.
    return null;
  }
}

/** @returns {string | undefined} */
const packed = () => /** @type {any} */ (globalThis).itk3OnDemand;
