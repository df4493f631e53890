// @ts-check
// One engine and one worker for all elements of a page.
import { Client } from "./engine/client.js";
import { loadEngine } from "./engine/load-engine.js";
import { loadOnDemand } from "./engine/load-on-demand.js";

/** What a page does before there is a worker, which keeps the policy that its page has then. */
let beforeWorker = async () => {};

/** @param {() => Promise<void>} act */
export function doBeforeWorker(act) {
  beforeWorker = act;
}

export const client = new Client(async () => {
  const [engine] = await Promise.all([loadEngine(), beforeWorker()]);
  return engine;
}, loadOnDemand);

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
