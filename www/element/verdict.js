// @ts-check
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { counted, isConforming, isForeign, number, problems, shortName } from "./words.js";

/** @typedef {import("../index.d.ts").Report} Report */

/**
 * What stands over the results, whatever the state of things is.
 *
 * @typedef {object} Verdict
 * @property {"ok" | "error" | "busy" | "information"} tone
 * @property {string} title
 * @property {string} [text]
 * @property {readonly HTMLElement[]} [actions]
 * @property {boolean} [stale] the text has changed since
 */

/** @param {HTMLElement} host */
export function createVerdict(host) {
  const mark = element("span", { class: "verdict-mark" });
  const title = element("h2", { class: "verdict-title" });
  const text = element("p", { class: "verdict-text" });
  const actions = element("div", { class: "verdict-actions" });
  // Beside what is read out: it changes too often for that.
  const far = element("p", { class: "verdict-far", hidden: true });
  const list = element("ul", { class: "verdict-list", "aria-label": "First problems", hidden: true });
  // Only what is news is read out: buttons are found where they are.
  host.append(mark, element("div", { class: "verdict-words", role: "status" }, title, text), actions, far, list);
  /** The verdict of the report on show. @type {Verdict | null} */
  let lasting = null;

  /** @param {Verdict} verdict */
  function show(verdict) {
    host.className = `verdict verdict-${verdict.tone}`;
    host.classList.toggle("verdict-stale", verdict.stale === true);
    mark.replaceChildren(icon(verdict.tone));
    // The same words again are no news.
    if (title.textContent !== verdict.title) title.textContent = verdict.title;
    if (text.textContent !== (verdict.text ?? "")) text.textContent = verdict.text ?? "";
    text.hidden = !verdict.text;
    actions.replaceChildren(...(verdict.actions ?? []));
    actions.hidden = !verdict.actions?.length;
    far.hidden = list.hidden = true;
    host.hidden = false;
  }

  return {
    show,
    /** How far that is which keeps the reader waiting, and what has been found by now. @param {string} words @param {HTMLElement[]} items */
    progress(words, items) {
      far.textContent = words;
      list.replaceChildren(...items);
      far.hidden = false;
      list.hidden = items.length === 0;
    },
    /** The verdict that stays until the next. @param {Verdict} verdict */
    keep(verdict) {
      lasting = verdict;
      show(verdict);
    },
    /** The verdict that stays, as one on an earlier text; false if none stays. @param {string} words @param {HTMLElement[]} actions2 */
    isStale(words, actions2) {
      if (!lasting) return false;
      show({ ...lasting, text: words, actions: actions2, stale: true });
      return true;
    },
    /** One thing more that may be done, before the others. @param {HTMLElement} act */
    offer(act) {
      if (lasting) lasting = { ...lasting, actions: [act, ...(lasting.actions ?? [])] };
      actions.prepend(act);
      actions.hidden = false;
    },
    forget() {
      lasting = null;
    },
    hide() {
      lasting = null;
      host.hidden = true;
    },
  };
}

/**
 * @param {Report} report
 * @param {number} milliseconds
 * @param {string} [since] what has changed since the last check
 * @returns {Verdict}
 */
export function verdictOn(report, milliseconds, since = "") {
  const { conforms, counts, summary } = report;
  const time = milliseconds < 1 ? "under 1 ms" : `${number(Math.round(milliseconds))} ms`;
  const entries = summary.entries > 0 ? `${counted(summary.entries, "entry", "entries")} and ` : "";
  const checked = `${entries}${counted(summary.elements, "element")} checked in ${time}.${since}`;

  const limit = report.issues.find(({ rule }) => rule === "limit-issues");
  if (limit)
    return {
      tone: "error",
      title: `Stopped at ${counted(report.issues.length - 1, "problem")}`,
      text: `${mostCommon(report)} ${checked}`,
    };
  const broken = report.issues.find(({ severity }) => severity === "fatal");
  if (broken) {
    const { line, column } = broken.place;
    const title = summary.elements > 0 ? "Cannot be read to the end" : "Cannot be read";
    const where = `line ${number(line)}, column ${number(column)}`;
    const rest =
      summary.elements > 0
        ? "The part that could be read was checked; content that may be missing from it is not reported."
        : "Nothing else was checked.";
    return { tone: "error", title, text: `${broken.message} (${where}). ${rest}` };
  }
  const note = report.message?.note ? `${sentence(report.message.note)} ` : "";
  // Of another standard nothing was checked: that is the answer, and not how many errors it has.
  if (report.message && isForeign(report.message.kind))
    return { tone: "error", title: `Not an ITK3 message: ${report.message.title}`, text: note.trim() };
  if (!conforms) return { tone: "error", title: `Does not conform: ${problems(counts)}`, text: note + checked };
  if (!isConforming(report))
    return {
      tone: "information",
      title: report.verdict,
      text: `0 errors. ${note}Drop its definition here to check against it. ${checked}`,
    };
  const others = counts.warning + counts.information > 0 ? `, ${problems(counts)}` : "";
  // What is no FHIR is not held to FHIR; what it carries is among the things not checked.
  if (/^(itk2|mesh)-/.test(report.message?.kind ?? ""))
    return { tone: "ok", title: `No errors: ${report.message.title}`, text: `0 errors${others}. ${note}${checked}` };
  const unknown = unknownProfiles(report);
  if (unknown.length > 0 && unknown.length === summary.profiles.length) {
    const names = unknown.map(shortName).join(", ");
    return {
      tone: "information",
      title: `No errors as FHIR STU3; ${names} is unknown`,
      text: `0 errors${others}. ${note}Drop its definition here to check against it. ${checked}`,
    };
  }
  const known = summary.profiles.filter((profile) => !unknown.includes(profile));
  return {
    tone: "ok",
    title: `Conforms to ${heldTo({ ...summary, profiles: known })}`,
    text: `0 errors${others}. ${note}${checked}`,
  };
}

/** Profiles of the message that nothing was held to. @param {Report} report */
const unknownProfiles = ({ summary, notChecked }) =>
  summary.profiles.filter((_, at) =>
    notChecked.some(
      ({ reason, path }) => reason === "unknown-profile" && path === `${summary.resourceType}.meta.profile[${at}]`,
    ),
  );

/** @param {string} words */
const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;

/** @param {Report} report */
function mostCommon({ issues }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { rule } of issues) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const [[rule, count]] = [...counts].sort(([, a], [, b]) => b - a);
  return `The rule ${rule} accounts for ${number(count)} of them: fix that first.`;
}

/** @param {Report["summary"]} summary */
function heldTo({ profiles, resourceType }) {
  if (profiles.length > 0) return profiles.map(shortName).join(", ");
  return `FHIR STU3 ${resourceType ?? ""}`.trim();
}
