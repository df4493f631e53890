// @ts-check
// What comes in scripts of their own: the tabs beside the problems, the map among them, and what is told beside the report.
import { loadScript } from "./load-script.js";

/** @typedef {typeof import("./panes-script.js").panes & { map: typeof import("./map/map.js").createMap }} Makers */
/** @typedef {keyof Makers} PaneId */

const scripts = /** @type {{ itk3Panes?: any, itk3More?: any, itk3Map?: any }} */ (globalThis);

/** The file that a tab comes in. @param {PaneId} id */
export const fileOf = (id) => (id === "map" ? "map.js" : "panes.js");

/** How a tab is made, once its script is there. @template {PaneId} Id @param {Id} id @returns {Makers[Id] | undefined} */
export const paneMaker = (id) => (id === "map" ? scripts.itk3Map : scripts.itk3Panes?.[id]);

/** Loads the script of a tab unless it is there. @param {PaneId} id */
export const loadPane = async (id) => paneMaker(id) !== undefined || loadScript(fileOf(id));

/** Returns the panes beside the report, or undefined if their script cannot be loaded. @returns {Promise<typeof import("./panes-script.js").more | undefined>} */
export async function background() {
  await loadPane("report");
  return scripts.itk3More;
}
