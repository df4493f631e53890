// @ts-check
import { element } from "../dom.js";
import { createDetail, wordsOf } from "./detail.js";
import { createFilters } from "./filters.js";
import { escaped, fixOf } from "./fixes.js";
import { createNotChecked } from "./not-checked.js";
import { onPaper } from "./paper.js";
import { isForeign } from "../words.js";
import { rowsOf } from "./problem-tree.js";
import { createTree } from "./tree.js";
import { background } from "../panes.js";

/** @typedef {import("../../index.d.ts").Report} Report */
/** @typedef {import("../../index.d.ts").Place} Place */
/** @typedef {import("./problem-tree.js").Row} Row */

/**
 * What the problems ask of the text. Places are those of the report on show.
 *
 * @typedef {object} TextOnShow
 * @property {(place: Place) => void} reveal
 * @property {(place: Place) => void} goTo
 * @property {() => void} clearMark
 * @property {(place: Place) => number} lineOf
 * @property {(place: Place) => import("./detail.js").Excerpt} excerpt
 * @property {(place: Place) => boolean} isBeyond it is not shown: of a very long message only the beginning is
 * @property {(place: Place) => boolean} isTouched
 * @property {(place: Place) => string} written what stands there now
 * @property {((place: Place, insert: string) => void) | null} edit where the text may be changed
 * @property {(place: Place) => Promise<readonly import("../../index.d.ts").ElementExplanation[]>} explain what the definitions say of the element there
 */

/**
 * The tab of problems: filters, tree, what was not checked, and the detail of the one that is selected.
 *
 * @param {HTMLElement} panel
 * @param {TextOnShow} text
 * @param {(row: Row) => void} onSelect
 */
export function createProblems(panel, text, onSelect) {
  /** @type {Report | null} */
  let report = null;
  /** @type {Row | null} */
  let selected = null;
  let markedLine = 0;
  /** What comes after a problem that is being mended. @type {string | null} */
  let afterFix = null;

  const hosts = {
    filters: element("div", { id: "filters" }),
    tree: element("div", { id: "tree" }),
    notChecked: element("section", { id: "not-checked", role: "group", class: "not-checked", hidden: true }),
    paper: element("div", { class: "paper", hidden: true }),
    detail: element("section", {
      id: "detail",
      role: "group",
      class: "detail",
      part: "detail",
      "aria-label": "Selected problem",
      hidden: true,
    }),
  };
  panel.append(
    hosts.filters,
    element("div", { class: "scroll" }, hosts.tree, hosts.notChecked),
    hosts.paper,
    hosts.detail,
  );
  hosts.tree.addEventListener("keydown", ({ key }) => key === "Escape" && detail.clear());
  // On paper nothing is closed or filtered.
  const print = (/** @type {readonly HTMLElement[]} */ rows) => {
    hosts.paper.hidden = rows.length === 0;
    hosts.paper.replaceChildren(...rows);
  };
  addEventListener("beforeprint", () => panel.isConnected && print(report ? onPaper(report) : []));
  addEventListener("afterprint", () => print([]));
  const filters = createFilters(hosts.filters, () => fill());
  const tree = createTree(hosts.tree, {
    onSelect: select,
    onActivate: goTo,
    onCopy: ({ issue, place }) => (issue ? wordsOf(issue, text.lineOf(place)) : ""),
    onGroup: () => filters.groupByRule(),
  });
  const notChecked = createNotChecked(hosts.notChecked, text.goTo);
  const detail = createDetail(hosts.detail, {
    onGoTo: () => selected && goTo(selected),
    onClose: close,
    onOnlyEntry: (path) => {
      filters.search(path);
      tree.focus();
    },
  });

  /** @param {Row} row */
  function select(row) {
    selected = row;
    // Of an entry only the first line is marked: it may fill the screen.
    text.reveal(row.issue ? row.place : { ...row.place, end: row.place.start });
    tell();
    onSelect(row);
  }

  function tell() {
    const issue = selected?.issue;
    if (!selected || !issue) return detail.clear();
    const { place } = selected;
    hosts.detail.toggleAttribute("data-lines", text.isBeyond(place));
    detail.show(issue, text.lineOf(place), text.excerpt(place), fix(issue), {
      why: async () => (await background())?.whyOf(issue),
      elements: () => text.explain(place),
    });
  }

  /** @param {import("../../index.d.ts").Issue} issue */
  function fix(issue) {
    const { edit } = text;
    const found = edit && !text.isTouched(issue.place) ? fixOf(issue, text.written(issue.place)) : null;
    if (!found || !edit) return null;
    return {
      label: found.label,
      apply() {
        afterFix = tree.keyAfter();
        edit(issue.place, escaped(found.insert, report?.summary.format === "xml"));
      },
    };
  }

  /** @param {number} line */
  function markAt(line) {
    /** @type {Set<number>} */
    const here = new Set();
    if (line > 0) report?.issues.forEach(({ place }, index) => text.lineOf(place) === line && here.add(index));
    tree.mark(here);
  }

  /** @param {Row} row */
  function goTo(row) {
    text.goTo(row.place);
  }

  function close() {
    detail.clear();
    text.clearMark();
    tree.focus();
  }

  function fill() {
    if (report) put(rowsOf(report, filters.count(report), filters.grouping()));
  }

  /** @param {Row[]} rows */
  function put(rows) {
    // Rows are made anew: the caret stands where it did.
    markAt(markedLine);
    selected = tree.show(rows);
    tell();
  }

  return {
    /** @param {Report} next @param {(() => Promise<void>) | null} [breathe] lets the page live between what takes its time */
    async show(next, breathe = null) {
      report = next;
      hosts.filters.hidden = next.issues.length === 0 && !next.tree;
      notChecked.show(next.notChecked, cutShort(next));
      const rows = rowsOf(next, filters.count(next), filters.grouping());
      if (breathe) await breathe();
      // Meanwhile there may be another report, or none.
      if (report !== next) return;
      put(rows);
      const key = afterFix;
      afterFix = null;
      if (key !== null && !selected) tree.choose((row) => row.key === key);
    },
    /** Leaves nothing of the last report. */
    clear() {
      afterFix = null;
      report = selected = null;
      tree.show([]);
      detail.clear();
      notChecked.hide();
    },
    /** Another message comes: what was open and selected says nothing of it. */
    forget() {
      tree.forget();
      hosts.tree.parentElement?.scrollTo(0, 0);
    },
    step: tree.step,
    focus: tree.focus,
    open: tree.open,
    search: filters.search,
    atLeast: filters.atLeast,
    showNotChecked: notChecked.focus,
    /** Selects by rule or path, or by the place in the report. @param {string | number} what */
    choose: (what) => tree.choose(({ issue, index }) => index === what || issue?.rule === what || issue?.path === what),
    /** The problems at this line. @param {number} line */
    markLine(line) {
      markedLine = line;
      markAt(line);
    },
    /** The text has been changed since the check. */
    markStale: () => tree.markStale(({ place }) => text.isTouched(place)),
  };
}

/** Where a check did not come to its end: what that means for the rest. @param {Report} report */
function cutShort({ issues, summary, message }) {
  if (message && isForeign(message.kind)) return "All of it: this is no message that could be checked here.";
  if (issues.some(({ rule }) => rule === "limit-issues"))
    return "Whatever comes after the last problem that is listed.";
  if (!issues.some(({ severity }) => severity === "fatal")) return null;
  return summary.elements > 0
    ? "Whatever could not be read, and whether anything is missing."
    : "All of it: nothing could be read.";
}
