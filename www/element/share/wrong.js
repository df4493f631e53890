// @ts-check
// A finding that somebody takes for wrong: the least of the message that shows it, redacted, for them to hand on.
import { element } from "../dom.js";
import { copier } from "../transfer.js";
import { shareDialog } from "./dialog.js";
import { byLink } from "./link.js";
import { reduce } from "./reduce.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {import("../session.js").Ask} Ask */

/** Without the places in lists, which change when something goes. @param {string} path */
const unplaced = (path) =>
  path
    .replace(/\[\d+\]/g, "")
    .split(".")
    .slice(-2)
    .join(".");

/**
 * @param {string} text
 * @param {Issue} issue
 * @param {Ask} ask
 * @returns {Promise<string | null>} null where the redacted message does not show it
 */
export async function caseOf(text, issue, ask) {
  const isSame = (/** @type {Issue} */ other) =>
    other.rule === issue.rule && other.profile === issue.profile && unplaced(other.path) === unplaced(issue.path);
  const shows = async (/** @type {string} */ candidate) => {
    const answer = await ask("validate", [candidate], `case ${candidate.length}`);
    if (answer.kind !== "done") return false;
    const { issues } = answer.value;
    const isBroken = issues.some((/** @type {Issue} */ { severity }) => severity === "fatal");
    return issues.some(isSame) && (!isBroken || issue.severity === "fatal");
  };
  const value = async (/** @type {string} */ name, /** @type {unknown[]} */ ...args) => {
    const answer = await ask(name, args, `case ${name}`);
    return answer.kind === "done" && typeof answer.value === "string" ? answer.value : null;
  };
  const redacted = await value("redact", text);
  if (redacted === null || !(await shows(redacted))) return null;
  // One element to a line; JSON becomes XML, where that says the same.
  const xml = redacted.trimStart().startsWith("<") ? redacted : await value("convert", redacted, "xml");
  const laidOut = xml === null ? null : await value("format", xml);
  if (laidOut === null || !(await shows(laidOut))) return redacted;
  return reduce(laidOut, shows);
}

/**
 * The dialog that shows all of what would be handed on, before anything is. Nothing leaves by itself.
 *
 * @param {string} text
 * @param {Issue} issue
 * @param {Ask} ask
 * @param {string | null} page address of the page that opens a link to the message, without fragment
 */
export function createWrongFinding(text, issue, ask, page) {
  const { dialog, body } = shareDialog(
    "wrong",
    "Report a wrong finding",
    "Looking for the smallest message that shows it…",
  );
  caseOf(text, issue, ask).then((found) => {
    if (found === null) {
      body.replaceChildren(
        "Without personal data, the message does not show this finding. Describe it in your own words instead.",
      );
      return;
    }
    const report = `${issue.rule}: ${issue.message}\n${issue.link}\n\n${found}\n`;
    const link = { href: `${ITK3_REPOSITORY}/issues/new`, target: "_blank", rel: "noopener noreferrer" };
    body.replaceChildren(
      element(
        "p",
        {},
        "This is the smallest part of the message that still shows the finding. Personal data was replaced. Read all of it before you share it: only you can decide that.",
      ),
      element("pre", { class: "command", tabindex: "0", role: "group", "aria-label": "What you would share" }, report),
      element(
        "div",
        { class: "form-actions" },
        copier("Copy", () => report),
        element("a", link, "Open the project’s issues (opens a new tab)"),
      ),
      ...(page === null ? [] : [byLink(page, found, issue.rule)]),
    );
  });
  return dialog;
}
