// @ts-check
import { loadScript } from "../load-script.js";
import { missingInBrowser, unpack } from "./unpack.js";

/** Why the engine could not be started, in words for a reader. */
export class EngineProblem extends Error {}

/** The text of the worker, and the engine that it is to run. @typedef {{ worker: string, module: WebAssembly.Module }} Engine */

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
  if (found === undefined) {
    throw new EngineProblem("The file engine.js is damaged. Reload the page; a proxy may have changed the file.");
  }
  try {
    return { worker: found.worker, module: await unpack(found.wasm) };
  } catch (problem) {
    throw new EngineProblem(
      /unsafe-eval|content.security/i.test(String(problem))
        ? "This page's Content-Security-Policy forbids WebAssembly; it must allow 'wasm-unsafe-eval' in script-src."
        : `The browser refused the engine: ${problem instanceof Error ? problem.message : problem}`,
    );
  }
}

/** @returns {{ worker: string, wasm: string } | undefined} */
const packed = () => /** @type {any} */ (globalThis).itk3Engine;
