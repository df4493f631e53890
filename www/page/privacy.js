// @ts-check
import { element } from "../element/dom.js";
import { icon } from "../element/icons.js";
import { tryToLeave } from "../element/privacy-test.js";

/** @typedef {import("../element/privacy-test.js").Tried} Tried */

/**
 * Turns the promise into something that the reader can try.
 *
 * @param {HTMLElement} button
 * @param {HTMLDialogElement} dialog
 * @param {HTMLElement} result
 * @param {() => Promise<Tried[]>} fromWorker
 */
export function offerPrivacyTest(button, dialog, result, fromWorker) {
  dialog.querySelector("button")?.addEventListener("click", () => dialog.close());
  button.addEventListener("click", async () => {
    result.replaceChildren("Trying…");
    dialog.showModal();
    // The worker first: it is there when everything is loaded, and the page is closed.
    const worker = await fromWorker().catch(() => null);
    const page = await tryToLeave();
    result.replaceChildren(
      element("p", {}, element("strong", {}, verdict([...page, ...(worker ?? [])], worker !== null))),
      element("div", { class: "tried" }, list("From the page", page), list("From the worker", worker ?? [])),
    );
  });
}

/** @param {Tried[]} tried @param {boolean} isWhole the worker could be asked, too */
function verdict(tried, isWhole) {
  const open = tried.filter(({ closedBy }) => closedBy === "nothing").length;
  if (open > 0 && !("navigation" in globalThis)) {
    return open === 1
      ? "All ways but one are closed: this browser does not let a page stop its scripts from opening another page instead."
      : `${open} ways were not closed. This browser does not let a page stop its scripts from opening another page instead.`;
  }
  if (open > 0)
    return `${open} ways were not closed. A setting or an extension of your browser may have changed the page’s policy.`;
  return isWhole
    ? "Every way was closed."
    : "Every way from the page was closed. The worker has not started, so nothing was tried from it.";
}

const OUTCOME = { browser: "blocked by your browser", page: "closed by this page", nothing: "not closed" };

/** @param {string} title @param {Tried[]} tried */
function list(title, tried) {
  return element(
    "section",
    {},
    element("h3", {}, title),
    element(
      "ul",
      {},
      ...tried.map(({ way, closedBy }) =>
        element("li", {}, icon(closedBy === "nothing" ? "error" : "ok"), ` ${way}: ${OUTCOME[closedBy]}`),
      ),
    ),
  );
}
