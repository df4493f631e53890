// @ts-check
// Places of a report, wherever they are after what was typed since its text was taken.
import { isolateHistory } from "@codemirror/commands";
import { ChangeSet } from "@codemirror/state";
import { markRange, showDiagnostics } from "./editor-marks.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {import("../../index.d.ts").Place} Place */
/** @typedef {import("../../index.d.ts").Edit} Edit */

/**
 * A text that was taken for a check: what has been changed in the editor since.
 * @typedef {{ since: import("@codemirror/state").ChangeDesc }} Taken
 */

/** @param {import("@codemirror/view").EditorView} view */
export function createPlaces(view) {
  /** Those in the hands of a check, or of the report on show. @type {Taken[]} */
  let taken = [];

  const acts = {
    /** The text for a check, and what finds the places of its report whatever is typed meanwhile. */
    take() {
      const { doc } = view.state;
      const one = { since: ChangeSet.empty(doc.length).desc };
      taken.push(one);
      return { text: doc.toString(), taken: one };
    },

    /** The check of this text came to nothing. @param {Taken} from */
    release(from) {
      taken = taken.filter((one) => one !== from);
    },

    /** Marks the lines of the problems. @param {readonly Issue[]} issues @param {Taken} from */
    showProblems(issues, from) {
      taken = taken.slice(Math.max(0, taken.indexOf(from)));
      showDiagnostics(view, issues, (place) => now(place, from));
    },

    /** Puts something else in some places; one step to undo. @param {readonly Edit[]} edits @param {Taken} from */
    edit(edits, from) {
      const changes = edits.map((edit) => ({ ...now(edit, from), insert: edit.text }));
      view.dispatch({ changes, annotations: isolateHistory.of("full"), userEvent: "input.fix" });
    },

    /** Has something been changed in the lines of a place? @param {Place} place @param {Taken} from */
    isTouched: ({ start, end, column }, from) =>
      from.since.touchesRange(Math.max(0, start - column + 1), Math.min(end, from.since.length)) !== false,

    /** Scrolls to a place and marks it; focus stays where it is. @param {Place} place @param {Taken} from */
    reveal(place, from) {
      markRange(view, now(place, from));
    },

    /** Scrolls to a line and marks it. @param {number} line */
    revealLine(line) {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      markRange(view, { from, to: from });
    },

    clearMark: () => markRange(view, null),

    /** Moves the caret, and focus with it, to a place. @param {Place} place @param {Taken} from */
    goTo(place, from) {
      // A value is selected, so that what is typed takes its place.
      const { from: anchor, to: head } = now(place, from);
      const { state } = view;
      const isValue = state.sliceDoc(anchor - 1, anchor) === '"' && head <= state.doc.lineAt(anchor).to;
      view.dispatch({ selection: isValue ? { anchor, head } : { anchor } });
      view.focus();
    },

    /** Line of a place now. @param {Place} place @param {Taken} from */
    lineOf: (place, from) => view.state.doc.lineAt(now(place, from).from).number,

    /** Lines around a place, for where the editor is out of sight. @param {Place} place @param {Taken} from @param {number} around */
    excerpt(place, from, around) {
      const { doc } = view.state;
      const middle = acts.lineOf(place, from);
      const lines = [];
      for (let at = Math.max(1, middle - around); at <= Math.min(doc.lines, middle + around); at += 1) {
        lines.push({ number: at, text: doc.line(at).text, here: at === middle });
      }
      return lines;
    },
  };

  return {
    acts,
    /** The text was changed. @param {import("@codemirror/state").ChangeDesc} changes */
    follow(changes) {
      for (const one of taken) one.since = one.since.composeDesc(changes);
    },
  };
}

/** Where a stretch of a taken text is now. @param {{ start: number, end: number }} place @param {Taken} from */
function now({ start, end }, from) {
  const { since } = from;
  const first = since.mapPos(Math.min(start, since.length), 1);
  const last = since.mapPos(Math.min(end, since.length), -1);
  return { from: first, to: Math.max(first, last) };
}
