// @ts-check
import { element } from "../dom.js";
import { coloured, formatOf } from "./colour.js";

/** @typedef {import("./editor.js").Source} Source */

/** Lines to a block: those out of sight are not built. */
const BLOCK = 100;
/** Of a line, in pixels, as the styles have it. */
const HEIGHT = 19.5;

/**
 * Shows a message that is not to be edited: numbered lines, coloured, with the problems beside them.
 *
 * @param {HTMLElement} host
 * @param {{ onChange: (change: import("./editor.js").Change) => void, onCaret: (offset: number, line: number) => void }} reactions
 * @returns {Source & { showChanged: (lines: Set<number>) => void }}
 */
export function createReader(host, { onChange, onCaret }) {
  const body = element("div", {
    class: "reader",
    tabindex: "0",
    role: "group",
    "aria-label": "Message",
    part: "source",
  });
  host.append(body);
  let text = "";
  /** @type {string[]} */
  let lines = [];
  /** Blocks by the number of their first line, from 0; empty until they come near. @type {HTMLElement[]} */
  let blocks = [];
  /** @type {Map<number, string>} */
  let marks = new Map();
  /** Lines that are new. @type {Set<number>} */
  let fresh = new Set();
  let here = 0;
  let caret = 0;
  const near = new IntersectionObserver(
    (seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) build(/** @type {HTMLElement} */ (target));
    },
    { root: body, rootMargin: "600px 0px" },
  );

  body.addEventListener("click", ({ target }) => {
    const row = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (target).closest(".line"));
    if (!row) return;
    const at = Number(row.dataset.line);
    const start = lines.slice(0, at - 1).reduce((sum, line) => sum + line.length + 1, 0);
    caret = start + lines[at - 1].length - lines[at - 1].trimStart().length + 1;
    onCaret(caret, at);
  });

  /** @param {string} next */
  function fill(next) {
    text = next;
    lines = text.split("\n");
    marks = new Map();
    fresh = new Set();
    here = 0;
    near.disconnect();
    blocks = [];
    for (let at = 0; at < lines.length; at += BLOCK) {
      const block = element("div", { class: "block" });
      block.style.minHeight = `${Math.min(BLOCK, lines.length - at) * HEIGHT}px`;
      blocks.push(block);
    }
    body.replaceChildren(...blocks);
    // What is in sight is there at once.
    if (blocks.length > 0) build(blocks[0]);
    for (const block of blocks) near.observe(block);
  }

  /** @param {HTMLElement} block */
  function build(block) {
    if (block.firstChild) return;
    near.unobserve(block);
    const first = blocks.indexOf(block) * BLOCK;
    const format = formatOf(text);
    block.append(
      ...lines.slice(first, first + BLOCK).map((line, offset) => {
        const number = first + offset + 1;
        return element(
          "div",
          {
            class: number === here ? "line here" : "line",
            "data-line": number,
            "data-mark": marks.get(number),
            "data-fresh": fresh.has(number),
          },
          element("span", { class: "number", "data-line": number }),
          element("span", { class: "code" }, ...coloured(line, format)),
        );
      }),
    );
  }

  /** @param {number} line @returns {HTMLElement | undefined} */
  function rowOf(line) {
    const block = blocks[Math.floor((line - 1) / BLOCK)];
    if (!block) return undefined;
    build(block);
    return /** @type {HTMLElement} */ (block.children[(line - 1) % BLOCK]);
  }

  function clearMark() {
    here = 0;
    for (const row of body.querySelectorAll(".here")) row.classList.remove("here");
  }
  const taken = { since: /** @type {any} */ (null) };

  return {
    isEmpty: () => text === "",
    length: () => text.length,
    text: () => text,
    caret: () => caret,
    take: () => ({ text, taken }),
    release() {},
    isTouched: () => false,
    freeze() {},
    forget() {},
    edit() {},
    replace(next) {
      fill(next);
      onChange("replaced");
    },
    showProblems(issues) {
      marks = new Map();
      for (const { severity, place } of issues) {
        // The heaviest of a line is its mark.
        if (marks.get(place.line) !== "error") marks.set(place.line, severity === "fatal" ? "error" : severity);
      }
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".line"))) {
        const mark = marks.get(Number(row.dataset.line));
        if (mark) row.dataset.mark = mark;
        else row.removeAttribute("data-mark");
      }
    },
    showChanged(lines) {
      fresh = lines;
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (body.querySelectorAll(".line")))
        row.toggleAttribute("data-fresh", fresh.has(Number(row.dataset.line)));
      const [first] = lines;
      if (first) body.scrollTop = Math.max(0, (first - 3) * HEIGHT);
    },
    reveal(place) {
      clearMark();
      here = place.line;
      const row = rowOf(place.line);
      row?.classList.add("here");
      if (row)
        body.scrollTop += row.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
    },
    /** @param {number} line */
    revealLine(line) {
      this.reveal(/** @type {any} */ ({ line }), taken);
    },
    clearMark,
    goTo(place) {
      body.focus({ preventScroll: true });
      this.reveal(place, taken);
    },
    lineOf: ({ line }) => line,
    excerpt({ line }, _, around) {
      const from = Math.max(1, line - around);
      return lines
        .slice(from - 1, line + around)
        .map((words, at) => ({ number: from + at, text: words, here: from + at === line }));
    },
    focus: () => body.focus(),
    hasFocus: () => body.matches(":focus"),
    measure() {},
    end: () => near.disconnect(),
  };
}
