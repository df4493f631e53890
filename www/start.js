import start, { initSync as startSync } from "./bindings.js";
import { explain } from "./start-errors.js";

/** The module is running. */
let ready = false;
/** Gives the module where `init` is called without one; otherwise it is fetched from beside the bindings. */
let source = () => undefined;

export const isReady = () => ready;

/** Takes the module from elsewhere from now on. */
export function takeFrom(supply) {
  source = supply;
}

export async function init(input) {
  if (ready) return;
  try {
    // Called again while it runs, this waits for the same start; after a failure, it tries anew.
    await start({ module_or_path: input ?? (await source()) });
  } catch (problem) {
    throw explain(problem);
  }
  ready = true;
}

export function initSync(module) {
  if (ready) return;
  try {
    startSync({ module });
  } catch (problem) {
    throw explain(problem);
  }
  ready = true;
}
