// @ts-check

/**
 * Builds an element. Strings become text and nothing else, so that a message can never bring markup of its own.
 *
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 *   `true` sets it empty; `false`, null and undefined leave it out
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/**
 * A button that does one thing.
 *
 * @param {string} label
 * @param {() => void} action
 * @param {Record<string, string | boolean>} [attributes]
 */
export function button(label, action, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", action);
  return made;
}

/**
 * Text for those who listen instead of look.
 *
 * @param {string} text
 */
export const unseen = (text) => element("span", { class: "unseen" }, text);
