// @ts-check
// What comes in a script of its own: the tabs beside the problems, and what is told beside the report.
import { loadScript } from "./load-script.js";

/** How the tabs are made, once their script is there. @returns {typeof import("./panes-script.js").panes | undefined} */
export const paneMakers = () => /** @type {any} */ (globalThis).itk3Panes;

/** Loads the script unless it is there; says whether it is. */
export const loadPanes = async () => paneMakers() !== undefined || loadScript("panes.js");

/** Returns the panes beside the report, or undefined if their script cannot be loaded. @returns {Promise<typeof import("./panes-script.js").more | undefined>} */
export async function background() {
  await loadPanes();
  return /** @type {any} */ (globalThis).itk3More;
}
