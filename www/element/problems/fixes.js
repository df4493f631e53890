// @ts-check
// What may be mended without asking anybody: where the right value is known, and is one value.

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {{ label: string, insert: string }} Fix */

/**
 * A message cuts longer values short.
 */
const CUT = "…";

/** @type {Record<string, (issue: Issue, written: string) => string | null>} by rule, the value that should stand there */
const RULES = {
  display: ({ expected }) => expected ?? null,
  fixed: ({ expected, found }, written) => (found === written && expected && !/^[{[]/.test(expected) ? expected : null),
  lexical: (_, written) => (written.trim() !== written && written.trim() !== "" ? written.trim() : null),
};

/**
 * The fix of a problem, if there is one that is certain.
 *
 * @param {Issue} issue
 * @param {string} written what stands at its place now
 * @returns {Fix | null}
 */
export function fixOf(issue, written) {
  const value = RULES[issue.rule]?.(issue, written);
  if (value === null || value === undefined || value.endsWith(CUT) || value === written) return null;
  // A place that is more than a value is none of ours.
  if (/[<>{}\n]/.test(written)) return null;
  return { label: `Replace with “${value}”`, insert: value };
}

/** A value as it is written in the message. @param {string} value @param {boolean} xml */
export function escaped(value, xml) {
  if (!xml) return JSON.stringify(value).slice(1, -1);
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&apos;");
}
