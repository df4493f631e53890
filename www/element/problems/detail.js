// @ts-check
import { button, element, unseen } from "../dom.js";
import { copier } from "../transfer.js";
import { number, SEVERITY, shortName } from "../words.js";
import { LONG_LINE, severityMark } from "./tree-row.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {{ number: number, text: string, here: boolean }[]} Excerpt lines of the text around a problem */

/** What is not there until somebody asks for it. @typedef {{ why: () => Promise<import("./why.js").Rule | undefined>, elements: () => Promise<readonly import("../../index.d.ts").ElementExplanation[]>, insertion: () => Promise<{ label: string, title: string, apply: () => void } | null> }} Background */

/** A value may be a whole attachment. */
const LONGEST = 500;

/**
 * All that is known of the selected problem.
 *
 * @param {HTMLElement} host
 * @param {{ onGoTo: () => void, onClose: () => void, onOnlyEntry: (path: string) => void, onWrong: (issue: Issue) => void, pageOf: (rule: string) => string | null }} reactions
 * `pageOf` knows where the documentation has the page of a rule, if it is told where the documentation is
 */
export function createDetail(host, { onGoTo, onClose, onOnlyEntry, onWrong, pageOf }) {
  host.addEventListener("keydown", ({ key }) => key === "Escape" && onClose());
  /** What is on show; an answer that comes late is none of it. @type {Issue | null} */
  let current = null;

  return {
    /**
     * @param {Issue} issue
     * @param {number} line where it is now
     * @param {Excerpt} excerpt
     * @param {{ label: string, apply: () => void } | null} fix
     * @param {Background} background
     */
    show(issue, line, excerpt, fix, background) {
      // The same problem, after another check: what was told of it stays.
      const again =
        current !== null &&
        current.rule === issue.rule &&
        current.path === issue.path &&
        current.profile === issue.profile;
      const [why, elements] = again
        ? [...host.querySelectorAll(".detail-why, .detail-elements")]
        : [element("div", { class: "detail-why" }), element("span", { class: "detail-elements" })];
      current = issue;
      const actions = actionsOf(issue, line, fix);
      offerInsertion(issue, background, actions);
      if (!again) tellMore(issue, background, /** @type {HTMLElement} */ (why), /** @type {HTMLElement} */ (elements));
      host.replaceChildren(
        element(
          "div",
          { class: "detail-head" },
          severityMark(issue.severity),
          element("h3", { tabindex: -1 }, unseen(`${SEVERITY[issue.severity]}: `), issue.message),
          button("Close", onClose, { class: "link detail-close" }),
        ),
        lines(excerpt),
        facts(issue, line, why, elements),
        actions,
      );
      host.hidden = false;
      host.scrollTop = 0;
    },

    /** The reader wanted to get here. */
    focus: () => host.querySelector("h3")?.focus({ preventScroll: true }),

    clear() {
      current = null;
      host.hidden = true;
      host.replaceChildren();
    },
  };

  /** @param {Issue} issue @param {number} line @param {{ label: string, apply: () => void } | null} fix */
  function actionsOf(issue, line, fix) {
    const entry = issue.path.match(/^.*\bentry\[\d+\]/)?.[0];
    return element(
      "div",
      { class: "detail-actions" },
      fix ? button(fix.label, fix.apply, { class: "fix primary" }) : null,
      button("Show in message", onGoTo),
      copier("Copy", () => wordsOf(issue, line)),
      entry ? button("Only this entry", () => onOnlyEntry(entry)) : null,
      button("Report as wrong…", () => onWrong(issue), { class: "link" }),
    );
  }

  /** What is missing is made in the background. @param {Issue} issue @param {Background} background @param {HTMLElement} actions */
  async function offerInsertion(issue, { insertion }, actions) {
    const made = await insertion();
    if (made && current === issue && actions.isConnected)
      actions.prepend(button(made.label, made.apply, { class: "fix primary", title: made.title }));
  }

  /** @param {Issue} issue @param {Background} background @param {HTMLElement} why @param {HTMLElement} elements */
  async function tellMore(issue, { why: reason, elements: said }, why, elements) {
    const [told, found] = await Promise.all([reason(), said()]);
    if (current?.rule !== issue.rule || current.path !== issue.path) return;
    const page = told && pageOf(told.id);
    why.replaceChildren(
      told?.why ?? "",
      ...example("Wrong", told?.wrong),
      ...example("Right", told?.right),
      ...(told && page ? [element("div", {}, spec(page, "Examples", ` of the rule ${told.id}`) ?? "")] : []),
    );
    const profile = issue.profile?.split("|")[0];
    const own = found.find((one) => one.profile === profile) ?? found.find((one) => one.profile === undefined);
    if (own && own.link !== issue.link)
      elements.replaceChildren(
        " · ",
        spec(own.link, own.element, ` in ${own.profile ? shortName(own.profile) : "FHIR STU3"}`) ?? "",
      );
  }
}

/** @param {Issue} issue @param {number} line @param {Element} why @param {Element} elements */
function facts(issue, line, why, elements) {
  const { severity, expected, found, path, place, profile, rule, link, response, consequences } = issue;
  const column = place.column > LONG_LINE ? `, column ${number(place.column)}` : "";
  const where = path && element("code", { class: "path", part: "path" }, ` ${path}`);
  const code = element("code", {}, rule);
  const isError = severity === "error" || severity === "fatal";
  return element(
    "dl",
    {},
    ...fact("Expected", expected && element("code", {}, cut(expected))),
    ...fact("Found", found && element("code", {}, cut(found))),
    ...fact("Why", why),
    ...fact("So also", consequences && element("ul", {}, ...consequences.map((one) => element("li", {}, one)))),
    ...fact("Where", element("span", {}, `line ${number(line)}`, column, where)),
    ...fact("Rule", element("span", {}, code, ...source(profile, link), " · ", spec(link, "Read the rule"), elements)),
    ...fact("Response code", isError ? response : undefined),
  );
}

/** @param {string} label @param {string | undefined} text */
const example = (label, text) => (text ? [element("div", {}, `${label}: `, element("code", {}, text))] : []);

/** @param {string} name @param {Element | string | undefined} value */
const fact = (name, value) => (value ? [element("dt", {}, name), element("dd", {}, value)] : []);

/** @param {string} text */
const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${number(text.length)} characters)` : text);

/** Who says so. @param {string | undefined} profile @param {string} link */
function source(profile, link) {
  if (profile) return [" of ", element("code", { title: profile }, shortName(profile))];
  return link.startsWith("https://hl7.org/fhir/") ? [" of FHIR STU3"] : [];
}

/** @param {string} link @param {string} words @param {string} [more] for those who do not see where it stands */
function spec(link, words, more = "") {
  // Only what leads to a page is made a link.
  if (!/^https?:\/\//.test(link)) return null;
  const attributes = { href: link, target: "_blank", rel: "noopener noreferrer", class: "spec" };
  return element("a", attributes, words, unseen(`${more} (opens a new tab)`));
}

/** @param {Excerpt} excerpt */
function lines(excerpt) {
  // Deep in a message the lines would begin beyond a narrow screen.
  const indents = excerpt
    .filter(({ text }) => text.trim() !== "")
    .map(({ text }) => text.length - text.trimStart().length);
  const indent = Math.min(...indents);
  const rows = excerpt.map(({ number: at, text, here }) => {
    const label = element("span", { class: "source-number" }, String(at));
    return element(
      "span",
      { class: here ? "source-line source-here" : "source-line" },
      label,
      cut(text.slice(indent)),
      "\n",
    );
  });
  return element(
    "pre",
    { class: "source", tabindex: "0", role: "group", "aria-label": "Lines of the message" },
    ...rows,
  );
}

/** A problem as text. @param {Issue} issue @param {number} line */
export function wordsOf({ severity, message, expected, found, path, profile, rule, link, consequences = [] }, line) {
  return [
    `${SEVERITY[severity]}: ${message}`,
    expected && `Expected: ${expected}`,
    found && `Found: ${found}`,
    `Line ${line}${path && `, ${path}`}`,
    profile && `Profile: ${profile}`,
    ...consequences.map((one) => `So also: ${one}`),
    `Rule: ${rule} ${link}`,
  ]
    .filter(Boolean)
    .join("\n");
}
