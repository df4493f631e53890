// @ts-check
import { loadScript } from "../load-script.js";
import { createReader } from "./reader.js";

/** @typedef {import("./editor.js").Source} Source */

/** @returns {typeof import("./editor.js").createEditor | undefined} */
const editor = () => /** @type {any} */ (globalThis).itk3Editor;

/**
 * What shows the message: an editor, or where nothing is to be edited something smaller. An editor that cannot be
 * loaded leaves the message to be read.
 *
 * @param {HTMLElement} host
 * @param {boolean} editable
 * @param {Parameters<typeof import("./editor.js").createEditor>[1]} reactions
 * @returns {Promise<Source>}
 */
export async function createSource(host, editable, reactions) {
  if (editable && !editor()) await loadScript("editor.js");
  const create = editor();
  return editable && create ? create(host, reactions) : createReader(host, reactions);
}
