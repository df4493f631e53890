// @ts-check
import { defaultKeymap, history, historyKeymap, isolateHistory, redo, undo } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState, Text, Transaction } from "@codemirror/state";
import {
  EditorView,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { grammar, grammarFor } from "./editor-grammar.js";
import { editorLook } from "./editor-look.js";
import { editorMarks } from "./editor-marks.js";
import { createPlaces } from "./editor-places.js";
import { searchKeys } from "./go-to-line.js";

/** @typedef {import("./editor-places.js").Taken} Taken */

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

/** So long after a long change a text gets its colours. */
const COLOURS = 300;

/** A change this long may have brought another format, or a line too long for a grammar. */
const LONG_CHANGE = 1000;

/**
 * The editor. It stands in a shadow root: there its styles need no leave from the page's Content-Security-Policy.
 *
 * @param {HTMLElement} host
 * @param {{ onChange: (change: Change) => void, onCaret: (offset: number, line: number) => void }} reactions
 */
export function createEditor(host, { onChange, onCaret }) {
  const frozen = new Compartment();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let colouring;
  const onUpdate = EditorView.updateListener.of((update) => {
    if (update.docChanged) {
      places.follow(update.changes.desc);
      if (isLong(update.changes) || update.state.doc.length < LONG_CHANGE) setGrammar();
      onChange(kindOf(update.transactions));
    }
    if (update.selectionSet || update.docChanged) {
      const { head } = update.state.selection.main;
      onCaret(head, update.state.doc.lineAt(head).number);
    }
  });
  const root = /** @type {ShadowRoot} */ (host.getRootNode());
  const extensions = [...parts(root), grammar.of([]), editorMarks, editorLook, frozen.of([]), onUpdate];
  const view = new EditorView({ parent: host, root, state: EditorState.create({ extensions }) });
  const places = createPlaces(view);

  function setGrammar() {
    clearTimeout(colouring);
    // Reading a long text for its colours takes longer than checking it: whoever waits for the report need not wait for them.
    colouring = setTimeout(() => {
      const next = grammarFor(view.state.doc, grammar.get(view.state));
      if (next) view.dispatch({ effects: grammar.reconfigure(next) });
    }, COLOURS);
  }

  return {
    ...places.acts,

    /** @returns {boolean} */
    isEmpty: () => view.state.doc.length === 0,
    /** In UTF-16 code units. @returns {number} */
    length: () => view.state.doc.length,
    /** The text as it is now. @returns {string} */
    text: () => view.state.doc.toString(),
    /** Where the caret stands. @returns {number} */
    caret: () => view.state.selection.main.head,

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

    /** Takes the last change back; says whether there was one. */
    undo: () => undo(view),
    redo: () => redo(view),

    focus: () => view.focus(),
    /** Is it there that the reader types? */
    hasFocus: () => view.hasFocus,
    /** The size of the editor may have changed. */
    measure: () => view.requestMeasure(),
    end() {
      clearTimeout(colouring);
      view.destroy();
    },
  };
}

/** What the editor is made of, by its makers. @param {ShadowRoot} root */
function parts(root) {
  return [
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
    EditorView.scrollHandler.of((view, range) => !root.host.hasAttribute("page") && scrollTo(view, range.head)),
    placeholder("Paste a message here"),
    EditorState.phrases.of(PHRASES),
    EditorView.contentAttributes.of({ "aria-label": "Message", tabindex: "0" }),
  ];
}

/** Within somebody else's page nothing scrolls but the editor. @param {EditorView} view @param {number} at */
function scrollTo(view, at) {
  const block = view.lineBlockAt(at);
  const { scrollDOM } = view;
  const left = (at - block.from) * view.defaultCharacterWidth - scrollDOM.clientWidth / 2;
  scrollDOM.scrollTop = block.top - scrollDOM.clientHeight / 2;
  scrollDOM.scrollLeft = Math.max(0, left);
  return true;
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
