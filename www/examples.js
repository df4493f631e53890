// @ts-check
import { button, element } from "./dom.js";
import mistakes from "./examples/send-document-mistakes.xml";
import sendDocument from "./examples/send-document.xml";
import response from "./examples/response-20013.json";

/** Messages to start with; everybody in them is made up. */
const EXAMPLES = [
  { name: "Seven mistakes", about: "A Send Document message with seven mistakes made on purpose, in XML", text: mistakes },
  { name: "Send Document", about: "A GP Connect consultation report that conforms, in XML", text: sendDocument },
  { name: "Response", about: "The answer to it, 20013 Success, in JSON", text: response },
];

/**
 * Puts a list of the examples into each host.
 *
 * @param {readonly HTMLElement[]} hosts
 * @param {(text: string) => void} onChoice
 */
export function offerExamples(hosts, onChoice) {
  for (const host of hosts) {
    const items = EXAMPLES.map(({ name, about, text }) => {
      const choice = button(name, () => {
        const menu = host.closest("details");
        if (menu) menu.open = false;
        onChoice(text);
      });
      return element("li", {}, choice, element("span", { class: "about" }, about));
    });
    host.append(element("ul", { class: "examples" }, ...items));
    closeByItself(host.closest("details"));
  }
}

/** A menu closes when the reader turns to something else. @param {HTMLDetailsElement | null} menu */
function closeByItself(menu) {
  if (!menu) return;
  const leave = (/** @type {EventTarget | null} */ other) => {
    if (other instanceof Node && !menu.contains(other)) menu.open = false;
  };
  menu.addEventListener("focusout", ({ relatedTarget }) => leave(relatedTarget));
  menu.ownerDocument.addEventListener("pointerdown", ({ target }) => leave(target));
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
