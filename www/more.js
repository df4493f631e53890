// Definitions that few messages name: in Node they are there from the start, elsewhere they are imported when a message names one.
import { unpack } from "./unpack.js";

let loaded;

export const loadedOnDemand = () => loaded;

/** Has them from elsewhere. */
export function haveOnDemand(pack) {
  loaded = pack;
}

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
