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
      if (typeof method !== "function" || ["constructor", "free", "open", "loadFor"].includes(name)) continue;
      calls[name] ??= (...args) => method.apply(validator, args);
    }
  }
  return { ...calls, ...ofOneText(validator, calls) };
}

/**
 * The questions that the page asks of one text after another: it is read for the first of them.
 *
 * @param {itk3.Validator} validator @param {Calls} calls
 * @returns {Calls}
 */
function ofOneText(validator, calls) {
  /** @type {string | undefined} */
  let text;
  /** @type {itk3.Document | undefined} */
  let opened;
  /** @param {string} asked */
  function open(asked) {
    if (opened && asked === text) return opened;
    opened?.free();
    opened = undefined;
    text = asked;
    opened = validator.open(asked);
    return opened;
  }
  /** @type {Calls} */
  const shared = {};
  for (const name of /** @type {const} */ ([
    "namesUnloaded",
    "validate",
    "operationOutcome",
    "render",
    "map",
    "explain",
    "insertion",
    "convert",
  ])) {
    shared[name] = (asked, ...args) => {
      // Bytes, and bounds of one's own, are a question by itself.
      const alone = typeof asked !== "string" || args.some((arg) => arg?.limits);
      return alone ? calls[name](asked, ...args) : /** @type {any} */ (open(asked))[name](...args);
    };
  }
  return shared;
}

export const { version } = itk3;
