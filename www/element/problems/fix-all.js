// @ts-check
import { button, element } from "../dom.js";
import { counted, number } from "../words.js";

/** A problem with what puts it right, and what stands there now. @typedef {{ fix: import("../../index.d.ts").Fix, line: number, written: string }} Fixable */

/**
 * Shows what would be replaced, before it is. What needs a look is not chosen unless the reader chooses it.
 *
 * @param {readonly Fixable[]} all
 * @param {(chosen: Fixable[]) => void} onAgreed
 * @returns {HTMLDialogElement}
 */
export function createFixAll(all, onAgreed) {
  const choices = all.map((fixable) => {
    const input = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    input.checked = !fixable.fix.needsALook;
    input.addEventListener("change", show);
    return { fixable, input };
  });
  const chosen = () => choices.filter(({ input }) => input.checked).map(({ fixable }) => fixable);
  const agree = button(
    "",
    () => {
      dialog.close();
      onAgreed(chosen());
    },
    { class: "primary" },
  );
  const dialog = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "help fix-preview", "aria-labelledby": "fix-all-title" },
      element("h2", { id: "fix-all-title" }, "Fix all"),
      element("p", {}, "Select what to replace. One Undo reverts it all."),
      element("ol", { tabindex: "0", role: "group", "aria-label": "Values to replace" }, ...choices.map(rowOf)),
      element(
        "div",
        { class: "form-actions" },
        agree,
        button("Cancel", () => dialog.close()),
      ),
    )
  );
  dialog.addEventListener("close", () => dialog.remove());

  function show() {
    const count = chosen().length;
    agree.textContent = count > 0 ? `Replace ${counted(count, "value")}` : "Replace";
    agree.toggleAttribute("disabled", count === 0);
  }
  show();
  return dialog;
}

/** @param {{ fixable: Fixable, input: HTMLInputElement }} choice */
function rowOf({ fixable: { fix, line, written }, input }) {
  return element(
    "li",
    {},
    element(
      "label",
      {},
      input,
      element("span", { class: "about" }, ` line ${number(line)} `),
      element("del", {}, written),
      " → ",
      element("ins", {}, fix.value),
      fix.needsALook ? element("span", { class: "about" }, " (likely: check that nothing else is wrong)") : "",
    ),
  );
}

/** Fixes whose edits do not overlap; of two that do, the one that begins first. @param {readonly Fixable[]} all @returns {Fixable[]} */
export function withoutOverlap(all) {
  const edits = all.flatMap((fixable) => fixable.fix.edits.map((edit) => ({ ...edit, fixable })));
  edits.sort((one, other) => one.start - other.start);
  const left = new Set(all);
  let end = -1;
  for (const edit of edits) {
    if (!left.has(edit.fixable)) continue;
    if (edit.start < end) left.delete(edit.fixable);
    else end = edit.end;
  }
  return [...left];
}
