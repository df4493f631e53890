// @ts-check
/// <reference lib="webworker" />
// Checks away from the page's own thread. The page makes it from inlined source, so that it keeps the page's policy.
import { start, version } from "./validator.js";

/** @typedef {import("./index.d.ts").Report} Report */
/** @typedef {{ kind: "start", module: WebAssembly.Module } | { kind: "check", text: string }} ToWorker */
/**
 * @typedef {{ kind: "ready", version: string } | { kind: "unstarted", message: string }
 *   | { kind: "report", report: Report, milliseconds: number } | { kind: "fault", where: string }} FromWorker
 */

// No policy covers this one.
Reflect.deleteProperty(globalThis, "WebTransport");

/** @type {((text: string) => Report) | undefined} */
let validate;
/** Where the engine last said it stopped. The rest of what it says may hold words of the message. */
let stoppedAt = "an unknown place";

console.error = (/** @type {unknown[]} */ ...said) => {
  stoppedAt = String(said[0]).match(/panicked at ([\w./-]+:\d+:\d+)/)?.[1] ?? stoppedAt;
};

addEventListener("message", ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  if (message.kind === "start") answer(begin(message.module));
  else answer(check(message.text));
});

/** @param {FromWorker} message */
const answer = (message) => postMessage(message);

/** @param {WebAssembly.Module} module @returns {FromWorker} */
function begin(module) {
  try {
    validate = start(module);
    return { kind: "ready", version: version() };
  } catch (problem) {
    return { kind: "unstarted", message: problem instanceof Error ? problem.message : String(problem) };
  }
}

/** @param {string} text @returns {FromWorker} */
function check(text) {
  try {
    const began = performance.now();
    const report = /** @type {NonNullable<typeof validate>} */ (validate)(text);
    return { kind: "report", report, milliseconds: performance.now() - began };
  } catch {
    return { kind: "fault", where: stoppedAt };
  }
}
