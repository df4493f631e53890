// @ts-check
import { number } from "../words.js";

/** @typedef {import("../../index.d.ts").Report} Report */

/** How often each problem is there. @param {Report} report */
function problemsOf({ issues }) {
  /** @type {Map<string, number>} */
  const all = new Map();
  for (const { rule, path } of issues) all.set(`${rule} ${path}`, (all.get(`${rule} ${path}`) ?? 0) + 1);
  return all;
}

/** @param {Map<string, number>} some @param {Map<string, number>} others */
function more(some, others) {
  let count = 0;
  for (const [name, times] of some) count += Math.max(0, times - (others.get(name) ?? 0));
  return count;
}

/**
 * Describes what changed between two checks; empty if nothing did.
 *
 * @param {Report | null} before
 * @param {Report} after
 */
export function since(before, after) {
  if (!before) return "";
  const [then, now] = [problemsOf(before), problemsOf(after)];
  const [fixed, fresh] = [more(then, now), more(now, then)];
  const words = [fixed > 0 && `${number(fixed)} fixed`, fresh > 0 && `${number(fresh)} new`].filter(Boolean);
  return words.length > 0 ? ` Since the last check: ${words.join(", ")}.` : "";
}
