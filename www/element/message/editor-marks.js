// @ts-check
import { setDiagnostics } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {{ from: number, to: number }} Range */

/** More marks than this help nobody, and slow the editor down. */
const MOST_MARKS = 2000;

/** @type {Record<import("../../index.d.ts").Severity, "error" | "warning" | "info">} */
const LINT = { fatal: "error", error: "error", warning: "warning", information: "info" };

/** @type {import("@codemirror/state").StateEffectType<Range | null>} */
const mark = StateEffect.define({
  map: (range, changes) => range && { from: changes.mapPos(range.from, 1), to: changes.mapPos(range.to, -1) },
});

/** The place of the selected problem. */
export const editorMarks = StateField.define({
  create: () => Decoration.none,
  update(marks, step) {
    let now = marks.map(step.changes);
    for (const effect of step.effects) if (effect.is(mark)) now = decorate(effect.value, step.state.doc);
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const selectedLine = Decoration.line({ class: "cm-selectedPlaceLine" });
const selectedRange = Decoration.mark({ class: "cm-selectedPlace" });

/** @param {Range | null} range @param {import("@codemirror/state").Text} doc */
function decorate(range, doc) {
  if (!range) return Decoration.none;
  const line = selectedLine.range(doc.lineAt(range.from).from);
  return Decoration.set(range.from < range.to ? [line, selectedRange.range(range.from, range.to)] : [line], true);
}

/** Marks one range, and scrolls to it; null takes the mark away. @param {EditorView} view @param {Range | null} range */
export function markRange(view, range) {
  const effects =
    range === null
      ? mark.of(null)
      : [mark.of(range), EditorView.scrollIntoView(range.from, { y: "center", x: "center" })];
  view.dispatch({ effects });
}

/** @param {EditorView} view @param {readonly Issue[]} issues @param {(place: Issue["place"]) => Range} now */
export function showDiagnostics(view, issues, now) {
  const { doc } = view.state;
  const marks = issues.slice(0, MOST_MARKS).map(({ severity, message, expected, found, place }) => {
    const { from, to } = now(place);
    const said = [message, expected && `Expected: ${expected}`, found && `Found: ${found}`].filter(Boolean).join("\n");
    // An element that lacks something may be long: its first line says enough.
    return { from, to: Math.min(to, doc.lineAt(from).to), severity: LINT[severity], message: said };
  });
  view.dispatch(setDiagnostics(view.state, marks));
}
