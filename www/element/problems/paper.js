// @ts-check
import { element } from "../dom.js";
import { counted, number, problems, SEVERITY } from "../words.js";

/** @typedef {import("../../index.d.ts").Report} Report */

/** More problems than these nobody reads on paper. */
const MOST = 2000;

/**
 * All problems of a report, for print: none closed, none filtered.
 *
 * @param {Report} report
 * @returns {HTMLElement[]}
 */
export function onPaper({ issues, counts, summary, message, notChecked }) {
  const about = [message?.title, summary.resourceType, (message?.id ?? summary.id) && `id ${message?.id ?? summary.id}`]
    .filter(Boolean)
    .join(", ");
  const rows = issues
    .slice(0, MOST)
    .map(({ severity, rule, message: said, path, place, expected, found, consequences = [] }) =>
      element(
        "li",
        {},
        element("strong", {}, `${SEVERITY[severity]}: ${said}`),
        element("span", {}, ` (${rule}, line ${number(place.line)})`),
        ...[
          path,
          expected && `Expected: ${expected}`,
          found && `Found: ${found}`,
          ...consequences.map((one) => `So also: ${one}`),
        ]
          .filter(Boolean)
          .map((line) => element("div", {}, line)),
      ),
    );
  return [
    element("p", {}, `${about}. ${problems(counts)}.`),
    element("ol", {}, ...rows),
    ...(issues.length > MOST ? [element("p", {}, `And ${counted(issues.length - MOST, "problem")} more.`)] : []),
    ...(notChecked.length > 0
      ? [
          element("p", {}, "Not checked:"),
          element("ul", {}, ...notChecked.map(({ message: said }) => element("li", {}, said))),
        ]
      : []),
  ];
}
