// @ts-check
import { loadScript } from "../load-script.js";
import { missingInBrowser } from "./unpack.js";

/** Why the engine could not be started, in words for a reader. */
export class EngineProblem extends Error {}

/** The text of the worker, and the engine that it is to unpack and run. @typedef {{ worker: string, wasm: string }} Engine */

/**
 * The engine, from `engine.js` beside the element's script. It comes as a script because the page may fetch nothing.
 *
 * @returns {Promise<Engine>}
 */
export async function loadEngine() {
  const missing = missingInBrowser();
  if (missing) {
    throw new EngineProblem(
      `This browser has no ${missing}. Browsers since 2023 have it, unless a setting disables it.`,
    );
  }
  if (packed() === undefined && !(await loadScript("engine.js"))) {
    throw new EngineProblem("The file engine.js could not be loaded. Check that nothing blocks it, then try again.");
  }
  const found = packed();
  if (typeof found?.worker !== "string" || typeof found.wasm !== "string") {
    throw new EngineProblem("The file engine.js is damaged. Reload the page; a proxy may have changed the file.");
  }
  return { worker: found.worker, wasm: found.wasm };
}

/** @returns {Partial<Engine> | undefined} */
const packed = () => /** @type {any} */ (globalThis).itk3Engine;
