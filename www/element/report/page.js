// @ts-check
import { element } from "../dom.js";
import { onPaper } from "../problems/paper.js";
import { isConforming } from "../words.js";

const STYLE =
  ":root{color-scheme:light dark}body{font:1rem/1.4 Arial,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.375rem}" +
  "ol{padding-left:1.5rem}li{margin:.6rem 0;overflow-wrap:anywhere}li div,p{font-size:.9375rem}";

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });

/**
 * The report as a page of its own, without scripts: what it would say on paper.
 *
 * @param {import("../../index.d.ts").Report} report
 */
export function pageOf(report) {
  const title = isConforming(report)
    ? "The message conforms"
    : report.conforms
      ? report.verdict
      : "The message does not conform";
  // Built of nodes and not of text, so that nothing of a message can become markup.
  const page = element(
    "html",
    { lang: "en-GB" },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("title", {}, title),
      element("style", {}, STYLE),
    ),
    element(
      "body",
      {},
      element("h1", {}, title),
      ...onPaper(report),
      element("p", {}, `Checked ${moment.format(new Date())} with ${report.definitions}.`),
    ),
  );
  return `<!DOCTYPE html>\n${page.outerHTML}\n`;
}
