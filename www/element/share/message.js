// @ts-check
// The whole message without personal data, for somebody else to open here.
import { element } from "../dom.js";
import { copier } from "../transfer.js";
import { shareDialog } from "./dialog.js";
import { byLink } from "./link.js";

/**
 * The dialog that shows all of what would be shared, before anything is. Nothing leaves by itself.
 *
 * @param {string} text
 * @param {import("../session.js").Ask} ask
 * @param {string} page address of the page that opens a link to the message, without fragment
 */
export function createShare(text, ask, page) {
  const { dialog, body } = shareDialog("share-message", "Share this message", "Replacing personal data…");
  ask("redact", [text], "share").then((answer) => {
    if (answer.kind !== "done") {
      body.textContent = "message" in answer ? answer.message : "The redacted copy could not be created.";
      return;
    }
    /** @type {string} */
    const redacted = answer.value;
    body.replaceChildren(
      element(
        "p",
        {},
        "Personal data in this copy was replaced; its problems stay. Read all of it before you share it: only you can decide that.",
      ),
      element(
        "pre",
        { class: "command", tabindex: "0", role: "group", "aria-label": "What you would share" },
        redacted,
      ),
      element(
        "div",
        { class: "form-actions" },
        copier("Copy", () => redacted),
      ),
      byLink(page, redacted),
    );
  });
  return dialog;
}
