// @ts-check
import { button, element } from "../dom.js";
import { counted, number } from "../words.js";

/** A value that is certain. @typedef {{ place: import("../../index.d.ts").Place, line: number, written: string, value: string, insert: string }} Certain */

/**
 * Shows what would be replaced, before it is.
 *
 * @param {readonly Certain[]} all
 * @param {() => void} onAgreed
 * @returns {HTMLDialogElement}
 */
export function createFixAll(all, onAgreed) {
  const rows = all.map(({ line, written, value }) =>
    element(
      "li",
      {},
      element("span", { class: "about" }, `line ${number(line)} `),
      element("del", {}, written),
      " → ",
      element("ins", {}, value),
    ),
  );
  const agree = button(
    `Replace ${counted(all.length, "value")}`,
    () => {
      dialog.close();
      onAgreed();
    },
    { class: "primary" },
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "help fix-preview", "aria-labelledby": "fix-all-title" },
      element("h2", { id: "fix-all-title" }, "Fix all certain"),
      element("p", {}, "The right value is known for these. One Undo reverts them all."),
      element("ol", { tabindex: "0", role: "group", "aria-label": "Values to replace" }, ...rows),
      element(
        "div",
        { class: "form-actions" },
        agree,
        button("Cancel", () => dialog.close()),
      ),
    )
  );
  dialog.addEventListener("close", () => dialog.remove());
  return dialog;
}
