// Definitions that few messages name: the module for Node has them inside, elsewhere they are imported when a message names one.
import { unpack } from "./unpack.js";

let loaded;

export const loadedOnDemand = () => loaded;

/** Nothing where they cannot be had: what they would say is then not checked, and the report says so. */
export async function loadOnDemand() {
  try {
    if (!loaded) {
      await import("./on-demand.js");
      loaded = new Uint8Array(await unpack(globalThis.itk3OnDemand));
    }
  } catch {
    // A later message may have more luck.
  }
  return loaded;
}
