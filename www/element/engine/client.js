// @ts-check
import { WorkerHost } from "./worker-host.js";

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
/** @typedef {import("./worker-host.js").OnProgress} OnProgress */

/** Asks a worker, one question at a time. A newer question on the same topic takes the place of one that still waits. */
export class Client {
  #host;
  /** @type {Job | null} */
  #running = null;
  /** @type {Job[]} */
  #waiting = [];
  /** Workers that were stopped may still have said something. */
  #turn = 0;
  /** Files of definitions that were handed in: none takes another's place. */
  #added = 0;
  /** Who is told when somebody else changes the definitions. @type {Map<object, (words: string) => void>} */
  #listeners = new Map();

  /**
   * @param {() => Promise<import("./load-engine.js").Engine>} loadEngine
   * @param {() => Promise<Uint8Array | null>} loadOnDemand
   */
  constructor(loadEngine, loadOnDemand) {
    this.#host = new WorkerHost(loadEngine, loadOnDemand);
  }

  /** What the engine is and can do, once it has been started. */
  about() {
    return this.#host.about;
  }

  /** Starts the engine before it is needed. @returns {Promise<unknown>} rejects where it cannot be started */
  prepare() {
    return this.#host.ready();
  }

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
      this.#drop("superseded", (other) => same(other, job));
      // What the reader waits for comes before what is only nice to have.
      if (name === "validate") this.#waiting.unshift(job);
      else this.#waiting.push(job);
      this.#run();
    });
  }

  /** Tells an owner, in words, when another one adds or leaves out definitions. @param {object} owner @param {(words: string) => void} listener */
  onDefinitions(owner, listener) {
    this.#listeners.set(owner, listener);
  }

  /** @param {object} owner @param {string} words */
  #tellOthers(owner, words) {
    for (const [other, listener] of this.#listeners) if (other !== owner) listener(words);
  }

  /**
   * Adds definitions, for this worker and any later one.
   *
   * @param {object} owner
   * @param {string | Uint8Array} bytes
   * @param {string} name
   * @param {{ replaceNewer?: boolean }} [options]
   */
  async define(owner, bytes, name, options) {
    this.#added += 1;
    const answer = await this.ask(owner, "addDefinitions", [bytes, name, options], `definitions ${this.#added}`);
    if (answer.kind === "done" && answer.value.loaded.length > 0) {
      this.#host.definitions.push({ bytes, name, options });
      this.#tellOthers(owner, `Another part of this page added ${name}.`);
    }
    return answer;
  }

  /** Goes on without definitions that were added: a new worker knows the others. @param {object} owner @param {string | Uint8Array} bytes @param {string} words for the others */
  undefine(owner, bytes, words) {
    this.#host.definitions = this.#host.definitions.filter((one) => one.bytes !== bytes);
    if (this.#running) this.#waiting.unshift(this.#running);
    this.#restart();
    this.#tellOthers(owner, words);
  }

  /** Drops what an owner asked for, at once; the next question finds a new worker. @param {object} owner */
  cancel(owner) {
    this.#drop("cancelled", (job) => job.owner === owner);
    if (this.#running?.owner !== owner) return;
    this.#running.resolve({ kind: "cancelled" });
    this.#restart();
  }

  /** Lets the worker go until somebody asks again. */
  rest = () => {
    if (!this.#running && this.#waiting.length === 0) this.#stop();
  };

  /** @param {"superseded" | "cancelled"} kind @param {(job: Job) => boolean} is */
  #drop(kind, is) {
    for (const job of this.#waiting) if (is(job)) job.resolve({ kind });
    this.#waiting = this.#waiting.filter((job) => !is(job));
  }

  #stop() {
    this.#turn += 1;
    this.#host.stop();
  }

  /** Stops what runs; a new worker goes on with what waits. */
  #restart() {
    this.#running = null;
    this.#stop();
    if (this.#waiting.length > 0) this.#run();
    // The next question should not have to wait for it.
    else this.#host.ready().catch(() => {});
  }

  async #run() {
    const job = this.#running ? undefined : this.#waiting.shift();
    if (!job) return;
    this.#running = job;
    const turn = this.#turn;
    const isCurrent = () => turn === this.#turn;
    const answer = await this.#answerTo(job, isCurrent);
    if (!isCurrent()) return;
    if (answer.kind === "fault") this.#stop();
    this.#running = null;
    // A newer question waits already: the answer to this one would only flash by.
    const isOld = answer.kind === "done" && this.#waiting.some((other) => same(other, job));
    job.resolve(isOld ? { kind: "superseded" } : answer);
    this.#run();
  }

  /** @param {Job} job @param {() => boolean} isCurrent @returns {Promise<Answer<any>>} */
  async #answerTo({ name, args, onProgress }, isCurrent) {
    try {
      const said = await this.#host.ask(name, args, (progress) => isCurrent() && onProgress?.(progress));
      const isAnswer = said.kind === "done" || said.kind === "refused" || said.kind === "fault";
      return isAnswer ? said : { kind: "fault", where: "the worker" };
    } catch (problem) {
      return { kind: "unstarted", message: problem instanceof Error ? problem.message : String(problem) };
    }
  }
}

/** @param {Job} one @param {Job} other */
const same = (one, other) => one.owner === other.owner && one.topic === other.topic;
