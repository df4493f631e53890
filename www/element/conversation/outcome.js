// @ts-check
// How a transaction stands, and what each response says of it.
import { element } from "../dom.js";
import { icon } from "../icons.js";
import { problems } from "../words.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */

/** @type {Record<Conversation["state"], import("../icons.js").Shape>} */
const SHAPES = { complete: "ok", waiting: "information", failed: "error", unconfirmed: "warning", unknown: "error" };

/** @param {Conversation} conversation */
export function stateView({ state, title, why, waitingFor, next }) {
  const tone = state === "complete" ? "ok" : state === "failed" ? "bad" : "open";
  return element(
    "div",
    { class: `outcome outcome-${tone}` },
    element("strong", {}, icon(SHAPES[state]), ` ${title}`),
    why,
    ...lines("Waiting for", waitingFor),
    ...lines("What to do now", next),
  );
}

/** @param {Conversation["responses"][number]} response @param {number} at @param {HTMLElement[]} actions */
export function responseView({ report, answers, to, level, code, display, positive, issues }, at, actions) {
  const name = [responseName({ report, level }), code, display].filter(Boolean).join(" ");
  const answered = to === undefined ? "Does not answer this message" : `Answers response ${to + 1}`;
  const about = answers ? "About this message" : "May be about another message";
  return element(
    "li",
    { class: `outcome outcome-${(!answers && to === undefined) || positive === false ? "bad" : "ok"}` },
    element("strong", {}, `${at + 1}. ${name}`),
    `${isOfMesh(report) ? about : answers ? "Answers this message" : answered}. ${report.verdict}: ${problems(report.counts)}.`,
    ...lines(
      "Beside the message",
      issues.map(({ message }) => message),
    ),
    element("div", { class: "form-actions" }, ...actions),
  );
}

/** @param {Pick<Conversation["responses"][number], "report" | "level">} response */
export function responseName({ report, level }) {
  if (level) return `${level[0].toUpperCase()}${level.slice(1)} response`;
  return isOfMesh(report) ? "MESH report" : "Response";
}

/** @param {import("../../index.d.ts").Report} report */
const isOfMesh = (report) => report.message.kind.startsWith("mesh-");

/** @param {string} title @param {readonly string[]} words */
function lines(title, words) {
  if (words.length === 0) return [];
  const list = element("ul", {}, ...words.map((line) => element("li", {}, line)));
  return [element("div", { class: "about" }, `${title}:`, list)];
}
