// @ts-check
// The only module of the worker that knows there is WebAssembly.
import * as itk3 from "../../index.js";

/** @typedef {Record<string, (...args: any[]) => unknown>} Calls what the engine can do, by name */

/**
 * Starts the engine. Whatever it offers can be asked for, and nothing else: the page shows no more than that.
 *
 * @param {WebAssembly.Module} module
 * @returns {Calls}
 */
export function start(module) {
  itk3.initSync(module);
  const validator = new itk3.Validator();
  /** @type {Calls} */
  const calls = {};
  for (let type = Object.getPrototypeOf(validator); type !== Object.prototype; type = Object.getPrototypeOf(type)) {
    for (const name of Object.getOwnPropertyNames(type)) {
      const method = /** @type {any} */ (validator)[name];
      if (typeof method !== "function" || name === "constructor" || name === "free") continue;
      calls[name] ??= (...args) => method.apply(validator, args);
    }
  }
  return calls;
}

export const { version } = itk3;
