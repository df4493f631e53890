// @ts-check
import { element, unseen } from "./dom.js";
import { number } from "./words.js";

/** @typedef {ReturnType<typeof createTabs>} Tabs */

/**
 * Tabs after the ARIA pattern: one tab stop, arrows move and show.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement} panels
 * @param {(id: string) => void} onChange
 */
export function createTabs(list, panels, onChange) {
  /** @type {Map<string, { tab: HTMLElement, panel: HTMLElement, count: HTMLElement }>} */
  const all = new Map();
  let current = "";

  /** @param {string} id */
  function select(id) {
    const chosen = all.get(id);
    if (!chosen || id === current) return;
    for (const { tab, panel } of all.values()) {
      const is = tab === chosen.tab;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
      panel.classList.toggle("panel-away", !is);
    }
    current = id;
    // The list alone: what the element is embedded in stays where it is.
    const { left, right } = chosen.tab.getBoundingClientRect(),
      around = list.getBoundingClientRect();
    if (left < around.left || right > around.right)
      list.scrollLeft += left < around.left ? left - around.left : right - around.right;
    onChange(id);
  }

  /** @param {string} id */
  function panelOf(id) {
    const attributes = { role: "tabpanel", "aria-labelledby": `tab-${id}`, part: id };
    const panel = element("div", { id: `panel-${id}`, class: `panel panel-${id}`, ...attributes });
    panels.append(panel);
    return panel;
  }

  const sizes = hintAtMore(list);

  list.addEventListener("keydown", (event) => {
    const shown = [...all].filter(([, { tab }]) => tab.offsetParent !== null).map(([id]) => id);
    const at = shown.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const id = shown[(to + shown.length) % shown.length];
    select(id);
    all.get(id)?.tab.focus();
  });

  return {
    /** Adds a tab; returns its panel. @param {string} id @param {string} label @param {HTMLElement} [panel] where there is one already */
    add(id, label, panel = panelOf(id)) {
      const count = element("span", { class: "count" });
      const tab = element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${id}`,
          class: `tab tab-${id}`,
          "aria-controls": panel.id,
          "aria-selected": "false",
          tabindex: -1,
        },
        label,
        " ",
        count,
      );
      tab.addEventListener("click", () => select(id));
      panel.classList.add("panel-away");
      all.set(id, { tab, panel, count });
      list.append(tab);
      sizes.observe(tab);
      return panel;
    },
    select,
    current: () => current,
    /** Does the reader see this tab? @param {string} id */
    isShown: (id) => all.get(id)?.tab.offsetParent != null,
    /** @param {string} id @param {number | null} value */
    count(id, value) {
      const tab = all.get(id);
      if (tab) tab.count.textContent = value === null ? "" : number(value);
    },
    /** A dot beside a tab's name: there is something to do. @param {string} id @param {string} words for those who do not see it; empty for none */
    mark(id, words) {
      const tab = all.get(id);
      if (tab)
        tab.count.replaceChildren(
          ...(words ? [element("span", { class: "tab-mark", "aria-hidden": "true" }, "•"), unseen(`: ${words}`)] : []),
        );
    },
    focus: () => all.get(current)?.tab.focus(),
  };
}

/** Where tabs do not all fit, the end that has more of them fades. Counts make a tab wider: what it returns watches each. @param {HTMLElement} list */
function hintAtMore(list) {
  const hint = () => {
    const left = list.scrollWidth - list.clientWidth - list.scrollLeft;
    list.classList.toggle("tabs-before", list.scrollLeft > 1);
    list.classList.toggle("tabs-after", left > 1);
  };
  list.addEventListener("scroll", hint, { passive: true });
  const sizes = new ResizeObserver(hint);
  sizes.observe(list);
  return sizes;
}
