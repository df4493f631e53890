// The other side of client.js: runs what is asked, one call after the other.
import { init, Validator } from "./index.js";

/** Calls that check a message, which is the first of their words; the last are options. */
const READERS = new Set(["validate", "render", "operationOutcome"]);

let validator;

addEventListener(
  "message",
  async ({
    data: {
      id,
      call,
      words: [...words],
      watched,
    },
  }) => {
    if (watched) words[1].onProgress = (progress) => postMessage({ id, progress });
    try {
      await init();
      validator ??= new Validator();
      if (READERS.has(call)) await validator.loadFor(words[0], words.at(-1));
      postMessage({ id, answer: validator[call](...words) });
    } catch (problem) {
      // What the engine says where it stops may hold words of the message, but not these.
      const [why, type] = problem instanceof Error ? [problem.message, problem.name] : [String(problem), "Error"];
      postMessage({ id, problem: why, type, code: problem?.code, spoilt: problem instanceof WebAssembly.RuntimeError });
    }
  },
);
