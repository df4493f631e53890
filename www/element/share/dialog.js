// @ts-check
import { button, element } from "../dom.js";

/**
 * A dialog that shows everything that would be shared, before anything is. It leaves the page when it closes.
 *
 * @param {string} name for its class and the id of its title
 * @param {string} title
 * @param {string} waiting what it says until its content is there
 * @returns {{ dialog: HTMLDialogElement, body: HTMLElement }}
 */
export function shareDialog(name, title, waiting) {
  const body = element("div", { role: "status" }, waiting);
  const dialog = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: `help share ${name}`, "aria-labelledby": `${name}-title` },
      element("h2", { id: `${name}-title` }, title),
      body,
      button("Close", () => dialog.close()),
    )
  );
  dialog.addEventListener("close", () => dialog.remove());
  return { dialog, body };
}
