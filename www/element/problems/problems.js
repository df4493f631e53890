// @ts-check
import { button, element } from "../dom.js";
import { counted, isForeign, number } from "../words.js";
import { createDetail, wordsOf } from "./detail.js";
import { Filters } from "./filters.js";
import { createFixAll, withoutOverlap } from "./fix-all.js";
import { createNotChecked } from "./not-checked.js";
import { onPaper } from "./paper.js";
import { rowsOf } from "./problem-tree.js";
import { Tree } from "./tree.js";

/** @typedef {import("../../index.d.ts").Report} Report */
/** @typedef {import("../../index.d.ts").Place} Place */
/** @typedef {import("../../index.d.ts").Edit} Edit */
/** @typedef {import("../../index.d.ts").Fix} Fix */
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
 * @property {(place: { start: number, end: number }) => string} written what stood there when it was checked
 * @property {((edits: readonly Edit[]) => void) | null} edit in one step, where the text may be changed
 * @property {() => boolean} undo takes the last change back
 * @property {(index: number) => Promise<import("../../index.d.ts").Insertion | null>} insertion what a problem says is missing, made
 * @property {(issue: import("../../index.d.ts").Issue) => Promise<HTMLDialogElement | null>} wrongFinding shows what would be handed on of a problem
 * @property {(issue: import("../../index.d.ts").Issue) => Promise<import("./why.js").Rule | undefined>} why what is known of its rule
 * @property {(place: Place) => Promise<readonly import("../../index.d.ts").ElementExplanation[]>} explain what the definitions say of the element there
 */

/** Rules that say that something is missing, which can be made. */
const INSERTABLE = new Set(["min", "slice-min"]);

/** The tab of problems: filters, tree, what was not checked, and the detail of the one that is selected. */
export class Problems {
  /** @type {Report | null} */
  #report = null;
  /** @type {Row | null} */
  #selected = null;
  #markedLine = 0;
  /** What comes after a problem that is being fixed. @type {string | null} */
  #afterFix = null;
  /** What was inserted last, until the next report: its own problems come first. @type {Edit | null} */
  #inserted = null;
  /** The problem whose fix is being undone. @type {string | null} */
  #afterUndo = null;
  #hosts = hostsOfProblems();
  /** The detail of the selected problem is shown; where there is little room, only to who asks for it. */
  #isOpened = false;

  /**
   * @param {HTMLElement} panel
   * @param {TextOnShow} text
   * @param {object} parts
   * @param {(row: Row, isChosen: boolean) => void} parts.onSelect `isChosen`: by the reader, or by a script of the page
   * @param {(words: string, undo: () => void) => void} parts.onFixed something was changed, and can be taken back
   * @param {() => import("../room.js").Room} parts.room
   * @param {(rule: string) => string | null} parts.pageOf where the documentation has the page of a rule
   */
  constructor(panel, text, { onSelect, onFixed, room, pageOf }) {
    this.text = text;
    this.onSelect = onSelect;
    this.onFixed = onFixed;
    this.room = room;
    const hosts = this.#hosts;
    panel.append(
      hosts.filters,
      hosts.fixAll,
      element("div", { class: "scroll" }, hosts.tree, hosts.notChecked),
      hosts.paper,
      hosts.detail,
    );
    hosts.tree.addEventListener("keydown", ({ key }) => key === "Escape" && this.detail.clear());
    // On paper nothing is closed or filtered.
    addEventListener("beforeprint", () => panel.isConnected && this.#print(this.#report ? onPaper(this.#report) : []));
    addEventListener("afterprint", () => this.#print([]));
    this.filters = new Filters(hosts.filters, () => this.#fill());
    this.tree = new Tree(hosts.tree, {
      onSelect: (row) => this.#select(row, room() !== "low", true),
      onArrive: (row) => this.#select(row, room() === "wide", false),
      onOpen: (row) => room() === "low" && this.#open(row),
      onActivate: (row) => (room() === "low" && row.issue ? this.#open(row) : text.goTo(row.place)),
      onCopy: ({ issue, place }) => (issue ? wordsOf(issue, text.lineOf(place)) : ""),
      onGroup: () => this.filters.groupByRule(),
    });
    this.notChecked = createNotChecked(hosts.notChecked, text.goTo);
    this.detail = createDetail(hosts.detail, {
      pageOf,
      onGoTo: () => this.#selected && text.goTo(this.#selected.place),
      onClose: () => this.#close(),
      onWrong: async (issue) => {
        const dialog = await text.wrongFinding(issue);
        if (!dialog) return;
        hosts.detail.after(dialog);
        dialog.showModal();
      },
      onOnlyEntry: (path) => {
        this.filters.search(path);
        this.tree.focus();
      },
    });
  }

  /** @param {readonly HTMLElement[]} rows */
  #print(rows) {
    this.#hosts.paper.hidden = rows.length === 0;
    this.#hosts.paper.replaceChildren(...rows);
  }

  /** Shows the detail in place of the list. @param {Row} row */
  #open(row) {
    if (!row.issue) return;
    this.#isOpened = true;
    this.#showDetail();
    this.detail.focus();
  }

  /** @param {Row} row @param {boolean} isOpened with its detail @param {boolean} isChosen by somebody */
  #select(row, isOpened, isChosen) {
    this.#selected = row;
    this.#isOpened = isOpened;
    // Of an entry only the first line is marked: it may fill the screen.
    this.text.reveal(row.issue ? row.place : { ...row.place, end: row.place.start });
    this.#showDetail();
    this.onSelect(row, isChosen);
  }

  #showDetail() {
    const { text, detail } = this;
    const issue = this.#selected?.issue;
    if (!this.#selected || !issue || !this.#isOpened) return detail.clear();
    const { place } = this.#selected;
    this.#hosts.detail.toggleAttribute("data-lines", text.isBeyond(place));
    detail.show(issue, text.lineOf(place), text.excerpt(place), this.#fixOf(issue), {
      why: () => text.why(issue),
      elements: () => text.explain(place),
      insertion: () => this.#insertionFor(/** @type {Row} */ (this.#selected)),
    });
  }

  /** @param {Row} row */
  async #insertionFor({ issue, index }) {
    const { text } = this;
    const { edit } = text;
    if (!edit || !issue || index === undefined || !INSERTABLE.has(issue.rule) || text.isTouched(issue.place))
      return null;
    const made = await text.insertion(index);
    if (!made || text.isTouched(issue.place)) return null;
    return {
      label: `Insert ${made.name}`,
      title: made.text.trim(),
      apply: () => this.#apply("Inserted", issue.place, [made]),
    };
  }

  /** Changes the text for the selected problem, and goes on to the next. @param {string} done @param {Place} place of the problem @param {readonly Edit[]} edits */
  #apply(done, place, edits) {
    const { text } = this;
    const { key } = /** @type {Row} */ (this.#selected);
    const [first] = edits;
    // What begins with a line end stands on the next line.
    const at = { ...place, start: first.start, end: first.end };
    const line = text.lineOf(at) + (/^\r?\n/.test(first.text) ? 1 : 0);
    this.#afterFix = this.tree.keyAfter();
    this.#inserted = first;
    text.edit?.(edits);
    this.onFixed(`${done} on line ${number(line)}.`, () => this.#undo(key));
  }

  /** @param {string} key of the problem to come back to */
  #undo(key) {
    this.#afterUndo = key;
    this.text.undo();
  }

  /** Fixes of all problems, after the reader has seen them. */
  #fixAll() {
    const dialog = createFixAll(this.#fixable(), (chosen) => {
      this.text.edit?.(chosen.flatMap(({ fix }) => fix.edits));
      this.onFixed(`Replaced ${counted(chosen.length, "value")}.`, () => this.#undo(this.#selected?.key ?? ""));
    });
    this.#hosts.fixAll.append(dialog);
    dialog.showModal();
  }

  /** The problems that have a fix. @returns {import("./fix-all.js").Fixable[]} */
  #fixable() {
    const { text } = this;
    if (!text.edit || !this.#report) return [];
    const able = this.#report.issues.flatMap(({ fix, place }) =>
      fix && this.#isCurrent(fix, place)
        ? [{ fix, line: text.lineOf(place), written: text.written(fix.edits[0]) }]
        : [],
    );
    return withoutOverlap(able);
  }

  /** Whether nothing has changed where a fix changes something. @param {Fix} fix @param {Place} place */
  #isCurrent({ edits }, place) {
    const { text } = this;
    return !text.isTouched(place) && !edits.some((edit) => text.isTouched({ ...place, ...edit, column: 1 }));
  }

  /** Offers to fix all, where that is more than one. */
  #offerFixAll() {
    const all = this.#fixable();
    const certain = all.filter(({ fix }) => !fix.needsALook).length;
    const label = certain > 0 ? `Fix all certain (${number(certain)})…` : `Review fixes (${number(all.length)})…`;
    this.#hosts.fixAll.hidden = all.length < 2;
    this.#hosts.fixAll.replaceChildren(button(label, () => this.#fixAll(), { class: "link" }));
  }

  /** @param {import("../../index.d.ts").Issue} issue */
  #fixOf({ fix, place }) {
    if (!fix || !this.text.edit || !this.#isCurrent(fix, place)) return null;
    return {
      label: `Replace with “${fix.value}”`,
      apply: () => this.#apply("Replaced", place, fix.edits),
    };
  }

  #close() {
    this.#isOpened = false;
    this.detail.clear();
    this.text.clearMark();
    this.tree.focus();
  }

  #rows(/** @type {Report} */ report) {
    return rowsOf(report, this.filters.count(report), this.filters.grouping());
  }

  #fill() {
    if (this.#report) this.#put(this.#rows(this.#report));
  }

  /** @param {Row[]} rows */
  #put(rows) {
    // Rows are made anew: the caret stands where it did.
    this.markLine(this.#markedLine);
    this.#selected = this.tree.show(rows);
    this.#showDetail();
  }

  /**
   * @param {Report} next
   * @param {boolean} isOther it is a report on another message
   * @param {(() => Promise<void>) | null} [breathe] lets the page live between what takes its time
   */
  async show(next, isOther, breathe = null) {
    this.#report = next;
    this.#hosts.filters.hidden = next.issues.length === 0 && !next.tree;
    this.notChecked.show(next.notChecked, cutShort(next));
    const rows = this.#rows(next);
    if (breathe) await breathe();
    // Meanwhile there may be another report, or none.
    if (this.#report !== next) return;
    this.#put(rows);
    this.#offerFixAll();
    const key = this.#afterUndo ?? (this.#selected ? null : this.#afterFix);
    const isInserted = this.#afterUndo === null ? this.#withinInserted() : null;
    this.#afterFix = this.#afterUndo = this.#inserted = null;
    if (isInserted && this.tree.choose(isInserted)) return;
    if (key !== null) this.tree.choose((row) => row.key === key);
    // Of a message that is being written the reader chooses what to look at.
    else if (isOther && !this.#selected) this.tree.chooseFirst();
  }

  /** Tells problems of what was inserted last, such as values to fill in; null where nothing was, or it has been changed since. */
  #withinInserted() {
    if (!this.#inserted) return null;
    const { start, text } = this.#inserted;
    const end = start + text.length;
    if (this.text.written({ start, end }) !== text) return null;
    return (/** @type {Row} */ { issue, place }) => issue !== undefined && place.start >= start && place.end <= end;
  }

  /** Leaves nothing of the last report. */
  clear() {
    this.#afterFix = this.#afterUndo = this.#inserted = this.#report = this.#selected = null;
    this.tree.show([]);
    this.detail.clear();
    this.#hosts.fixAll.hidden = true;
    this.notChecked.hide();
  }

  /** Another message comes: what was open and selected says nothing of it. */
  forget() {
    this.tree.forget();
    this.#hosts.tree.parentElement?.scrollTo(0, 0);
  }

  /** Selects by rule or path, or by the place in the report. @param {string | number} what */
  choose(what) {
    this.tree.choose(({ issue, index }) => index === what || issue?.rule === what || issue?.path === what);
  }

  /** The caret stands in this line. @param {number} line */
  markLine(line) {
    this.#markedLine = line;
    /** @type {Set<number>} */
    const here = new Set();
    const issues = line > 0 ? (this.#report?.issues ?? []) : [];
    for (const [index, { place }] of issues.entries()) if (this.text.lineOf(place) === line) here.add(index);
    this.tree.mark(here);
  }

  /** The text has been changed since the check. */
  markStale() {
    this.tree.markStale(({ place }) => this.text.isTouched(place));
  }
}

function hostsOfProblems() {
  const detail = { id: "detail", class: "detail", part: "detail", "aria-label": "Selected problem" };
  return {
    filters: element("div", { id: "filters" }),
    fixAll: element("div", { class: "fix-all", hidden: true }),
    tree: element("div", { id: "tree" }),
    notChecked: element("section", { id: "not-checked", role: "group", class: "not-checked", hidden: true }),
    paper: element("div", { class: "paper", hidden: true }),
    detail: element("section", { ...detail, role: "group", hidden: true }),
  };
}

/** Where a check did not come to its end: what that means for the rest. @param {Report} report */
function cutShort({ issues, summary, message }) {
  if (message && isForeign(message.kind)) return "Everything: this kind of text cannot be checked here.";
  if (issues.some(({ rule }) => rule === "limit-issues")) return "Everything after the last problem listed.";
  if (!issues.some(({ severity }) => severity === "fatal")) return null;
  return summary.elements > 0
    ? "The part that could not be read, and whether anything is missing."
    : "Everything: the text could not be read.";
}
