import start, { initSync as startSync, Validator as Bound } from "./bindings.js";
import { explain } from "./start-errors.js";

/** The module is running. */
let ready = false;
/** Serves the calls that bring no validator of their own. */
let shared;

export async function init(input) {
  if (ready) return;
  try {
    // Called again while it runs, this waits for the same start; after a failure, it tries anew.
    await start({ module_or_path: input });
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

export class Validator extends Bound {
  constructor() {
    if (!ready) throw new Error("itk3-validator: the module is not loaded yet: `await init()` first, or use `validate`, which does so itself.");
    super();
  }
}

export async function validate(text, options) {
  await init();
  return validateSync(text, options);
}

export function validateSync(text, options) {
  shared ??= new Validator();
  return shared.validate(text, options);
}

export const version = () => ITK3_VERSION;
