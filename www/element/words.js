// @ts-check
// How counts, sizes and names are put into words.

/** @typedef {import("../index.d.ts").Severity} Severity */
/** @typedef {import("../index.d.ts").Counts} Counts */
/** @typedef {import("../index.d.ts").Report} Report */

/** @type {Record<Severity, string>} */
export const SEVERITY = { fatal: "Fatal", error: "Error", warning: "Warning", information: "Note" };

const numbers = new Intl.NumberFormat("en-GB");

/** @param {number} value */
export const number = (value) => numbers.format(value);

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** @param {number} bytes */
export function size(bytes) {
  if (bytes < 1000) return counted(bytes, "byte");
  if (bytes < 1_000_000) return `${number(Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * "3 errors, 1 warning"; fatal findings are errors to a reader.
 *
 * @param {Counts} counts
 */
export function problems({ fatal, error, warning, information }) {
  const parts = [];
  if (fatal + error > 0) parts.push(counted(fatal + error, "error"));
  if (warning > 0) parts.push(counted(warning, "warning"));
  if (information > 0) parts.push(counted(information, "note"));
  return parts.length > 0 ? parts.join(", ") : "no problems";
}

/**
 * The last part of a canonical URL, which is how people call a profile.
 *
 * @param {string} canonical
 */
export const shortName = (canonical) => canonical.split("|")[0].split("/").pop() || canonical;

/**
 * What the text is, in a few words.
 *
 * @param {Report} report
 */
export function kindOfText({ summary: { format, bytes, resourceType, bundleType, profiles }, message }) {
  const type = [resourceType, bundleType && `(${bundleType})`].filter(Boolean).join(" ");
  const what = profiles.length > 0 ? shortName(profiles[0]) : type;
  return [
    format === "unknown" ? "Neither XML nor JSON" : format.toUpperCase(),
    size(bytes),
    message?.title,
    message?.domain?.title,
    what,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Without an error, and with a header whose profile is known. @param {Report} report */
export const isConforming = ({ conforms, headerUnknown }) => conforms && !headerUnknown;

/** Kinds of text that are not looked into. @type {Set<NonNullable<Report["message"]>["kind"]>} */
const FOREIGN = new Set(["dstu2", "r4", "hl7-v2", "hl7-v3", "cda", "mesh-control", "soap", "capture", "web-page"]);

/** Is this a text of another standard, of which nothing is checked? @param {NonNullable<Report["message"]>["kind"]} kind */
export const isForeign = (kind) => FOREIGN.has(kind);
