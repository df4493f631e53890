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

/**
 * What chooses among the problems: buttons for severities, a search, and how to group.
 *
 * @param {HTMLElement} host
 * @param {() => void} onChange
 */
export function createFilters(host, onChange) {
  /** @type {Shown} */
  const shown = { error: true, warning: true, information: true, clean: true, search: "" };
  /** The reader has decided about the entries without problems. */
  let decided = false;
  const buttons = KINDS.map(([kind, shape, label]) => {
    const count = element("span", { class: "count" });
    const made = button("", () => toggle(kind), { class: `filter filter-${kind}`, "aria-pressed": "true" });
    made.append(icon(shape), element("span", { class: "name" }, label), " ", count);
    return { kind, made, count };
  });
  const search = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "search",
      class: "search",
      part: "search",
      "aria-label": "Search the problems",
      placeholder: "Search",
      spellcheck: "false",
      autocomplete: "off",
    })
  );
  const grouping = /** @type {HTMLSelectElement} */ (
    element(
      "select",
      { class: "grouping", "aria-label": "Group by" },
      ...[
        ["entry", "By entry"],
        ["rule", "By rule"],
        ["line", "By line"],
      ].map(([value, label]) => element("option", { value }, label)),
    )
  );
  const hidden = element("span");
  const all = button("Show all", showAll, { class: "link" });
  const notice = element("p", { class: "hidden-by-filters", role: "status" });
  const group = element(
    "div",
    { role: "group", "aria-label": "Show", class: "filters-severity" },
    ...buttons.map(({ made }) => made),
  );
  host.append(element("div", { class: "filters", part: "filters" }, group, search, grouping), notice);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      shown.search = search.value.trim();
      onChange();
    }, PAUSE);
  });
  grouping.addEventListener("change", onChange);

  /** @param {Kind} kind */
  function toggle(kind) {
    shown[kind] = !shown[kind];
    if (kind === "clean") decided = true;
    onChange();
  }

  function showAll() {
    Object.assign(shown, { error: true, warning: true, information: true, search: "" });
    search.value = "";
    onChange();
    buttons[0].made.focus();
  }

  return {
    /** Says how many there are of each, and gives what is to be shown. @param {Report} report @returns {Shown} */
    count(report) {
      const { counts, issues, tree } = report;
      const clean = tree && !isUnfinished(report) ? cleanEntries(tree) : 0;
      if (!decided) shown.clean = clean <= MANY_ENTRIES;
      const numbers = {
        error: counts.fatal + counts.error - issues.filter(({ rule }) => rule === "limit-issues").length,
        warning: counts.warning,
        information: counts.information,
        clean,
      };
      for (const { kind, made, count } of buttons) {
        count.textContent = number(numbers[kind]);
        made.setAttribute("aria-pressed", String(shown[kind]));
        /** @type {HTMLButtonElement} */ (made).disabled = numbers[kind] === 0;
        made.hidden = kind === "clean" && (clean === 0 || grouping.value !== "entry");
      }
      const away = issues.filter((issue) => !isShown(issue, shown)).length;
      hidden.textContent = `${counted(away, "problem")} hidden by filters. `;
      notice.replaceChildren(...(away > 0 ? [hidden, all] : []));
      return { ...shown };
    },
    /** @returns {Grouping} */
    grouping: () => /** @type {Grouping} */ (grouping.value),
    /** By rule, or by entry where that is how it is. */
    groupByRule() {
      grouping.value = grouping.value === "rule" ? "entry" : "rule";
      onChange();
    },
    /** @param {string} words */
    search(words) {
      search.value = shown.search = words;
      onChange();
    },
    /** The lowest severity to show. @param {string | null} lowest */
    atLeast(lowest) {
      shown.warning = lowest !== "error" && lowest !== "fatal";
      shown.information = shown.warning && lowest !== "warning";
      onChange();
    },
  };
}

/** @param {import("../../index.d.ts").TreeItem} item @returns {number} */
function cleanEntries(item) {
  const below = item.children.reduce((sum, child) => sum + cleanEntries(child), 0);
  return below + (item.kind === "entry" && total(item.counts) === 0 && below === 0 ? 1 : 0);
}
