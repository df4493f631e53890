// The validator in a worker, so that the page stays lively however large a message is.

/** What is left of a call when it is cancelled. */
const cancelled = () => new DOMException("itk3-validator: the call was cancelled", "AbortError");

export function createClient({ worker: make = ownWorker } = {}) {
  let worker;
  let closed = false;
  let next = 0;
  /** Calls without an answer yet, by number. */
  const waiting = new Map();
  /** Definitions that a new worker has to be told of. */
  const definitions = [];

  function start() {
    worker = make();
    worker.onmessage = ({ data: { id, answer, progress, problem, type, code, spoilt } }) => {
      const call = waiting.get(id);
      if (progress) return call?.onProgress?.(progress);
      waiting.delete(id);
      if (problem === undefined) return call?.resolve(answer);
      const error = type === "TypeError" ? new TypeError(problem) : new Error(problem);
      call?.reject(code === undefined ? error : Object.assign(error, { code }));
      // A module that stopped is not to be trusted with another message.
      if (spoilt) stop(new Error("itk3-validator: the worker had to be started again"));
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      stop(new Error(`itk3-validator: the worker could not be started. ${event.message ?? ""}`.trim()));
    };
    for (const words of definitions) ask("addDefinitions", words).catch(() => {});
  }

  function stop(problem) {
    worker?.terminate();
    worker = undefined;
    const calls = [...waiting.values()];
    waiting.clear();
    for (const { reject } of calls) reject(problem);
  }

  function ask(call, words) {
    return new Promise((resolve, reject) => {
      const id = next++;
      // A function cannot go to the worker: there, another takes its place.
      const [message, { onProgress, ...options } = {}] = call === "validate" ? words : [];
      waiting.set(id, { resolve, reject, onProgress });
      worker.postMessage({
        id,
        call,
        words: onProgress ? [message, options] : words,
        watched: onProgress !== undefined,
      });
    });
  }

  function call(name, ...words) {
    if (closed) return Promise.reject(new Error("itk3-validator: this client was closed"));
    if (!worker) start();
    return ask(name, words);
  }

  return {
    validate: (message, options) => call("validate", message, options),
    render: (message, form, options) => call("render", message, form, options),
    redact: (message) => call("redact", message),
    operationOutcome: (message, format, options) => call("operationOutcome", message, format, options),
    convert: (message, format) => call("convert", message, format),
    buildAcknowledgement: (message, outcome, responder, options) =>
      call("buildAcknowledgement", message, outcome, responder, options),
    simulate: (message, responder, options) => call("simulate", message, responder, options),
    reviewConversation: (message, responses, options) => call("reviewConversation", message, responses, options),
    responseCodes: (generation) => call("responseCodes", generation),
    rules: () => call("rules"),

    async addDefinitions(added, name, options) {
      const answer = await call("addDefinitions", added, name, options);
      definitions.push([added, name, options]);
      return answer;
    },

    cancel: () => stop(cancelled()),

    close() {
      closed = true;
      stop(cancelled());
    },
  };
}

function ownWorker() {
  if (typeof Worker === "undefined") {
    throw new Error(
      "itk3-validator/client needs the workers of a browser; in Node, use itk3-validator itself, in a worker thread if necessary.",
    );
  }
  try {
    // Bundlers know this form.
    return new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  } catch {
    // Browsers refuse a worker from another origin, but not a worker that imports a script from one.
    const address = new URL("./worker.js", import.meta.url).href;
    const script = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
    return new Worker(URL.createObjectURL(script), { type: "module" });
  }
}
