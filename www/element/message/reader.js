// @ts-check
import { element } from "../dom.js";
import { coloured, formatOf } from "./colour.js";

/** @typedef {import("./editor.js").Source} Source */
/** @typedef {import("../../index.d.ts").Place} Place */

/** Lines to a block: those out of sight are not laid out. */
const BLOCK = 100;

/**
 * Shows a message that is not to be edited: numbered lines, coloured, with the problems beside them.
 *
 * @param {HTMLElement} host
 * @param {{ onChange: (change: import("./editor.js").Change) => void, onCaret: (offset: number, line: number) => void }} reactions
 * @returns {Source}
 */
export function createReader(host, { onChange, onCaret }) {
  const body = element("div", { class: "reader", tabindex: "0", role: "region", "aria-label": "Message", part: "source" });
  host.append(body);
  let text = "";
  /** @type {string[]} */
  let lines = [];
  /** Where each line starts. @type {number[]} */
  let starts = [];
  /** @type {HTMLElement[]} */
  let rows = [];
  let caret = 0;

  body.addEventListener("click", ({ target }) => {
    const row = /** @type {HTMLElement} */ (target).closest(".line");
    const at = row ? rows.indexOf(/** @type {HTMLElement} */ (row)) : -1;
    if (at < 0) return;
    caret = starts[at] + lines[at].length - lines[at].trimStart().length + 1;
    onCaret(caret, at + 1);
  });

  /** @param {string} next */
  function fill(next) {
    text = next;
    lines = text.split("\n");
    const format = formatOf(text);
    let start = 0;
    starts = lines.map((line) => (start += line.length + 1) - line.length - 1);
    rows = lines.map((line, at) => element("div", { class: "line" }, element("span", { class: "number", "data-line": at + 1 }),
      element("span", { class: "code" }, ...coloured(line, format))));
    const blocks = [];
    for (let at = 0; at < rows.length; at += BLOCK) {
      const block = element("div", { class: "block" }, ...rows.slice(at, at + BLOCK));
      block.style.containIntrinsicHeight = `auto ${Math.min(BLOCK, rows.length - at) * 19.5}px`;
      blocks.push(block);
    }
    body.replaceChildren(...blocks);
  }

  /** @param {Place} place */
  const rowOf = ({ line }) => rows[line - 1];
  const clearMark = () => body.querySelectorAll(".here").forEach((row) => row.classList.remove("here"));
  const taken = { since: /** @type {any} */ (null) };

  return {
    isEmpty: () => text === "",
    length: () => text.length,
    text: () => text,
    caret: () => caret,
    take: () => ({ text, taken }),
    release() {},
    isTouched: () => false,
    mend() {},
    replace(next) {
      fill(next);
      onChange("replaced");
    },
    showProblems(issues) {
      for (const row of rows) row.removeAttribute("data-mark");
      for (const { severity, place } of issues) {
        const row = rowOf(place);
        // The heaviest of a line comes first in its mark.
        if (row && row.dataset.mark !== "error") row.dataset.mark = severity === "fatal" ? "error" : severity;
      }
    },
    reveal(place) {
      clearMark();
      const row = rowOf(place);
      row?.classList.add("here");
      if (row) body.scrollTop += row.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
    },
    clearMark,
    goTo(place) {
      body.focus({ preventScroll: true });
      this.reveal(place, taken);
    },
    lineOf: ({ line }) => line,
    excerpt({ line }, _, around) {
      const from = Math.max(1, line - around);
      return lines.slice(from - 1, line + around).map((words, at) => ({ number: from + at, text: words, here: from + at === line }));
    },
    focus: () => body.focus(),
    hasFocus: () => body.matches(":focus"),
    measure() {},
    end() {},
  };
}
