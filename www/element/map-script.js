// @ts-check
// The map, as a script of its own: its layout comes from a library, and many a reader never opens it.
import { createMap } from "./map/map.js";

/** @type {any} */ (globalThis).itk3Map = createMap;
