// @ts-check
/// <reference lib="webworker" />
// Works away from the page's own thread. The page makes it from inlined source, so that it keeps the page's policy.
import sample from "../../examples/send-document.xml";
import { format } from "../message/format.js";
import { tryToLeave } from "../privacy-test.js";
import { takeAway } from "../take-away.js";
import { unpack, whyRefused } from "./unpack.js";
import { start, version } from "./validator.js";

/**
 * `unlessUnloaded`: a message that names definitions which are loaded on demand is not checked before they are.
 *
 * @typedef {{ kind: "start", engine: string | WebAssembly.Module }
 *   | { kind: "ask", name: string, args: unknown[], unlessUnloaded?: boolean }} ToWorker
 */
/**
 * @typedef {{ kind: "ready", version: string, abilities: string[], module: WebAssembly.Module } | { kind: "unstarted", message: string }
 *   | { kind: "done", value: any, milliseconds: number } | { kind: "refused", message: string }
 *   | { kind: "unloaded" } | { kind: "fault", where: string } | { kind: "progress", progress: Progress }} FromWorker
 */
/** @typedef {import("../../index.d.ts").Progress} Progress */

/** Nobody has asked for so long: there is time to get ready. */
const REST = 40;

/** What runs often, the browser compiles better: so many checks make the next one fast. */
const WARM = 8;

/** How far a check has come is told after this long, and then as seldom as this: few checks take so long. */
const QUIET = 120;

// The page's policy holds here, too, and closes connections. These it does not speak of, and the engine needs none.
for (const name of [
  "WebTransport",
  "WebSocketStream",
  "Notification",
  "BroadcastChannel",
  "indexedDB",
  "caches",
  "cookieStore",
])
  takeAway(name);
for (const name of Object.getOwnPropertyNames(WorkerNavigator.prototype))
  Reflect.deleteProperty(WorkerNavigator.prototype, name);

/** @type {import("./validator.js").Calls} */
let calls = {};
/** Where the engine last said it stopped. The rest of what it says may hold words of the message. */
let stoppedAt = "an unknown place";

console.error = (/** @type {unknown[]} */ ...said) => {
  stoppedAt = String(said[0]).match(/panicked at ([\w./-]+:\d+:\d+)/)?.[1] ?? stoppedAt;
};

/** @type {ReturnType<typeof setTimeout> | undefined} */
let resting;

addEventListener("message", async ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  clearTimeout(resting);
  if (message.kind === "ask") return answer(await ask(message));
  answer(await begin(message.engine));
  resting = setTimeout(warmUp, REST, WARM);
});

/** What the first check would have to unpack and compile is there before it comes. @param {number} times */
function warmUp(times) {
  try {
    calls.validate?.(sample);
  } catch {
    // It is said where somebody asks.
    return;
  }
  if (times > 1) resting = setTimeout(warmUp, REST, times - 1);
}

/** @param {FromWorker} message */
const answer = (message) => postMessage(message);

/** @param {string | WebAssembly.Module} engine as it is shipped, or compiled @returns {Promise<FromWorker>} */
async function begin(engine) {
  try {
    const module = typeof engine === "string" ? await unpack(engine) : engine;
    calls = { ...start(module), format, tryToLeave };
    return { kind: "ready", version: version(), abilities: Object.keys(calls), module };
  } catch (problem) {
    return { kind: "unstarted", message: whyRefused(problem) };
  }
}

/** @param {Extract<ToWorker, { kind: "ask" }>} question @returns {Promise<FromWorker>} */
async function ask({ name, args, unlessUnloaded }) {
  const began = performance.now();
  try {
    if (unlessUnloaded && calls.namesUnloaded(...args)) return { kind: "unloaded" };
    const value = await calls[name](...(name === "validate" ? watched(args, began) : args));
    return { kind: "done", value, milliseconds: performance.now() - began };
  } catch (problem) {
    // The engine says no with an Error; where it breaks, WebAssembly says so, and nothing of it can be used again.
    const broken =
      problem instanceof WebAssembly.RuntimeError || problem instanceof RangeError || !(problem instanceof Error);
    return broken ? { kind: "fault", where: stoppedAt } : { kind: "refused", message: wordsOf(problem) };
  }
}

/** The same question, with someone who tells the page how far its answer is. @param {unknown[]} args @param {number} began */
function watched([text, options, ...more], began) {
  let last = began;
  /** @param {Progress} progress */
  function onProgress(progress) {
    const now = performance.now();
    if (now - last < QUIET) return;
    last = now;
    answer({ kind: "progress", progress });
  }
  return [text, { .../** @type {object} */ (options ?? {}), onProgress }, ...more];
}

/** @param {unknown} problem */
const wordsOf = (problem) => (problem instanceof Error ? problem.message : String(problem));
