// @ts-check

/** @typedef {import("./message/editor.js").Taken} Taken */
/** @typedef {import("../index.d.ts").Report} Report */
/** @typedef {import("./engine/client.js").Answer<Report>} Outcome */

import { VERY_LONG } from "./message/window.js";

/** Time after the last key. */
const AFTER_TYPING = 200;
/** A longer text is not checked at each pause of typing. UTF-16 code units. */
const LONG = 200_000;
/** A check that takes longer says that it is running. */
const PATIENCE = 150;

/**
 * Decides when the text is checked, and says what comes of it.
 *
 * @param {object} parts
 * @param {Pick<import("./message/editor.js").Source, "take" | "release" | "length">} parts.editor
 * @param {import("./engine/client.js").Client} parts.client
 * @param {object} parts.owner
 * @param {() => import("../index.d.ts").ValidateOptions} parts.options
 * @param {(length: number) => void} parts.onBusy it takes a while
 * @param {(progress: import("../index.d.ts").Progress, length: number) => void} parts.onProgress how far it is
 * @param {(outcome: Outcome, taken: Taken, text: string) => void} parts.onOutcome
 * @param {() => void} parts.onWait the text has changed, and a check has to be asked for
 */
export function createChecking({ editor, client, owner, options, onBusy, onProgress, onOutcome, onWait }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let running = 0;

  async function check() {
    clearTimeout(timer);
    const { taken, text } = editor.take();
    if (text === "") return editor.release(taken);
    running += 1;
    const patience = setTimeout(() => onBusy(text.length), PATIENCE);
    const outcome = await client.ask(owner, "validate", [text, options()], "validate", (progress) =>
      onProgress(progress, text.length),
    );
    clearTimeout(patience);
    running -= 1;
    if (outcome.kind !== "done") editor.release(taken);
    if (outcome.kind !== "superseded") onOutcome(outcome, taken, text);
  }

  return {
    check,

    /** @param {import("./message/editor.js").Change} change */
    changed(change) {
      clearTimeout(timer);
      const length = editor.length();
      if (length === 0) return client.cancel(owner);
      if (length > (change === "typed" ? LONG : VERY_LONG)) return onWait();
      if (change === "typed") timer = setTimeout(check, AFTER_TYPING);
      else check();
    },

    /** The one button: starts a check, or stops the one that runs. */
    startOrStop() {
      if (running > 0) client.cancel(owner);
      else check();
    },
    cancel: () => client.cancel(owner),
  };
}
