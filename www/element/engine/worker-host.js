// @ts-check
// The one worker: started when it is needed, stopped when it has to be, and taught the definitions that were added.
import { trusted } from "../trusted.js";

/** @typedef {import("./worker.js").FromWorker} FromWorker */
/** @typedef {(progress: import("../../index.d.ts").Progress) => void} OnProgress */

export class WorkerHost {
  /** What the engine is and can do, once it has been started. @type {{ version: string, abilities: string[] } | null} */
  about = null;
  /** Definitions that every worker is to know. @type {{ bytes: string | Uint8Array, name: string, options?: { replaceNewer?: boolean } }[]} */
  definitions = [];
  /** @type {Promise<import("./load-engine.js").Engine> | null} */
  #engine = null;
  /** Compiled by the first worker, which spares the page the work, and kept, so that a new one starts at once. @type {WebAssembly.Module | null} */
  #module = null;
  #address = "";
  /** @type {Promise<Worker> | null} */
  #worker = null;
  /** Definitions that few messages name, once one did. @type {Uint8Array | null} */
  #onDemand = null;
  #loadEngine;
  #loadOnDemand;

  /**
   * @param {() => Promise<import("./load-engine.js").Engine>} loadEngine
   * @param {() => Promise<Uint8Array | null>} loadOnDemand
   */
  constructor(loadEngine, loadOnDemand) {
    this.#loadEngine = loadEngine;
    this.#loadOnDemand = loadOnDemand;
  }

  /** Starts the worker unless it runs. @returns {Promise<Worker>} rejects where it cannot be started */
  ready() {
    if (this.#worker === null) {
      const starting = this.#start();
      this.#worker = starting;
      // What could not be started may be tried again.
      starting.catch(() => {
        this.#engine = null;
        if (this.#worker === starting) this.#worker = null;
      });
    }
    return this.#worker;
  }

  async #start() {
    this.#engine ??= this.#loadEngine();
    const { worker: source, wasm } = await this.#engine;
    // A worker loaded by address would not keep the page's policy; one made of a text does.
    this.#address ||= URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const made = new Worker(trusted(this.#address));
    const answer = await exchange(made, { kind: "start", engine: this.#module ?? wasm });
    if (answer.kind === "ready") {
      this.#module = answer.module;
      this.about = answer;
      if (this.#onDemand) await exchange(made, { kind: "ask", name: "addOnDemand", args: [this.#onDemand] });
      for (const { bytes, name, options } of this.definitions)
        await exchange(made, { kind: "ask", name: "addDefinitions", args: [bytes, name, options] });
      return made;
    }
    made.terminate();
    throw new Error(answer.kind === "unstarted" ? answer.message : "The worker did not start.");
  }

  stop() {
    this.#worker?.then(
      (made) => made.terminate(),
      () => {},
    );
    this.#worker = null;
  }

  /** Asks for a function of the engine. @param {string} name @param {unknown[]} args @param {OnProgress} onProgress */
  async ask(name, args, onProgress) {
    const worker = await this.ready();
    const question = /** @type {const} */ ({ kind: "ask", name, args });
    if (name !== "validate" || this.#onDemand) return exchange(worker, question, onProgress);
    const answer = await exchange(worker, { ...question, unlessUnloaded: true }, onProgress);
    if (answer.kind !== "unloaded") return answer;
    await this.#learn(worker);
    return exchange(worker, question, onProgress);
  }

  /** Loads the definitions that few messages name. @param {Worker} worker */
  async #learn(worker) {
    this.#onDemand = await this.#loadOnDemand();
    if (this.#onDemand) await exchange(worker, { kind: "ask", name: "addOnDemand", args: [this.#onDemand] });
  }
}

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
