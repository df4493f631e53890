// @ts-check
import { VERY_LONG } from "./message/window.js";

/** @typedef {import("./message/editor.js").Taken} Taken */
/** @typedef {import("../index.d.ts").Report} Report */
/** A question that a newer one took the place of comes to nothing. @typedef {Exclude<import("./engine/client.js").Answer<Report>, { kind: "superseded" }>} Outcome */

/**
 * What becomes of a check.
 *
 * @typedef {object} Reactions
 * @property {(length: number) => void} onBusy it takes a while
 * @property {(progress: import("../index.d.ts").Progress, length: number) => void} onProgress how far it is
 * @property {(outcome: Outcome, taken: Taken, text: string, options: import("../index.d.ts").ValidateOptions) => void} onOutcome
 * @property {() => void} onNothing there is no text
 * @property {() => void} onWait the text has changed, and a check has to be asked for
 */

/** Time after the last key. */
const AFTER_TYPING = 200;
/** A longer text is not checked at each pause of typing. UTF-16 code units. */
const LONG = 200_000;
/** A check that takes longer says that it is running. */
const PATIENCE = 150;

/**
 * Decides when the text is checked, and says what comes of it.
 *
 * @param {{ session: import("./session.js").Session, profile: () => string | null } & Reactions} parts `profile`: the one that
 *   the message is held to, if its page names one
 */
export function createChecking({ session, profile, onBusy, onProgress, onOutcome, onNothing, onWait }) {
  const { source } = session;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let running = 0;

  async function check() {
    clearTimeout(timer);
    const { taken, text } = source.take();
    if (text === "") return source.release(taken);
    running += 1;
    const patience = setTimeout(() => onBusy(text.length), PATIENCE);
    const named = profile();
    const options = named ? { profile: named } : {};
    const outcome = await session.ask("validate", [text, options], "validate", (progress) =>
      onProgress(progress, text.length),
    );
    clearTimeout(patience);
    running -= 1;
    if (outcome.kind !== "done") source.release(taken);
    if (outcome.kind !== "superseded") onOutcome(outcome, taken, text, options);
  }

  return {
    check,

    /** @param {import("./message/editor.js").Change} change */
    changed(change) {
      clearTimeout(timer);
      const length = source.length();
      if (length === 0) return session.cancel();
      if (length > (change === "typed" ? LONG : VERY_LONG)) return onWait();
      if (change === "typed") timer = setTimeout(check, AFTER_TYPING);
      else check();
    },

    /** The one button: starts a check, or stops the one that runs. */
    startOrStop() {
      if (running > 0) session.cancel();
      else if (source.isEmpty()) onNothing();
      else check();
    },
    cancel: session.cancel,
  };
}
