// @ts-check
// Parts of forms. Their ids hold within one shadow root.
import { element } from "./dom.js";

let last = 0;

/** An id of its own. @param {string} stem */
export function fresh(stem) {
  last += 1;
  return `${stem}-${last}`;
}

/** @param {string} label @param {HTMLElement} input @param {string} [hint] */
export function field(label, input, hint) {
  input.id ||= fresh("field");
  const about = hint ? element("span", { class: "about", id: `${input.id}-hint` }, hint) : null;
  if (about) input.setAttribute("aria-describedby", about.id);
  return element("div", { class: "field" }, element("label", { for: input.id }, label), about, input);
}

/** @param {string} value @param {string} [placeholder] @returns {HTMLInputElement} */
export function textInput(value, placeholder) {
  const made = /** @type {HTMLInputElement} */ (
    element("input", { type: "text", autocomplete: "off", spellcheck: "false", placeholder })
  );
  made.value = value;
  return made;
}

/**
 * A tick, or one of several choices.
 *
 * @param {"checkbox" | "radio"} type
 * @param {string} label
 * @param {{ name?: string, value?: string, checked?: boolean }} [state]
 */
export function choice(type, label, { name, value, checked } = {}) {
  const input = /** @type {HTMLInputElement} */ (element("input", { type, name, value, id: fresh("choice") }));
  input.checked = checked === true;
  const words = element("label", { for: input.id }, label);
  const about = element("span", { class: "about" });
  return { input, about, row: element("div", { class: "choice" }, input, element("span", {}, words, " ", about)) };
}
