// @ts-check

/** @typedef {import("./editor.js").Taken} Taken */
/** @typedef {import("./client.js").Outcome} Outcome */

/** Time after the last key. */
const AFTER_TYPING = 200;
/** A longer text is not checked at each pause of typing. UTF-16 code units. */
const LONG = 200_000;
/** A longer one is checked only when somebody asks. */
const VERY_LONG = 20_000_000;
/** A check that takes longer says that it is running. */
const PATIENCE = 150;

/**
 * Decides when the text is checked, and says what comes of it.
 *
 * @param {object} parts
 * @param {Pick<ReturnType<typeof import("./editor.js").createEditor>, "take" | "release" | "length">} parts.editor
 * @param {Pick<ReturnType<typeof import("./client.js").createClient>, "check" | "cancel" | "isReady">} parts.client
 * @param {(ready: boolean, length: number) => void} parts.onBusy it takes a while
 * @param {(outcome: Outcome, taken: Taken, text: string) => void} parts.onOutcome
 * @param {() => void} parts.onWait the text has changed, and a check has to be asked for
 */
export function createChecking({ editor, client, onBusy, onOutcome, onWait }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let running = 0;

  async function check() {
    clearTimeout(timer);
    const { taken, text } = editor.take();
    if (text === "") return editor.release(taken);
    running += 1;
    const patience = setTimeout(() => onBusy(client.isReady(), text.length), PATIENCE);
    const outcome = await client.check(text);
    clearTimeout(patience);
    running -= 1;
    if (outcome.kind !== "report") editor.release(taken);
    if (outcome.kind !== "superseded") onOutcome(outcome, taken, text);
  }

  return {
    check,

    /** @param {import("./editor.js").Change} change */
    changed(change) {
      clearTimeout(timer);
      const length = editor.length();
      if (length === 0) return client.cancel();
      if (length > (change === "typed" ? LONG : VERY_LONG)) return onWait();
      if (change === "typed") timer = setTimeout(check, AFTER_TYPING);
      else check();
    },

    /** The one button: starts a check, or stops the one that runs. */
    startOrStop() {
      if (running > 0) client.cancel();
      else check();
    },
  };
}
