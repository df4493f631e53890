// @ts-check
import { bringIntoView, element } from "../dom.js";
import { find, problemsIn } from "./problem-tree.js";
import { treeKey } from "./tree-keys.js";
import { TreeView } from "./tree-view.js";

/** @typedef {import("./problem-tree.js").Row} Row */

/**
 * @typedef {object} Reactions
 * @property {(row: Row) => void} onSelect the reader arrived at a row
 * @property {(row: Row) => void} onArrive a row was selected that the reader did not choose
 * @property {(row: Row) => void} onOpen the reader wants to know more of a row
 * @property {(row: Row) => void} onActivate the reader wants to go to its place in the text
 * @property {(row: Row) => string} onCopy gives what is copied of a row
 * @property {() => void} onGroup another grouping is asked for
 */

/** The tree of problems: one tab stop, the keys of the ARIA tree pattern, groups filled when they open. */
export class Tree {
  #view = new TreeView();
  #said = element("span", { class: "unseen", role: "status" });
  /** @type {Reactions} */
  #reactions;

  /** @param {HTMLElement} host @param {Reactions} reactions */
  constructor(host, reactions) {
    this.#reactions = reactions;
    const { root } = this.#view;
    host.append(root, this.#said);
    root.addEventListener("click", ({ target }) => this.#click(/** @type {Element} */ (target)));
    root.addEventListener("copy", (event) => {
      const row = this.#selectedRow();
      if (!row?.issue || String(getSelection()) !== "") return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", reactions.onCopy(row));
    });
    const moves = {
      arrive: (/** @type {HTMLElement} */ target) => this.#arrive(target),
      setOpen: (/** @type {HTMLElement} */ target, /** @type {boolean} */ open) => this.#view.setOpen(target, open),
      openAll: () => this.#openAll(),
      activate: (/** @type {HTMLElement} */ target) => this.#activate(target),
      copy: (/** @type {HTMLElement} */ target) => this.#copy(target),
      byRule: reactions.onGroup,
    };
    root.addEventListener("keydown", (event) => {
      if (treeKey(event, root, /** @type {HTMLElement} */ (event.target), moves)) event.preventDefault();
    });
  }

  /** @param {Element} target */
  #click(target) {
    const clicked = /** @type {HTMLElement | null} */ (target.closest("[role=treeitem]"));
    if (!clicked) return;
    if (!this.#view.rowOf(clicked)) return this.#showMore(clicked);
    this.#arrive(clicked);
    const row = this.#view.rowOf(clicked);
    if (row) this.#reactions.onOpen(row);
    if (clicked.ariaExpanded !== null) this.#view.setOpen(clicked, clicked.ariaExpanded !== "true");
  }

  #selectedRow() {
    const { selected, rows } = this.#view;
    return selected === null ? null : find(rows, selected);
  }

  /** @param {HTMLElement} target */
  #select(target) {
    this.#view.select(target);
    const row = this.#view.rowOf(target);
    if (row) this.#reactions.onSelect(row);
    // Last, for the detail takes some of the room.
    bringIntoView(target);
  }

  /** Focus and selection go together. @param {HTMLElement} target */
  #arrive(target) {
    target.focus({ preventScroll: true });
    this.#select(target);
  }

  /** @param {HTMLElement} more */
  #showMore(more) {
    const first = this.#view.showMore(more);
    if (first) this.#arrive(first);
  }

  /** @param {HTMLElement} target */
  #activate(target) {
    const row = this.#view.rowOf(target);
    if (!row) return this.#showMore(target);
    this.#select(target);
    this.#reactions.onActivate(row);
  }

  /** @param {HTMLElement} target */
  async #copy(target) {
    const row = this.#view.rowOf(target);
    if (!row?.issue) return;
    this.#said.textContent = "";
    try {
      await navigator.clipboard.writeText(this.#reactions.onCopy(row));
      this.#said.textContent = "Copied";
    } catch {
      this.#said.textContent = "The browser did not allow it";
    }
  }

  #openAll() {
    this.#view.openness.openAll(this.#view.rows);
    this.#view.draw();
  }

  /** Shows the rows; what was open stays open, and the selected row, which is returned, stays selected. @param {Row[]} rows */
  show(rows) {
    const view = this.#view;
    view.rows = rows;
    view.openness.startWith(rows);
    const still = this.#selectedRow();
    if (!still) view.selected = null;
    view.draw();
    return still;
  }

  /** Forgets what was opened and selected: another message comes. */
  forget() {
    this.#view.openness.forget();
    this.#view.selected = null;
  }

  /** Returns the key of the problem after the selected one, if there is one. @returns {string | null} */
  keyAfter() {
    const problems = problemsIn(this.#view.rows);
    const at = problems.findIndex(({ key }) => key === this.#view.selected);
    return (at < 0 ? undefined : problems[at + 1]?.key) ?? null;
  }

  /** Selects the next problem, or with -1 the one before; round at the ends. @param {1 | -1} step */
  step(step) {
    const problems = problemsIn(this.#view.rows);
    if (problems.length === 0) return;
    const row = this.#selectedRow();
    // From a group, to its first problem or to the one before it.
    const inside = row && row.kind !== "problem" ? problemsIn([row])[0] : row;
    const at = problems.findIndex(({ key }) => key === inside?.key) - (inside !== row && step > 0 ? 1 : 0);
    const next = problems[at < 0 && step < 0 ? problems.length - 1 : (at + step + problems.length) % problems.length];
    const { hasFocus } = this.#view;
    const target = this.#view.elementOf(next);
    // Where the focus is in the tree, arrows go on from the problem.
    if (hasFocus) this.#arrive(target);
    else this.#select(target);
  }

  /** Marks the rows of these problems: the caret stands at them. @param {Set<number>} indices of the report's issues */
  mark(indices) {
    this.#view.mark(indices);
  }

  /** Marks the rows whose text has changed since the check. @param {(row: Row) => boolean} isStale */
  markStale(isStale) {
    this.#view.markStale(isStale);
  }

  /** Selects the first problem for which this holds. @param {(row: Row) => boolean} is */
  choose(is) {
    const row = problemsIn(this.#view.rows).find(is);
    if (row) this.#select(this.#view.elementOf(row));
    return row !== undefined;
  }

  /** Selects the first problem; nothing scrolls, and the focus stays where it is. */
  chooseFirst() {
    const [row] = problemsIn(this.#view.rows);
    if (!row) return;
    this.#view.select(this.#view.elementOf(row));
    this.#reactions.onArrive(row);
  }

  /** Opens or closes the group at a path; the whole tree if no path is given. @param {string} path @param {boolean} open */
  open(path, open) {
    const { rows, openness } = this.#view;
    for (const row of groupsIn(rows)) if (row.path === path || path === "") openness.set(row, open);
    this.#view.draw();
  }

  /** @param {FocusOptions} [options] */
  focus(options) {
    /** @type {HTMLElement | null} */ (this.#view.root.querySelector('[tabindex="0"]'))?.focus(options);
  }
}

/** @param {Row[]} rows @returns {Row[]} */
const groupsIn = (rows) => rows.flatMap((row) => (row.kind === "group" ? [row, ...groupsIn(row.rows)] : []));
