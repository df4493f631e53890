// @ts-check
import { loadScript } from "../load-script.js";
import { inflate } from "./unpack.js";

/**
 * Definitions that few messages name, from `on-demand.js` beside the element's script; null where they cannot be loaded.
 *
 * @returns {Promise<Uint8Array | null>}
 */
export async function loadOnDemand() {
  if (packed() === undefined && !(await loadScript("on-demand.js"))) return null;
  try {
    return new Uint8Array(await inflate(packed() ?? ""));
  } catch {
    // A proxy may have changed the file. What the definitions would say is then not checked, and the report says so.
    return null;
  }
}

/** @returns {string | undefined} */
const packed = () => /** @type {any} */ (globalThis).itk3OnDemand;
