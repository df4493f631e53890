// @ts-check
import { bringIntoView, element } from "../dom.js";
import { find, levelOf, problemsIn } from "./problem-tree.js";
import { treeKey } from "./tree-keys.js";
import { PAGE, createOpenness } from "./tree-openness.js";
import { moreRow, treeRow } from "./tree-row.js";

/** @typedef {import("./problem-tree.js").Row} Row */

/**
 * The tree of problems: one tab stop, the keys of the ARIA tree pattern, groups filled when they open.
 *
 * @param {HTMLElement} host
 * @param {{ onSelect: (row: Row) => void, onActivate: (row: Row) => void, onCopy: (row: Row) => string, onGroup: () => void }} reactions
 *   `onSelect`: the reader arrived at a row; `onActivate`: the reader wants to go to its place in the text; `onCopy` gives what is
 *   copied of a row; `onGroup`: another grouping is wanted
 */
export function createTree(host, { onSelect, onActivate, onCopy, onGroup }) {
  const tree = element("div", { role: "tree", class: "tree", part: "tree", "aria-label": "Problems" });
  const said = element("span", { class: "unseen", role: "status" });
  host.append(tree, said);

  /** @type {Row[]} */
  let rows = [];
  const openness = createOpenness();
  /**
   * The rows behind the elements; the element at the end of a long group has none.
   * @type {WeakMap<Element, { row: Row | null, group: Row | null }>}
   */
  let behind = new WeakMap();
  /** @type {Map<string, HTMLElement>} */
  let elements = new Map();
  /** @type {string | null} */
  let selected = null;
  /** @type {Set<number>} */
  let marked = new Set();

  /** @param {Row[]} siblings @param {Row | null} group @param {number} [from] @returns {HTMLElement[]} */
  function build(siblings, group, from = 0) {
    const level = levelOf(group) + 1;
    const until = openness.lengthOf(group);
    const made = siblings.slice(from, until).flatMap((row, offset) => {
      const open = openness.isOpen(row);
      const built = treeRow(row, { level, position: from + offset + 1, size: siblings.length, open });
      behind.set(built, { row, group });
      elements.set(row.key, built);
      if (row.key === selected) built.setAttribute("aria-selected", "true");
      if (row.index !== undefined && marked.has(row.index)) built.classList.add("row-marked");
      return open ? [built, ...build(row.rows, row)] : [built];
    });
    if (siblings.length > until) {
      const left = siblings.length - until;
      const more = moreRow(left, Math.min(PAGE, left), level);
      behind.set(more, { row: null, group });
      made.push(more);
    }
    return made;
  }

  function render() {
    const focused = tree.contains(/** @type {Document | ShadowRoot} */ (tree.getRootNode()).activeElement);
    behind = new WeakMap();
    elements = new Map();
    tree.replaceChildren(...build(rows, null));
    const stop =
      (selected !== null && elements.get(selected)) || /** @type {HTMLElement | null} */ (tree.firstElementChild);
    if (!stop) return;
    stop.tabIndex = 0;
    if (focused) stop.focus({ preventScroll: true });
  }

  /** @param {HTMLElement} target */
  function choose(target) {
    for (const former of tree.querySelectorAll('[aria-selected="true"]')) former.setAttribute("aria-selected", "false");
    for (const former of tree.querySelectorAll('[tabindex="0"]')) former.setAttribute("tabindex", "-1");
    target.setAttribute("aria-selected", "true");
    target.tabIndex = 0;
    const row = behind.get(target)?.row;
    selected = row?.key ?? null;
    if (row) onSelect(row);
    // Last, for the detail takes some of the room.
    bringIntoView(target);
  }

  /** Focus and selection go together. @param {HTMLElement} target */
  function arrive(target) {
    target.focus({ preventScroll: true });
    choose(target);
  }

  /** @param {HTMLElement} target @param {boolean} open */
  function setOpen(target, open) {
    const row = behind.get(target)?.row;
    if (row?.kind !== "group" || open === (target.ariaExpanded === "true")) return;
    openness.set(row, open);
    target.setAttribute("aria-expanded", String(open));
    if (open) return target.after(...build(row.rows, row));
    const level = Number(target.ariaLevel);
    while (target.nextElementSibling && Number(target.nextElementSibling.ariaLevel) > level) {
      const gone = behind.get(target.nextElementSibling)?.row;
      if (gone) elements.delete(gone.key);
      target.nextElementSibling.remove();
    }
  }

  /** @param {HTMLElement} more */
  function showMore(more) {
    const group = behind.get(more)?.group ?? null;
    const shown = openness.lengthOf(group);
    openness.lengthen(group);
    const added = build(group?.rows ?? rows, group, shown);
    more.replaceWith(...added);
    if (added.length > 0) arrive(added[0]);
  }

  /** @param {HTMLElement} target */
  function activate(target) {
    const row = behind.get(target)?.row;
    if (!row) return showMore(target);
    choose(target);
    onActivate(row);
  }

  /** @param {HTMLElement} target */
  async function copy(target) {
    const row = behind.get(target)?.row;
    if (!row?.issue) return;
    said.textContent = "";
    await navigator.clipboard.writeText(onCopy(row)).then(
      () => {
        said.textContent = "Copied";
      },
      () => {
        said.textContent = "The browser did not allow it";
      },
    );
  }

  function openAll() {
    openness.openAll(rows);
    render();
  }

  tree.addEventListener("click", ({ target }) => {
    const clicked = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[role=treeitem]"));
    if (!clicked) return;
    if (!behind.get(clicked)?.row) return showMore(clicked);
    arrive(clicked);
    if (clicked.ariaExpanded !== null) setOpen(clicked, clicked.ariaExpanded !== "true");
  });

  tree.addEventListener("copy", (event) => {
    const row = selected === null ? null : find(rows, selected);
    if (!row?.issue || String(getSelection()) !== "") return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", onCopy(row));
  });

  tree.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (treeKey(event, tree, target, { arrive, setOpen, openAll, activate, copy, byRule: onGroup }))
      event.preventDefault();
  });

  return {
    /**
     * Shows the rows; what was open stays open, and the selected row, which is given back, stays selected.
     *
     * @param {Row[]} next
     * @returns {Row | null}
     */
    show(next) {
      rows = next;
      openness.startWith(rows);
      const still = selected === null ? null : find(rows, selected);
      if (!still) selected = null;
      tree.hidden = rows.length === 0;
      render();
      return still;
    },

    /** Forgets what was opened and selected: another message comes. */
    forget() {
      openness.forget();
      selected = null;
    },

    /** The key of the problem after the selected one, if there is one. @returns {string | null} */
    keyAfter() {
      const problems = problemsIn(rows);
      const at = problems.findIndex(({ key }) => key === selected);
      return (at < 0 ? undefined : problems[at + 1]?.key) ?? null;
    },

    /** Selects the next problem, or with -1 the one before; round at the ends. @param {1 | -1} step */
    step(step) {
      const problems = problemsIn(rows);
      if (problems.length === 0) return;
      const row = selected === null ? null : find(rows, selected);
      // From a group, to its first problem or to the one before it.
      const inside = row && row.kind !== "problem" ? problemsIn([row])[0] : row;
      const at = problems.findIndex(({ key }) => key === inside?.key) - (inside !== row && step > 0 ? 1 : 0);
      const next = problems[at < 0 && step < 0 ? problems.length - 1 : (at + step + problems.length) % problems.length];
      openness.uncover(next, rows);
      const focused = tree.contains(/** @type {Document | ShadowRoot} */ (tree.getRootNode()).activeElement);
      if (!elements.has(next.key)) render();
      const target = /** @type {HTMLElement} */ (elements.get(next.key));
      // Where the focus is in the tree, arrows go on from the problem.
      if (focused) arrive(target);
      else choose(target);
    },

    /** Marks the rows of these problems: the caret stands at them. @param {Set<number>} indices of the report's issues */
    mark(indices) {
      marked = indices;
      for (const former of tree.querySelectorAll(".row-marked")) former.classList.remove("row-marked");
      for (const target of elements.values()) {
        const index = behind.get(target)?.row?.index;
        if (index !== undefined && indices.has(index)) target.classList.add("row-marked");
      }
    },

    /** Marks the rows whose text has changed since the check. @param {(row: Row) => boolean} isStale */
    markStale(isStale) {
      for (const target of elements.values()) {
        const row = behind.get(target)?.row;
        target.classList.toggle("row-stale", row?.kind === "problem" && isStale(row));
      }
    },

    /** Selects the first problem for which this holds. @param {(row: Row) => boolean} is */
    choose(is) {
      const row = problemsIn(rows).find(is);
      if (!row) return;
      openness.uncover(row, rows);
      if (!elements.has(row.key)) render();
      choose(/** @type {HTMLElement} */ (elements.get(row.key)));
    },

    /** Opens or closes the group at a path; the whole tree where there is none. @param {string} path @param {boolean} open */
    open(path, open) {
      for (const row of groupsIn(rows)) if (row.path === path || path === "") openness.set(row, open);
      render();
    },

    /** @param {FocusOptions} [options] */
    focus(options) {
      /** @type {HTMLElement | null} */ (tree.querySelector('[tabindex="0"]'))?.focus(options);
    },
  };
}

/** @param {Row[]} rows @returns {Row[]} */
const groupsIn = (rows) => rows.flatMap((row) => (row.kind === "group" ? [row, ...groupsIn(row.rows)] : []));
