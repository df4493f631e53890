// @ts-check
import { element } from "../dom.js";
import { ReaderLines } from "./reader-lines.js";

/** @typedef {import("./editor.js").Source} Source */

/**
 * Shows a message that is not to be edited: numbered lines, coloured, with the problems beside them.
 *
 * @param {HTMLElement} host
 * @param {{ onChange: (change: import("./editor.js").Change) => void, onCaret: (offset: number, line: number) => void }} reactions
 * @returns {Source & { showChanged: (lines: Set<number>) => void }}
 */
export function createReader(host, { onChange, onCaret }) {
  const names = { class: "reader", "aria-label": "Message", part: "source" };
  const body = element("div", { ...names, tabindex: "0", role: "group" });
  host.append(body);
  const shown = new ReaderLines(body);
  let caret = 0;
  const taken = { since: /** @type {any} */ (null) };

  body.addEventListener("click", ({ target }) => {
    const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest(".line"));
    if (!row) return;
    const { lines } = shown;
    const at = Number(row.dataset.line);
    const start = lines.slice(0, at - 1).reduce((sum, line) => sum + line.length + 1, 0);
    caret = start + lines[at - 1].length - lines[at - 1].trimStart().length + 1;
    onCaret(caret, at);
  });

  return {
    isEmpty: () => shown.text === "",
    length: () => shown.text.length,
    text: () => shown.text,
    caret: () => caret,
    take: () => ({ text: shown.text, taken }),
    release() {},
    isTouched: () => false,
    freeze() {},
    forget() {},
    edit() {},
    undo: () => false,
    redo: () => false,
    replace(next) {
      shown.fill(next);
      onChange("replaced");
    },
    showProblems(issues) {
      /** @type {Map<number, string>} */
      const marks = new Map();
      for (const { severity, place } of issues) {
        // The heaviest of a line is its mark.
        if (marks.get(place.line) !== "error") marks.set(place.line, severity === "fatal" ? "error" : severity);
      }
      shown.mark(marks);
    },
    showChanged: (lines) => shown.showFresh(lines),
    reveal: ({ line }) => shown.showHere(line),
    revealLine: (line) => shown.showHere(line),
    clearMark: () => shown.clearHere(),
    goTo({ line }) {
      body.focus({ preventScroll: true });
      shown.showHere(line);
    },
    lineOf: ({ line }) => line,
    excerpt({ line }, _, around) {
      const from = Math.max(1, line - around);
      const lines = shown.lines.slice(from - 1, line + around);
      return lines.map((text, at) => ({ number: from + at, text, here: from + at === line }));
    },
    focus: () => body.focus(),
    hasFocus: () => body.matches(":focus"),
    measure() {},
    end: () => shown.near.disconnect(),
  };
}
