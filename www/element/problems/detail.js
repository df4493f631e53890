// @ts-check
import { button, element, unseen } from "../dom.js";
import { copier } from "../transfer.js";
import { SEVERITY, number, shortName } from "../words.js";
import { severityMark } from "./tree-row.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {{ number: number, text: string, here: boolean }[]} Excerpt lines of the text around a problem */

/** A value may be a whole attachment. */
const LONGEST = 500;

/**
 * All that is known of the selected problem.
 *
 * @param {HTMLElement} host
 * @param {{ onGoTo: () => void, onClose: () => void, onOnlyEntry: (path: string) => void }} reactions
 */
export function createDetail(host, { onGoTo, onClose, onOnlyEntry }) {
  host.addEventListener("keydown", ({ key }) => key === "Escape" && onClose());

  return {
    /**
     * @param {Issue} issue
     * @param {number} line where it is now
     * @param {Excerpt} excerpt
     * @param {{ label: string, apply: () => void } | null} fix
     */
    show(issue, line, excerpt, fix) {
      const { severity, message, wanted, found, path, profile, rule, link, response, consequences } = issue;
      const entry = path.match(/^.*\bentry\[\d+\]/)?.[0];
      host.replaceChildren(
        element("div", { class: "detail-head" },
          severityMark(severity),
          element("h3", {}, unseen(`${SEVERITY[severity]}: `), message),
          button("Close", onClose, { class: "link detail-close" })),
        source(excerpt),
        element("dl", {},
          ...fact("Expected", wanted && element("code", {}, cut(wanted))),
          ...fact("Found", found && element("code", {}, cut(found))),
          ...fact("So also", consequences && element("ul", {}, ...consequences.map((one) => element("li", {}, one)))),
          ...fact("Where", element("span", {}, `line ${number(line)}`, path && element("code", { class: "path", part: "path" }, ` ${path}`))),
          ...fact("Why", element("span", {}, element("code", {}, rule), " of ", profile ? element("code", { title: profile }, shortName(profile)) : "FHIR STU3", " · ", spec(link))),
          ...fact("Response code", (severity === "error" || severity === "fatal") && response || undefined)),
        element("div", { class: "detail-actions" },
          fix ? button(fix.label, fix.apply, { class: "fix" }) : null,
          button("Show in message", onGoTo),
          copier("Copy", () => wordsOf(issue, line)),
          entry ? button("Only this entry", () => onOnlyEntry(entry)) : null),
      );
      host.hidden = false;
      host.scrollTop = 0;
    },

    clear() {
      host.hidden = true;
      host.replaceChildren();
    },
  };
}

/** @param {string} name @param {HTMLElement | string | undefined} value */
const fact = (name, value) => (value ? [element("dt", {}, name), element("dd", {}, value)] : []);

/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${number(text.length)} characters)` : text);

/** @param {string} link */
function spec(link) {
  // Only what leads to a page is made a link.
  if (!/^https?:\/\//.test(link)) return null;
  const attributes = { href: link, target: "_blank", rel: "noopener noreferrer", class: "spec" };
  return element("a", attributes, "Read the rule", unseen(" (opens a new tab)"));
}

/** @param {Excerpt} excerpt */
function source(excerpt) {
  // Deep in a message the lines would begin beyond a narrow screen.
  const indents = excerpt.filter(({ text }) => text.trim() !== "").map(({ text }) => text.length - text.trimStart().length);
  const indent = Math.min(...indents);
  const lines = excerpt.map(({ number: at, text, here }) => {
    const label = element("span", { class: "source-number" }, String(at));
    return element("span", { class: here ? "source-line source-here" : "source-line" }, label, cut(text.slice(indent)), "\n");
  });
  return element("pre", { class: "source", tabindex: "0", role: "group", "aria-label": "Lines of the message" }, ...lines);
}

/** A problem as text. @param {Issue} issue @param {number} line */
export function wordsOf({ severity, message, wanted, found, path, profile, rule, link, consequences = [] }, line) {
  return [
    `${SEVERITY[severity]}: ${message}`,
    wanted && `Expected: ${wanted}`,
    found && `Found: ${found}`,
    `Line ${line}${path && `, ${path}`}`,
    profile && `Profile: ${profile}`,
    ...consequences.map((one) => `So also: ${one}`),
    `Rule: ${rule} ${link}`,
  ].filter(Boolean).join("\n");
}
