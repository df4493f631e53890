// @ts-check
import { button, element } from "../dom.js";
import { icon } from "../icons.js";
import { counted, number } from "../words.js";
import { isShown, isUnfinished, total } from "./problem-tree.js";

/** @typedef {import("./problem-tree.js").Shown} Shown */
/** @typedef {import("./problem-tree.js").Grouping} Grouping */
/** @typedef {import("../../index.d.ts").Report} Report */

/** With more entries than this, those without problems are not shown at first. */
const MANY_ENTRIES = 50;
/** After the last letter of a search. */
const PAUSE = 120;

/** @typedef {"error" | "warning" | "information" | "clean"} Kind */

/** @type {readonly [Kind, import("../icons.js").Shape, string][]} */
const KINDS = [
  ["error", "error", "Errors"],
  ["warning", "warning", "Warnings"],
  ["information", "information", "Notes"],
  ["clean", "ok", "Without problems"],
];

/** What chooses among the problems: buttons for severities, a search, and how to group. */
export class Filters {
  /** @type {Shown} */
  #shown = { error: true, warning: true, information: true, clean: true, search: "" };
  /** The reader has decided about the entries without problems. */
  #isDecided = false;
  #buttons = KINDS.map(([kind, shape, label]) => {
    const count = element("span", { class: "count" });
    const made = button("", () => this.#toggle(kind), {
      class: `filter filter-${kind}`,
      title: label,
      "aria-pressed": "true",
    });
    made.append(icon(shape), element("span", { class: "name" }, label), " ", count);
    return { kind, made, count };
  });
  #search = searchField();
  #grouping = groupingField();
  #hidden = element("span");
  #all = button("Show all", () => this.#showAll(), { class: "link" });
  #notice = element("p", { class: "hidden-by-filters", role: "status" });
  #more = button("Filter", () => this.#unfold(this.#more.ariaExpanded !== "true"), {
    class: "filters-toggle",
    "aria-expanded": "false",
    "aria-controls": "filters-all",
  });

  /** @param {HTMLElement} host @param {() => void} onChange */
  constructor(host, onChange) {
    this.onChange = onChange;
    const severities = { role: "group", "aria-label": "Show", class: "filters-severity" };
    const group = element("div", severities, ...this.#buttons.map(({ made }) => made));
    const all = { id: "filters-all", class: "filters", part: "filters" };
    const filters = element("div", all, group, this.#search, this.#grouping);
    host.append(this.#more, filters, this.#notice);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    this.#search.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        this.#shown.search = this.#search.value.trim();
        onChange();
      }, PAUSE);
    });
    this.#grouping.addEventListener("change", onChange);
  }

  /** Where there is little room, the filters are shown on request. @param {boolean} is */
  #unfold(is) {
    this.#more.ariaExpanded = String(is);
  }

  /** @param {Kind} kind */
  #toggle(kind) {
    this.#shown[kind] = !this.#shown[kind];
    if (kind === "clean") this.#isDecided = true;
    this.onChange();
  }

  #showAll() {
    Object.assign(this.#shown, { error: true, warning: true, information: true, search: "" });
    this.#search.value = "";
    this.onChange();
    this.#buttons[0].made.focus();
  }

  /** Says how many there are of each; returns what is to be shown. @param {Report} report @returns {Shown} */
  count(report) {
    const { counts, issues, tree } = report;
    const shown = this.#shown;
    const clean = tree && !isUnfinished(report) ? cleanEntries(tree) : 0;
    if (!this.#isDecided) shown.clean = clean <= MANY_ENTRIES;
    const numbers = {
      error: counts.fatal + counts.error - issues.filter(({ rule }) => rule === "limit-issues").length,
      warning: counts.warning,
      information: counts.information,
      clean,
    };
    for (const { kind, made, count } of this.#buttons) {
      count.textContent = number(numbers[kind]);
      made.setAttribute("aria-pressed", String(shown[kind]));
      /** @type {HTMLButtonElement} */ (made).disabled = numbers[kind] === 0;
      made.hidden = kind === "clean" && (clean === 0 || this.grouping() !== "entry");
    }
    const away = issues.filter((issue) => !isShown(issue, shown)).length;
    const none = shown.search !== "" && away === issues.length ? `No problem has “${shown.search}”. ` : "";
    this.#hidden.textContent = `${none}${counted(away, "problem")} hidden by filters. `;
    this.#notice.replaceChildren(...(away > 0 ? [this.#hidden, this.#all] : []));
    return { ...shown };
  }

  /** @returns {Grouping} */
  grouping() {
    return /** @type {Grouping} */ (this.#grouping.value);
  }

  /** By rule, or by entry where that is how it is. */
  groupByRule() {
    this.#grouping.value = this.grouping() === "rule" ? "entry" : "rule";
    this.onChange();
  }

  /** @param {string} words */
  search(words) {
    this.#search.value = this.#shown.search = words;
    this.onChange();
  }

  /** The lowest severity to show. @param {string | null} lowest */
  atLeast(lowest) {
    this.#shown.warning = lowest !== "error" && lowest !== "fatal";
    this.#shown.information = this.#shown.warning && lowest !== "warning";
    this.onChange();
  }
}

/** @returns {HTMLInputElement} */
function searchField() {
  const off = { spellcheck: "false", autocomplete: "off" };
  const names = { class: "search", part: "search", "aria-label": "Search the problems", placeholder: "Search" };
  return /** @type {HTMLInputElement} */ (element("input", { type: "search", ...names, ...off }));
}

/** @returns {HTMLSelectElement} */
function groupingField() {
  const options = Object.entries({ entry: "By entry", rule: "By rule", line: "By line" });
  const made = options.map(([value, label]) => element("option", { value }, label));
  return /** @type {HTMLSelectElement} */ (element("select", { class: "grouping", "aria-label": "Group by" }, ...made));
}

/** @param {import("../../index.d.ts").TreeItem} item @returns {number} */
function cleanEntries(item) {
  const below = item.children.reduce((sum, child) => sum + cleanEntries(child), 0);
  return below + (item.kind === "entry" && total(item.counts) === 0 && below === 0 ? 1 : 0);
}
