// @ts-check
import { createDetail } from "./detail.js";
import { button } from "./dom.js";
import { createFilters } from "./filters.js";
import { createNotChecked } from "./not-checked.js";
import { rowsOf } from "./problem-tree.js";
import { createTree } from "./tree.js";
import { createVerdict, verdictOn } from "./verdict.js";
import { counted } from "./words.js";

/** @typedef {import("./index.d.ts").Report} Report */
/** @typedef {import("./index.d.ts").Place} Place */
/** @typedef {import("./problem-tree.js").Row} Row */
/** @typedef {import("./problem-tree.js").Shown} Shown */

/**
 * What the results ask of the text. Places are those of the report on show.
 *
 * @typedef {object} TextOnShow
 * @property {(place: Place) => void} reveal
 * @property {(place: Place) => void} goTo
 * @property {() => void} clearMark
 * @property {(place: Place) => number} lineOf
 * @property {(place: Place) => import("./detail.js").Excerpt} excerpt
 */

/**
 * The right side of the page: verdict, filters, tree, detail, and what was not checked.
 *
 * @param {{ verdict: HTMLElement, filters: HTMLElement, tree: HTMLElement, notChecked: HTMLElement, detail: HTMLElement }} hosts
 * @param {TextOnShow} text
 */
export function createResults(hosts, text) {
  /** @type {Report | null} */
  let report = null;
  /** @type {import("./verdict.js").Verdict | null} */
  let said = null;
  /** @type {Row | null} */
  let selected = null;

  const verdict = createVerdict(hosts.verdict);
  const filters = createFilters(hosts.filters, () => fill());
  const tree = createTree(hosts.tree, { onSelect: select, onActivate: goTo });
  const notChecked = createNotChecked(hosts.notChecked, text.goTo);
  const detail = createDetail(hosts.detail, { onGoTo: () => selected && goTo(selected), onClose: close });

  /** @param {Row} row */
  function select(row) {
    selected = row;
    // Of an entry only the first line is marked: it may fill the screen.
    text.reveal(row.issue ? row.place : { ...row.place, end: row.place.start });
    if (row.issue) detail.show(row.issue, text.lineOf(row.place), text.excerpt(row.place));
    else detail.clear();
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
    if (!report) return;
    selected = tree.show(rowsOf(report, filters.count(report)));
    if (selected?.issue) detail.show(selected.issue, text.lineOf(selected.place), text.excerpt(selected.place));
    else detail.clear();
  }

  /** Leaves nothing of the last report. */
  function clear() {
    report = said = selected = null;
    tree.show([]);
    detail.clear();
    notChecked.hide();
    for (const host of [hosts.verdict, hosts.filters, hosts.tree]) host.hidden = true;
  }

  return {
    /** @param {Report} next @param {number} milliseconds */
    show(next, milliseconds) {
      report = next;
      for (const host of [hosts.filters, hosts.tree]) host.hidden = false;
      const left = report.notChecked.length;
      const more = left > 0 ? [button(`${counted(left, "thing")} not checked`, () => notChecked.focus(), { class: "link" })] : [];
      said = { ...verdictOn(report, milliseconds), actions: more };
      verdict.show(said);
      notChecked.show(report.notChecked);
      fill();
    },

    /** Says something for now; a report on the same message stays below. @param {import("./verdict.js").Verdict} other */
    say(other) {
      if (!said) clear();
      verdict.show(other);
    },

    /** Says something in place of a report. @param {import("./verdict.js").Verdict} other */
    sayOnly(other) {
      clear();
      verdict.show(other);
    },

    /** The text was changed, and is not checked again by itself. @param {HTMLElement} action */
    stale(action) {
      const ask = "Press Check, or Ctrl+Enter.";
      if (said) {
        verdict.show({ ...said, text: `The text has changed since this check. ${ask}`, actions: [action], stale: true });
        return;
      }
      clear();
      const text = `Long text is checked when you ask for it. ${ask}`;
      verdict.show({ tone: "information", title: "Not checked yet", text, actions: [action] });
    },

    clear,
    /** Another message comes: what was open and selected says nothing of it. */
    forget() {
      said = null;
      tree.forget();
    },
    /** @param {1 | -1} step */
    step: (step) => tree.step(step),
    /** @param {FocusOptions} [options] */
    focus: (options) => tree.focus(options),
    /** The problems at this line. @param {number} line */
    markLine(line) {
      const at = new Set(report?.issues.flatMap(({ place }, index) => (text.lineOf(place) === line ? [index] : [])));
      tree.mark(at);
    },
  };
}
