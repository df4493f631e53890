// @ts-check
import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { total } from "./problem-tree.js";
import { counted, number } from "./words.js";

/** @typedef {import("./problem-tree.js").Shown} Shown */
/** @typedef {import("./index.d.ts").Report} Report */

/** With more entries than this, those without problems are not shown at first. */
const MANY_ENTRIES = 50;

/** @type {readonly [keyof Shown, import("./icons.js").Shape, string][]} */
const KINDS = [
  ["error", "error", "Errors"],
  ["warning", "warning", "Warnings"],
  ["information", "information", "Notes"],
  ["clean", "ok", "Without problems"],
];

/**
 * Buttons that show and hide problems by severity.
 *
 * @param {HTMLElement} host
 * @param {(shown: Shown) => void} onChange
 */
export function createFilters(host, onChange) {
  /** @type {Shown} */
  const shown = { error: true, warning: true, information: true, clean: true };
  /** The reader has decided about the entries without problems. */
  let decided = false;
  const buttons = KINDS.map(([kind, shape, label]) => {
    const count = element("span", { class: "count" });
    const made = button("", () => toggle(kind), { class: `filter filter-${kind}`, "aria-pressed": "true" });
    made.append(icon(shape), element("span", { class: "name" }, label), " ", count);
    return { kind, made, count };
  });
  const hidden = element("span");
  const all = button("Show all", showAll, { class: "link" });
  const notice = element("p", { class: "hidden-by-filters", role: "status" });
  const group = element("div", { role: "group", "aria-label": "Show", class: "filters" }, ...buttons.map(({ made }) => made));
  host.append(group, notice);

  /** @param {keyof Shown} kind */
  function toggle(kind) {
    shown[kind] = !shown[kind];
    if (kind === "clean") decided = true;
    onChange({ ...shown });
  }

  function showAll() {
    Object.assign(shown, { error: true, warning: true, information: true });
    onChange({ ...shown });
    buttons[0].made.focus();
  }

  return {
    /** Says how many there are of each, and gives what is to be shown. @param {Report} report @returns {Shown} */
    count({ counts, tree }) {
      const clean = tree ? cleanEntries(tree) : 0;
      if (!decided) shown.clean = clean <= MANY_ENTRIES;
      const numbers = { error: counts.fatal + counts.error, warning: counts.warning, information: counts.information, clean };
      for (const { kind, made, count } of buttons) {
        count.textContent = number(numbers[kind]);
        made.setAttribute("aria-pressed", String(shown[kind]));
        /** @type {HTMLButtonElement} */ (made).disabled = numbers[kind] === 0;
        made.hidden = kind === "clean" && clean === 0;
      }
      const away = KINDS.slice(0, 3).reduce((sum, [kind]) => sum + (shown[kind] ? 0 : numbers[kind]), 0);
      hidden.textContent = `${counted(away, "problem")} hidden. `;
      notice.replaceChildren(...(away > 0 ? [hidden, all] : []));
      return { ...shown };
    },
  };
}

/** @param {import("./index.d.ts").TreeItem} item @returns {number} */
function cleanEntries(item) {
  const below = item.children.reduce((sum, child) => sum + cleanEntries(child), 0);
  return below + (item.kind === "entry" && total(item.counts) === 0 && below === 0 ? 1 : 0);
}
