// @ts-check
import { trusted } from "../trusted.js";

/** @typedef {import("./worker.js").FromWorker} FromWorker */

/**
 * What became of a question. Only `done` has an answer; none of the others is an exception, because each is something
 * to show.
 *
 * @template T
 * @typedef {{ kind: "done", value: T, milliseconds: number } | Unanswered} Answer
 */
/**
 * @typedef {{ kind: "superseded" } | { kind: "cancelled" } | { kind: "refused", message: string }
 *   | { kind: "fault", where: string } | { kind: "unstarted", message: string }} Unanswered
 */

/**
 * @typedef {{ owner: object, topic: string, name: string, args: unknown[], onProgress?: OnProgress,
 *   resolve: (answer: Answer<any>) => void }} Job
 */
/** @typedef {(progress: import("../../index.d.ts").Progress) => void} OnProgress */

/** @typedef {ReturnType<typeof createClient>} Client */

/**
 * Asks a worker, one question at a time. A newer question on the same topic takes the place of one that still waits.
 *
 * @param {() => Promise<import("./load-engine.js").Engine>} loadEngine
 */
export function createClient(loadEngine) {
  /** Compiled once and kept, so that a new worker starts at once. @type {Promise<import("./load-engine.js").Engine> | null} */
  let engine = null;
  let address = "";
  /** @type {Promise<Worker> | null} */
  let worker = null;
  /** @type {Job | null} */
  let running = null;
  /** @type {Job[]} */
  let waiting = [];
  /** Workers that were stopped may still have said something. */
  let turn = 0;
  /** Definitions that every worker is to know. @type {{ bytes: string | Uint8Array, name: string }[]} */
  let definitions = [];
  /** Files of definitions that were handed in: none takes another's place. */
  let added = 0;
  /** @type {{ version: string, abilities: string[] } | null} */
  let about = null;

  async function startWorker() {
    engine ??= loadEngine();
    const { worker: source, module } = await engine;
    // A worker loaded by address would not keep the page's policy; one made of a text does.
    address ||= URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const made = new Worker(trusted(address));
    const answer = await exchange(made, { kind: "start", module });
    if (answer.kind === "ready") {
      about = answer;
      for (const { bytes, name } of definitions)
        await exchange(made, { kind: "ask", name: "addDefinitions", args: [bytes, name] });
      return made;
    }
    made.terminate();
    throw new Error(answer.kind === "unstarted" ? answer.message : "The worker did not start.");
  }

  function stopWorker() {
    turn += 1;
    worker?.then(
      (made) => made.terminate(),
      () => {},
    );
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
    const job = running ? undefined : waiting.shift();
    if (!job) return;
    running = job;
    const mine = turn;
    /** @type {Answer<any>} */
    let answer;
    try {
      const { name, args, onProgress } = job;
      const said = await exchange(
        await ready(),
        { kind: "ask", name, args },
        (progress) => mine === turn && onProgress?.(progress),
      );
      answer =
        said.kind === "done" || said.kind === "refused" || said.kind === "fault"
          ? said
          : { kind: "fault", where: "the worker" };
    } catch (problem) {
      answer = { kind: "unstarted", message: problem instanceof Error ? problem.message : String(problem) };
    }
    if (mine !== turn) return;
    if (answer.kind === "fault") stopWorker();
    running = null;
    // A newer question waits already: the answer to this one would only flash by.
    job.resolve(answer.kind === "done" && waiting.some((other) => same(other, job)) ? { kind: "superseded" } : answer);
    run();
  }

  return {
    /** What the engine is and can do, once it has been started. */
    about: () => about,
    /** Starts the engine before it is needed. @returns {Promise<unknown>} rejects where it cannot be started */
    prepare: ready,

    /**
     * @param {object} owner whose question it is
     * @param {string} name of a function of the engine
     * @param {unknown[]} args
     * @param {string} [topic]
     * @param {OnProgress} [onProgress] told of a check that takes long
     * @returns {Promise<Answer<any>>}
     */
    ask(owner, name, args, topic = name, onProgress) {
      return new Promise((resolve) => {
        const job = { owner, topic, name, args, onProgress, resolve };
        for (const other of waiting) if (same(other, job)) other.resolve({ kind: "superseded" });
        waiting = waiting.filter((other) => !same(other, job));
        // What the reader waits for comes before what is only nice to have.
        if (name === "validate") waiting.unshift(job);
        else waiting.push(job);
        run();
      });
    },

    /** Adds definitions, for this worker and any later one. @param {object} owner @param {string | Uint8Array} bytes @param {string} name */
    async define(owner, bytes, name) {
      const answer = await this.ask(owner, "addDefinitions", [bytes, name], `definitions ${(added += 1)}`);
      if (answer.kind === "done" && answer.value.loaded.length > 0) definitions.push({ bytes, name });
      return answer;
    },

    /** Goes on without definitions that were added: a new worker knows the others. @param {string | Uint8Array} bytes */
    undefine(bytes) {
      definitions = definitions.filter((one) => one.bytes !== bytes);
      if (running) waiting.unshift(running);
      running = null;
      stopWorker();
      if (waiting.length > 0) run();
      else ready().catch(() => {});
    },

    /** Drops what an owner asked for, at once; the next question finds a new worker. @param {object} owner */
    cancel(owner) {
      for (const job of waiting) if (job.owner === owner) job.resolve({ kind: "cancelled" });
      waiting = waiting.filter((job) => job.owner !== owner);
      if (running?.owner === owner) {
        running.resolve({ kind: "cancelled" });
        running = null;
        stopWorker();
        if (waiting.length > 0) run();
        // The next question should not have to wait for it.
        else ready().catch(() => {});
      }
    },

    /** Lets the worker go until somebody asks again. */
    rest() {
      if (running || waiting.length > 0) return;
      stopWorker();
    },
  };
}

/** @param {Job} one @param {Job} other */
const same = (one, other) => one.owner === other.owner && one.topic === other.topic;

/**
 * Sends one message and waits for the one answer.
 *
 * @param {Worker} worker
 * @param {import("./worker.js").ToWorker} message
 * @param {OnProgress} [onProgress]
 * @returns {Promise<FromWorker>}
 */
function exchange(worker, message, onProgress) {
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => (data.kind === "progress" ? onProgress?.(data.progress) : resolve(data));
    // Where even the worker's own handling failed: out of memory, or its script.
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(
        message.kind === "start"
          ? { kind: "unstarted", message: event.message }
          : { kind: "fault", where: "the worker" },
      );
    };
    worker.postMessage(message);
  });
}
