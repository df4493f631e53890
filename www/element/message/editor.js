// @ts-check
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { ChangeSet, Compartment, EditorState, Text, Transaction } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { grammar, grammarFor } from "./editor-grammar.js";
import { editorMarks, markRange, showDiagnostics } from "./editor-marks.js";
import { editorLook } from "./editor-look.js";
import { searchKeys } from "./go-to-line.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {import("../../index.d.ts").Place} Place */

/**
 * A text that was taken for a check: what has been changed in the editor since.
 * @typedef {{ since: import("@codemirror/state").ChangeDesc }} Taken
 */

/**
 * How a change came about: by letters, by pasting or dropping, or put there by the page.
 * @typedef {"typed" | "pasted" | "replaced"} Change
 */

/**
 * What the page asks of whatever shows the message: this editor, or `reader.js`.
 * @typedef {ReturnType<typeof createEditor>} Source
 */

/** What the editor's own parts say. */
const PHRASES = {
  "Control character": "Character that does not show",
  next: "Next",
  previous: "Previous",
  all: "All",
  "match case": "Match case",
  regexp: "Regexp",
  "by word": "Words",
  replace: "Replace",
  "replace all": "Replace all",
};

/** A change this long may have brought another format, or a line too long for a grammar. */
const LONG_CHANGE = 1000;

/**
 * The editor. It stands in a shadow root: there its styles need no leave from the page's Content-Security-Policy.
 *
 * @param {HTMLElement} host
 * @param {{ onChange: (change: Change) => void, onCaret: (offset: number, line: number) => void }} reactions
 */
export function createEditor(host, { onChange, onCaret }) {
  const root = /** @type {ShadowRoot} */ (host.getRootNode());
  /** Those in the hands of a check, or of the report on show. @type {Taken[]} */
  let taken = [];
  const frozen = new Compartment();

  const view = new EditorView({
    parent: host,
    root,
    state: EditorState.create({
      extensions: [
        lintGutter(),
        lineNumbers(),
        foldGutter(),
        codeFolding(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        bracketMatching(),
        search({ top: true }),
        highlightSelectionMatches(),
        // Tab is no key of the editor: it leads on to what follows on the page.
        keymap.of([...searchKeys, ...historyKeymap, ...foldKeymap, ...defaultKeymap]),
        grammar.of([]),
        editorMarks,
        editorLook,
        frozen.of([]),
        // Within somebody else's page nothing scrolls but the editor.
        EditorView.scrollHandler.of((scrolled, range) => {
          if (root.host.hasAttribute("page")) return false;
          const block = scrolled.lineBlockAt(range.head);
          const { scrollDOM } = scrolled;
          scrollDOM.scrollTop = block.top - scrollDOM.clientHeight / 2;
          scrollDOM.scrollLeft = Math.max(
            0,
            (range.head - block.from) * scrolled.defaultCharacterWidth - scrollDOM.clientWidth / 2,
          );
          return true;
        }),
        placeholder("Paste a message here"),
        EditorState.phrases.of(PHRASES),
        EditorView.contentAttributes.of({ "aria-label": "Message", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            for (const one of taken) one.since = one.since.composeDesc(update.changes.desc);
            if (isLong(update.changes) || update.state.doc.length < LONG_CHANGE) setGrammar();
            onChange(kindOf(update.transactions));
          }
          if (update.selectionSet || update.docChanged) {
            const { head } = update.state.selection.main;
            onCaret(head, update.state.doc.lineAt(head).number);
          }
        }),
      ],
    }),
  });

  function setGrammar() {
    const wanted = grammarFor(view.state.doc, grammar.get(view.state));
    // Not within the update that asked for it.
    if (wanted) queueMicrotask(() => view.dispatch({ effects: grammar.reconfigure(wanted) }));
  }

  /** Where a place of a taken text is now. @param {Place} place @param {Taken} from */
  function now({ start, end }, from) {
    const length = from.since.length;
    const first = from.since.mapPos(Math.min(start, length), 1);
    const last = from.since.mapPos(Math.min(end, length), -1);
    return { from: first, to: Math.max(first, last) };
  }

  return {
    /** @returns {boolean} */
    isEmpty: () => view.state.doc.length === 0,
    /** In UTF-16 code units. @returns {number} */
    length: () => view.state.doc.length,

    /** The text for a check, and what finds the places of its report whatever is typed meanwhile. */
    take() {
      const { doc } = view.state;
      const one = { since: ChangeSet.empty(doc.length).desc };
      taken.push(one);
      return { text: doc.toString(), taken: one };
    },

    /** Takes the text away, and nothing brings it back. */
    forget() {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length },
        annotations: Transaction.addToHistory.of(false),
      });
    },

    /** Puts another text in place of all; one step to undo. `by` says that it is the same message. @param {string} text @param {"format"} [by] */
    replace(text, by) {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: Text.of(text.split(/\r\n?|\n/)) },
        selection: { anchor: 0 },
        scrollIntoView: true,
        annotations: isolateHistory.of("full"),
        userEvent: by && "input.paste.format",
      });
    },

    /** Lets nobody change the text, or lets them again. @param {boolean} is */
    freeze(is) {
      view.dispatch({ effects: frozen.reconfigure(EditorState.readOnly.of(is)) });
    },

    /** Puts something else in one place; one step to undo. @param {Place} place @param {Taken} from @param {string} insert */
    edit(place, from, insert) {
      view.dispatch({
        changes: { ...now(place, from), insert },
        annotations: isolateHistory.of("full"),
        userEvent: "input.mend",
      });
    },

    /** Has something been changed in the lines of a place? @param {Place} place @param {Taken} from */
    isTouched: ({ start, end, column }, from) =>
      from.since.touchesRange(Math.max(0, start - column + 1), Math.min(end, from.since.length)) !== false,

    /** The text as it is now. @returns {string} */
    text: () => view.state.doc.toString(),

    /** The check of this text came to nothing. @param {Taken} from */
    release(from) {
      taken = taken.filter((one) => one !== from);
    },

    /** Marks the lines of the problems. @param {readonly Issue[]} issues @param {Taken} from */
    showProblems(issues, from) {
      taken = taken.slice(Math.max(0, taken.indexOf(from)));
      showDiagnostics(view, issues, (place) => now(place, from));
    },

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
      const range = now(place, from);
      const whole =
        view.state.sliceDoc(range.from - 1, range.from) === '"' && range.to <= view.state.doc.lineAt(range.from).to;
      view.dispatch({ selection: whole ? { anchor: range.from, head: range.to } : { anchor: range.from } });
      view.focus();
    },

    /** Where the caret stands. @returns {number} */
    caret: () => view.state.selection.main.head,

    /** Line of a place now. @param {Place} place @param {Taken} from */
    lineOf: (place, from) => view.state.doc.lineAt(now(place, from).from).number,

    /**
     * Lines around a place, for where the editor is out of sight.
     *
     * @param {Place} place
     * @param {Taken} from
     * @param {number} around
     */
    excerpt(place, from, around) {
      const { doc } = view.state;
      const middle = doc.lineAt(now(place, from).from).number;
      const lines = [];
      for (let at = Math.max(1, middle - around); at <= Math.min(doc.lines, middle + around); at += 1) {
        lines.push({ number: at, text: doc.line(at).text, here: at === middle });
      }
      return lines;
    },

    focus: () => view.focus(),
    /** Is it there that the reader types? */
    hasFocus: () => view.hasFocus,
    /** The size of the editor may have changed. */
    measure: () => view.requestMeasure(),
    end: () => view.destroy(),
  };
}

/** @param {import("@codemirror/state").ChangeSet} changes */
function isLong(changes) {
  let length = 0;
  changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    length += inserted.length;
  });
  return length >= LONG_CHANGE;
}

/** @param {readonly import("@codemirror/state").Transaction[]} steps @returns {Change} */
function kindOf(steps) {
  if (steps.some((step) => step.isUserEvent("input.paste") || step.isUserEvent("input.drop"))) return "pasted";
  return steps.some((step) => step.annotation(Transaction.userEvent) !== undefined) ? "typed" : "replaced";
}
