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
 * Brings an element before the reader. Within somebody else's page nothing scrolls but what is the element's own.
 *
 * @param {HTMLElement} target
 */
export function bringIntoView(target) {
  const root = target.getRootNode();
  if (root instanceof ShadowRoot && root.host.hasAttribute("page")) return target.scrollIntoView({ block: "nearest" });
  for (let box = target.parentElement; box; box = box.parentElement) {
    if (box.scrollHeight <= box.clientHeight || !/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
    const [outer, inner] = [box.getBoundingClientRect(), target.getBoundingClientRect()];
    if (inner.top < outer.top) box.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) box.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
    return;
  }
}

/**
 * Text for those who listen instead of look.
 *
 * @param {string} text
 */
export const unseen = (text) => element("span", { class: "unseen" }, text);
