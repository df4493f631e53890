// @ts-check
import { element } from "../dom.js";
import { fresh } from "../form.js";

/** @typedef {import("../../index.d.ts").ResponseCode} ResponseCode */

/** How the codes are grouped for a reader, by their beginning. @type {readonly [RegExp, string][]} */
const GROUPS = [
  [/^20013$/, "Success"],
  [/^1/, "Handling"],
  [/^2/, "Header and payload"],
  [/^3/, "Patient and business"],
];

/** @param {ResponseCode} one */
const groupOf = ({ code, positive }) =>
  positive ? GROUPS[0][1] : (GROUPS.find(([is]) => is.test(code))?.[1] ?? "Others");

/** @param {string} name */
const placeOf = (name) => GROUPS.findIndex(([, label]) => label === name) >>> 0;

/**
 * Chooses one of the response codes: opened with the arrows, searched by typing its code or words of it.
 *
 * @param {(code: string) => void} onChoice
 */
export function createOutcomes(onChoice) {
  const listId = fresh("outcomes");
  const input = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": listId,
      "aria-autocomplete": "list",
      autocomplete: "off",
      spellcheck: "false",
    })
  );
  const list = element("div", {
    role: "listbox",
    id: listId,
    class: "option-list",
    "aria-label": "Outcomes",
    hidden: true,
  });
  /** @type {ResponseCode[]} */
  let codes = [];
  let chosen = "";
  /** @type {HTMLElement[]} */
  let options = [];
  let active = -1;

  const label = (/** @type {ResponseCode | undefined} */ one) => (one ? `${one.code} ${one.display}` : "");
  const rest = () => {
    input.value = label(codes.find(({ code }) => code === chosen));
  };

  /** @param {string} words */
  function fill(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const found = codes.filter((one) =>
      wanted.every((word) => `${one.code} ${one.display} ${one.when}`.toLowerCase().includes(word)),
    );
    /** @type {Map<string, HTMLElement[]>} */
    const groups = new Map();
    options = found.map((one) => {
      const made = element(
        "div",
        {
          role: "option",
          id: fresh("outcome"),
          class: "option",
          "data-code": one.code,
          "aria-selected": String(one.code === chosen),
        },
        element("span", {}, one.code),
        element("span", {}, one.display),
      );
      groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), made]);
      return made;
    });
    const shown = [...groups].sort(([a], [b]) => placeOf(a) - placeOf(b));
    options = shown.flatMap(([, members]) => members);
    list.replaceChildren(
      ...shown.map(([name, members]) =>
        element(
          "div",
          { role: "group", "aria-label": name },
          element("div", { class: "option-group", "aria-hidden": "true" }, name),
          ...members,
        ),
      ),
    );
    if (options.length === 0) list.append(element("div", { class: "option-group" }, "No code has these words"));
    point(options.findIndex((option) => option.dataset.code === chosen));
  }

  /** @param {number} to */
  function point(to) {
    active = to;
    for (const [at, option] of options.entries()) option.setAttribute("aria-selected", String(at === to));
    if (options[to]) input.setAttribute("aria-activedescendant", options[to].id);
    else input.removeAttribute("aria-activedescendant");
    options[to]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} is @param {string} [words] */
  function open(is, words = "") {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (is) fill(words);
    else input.removeAttribute("aria-activedescendant");
  }

  /** @param {HTMLElement | undefined} option */
  function take(option) {
    open(false);
    const code = option?.dataset.code;
    if (code) chosen = code;
    rest();
    if (code) onChoice(code);
  }

  input.addEventListener("input", () => open(true, input.value));
  input.addEventListener("click", () => {
    open(list.hidden === true);
    input.select();
  });
  input.addEventListener("focusout", () => {
    open(false);
    rest();
  });
  input.addEventListener("keydown", (event) => {
    const shown = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!shown) open(true);
      else point((active + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter" && shown) take(options[active] ?? options[0]);
    else if (event.key === "Escape" && shown) {
      open(false);
      rest();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Before the focus leaves the field, which would close the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", ({ target }) =>
    take(/** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[role=option]")) ?? undefined),
  );

  return {
    input,
    list,
    /** @param {ResponseCode[]} next @param {string} code */
    show(next, code) {
      codes = next;
      chosen = code;
      open(false);
      rest();
    },
  };
}
