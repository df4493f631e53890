// @ts-check
import { button, element } from "./dom.js";

/** `group` is what it is listed under, beside others of the same; one with a story is a whole conversation. @typedef {{ name: string, about: string, text: string, group?: string, story?: import("./conversation/story.js").Story }} Example */

/**
 * Puts a list of the examples into a host, whole conversations apart.
 *
 * @param {HTMLElement} host
 * @param {readonly Example[]} examples
 * @param {(example: Example) => void} onChoice
 */
export function offerExamples(host, examples, onChoice) {
  /** @param {readonly Example[]} some */
  const listOf = (some) => element("ul", { class: "examples" }, ...some.map(itemOf));
  /** @param {Example} example */
  function itemOf(example) {
    const choice = button(example.name, () => {
      const menu = host.closest("details");
      if (menu) menu.open = false;
      onChoice(example);
    });
    return element("li", {}, choice, element("span", { class: "about" }, example.about));
  }
  const single = examples.filter(({ story }) => !story);
  const groups = new Map(single.map(({ group = "" }) => [group, /** @type {Example[]} */ ([])]));
  for (const example of single) groups.get(example.group ?? "")?.push(example);
  host.replaceChildren(
    ...[...groups].flatMap(([group, own]) => [
      ...(group ? [element("p", { class: "examples-group" }, group)] : []),
      listOf(own),
    ]),
  );
  const stories = examples.filter(({ story }) => story);
  if (stories.length > 0)
    host.append(
      element("details", { class: "stories" }, element("summary", {}, "A whole conversation"), listOf(stories)),
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
