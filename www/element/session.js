// @ts-check
// What an element works on: the text, the latest report on it, and the turn of each report. Knows no tab and no list.

import { background } from "./load-panes.js";
import { VERY_LONG, windowed } from "./message/window.js";
import { createWhy } from "./problems/why.js";

/** @typedef {import("../index.d.ts").Report} Report */
/** @typedef {import("../index.d.ts").Place} Place */
/** @typedef {import("./message/editor.js").Change} Change */
/** @typedef {import("./message/editor.js").Taken} Taken */
/** @typedef {ReturnType<typeof windowed>} Source */
/** @typedef {(reactions: Parameters<typeof import("./message/editor.js").createEditor>[1]) => Promise<import("./message/editor.js").Source>} CreateSource */
/** A text and the report on it, made with these options. @typedef {{ text: string, report: Report, milliseconds: number, options?: import("../index.d.ts").ValidateOptions }} Checked */
/** @typedef {Session["ask"]} Ask */

/**
 * What happens to the text: it changed, or the caret stands somewhere else.
 *
 * @typedef {{ onChange: (change: Change) => void, onCaret: (line: number, isOtherLine: boolean) => void }} Listener
 */

/**
 * Makes a session with an empty text. Whoever wants to hear of the text says so with `listen`.
 *
 * @param {CreateSource} createSource
 * @param {import("./engine/client.js").Client} client
 */
export async function openSession(createSource, client) {
  /** @type {Session} */
  const session = new Session(client, windowed(await createSource({ onChange, onCaret })));
  /** @param {Change} change */
  function onChange(change) {
    session.textChanged(change);
  }
  /** @param {number} _ @param {number} line */
  function onCaret(_, line) {
    session.caretMoved(line);
  }
  return session;
}

export class Session {
  /** Whose questions these are. */
  owner = {};
  /** The latest report, with its text. @type {Checked | null} */
  checked = null;
  /** The text that the latest report is about, to find its places after changes. @type {Taken | null} */
  taken = null;
  /** The reader wrote something that would be lost. */
  isWritten = false;
  /** The file that the message was opened from. */
  fileName = "";
  /** A conversation that begins with a text, until its tab has it. @type {{ text: string, story: import("./conversation/story.js").Story } | null} */
  story = null;
  /** Another message came since the latest report. */
  #isOtherMessage = true;
  #turn = 0;
  #line = 0;
  /** @type {Listener} */
  #listener = { onChange() {}, onCaret() {} };

  /** @param {import("./engine/client.js").Client} client @param {Source} source */
  constructor(client, source) {
    this.client = client;
    this.source = source;
  }

  /** @param {Listener} listener */
  listen(listener) {
    this.#listener = listener;
  }

  /** @param {Change} change */
  textChanged(change) {
    const { source } = this;
    // What was pasted over all is held like any other: in part.
    if (change === "pasted" && source.length() > VERY_LONG) {
      queueMicrotask(() => source.replace(source.text()));
      return;
    }
    if (change !== "pasted") this.isWritten = change === "typed" && !source.isEmpty();
    if (change === "replaced") this.#isOtherMessage = true;
    this.#listener.onChange(change);
  }

  /** @param {number} line */
  caretMoved(line) {
    const isOtherLine = line !== this.#line;
    this.#line = line;
    this.#listener.onCaret(line, isOtherLine);
  }

  /** Another text in place of all. @param {string} text @param {string} [fileName] */
  replace(text, fileName = "") {
    this.fileName = fileName;
    this.source.replace(text);
  }

  /**
   * Asks the engine.
   *
   * @param {string} name
   * @param {unknown[]} args
   * @param {string} [topic]
   * @param {import("./engine/client.js").OnProgress} [onProgress]
   * @returns {Promise<import("./engine/client.js").Answer<any>>}
   */
  ask = (name, args, topic, onProgress) => this.client.ask(this.owner, name, args, topic, onProgress);

  /** Asks the engine where it is able to answer. @type {Ask} */
  askIfAble = async (name, args, topic) => (this.isAble(name) ? this.ask(name, args, topic) : { kind: "superseded" });

  /** Is the engine able to do this? @param {string} name */
  isAble = (name) => this.client.about()?.abilities.includes(name) ?? false;

  cancel = () => this.client.cancel(this.owner);

  /** Begins to show a report; what it gives says whether that report is still the one to show. */
  nextTurn() {
    this.#turn += 1;
    const turn = this.#turn;
    return () => turn === this.#turn && !this.source.isEmpty();
  }

  /**
   * Makes a report the latest. Returns what was known of the same message before.
   *
   * @param {Checked} next
   * @param {Taken} taken
   * @returns {{ before: Report | null, isOtherMessage: boolean }} `before` is the report that `next` may be compared with
   */
  accept(next, taken) {
    const last = this.checked?.report;
    const isOther = this.#isOtherMessage;
    this.checked = next;
    this.taken = taken;
    this.#isOtherMessage = false;
    return {
      // Undo may bring back another message, and that is no news of this one.
      before: isOther || last?.summary.id !== next.report.summary.id ? null : (last ?? null),
      isOtherMessage: isOther || last?.message?.id !== next.report.message?.id,
    };
  }

  /** Leaves nothing of the latest report. */
  forgetReport() {
    this.checked = this.taken = null;
  }

  end() {
    this.cancel();
    this.source.end();
  }
}

/**
 * The text by the places of the latest report, wherever they are by now.
 *
 * @param {Session} session
 * @param {boolean} isEditable
 * @param {string | null} address of the page, where a link can lead to a message in it
 */
export function textOfReport(session, isEditable, address) {
  const { source } = session;
  const why = createWhy(session.askIfAble);
  return {
    clearMark: () => source.clearMark(),
    /** @param {Place} place */
    reveal: (place) => session.taken && source.reveal(place, session.taken),
    /** @param {Place} place */
    lineOf: (place) => (session.taken ? source.lineOf(place, session.taken) : place.line),
    /** @param {Place} place */
    excerpt: (place) => (session.taken ? source.excerpt(place, session.taken, 2) : []),
    /** @param {Place} place */
    isBeyond: (place) => source.isBeyond(place),
    /** @param {Place} place */
    isTouched: (place) => session.taken !== null && source.isTouched(place, session.taken),
    /** @param {{ start: number, end: number }} place */
    written: ({ start, end }) => session.checked?.text.slice(start, end) ?? "",
    why: why.of,
    /** @param {Place} place */
    async explain({ start }) {
      if (!session.checked) return [];
      const answer = await session.askIfAble("explain", [session.checked.text, start], "explain problem");
      return answer.kind === "done" ? (answer.value?.elements ?? []) : [];
    },
    undo: () => source.undo(),
    /** What a problem says is missing, made. @param {number} index of the problem @returns {Promise<import("../index.d.ts").Insertion | null>} */
    async insertion(index) {
      if (!isEditable || !session.checked) return null;
      const answer = await session.askIfAble(
        "insertion",
        [session.checked.text, index, session.checked.options ?? {}],
        "insertion",
      );
      return answer.kind === "done" ? answer.value : null;
    },
    /** The dialog that shows what would be handed on of a problem. @param {import("../index.d.ts").Issue} issue */
    async wrongFinding(issue) {
      const { checked } = session;
      const more = checked && session.isAble("redact") ? await background() : undefined;
      return checked && more ? more.createWrongFinding(checked.text, issue, session.ask, address) : null;
    },
    edit: isEditable
      ? (/** @type {readonly import("../index.d.ts").Edit[]} */ edits) =>
          session.taken && source.edit(edits, session.taken)
      : null,
  };
}
