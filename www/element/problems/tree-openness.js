// @ts-check
import { isFold, total } from "./problem-tree.js";

/** @typedef {import("./problem-tree.js").Row} Row */

/** Rows that a group shows at first, and adds each time. */
export const PAGE = 200;
/** With more problems than this, only the first groups are open at first. */
const OPEN_AT_FIRST = 200;

/** Which groups are open and how much of each is shown; by key, so that the next check finds it again. */
export function createOpenness() {
  /** What the reader opened and closed. @type {Map<string, boolean>} */
  const chosen = new Map();
  /** @type {Map<string, number>} */
  const lengths = new Map();
  /** @type {Set<string>} */
  let atFirst = new Set();

  /** @param {Row | null} group */
  const lengthOf = (group) => lengths.get(keyOf(group)) ?? PAGE;

  return {
    /** @param {Row} row */
    isOpen: (row) => row.kind === "group" && (chosen.get(row.key) ?? atFirst.has(row.key)),

    /** @param {Row} row @param {boolean} open */
    set: (row, open) => void chosen.set(row.key, open),

    /** How many of its rows a group shows; null is the whole tree. @param {Row | null} group */
    lengthOf,

    /** One page more. @param {Row | null} group */
    lengthen: (group) => void lengths.set(keyOf(group), lengthOf(group) + PAGE),

    /** @param {Row[]} rows */
    openAll(rows) {
      for (const row of rows) {
        if (row.kind !== "group") continue;
        chosen.set(row.key, true);
        this.openAll(row.rows);
      }
    },

    /** Opens what is around a row, and as many pages as it takes. @param {Row} row @param {Row[]} rows the whole tree */
    uncover(row, rows) {
      for (let at = /** @type {Row | null} */ (row); at; at = at.parent) {
        if (at !== row) chosen.set(at.key, true);
        const position = (at.parent?.rows ?? rows).indexOf(at) + 1;
        if (position > lengthOf(at.parent)) lengths.set(keyOf(at.parent), Math.ceil(position / PAGE) * PAGE);
      }
    },

    /** @param {Row[]} rows */
    startWith(rows) {
      atFirst = firstGroups(rows);
    },

    forget() {
      chosen.clear();
      lengths.clear();
    },
  };
}

/** @param {Row | null} group */
const keyOf = (group) => group?.key ?? "";

/** @param {Row[]} rows @returns {Set<string>} */
function firstGroups(rows) {
  const open = new Set();
  let room = OPEN_AT_FIRST;
  const visit = (/** @type {Row[]} */ some) =>
    some.forEach((row) => {
      if (row.kind !== "group" || room <= 0 || isFold(row)) return;
      open.add(row.key);
      if (row.rows.every(({ kind }) => kind !== "group")) room -= Math.max(total(row.counts), 1);
      visit(row.rows);
    });
  visit(rows);
  return open;
}
