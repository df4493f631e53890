// @ts-check
// The elements of the tree: which row is behind which, and which are drawn. Chooses nothing.
import { element } from "../dom.js";
import { levelOf } from "./problem-tree.js";
import { createOpenness, PAGE } from "./tree-openness.js";
import { moreRow, treeRow } from "./tree-row.js";

/** @typedef {import("./problem-tree.js").Row} Row */

export class TreeView {
  root = element("div", { role: "tree", class: "tree", part: "tree", "aria-label": "Problems" });
  openness = createOpenness();
  /** @type {Row[]} */
  rows = [];
  /** The key of the selected row. @type {string | null} */
  selected = null;
  /** Problems at whose place the caret stands, by their place in the report. @type {Set<number>} */
  #marked = new Set();
  /**
   * The rows behind the elements; the element at the end of a long group has none.
   * @type {WeakMap<Element, { row: Row | null, group: Row | null }>}
   */
  #behind = new WeakMap();
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();

  /** Does the tree have the focus? */
  get hasFocus() {
    return this.root.contains(/** @type {Document | ShadowRoot} */ (this.root.getRootNode()).activeElement);
  }

  /** Draws all rows anew; where the focus was in the tree, it stays there. */
  draw() {
    const { root, hasFocus } = this;
    this.#behind = new WeakMap();
    this.#elements = new Map();
    root.hidden = this.rows.length === 0;
    root.replaceChildren(...this.#build(this.rows, null));
    const stop =
      (this.selected !== null && this.#elements.get(this.selected)) ||
      /** @type {HTMLElement | null} */ (root.firstElementChild);
    if (!stop) return;
    stop.tabIndex = 0;
    if (hasFocus) stop.focus({ preventScroll: true });
  }

  /** @param {Row[]} siblings @param {Row | null} group @param {number} [from] @returns {HTMLElement[]} */
  #build(siblings, group, from = 0) {
    const level = levelOf(group) + 1;
    const until = this.openness.lengthOf(group);
    const made = siblings.slice(from, until).flatMap((row, offset) => {
      const open = this.openness.isOpen(row);
      const built = treeRow(row, { level, position: from + offset + 1, size: siblings.length, open });
      this.#behind.set(built, { row, group });
      this.#elements.set(row.key, built);
      if (row.key === this.selected) built.setAttribute("aria-selected", "true");
      if (row.index !== undefined && this.#marked.has(row.index)) built.classList.add("row-marked");
      return open ? [built, ...this.#build(row.rows, row)] : [built];
    });
    if (siblings.length > until) {
      const left = siblings.length - until;
      const more = moreRow(left, Math.min(PAGE, left), level);
      this.#behind.set(more, { row: null, group });
      made.push(more);
    }
    return made;
  }

  /** The row behind an element. @param {Element} target @returns {Row | null} */
  rowOf(target) {
    return this.#behind.get(target)?.row ?? null;
  }

  /** The element of a row, uncovered and drawn where it is not. @param {Row} row @returns {HTMLElement} */
  elementOf(row) {
    this.openness.uncover(row, this.rows);
    if (!this.#elements.has(row.key)) this.draw();
    return /** @type {HTMLElement} */ (this.#elements.get(row.key));
  }

  /** Makes a row the selected one, and the tab stop. @param {HTMLElement} target */
  select(target) {
    for (const former of this.root.querySelectorAll('[aria-selected="true"]'))
      former.setAttribute("aria-selected", "false");
    for (const former of this.root.querySelectorAll('[tabindex="0"]')) former.setAttribute("tabindex", "-1");
    target.setAttribute("aria-selected", "true");
    target.tabIndex = 0;
    this.selected = this.rowOf(target)?.key ?? null;
  }

  /** @param {HTMLElement} target @param {boolean} open */
  setOpen(target, open) {
    const row = this.rowOf(target);
    if (row?.kind !== "group" || open === (target.ariaExpanded === "true")) return;
    this.openness.set(row, open);
    target.setAttribute("aria-expanded", String(open));
    if (open) return target.after(...this.#build(row.rows, row));
    const level = Number(target.ariaLevel);
    while (target.nextElementSibling && Number(target.nextElementSibling.ariaLevel) > level) {
      const gone = this.rowOf(target.nextElementSibling);
      if (gone) this.#elements.delete(gone.key);
      target.nextElementSibling.remove();
    }
  }

  /** Draws one page more of a long group; returns the first of it. @param {HTMLElement} more the element at its end */
  showMore(more) {
    const group = this.#behind.get(more)?.group ?? null;
    const shown = this.openness.lengthOf(group);
    this.openness.lengthen(group);
    const added = this.#build(group?.rows ?? this.rows, group, shown);
    more.replaceWith(...added);
    return added[0];
  }

  /** Marks the rows of these problems. @param {Set<number>} indices */
  mark(indices) {
    this.#marked = indices;
    this.#toggle("row-marked", ({ index }) => index !== undefined && indices.has(index));
  }

  /** Marks the rows whose text has changed since the check. @param {(row: Row) => boolean} isStale */
  markStale(isStale) {
    this.#toggle("row-stale", (row) => row.kind === "problem" && isStale(row));
  }

  /** @param {string} name @param {(row: Row) => boolean} is */
  #toggle(name, is) {
    for (const target of this.#elements.values()) {
      const row = this.rowOf(target);
      target.classList.toggle(name, row !== null && is(row));
    }
  }
}
