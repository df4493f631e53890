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

/** Chooses one of the response codes: opened with the arrows, searched by typing its code or words of it. */
export class Outcomes {
  list = element("div", { role: "listbox", id: fresh("outcomes"), class: "option-list", "aria-label": "Outcomes" });
  input = comboBox(this.list.id);
  /** @type {ResponseCode[]} */
  #codes = [];
  #chosen = "";
  /** @type {HTMLElement[]} */
  #options = [];
  #active = -1;

  /** @param {(code: string) => void} onChoice */
  constructor(onChoice) {
    this.onChoice = onChoice;
    const { input, list } = this;
    list.hidden = true;
    input.addEventListener("input", () => this.#open(true, input.value));
    input.addEventListener("click", () => {
      this.#open(list.hidden === true);
      input.select();
    });
    input.addEventListener("focusout", () => this.#close());
    input.addEventListener("keydown", (event) => {
      if (!this.#key(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    // Before the focus leaves the field, which would close the list.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", ({ target }) =>
      this.#take(/** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[role=option]"))),
    );
  }

  /** @param {ResponseCode[]} codes @param {string} chosen */
  show(codes, chosen) {
    this.#codes = codes;
    this.#chosen = chosen;
    this.#close();
  }

  /** Acts on a key; true where it meant something here. @param {string} key */
  #key(key) {
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined) {
      if (isOpen) this.#point((this.#active + step + this.#options.length) % this.#options.length);
      else this.#open(true);
    } else if (key === "Enter" && isOpen) this.#take(this.#options[this.#active] ?? this.#options[0]);
    else if (key === "Escape" && isOpen) this.#close();
    else return false;
    return true;
  }

  /** @param {boolean} is @param {string} [words] */
  #open(is, words = "") {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
    if (is) this.#fill(words);
    else this.input.removeAttribute("aria-activedescendant");
  }

  /** The field says again what is chosen. */
  #close() {
    this.#open(false);
    const one = this.#codes.find(({ code }) => code === this.#chosen);
    this.input.value = one ? `${one.code} ${one.display}` : "";
  }

  /** Lists the codes that have all of the words. @param {string} words */
  #fill(words) {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    /** @type {Map<string, HTMLElement[]>} */
    const groups = new Map();
    for (const one of this.#codes) {
      const text = `${one.code} ${one.display} ${one.when}`.toLowerCase();
      if (!parts.every((part) => text.includes(part))) continue;
      const name = groupOf(one);
      groups.set(name, [...(groups.get(name) ?? []), optionOf(one)]);
    }
    const shown = [...groups].sort(([a], [b]) => placeOf(a) - placeOf(b));
    this.#options = shown.flatMap(([, members]) => members);
    this.list.replaceChildren(...shown.map(([name, members]) => optionGroup(name, members)));
    if (this.#options.length === 0) this.list.append(element("div", { class: "option-group" }, "No code matches"));
    this.#point(this.#options.findIndex((option) => option.dataset.code === this.#chosen));
  }

  /** @param {number} to */
  #point(to) {
    this.#active = to;
    for (const [at, option] of this.#options.entries()) option.setAttribute("aria-selected", String(at === to));
    const option = this.#options[to];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLElement | null | undefined} option */
  #take(option) {
    const code = option?.dataset.code;
    if (code) this.#chosen = code;
    this.#close();
    if (code) this.onChoice(code);
  }
}

/** @param {string} listId @returns {HTMLInputElement} */
function comboBox(listId) {
  const list = { "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list" };
  const off = { autocomplete: "off", spellcheck: "false" };
  return /** @type {HTMLInputElement} */ (element("input", { type: "text", role: "combobox", ...list, ...off }));
}

const SUPPORT = "Whether the guide says that systems MUST or SHOULD support this code";

/** @param {ResponseCode} code */
function optionOf({ code, display, support }) {
  const attributes = { role: "option", id: fresh("outcome"), class: "option", "data-code": code };
  return element(
    "div",
    attributes,
    element("span", {}, code),
    element("span", {}, display),
    element("span", { class: "about", title: SUPPORT }, support),
  );
}

/** @param {string} name @param {HTMLElement[]} members */
function optionGroup(name, members) {
  const title = element("div", { class: "option-group", "aria-hidden": "true" }, name);
  return element("div", { role: "group", "aria-label": name }, title, ...members);
}
