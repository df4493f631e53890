// @ts-check
// Numbered lines, coloured, with marks beside them. Those out of sight are not built.
import { element } from "../dom.js";
import { coloured, formatOf } from "./colour.js";

/** Lines to a block. */
const BLOCK = 100;
/** Of a line, by the element's base, as the styles have it. */
const HEIGHT = 1.21875;

export class ReaderLines {
  text = "";
  /** @type {string[]} */
  lines = [];
  /** Blocks by the number of their first line, from 0; empty until they come near. @type {HTMLElement[]} */
  #blocks = [];
  /** The severities of lines. @type {Map<number, string>} */
  #marks = new Map();
  /** Lines that are new. @type {Set<number>} */
  #fresh = new Set();
  #here = 0;

  /** @param {HTMLElement} body */
  constructor(body) {
    this.body = body;
    this.near = new IntersectionObserver(
      (seen) => {
        for (const { isIntersecting, target } of seen)
          if (isIntersecting) this.#build(/** @type {HTMLElement} */ (target));
      },
      { root: body, rootMargin: "600px 0px" },
    );
  }

  /** The element's base size, in pixels. */
  get #base() {
    const { host } = /** @type {ShadowRoot} */ (this.body.getRootNode());
    return host ? Number.parseFloat(getComputedStyle(host).fontSize) : 16;
  }

  /** @param {string} text */
  fill(text) {
    this.text = text;
    this.lines = text.split("\n");
    this.#marks = new Map();
    this.#fresh = new Set();
    this.#here = 0;
    this.near.disconnect();
    this.#blocks = [];
    for (let at = 0; at < this.lines.length; at += BLOCK) {
      const block = element("div", { class: "block" });
      block.style.minHeight = `${Math.min(BLOCK, this.lines.length - at) * HEIGHT * this.#base}px`;
      this.#blocks.push(block);
    }
    this.body.replaceChildren(...this.#blocks);
    // What is in sight is there at once.
    if (this.#blocks.length > 0) this.#build(this.#blocks[0]);
    for (const block of this.#blocks) this.near.observe(block);
  }

  /** @param {HTMLElement} block */
  #build(block) {
    if (block.firstChild) return;
    this.near.unobserve(block);
    const first = this.#blocks.indexOf(block) * BLOCK;
    const format = formatOf(this.text);
    const rows = this.lines.slice(first, first + BLOCK).map((line, offset) => {
      const at = first + offset + 1;
      const marks = { "data-mark": this.#marks.get(at), "data-fresh": this.#fresh.has(at) };
      const number = element("span", { class: "number", "data-line": at });
      const code = element("span", { class: "code" }, ...coloured(line, format));
      return element(
        "div",
        { class: at === this.#here ? "line here" : "line", "data-line": at, ...marks },
        number,
        code,
      );
    });
    block.append(...rows);
  }

  /** The rows that have been built. */
  #rows() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.body.querySelectorAll(".line"));
  }

  /** @param {Map<number, string>} marks */
  mark(marks) {
    this.#marks = marks;
    for (const row of this.#rows()) {
      const mark = marks.get(Number(row.dataset.line));
      if (mark) row.dataset.mark = mark;
      else row.removeAttribute("data-mark");
    }
  }

  /** @param {Set<number>} lines */
  showFresh(lines) {
    this.#fresh = lines;
    for (const row of this.#rows()) row.toggleAttribute("data-fresh", lines.has(Number(row.dataset.line)));
    const [first] = lines;
    if (first) this.body.scrollTop = Math.max(0, (first - 3) * HEIGHT * this.#base);
  }

  clearHere() {
    this.#here = 0;
    for (const row of this.body.querySelectorAll(".here")) row.classList.remove("here");
  }

  /** Marks a line and brings it into the middle. @param {number} line */
  showHere(line) {
    this.clearHere();
    this.#here = line;
    const block = this.#blocks[Math.floor((line - 1) / BLOCK)];
    if (!block) return;
    this.#build(block);
    const row = block.children[(line - 1) % BLOCK];
    if (!row) return;
    row.classList.add("here");
    const { body } = this;
    body.scrollTop += row.getBoundingClientRect().top - body.getBoundingClientRect().top - body.clientHeight / 2;
  }
}
