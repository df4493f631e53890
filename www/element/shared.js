// @ts-check
// One engine and one worker for all elements of a page.
import { createClient } from "./engine/client.js";
import { loadEngine } from "./engine/load-engine.js";

export const client = createClient(loadEngine);

/** The worker goes this long after the last element has. */
const REST = 60_000;
let elements = 0;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

export function elementCame() {
  elements += 1;
  clearTimeout(resting);
}

export function elementWent() {
  elements -= 1;
  if (elements === 0) resting = setTimeout(client.rest, REST);
}
