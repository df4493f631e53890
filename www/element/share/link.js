// @ts-check
import { element } from "../dom.js";
import { copier } from "../transfer.js";
import { toFragment } from "./fragment.js";

/**
 * A link that opens the message on this page. There is none until the reader asks for it.
 *
 * @param {string} page
 * @param {string} text
 * @param {string} [rule] of the problem that it is shared for
 */
export function byLink(page, text, rule) {
  const agreed = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  const said = element("p", { role: "status" });
  const copy = copier("Copy a link", async () => {
    const fragment = await toFragment(text, rule);
    if (fragment !== null) return page + fragment;
    said.textContent = "The message is too long for a link. Copy it instead.";
    throw new Error("the message is too long for a link");
  });
  copy.toggleAttribute("disabled", true);
  agreed.addEventListener("change", () => copy.toggleAttribute("disabled", !agreed.checked));
  return element(
    "details",
    { class: "share-link" },
    element("summary", {}, "Share it as a link"),
    element(
      "p",
      {},
      "The link contains the message above. It is sent to no server, but everybody who has the link can read it, and browsers and chat programs keep it.",
    ),
    element("label", {}, agreed, " I have read the message, and it names nobody"),
    element("div", { class: "form-actions" }, copy),
    said,
  );
}
