// @ts-check
import { button, element } from "../dom.js";
import { number } from "../words.js";

/** @typedef {import("../../index.d.ts").NotChecked} NotChecked */

/** Shown at first. */
const FIRST = 8;

/**
 * What the check left out, and why. It stands beside every verdict: silence would pass for a yes.
 *
 * @param {HTMLElement} host
 * @param {(place: import("../../index.d.ts").Place) => void} onPlace
 */
export function createNotChecked(host, onPlace) {
  const title = element("h2", { id: "not-checked-title", tabindex: -1 }, "Not checked");
  const body = element("div");
  host.setAttribute("aria-labelledby", title.id);
  const about = element("p", { hidden: true });
  host.append(title, about, body);

  /** @param {NotChecked} one */
  function item({ message, count, place }) {
    return element(
      "li",
      {},
      message,
      count > 1 ? element("span", { class: "about" }, ` (${number(count)} times)`) : null,
      " ",
      button(`line ${number(place.line)}`, () => onPlace(place), { class: "link" }),
    );
  }

  /** @param {readonly NotChecked[]} all @param {number} many */
  function list(all, many) {
    body.replaceChildren(element("ul", {}, ...all.slice(0, many).map(item)));
    if (all.length > many)
      body.append(button(`Show all ${number(all.length)}`, () => list(all, all.length), { class: "link" }));
  }

  return {
    /** @param {readonly NotChecked[]} all @param {string | null} [cut] why the check did not come to its end */
    show(all, cut = null) {
      if (all.length > 0) list(all, FIRST);
      else body.replaceChildren(...(cut ? [] : [element("p", {}, "Nothing was left out.")]));
      about.textContent = cut;
      about.hidden = cut === null;
      host.hidden = false;
    },
    hide() {
      host.hidden = true;
    },
    /** Brings the list before the reader. */
    focus() {
      host.scrollIntoView({ block: "start" });
      title.focus({ preventScroll: true });
    },
  };
}
