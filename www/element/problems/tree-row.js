// @ts-check
import { element, unseen } from "../dom.js";
import { icon } from "../icons.js";
import { number, problems, SEVERITY } from "../words.js";
import { isFold } from "./problem-tree.js";

/** @typedef {import("./problem-tree.js").Row} Row */

/** Letters of two values that a row has room for. */
const SHORT = 50;

const PARTS = { fatal: "error", error: "error", warning: "warning", information: "note" };

/**
 * The row as an element. The tree is flat: level, position and size of the set are said in attributes, because nested
 * groups would give each row the text of all rows below as its name.
 *
 * @param {Row} row
 * @param {{ level: number, position: number, size: number, open: boolean }} where
 */
export function treeRow(row, { level, position, size, open }) {
  const made = element("div", {
    role: "treeitem",
    class: `row row-${row.kind}${isFold(row) ? " row-fold" : ""}${row.issue ? ` row-${row.issue.severity === "fatal" ? "error" : row.issue.severity}` : ""}`,
    part: `row${row.issue ? ` row-${PARTS[row.issue.severity]}` : ""}`,
    "aria-level": level,
    "aria-posinset": position,
    "aria-setsize": size,
    "aria-selected": "false",
    "aria-expanded": row.kind === "group" ? String(open) : null,
    tabindex: -1,
  });
  made.style.setProperty("--level", String(level));
  made.append(...parts[row.kind](row));
  return made;
}

/**
 * The row at the end of a long group.
 *
 * @param {number} left
 * @param {number} next
 * @param {number} level
 */
export function moreRow(left, next, level) {
  const label = element("span", { class: "row-label" }, `Show ${number(next)} more`);
  const rest = element("span", { class: "row-path" }, `of ${number(left)} left`);
  const attributes = {
    role: "treeitem",
    class: "row row-more",
    "aria-level": level,
    "aria-selected": "false",
    tabindex: -1,
  };
  const made = element("div", attributes, label, " ", rest);
  made.style.setProperty("--level", String(level));
  return made;
}

const parts = {
  /** @param {Row} row */
  problem(row) {
    const { severity, rule, place, consequences, expected, found } = /** @type {import("../../index.d.ts").Issue} */ (
      row.issue
    );
    const also = consequences
      ? ` · and ${number(consequences.length)} more that ${consequences.length === 1 ? "follows" : "follow"}`
      : null;
    return [
      severityMark(severity),
      element("span", { class: "row-label" }, unseen(`${SEVERITY[severity]}: `), row.label),
      line(place.line, place.column),
      element(
        "span",
        { class: "row-path" },
        element("span", { class: "row-rule" }, rule),
        row.path && ` ${row.path}`,
        also,
        ...values(expected, found),
      ),
    ];
  },

  /** @param {Row} row */
  group(row) {
    const ofLine = row.key.startsWith("line ");
    return [
      icon("twisty"),
      element("span", { class: "row-label" }, ...name(row)),
      isFold(row) ? null : badges(row),
      ofLine ? null : line(row.place.line),
    ].filter((part) => part !== null);
  },

  /** @param {Row} row */
  clean(row) {
    return [
      icon("ok"),
      element("span", { class: "row-label" }, ...name(row), unseen(" no problems")),
      line(row.place.line),
    ];
  },
};

/** What was expected and what was found, where both are short enough for a row. @param {string | undefined} expected @param {string | undefined} found */
function values(expected, found) {
  // Of an item that fits nowhere: which slice it is nearest to.
  const near = expected?.match(/^nearest slice [^:]+/);
  if (near) return [` · ${near[0]}`];
  if (!expected || !found || expected.length + found.length > SHORT) return [];
  return [` · found “${found}”, expected “${expected}”`];
}

/** @param {Row} row */
const name = ({ label, id }) => [label, id ? element("span", { class: "row-id", title: id }, ` ${shortId(id)}`) : ""];

/** Of a UUID the beginning is enough to tell it from others. @param {string} id */
const shortId = (id) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? `${id.slice(0, 8)}…` : id);

/** Where lines are this long, the line alone says little. */
export const LONG_LINE = 300;

/** @param {number} number @param {number} [column] */
const line = (number, column = 0) =>
  element("span", { class: "row-line" }, `line ${number}${column > LONG_LINE ? `:${column}` : ""}`);

/** @param {import("../../index.d.ts").Severity} severity */
export function severityMark(severity) {
  return icon(severity === "fatal" ? "error" : severity);
}

/** How many of each, with the severity's shape. @param {Row} row */
function badges({ counts }) {
  const made = element("span", { class: "badges" }, unseen(` ${problems(counts)}`));
  const shown = { error: counts.fatal + counts.error, warning: counts.warning, information: counts.information };
  for (const shape of /** @type {const} */ (["error", "warning", "information"])) {
    if (shown[shape] === 0) continue;
    made.append(
      element("span", { class: `badge badge-${shape}`, "aria-hidden": "true" }, icon(shape), number(shown[shape])),
    );
  }
  return made;
}
