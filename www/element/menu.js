// @ts-check
import { button, element } from "./dom.js";

/** `group` is what it is listed under, beside others of the same. @typedef {{ name: string, about: string, text: string, group?: string }} Example */

/**
 * Puts a list of the examples into a host.
 *
 * @param {HTMLElement} host
 * @param {readonly Example[]} examples
 * @param {(text: string) => void} onChoice
 */
export function offerExamples(host, examples, onChoice) {
  const items = examples.map(({ name, about, text }) => {
    const choice = button(name, () => {
      const menu = host.closest("details");
      if (menu) menu.open = false;
      onChoice(text);
    });
    return element("li", {}, choice, element("span", { class: "about" }, about));
  });
  const groups = new Map(examples.map(({ group = "" }) => [group, /** @type {HTMLElement[]} */ ([])]));
  for (const [at, { group = "" }] of examples.entries()) groups.get(group)?.push(items[at]);
  host.replaceChildren(
    ...[...groups].flatMap(([group, own]) => [
      ...(group ? [element("p", { class: "examples-group" }, group)] : []),
      element("ul", { class: "examples" }, ...own),
    ]),
  );
}

/** A menu closes when the reader turns to something else. @param {HTMLElement} details @param {Node} root */
export function closeByItself(details, root) {
  const menu = /** @type {HTMLDetailsElement} */ (details);
  const leave = (/** @type {EventTarget | null} */ other) => {
    if (other instanceof Node && !menu.contains(other)) menu.open = false;
  };
  menu.addEventListener("focusout", ({ relatedTarget }) => leave(relatedTarget));
  root.addEventListener("pointerdown", ({ target }) => leave(target));
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
