// @ts-check
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { isConforming, problems, shortName } from "./words.js";

/** @typedef {import("../index.d.ts").Report} Report */

/**
 * One line that says whether the message conforms, checked now, in the reader's own browser.
 *
 * @param {HTMLElement} app
 * @param {() => void} onOpen
 */
export function createBadge(app, onOpen) {
  const mark = element("span", { class: "verdict-mark" });
  const words = element("span", { class: "badge-words" }, "Checking…");
  const open = element("button", { type: "button", class: "link" }, "Show");
  open.addEventListener("click", onOpen);
  const badge = element("div", { class: "summary verdict-busy", part: "summary", role: "status" }, mark, words, open);
  app.prepend(badge);

  return {
    /** @param {string} type @param {Report | null} report */
    update(type, report) {
      if (type === "itk3-error") {
        badge.className = "summary verdict-information";
        words.textContent = "Not checked";
      }
      if (type !== "itk3-result" || !report) return;
      const tone = isConforming(report) ? "ok" : report.conforms ? "information" : "error";
      badge.className = `summary verdict-${tone}`;
      mark.replaceChildren(icon(tone));
      const [profile] = report.summary.profiles;
      words.textContent = isConforming(report)
        ? `Conforms${profile ? ` to ${shortName(profile)}` : ""}, checked now in your browser`
        : report.conforms
          ? report.verdict
          : `Does not conform: ${problems(report.counts)}`;
    },
  };
}
