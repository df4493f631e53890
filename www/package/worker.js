// The other side of client.js: runs what is asked, one call after the other.
import { init, Validator } from "./index.js";

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
      postMessage({ id, answer: validator[call](...words) });
    } catch (problem) {
      // What the engine says where it stops may hold words of the message, but not these.
      const [why, type] = problem instanceof Error ? [problem.message, problem.name] : [String(problem), "Error"];
      postMessage({ id, problem: why, type, spoilt: problem instanceof WebAssembly.RuntimeError });
    }
  },
);
