// @ts-check
import { problems, shortName } from "../words.js";

/** Rules that are named, and paths of each. */
const RULES = 30;
const PATHS = 5;

/**
 * The report for a ticket: counts, rules and paths, and nothing of what the message says.
 *
 * @param {import("../../index.d.ts").Report} report
 */
export function summaryText({ verdict, counts, summary, issues, notChecked, definitions }) {
  /** @type {Map<string, { severity: string, paths: string[] }>} */
  const rules = new Map();
  for (const { rule, severity, path } of issues) {
    const known = rules.get(rule) ?? { severity, paths: [] };
    known.paths.push(path);
    rules.set(rule, known);
  }
  const [profile] = summary.profiles;
  const lines = [
    `${verdict}: ${problems(counts)}`,
    [summary.format.toUpperCase(), `${summary.bytes} bytes`, summary.resourceType, profile && shortName(profile)]
      .filter(Boolean)
      .join(", "),
    "",
  ];
  for (const [rule, { severity, paths }] of [...rules].slice(0, RULES)) {
    lines.push(`${severity} ${rule} × ${paths.length}`, ...paths.slice(0, PATHS).map((path) => `  ${path}`));
    if (paths.length > PATHS) lines.push(`  and ${paths.length - PATHS} more`);
  }
  if (rules.size > RULES) lines.push(`and ${rules.size - RULES} more rules`);
  if (notChecked.length > 0)
    lines.push(
      "",
      `Not checked: ${notChecked.length}`,
      ...notChecked.slice(0, PATHS).map(({ reason, path }) => `  ${reason} ${path}`),
    );
  return [...lines, "", definitions].join("\n");
}
