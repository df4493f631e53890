// @ts-check
import { missingInBrowser, unpack } from "./validator.js";

/** Why the engine could not be started, in words for a reader. */
export class EngineProblem extends Error {}

/**
 * The engine, from `engine.js` beside the page. It comes as a script because the page may fetch nothing.
 *
 * @returns {Promise<WebAssembly.Module>}
 */
export async function loadEngine() {
  const missing = missingInBrowser();
  if (missing) {
    throw new EngineProblem(`This browser has no ${missing}. Browsers since 2023 have it, unless a setting takes it away.`);
  }
  if (packed() === undefined) await loadScript("engine.js");
  const text = packed();
  if (text === undefined) {
    throw new EngineProblem("The file engine.js is not what it should be. Reload the page; a proxy may have changed the file.");
  }
  try {
    return await unpack(text);
  } catch (problem) {
    throw new EngineProblem(/unsafe-eval|content.security/i.test(String(problem))
      ? "A Content-Security-Policy that somebody added to this page forbids WebAssembly; it must allow 'wasm-unsafe-eval'."
      : `The browser refused the engine: ${problem instanceof Error ? problem.message : problem}`);
  }
}

/** @returns {string | undefined} */
const packed = () => /** @type {any} */ (globalThis).itk3Engine;

/** @param {string} address */
function loadScript(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => {
      script.remove();
      reject(new EngineProblem("The file engine.js could not be loaded. See that nothing blocks it, and try again."));
    };
    document.head.append(script);
  });
}
