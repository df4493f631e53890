// @ts-check
import { element } from "../element/dom.js";
import { icon } from "../element/icons.js";
import { tryToLeave } from "../element/privacy-test.js";

/** @typedef {{ way: string, blocked: boolean }[]} Tried */

/**
 * Turns the promise into something that the reader can try.
 *
 * @param {HTMLElement} button
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} result
 * @param {() => Promise<Tried>} fromWorker
 */
export function offerPrivacyTest(button, dialog, result, fromWorker) {
  button.addEventListener("click", async () => {
    result.replaceChildren("Trying…");
    dialog.showModal();
    // One after the other: the browser tells of a refusal to the one who listens.
    const page = await tryToLeave();
    /** @type {Tried} */
    const worker = await fromWorker().catch(() => []);
    const open = [...page, ...worker].filter(({ blocked }) => !blocked);
    result.replaceChildren(
      element("p", {}, element("strong", {}, open.length === 0
        ? "Your browser blocked every one."
        : `${open.length} were not blocked by this page’s policy. A setting or an extension of your browser may have changed it.`)),
      element("div", { class: "tried" }, list("From the page", page), list("From the worker", worker)));
  });
}

/** A policy does not speak of WebRTC, so this page took it away before anything else ran. @param {string} way @param {boolean} blocked */
const outcome = (way, blocked) => (blocked ? (way === "WebRTC" ? "taken away by this page" : "blocked by your browser") : "not blocked");

/** @param {string} title @param {Tried} tried */
function list(title, tried) {
  return element("section", {}, element("h3", {}, title), element("ul", {}, ...tried.map(({ way, blocked }) => element("li", {},
    icon(blocked ? "ok" : "error"), ` ${way}: ${outcome(way, blocked)}`))));
}
