// @ts-check

/** @typedef {import("./worker.js").FromWorker} FromWorker */
/** @typedef {import("./index.d.ts").Report} Report */

/**
 * What became of a check. Only `report` has an answer; none of the others is an exception, because each is something
 * to show.
 *
 * @typedef {{ kind: "report", report: Report, milliseconds: number } | { kind: "superseded" } | { kind: "cancelled" }
 *   | { kind: "fault", where: string } | { kind: "unstarted", message: string }} Outcome
 */

/** @typedef {{ text: string, resolve: (outcome: Outcome) => void }} Job */

/**
 * Runs checks in a worker, one at a time. A newer text takes the place of one that still waits.
 *
 * @param {{ source: string, loadEngine: () => Promise<WebAssembly.Module>, onReady: (version: string) => void }} parts
 *   `source`: the worker's own text; a worker loaded by address would not keep the page's policy
 */
export function createClient({ source, loadEngine, onReady }) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  /** Compiled once and kept, so that a new worker starts at once. @type {Promise<WebAssembly.Module> | null} */
  let engine = null;
  /** @type {Promise<Worker> | null} */
  let worker = null;
  /** @type {Job | null} */
  let running = null;
  /** @type {Job | null} */
  let waiting = null;
  /** Workers that were stopped may still have said something. */
  let turn = 0;

  let started = false;

  async function startWorker() {
    engine ??= loadEngine();
    const module = await engine;
    const made = new Worker(address);
    const answer = await exchange(made, { kind: "start", module });
    if (answer.kind === "ready") {
      started = true;
      onReady(answer.version);
      return made;
    }
    made.terminate();
    throw new Error(answer.kind === "unstarted" ? answer.message : "The worker did not start.");
  }

  function stopWorker() {
    turn += 1;
    worker?.then((made) => made.terminate(), () => {});
    worker = null;
  }

  /** @returns {Promise<Worker>} */
  function ready() {
    if (worker === null) {
      const starting = startWorker();
      worker = starting;
      // What could not be started may be tried again.
      starting.catch(() => {
        engine = null;
        if (worker === starting) worker = null;
      });
    }
    return worker;
  }

  async function run() {
    if (running || !waiting) return;
    const job = waiting;
    running = job;
    waiting = null;
    const mine = turn;
    /** @type {Outcome} */
    let outcome;
    try {
      const answer = await exchange(await ready(), { kind: "check", text: job.text });
      if (answer.kind === "report" || answer.kind === "fault") outcome = answer;
      else outcome = { kind: "fault", where: "the worker" };
    } catch (problem) {
      outcome = { kind: "unstarted", message: problem instanceof Error ? problem.message : String(problem) };
    }
    if (mine !== turn) return;
    if (outcome.kind === "fault") stopWorker();
    running = null;
    // A newer text waits already: what was found in this one would only flash by.
    job.resolve(waiting && outcome.kind === "report" ? { kind: "superseded" } : outcome);
    run();
  }

  return {
    /** Has the engine been started before? Then it takes no time to speak of. */
    isReady: () => started,

    /** Starts the engine before it is needed. @returns {Promise<unknown>} rejects where it cannot be started */
    prepare: ready,

    /** @param {string} text @returns {Promise<Outcome>} */
    check(text) {
      waiting?.resolve({ kind: "superseded" });
      return new Promise((resolve) => {
        waiting = { text, resolve };
        run();
      });
    },

    /** Stops at once; the next check finds a new worker. */
    cancel() {
      for (const job of [running, waiting]) job?.resolve({ kind: "cancelled" });
      if (running) stopWorker();
      running = null;
      waiting = null;
    },
  };
}

/**
 * Sends one message and waits for the one answer.
 *
 * @param {Worker} worker
 * @param {import("./worker.js").ToWorker} message
 * @returns {Promise<FromWorker>}
 */
function exchange(worker, message) {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    // Where even the worker's own handling failed: out of memory, or its script.
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(message.kind === "start" ? { kind: "unstarted", message: event.message } : { kind: "fault", where: "the worker" });
    };
    worker.postMessage(message);
  });
}
