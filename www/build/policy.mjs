// The Content-Security-Policy that a page carries in its own text, and what of it names texts by their hash.
import { createHash } from "node:crypto";
import { repository } from "./places.mjs";

const POLICY = /(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*/;

/** The policy of a page. @param {string} html */
export const policyOf = (html) => html.match(POLICY)[0];

/** @param {string} html @param {string} kind of text, "script" or "style" @param {string[]} texts that are within the page */
export function allowTexts(html, kind, texts) {
  const self = `${kind}-src 'self'`;
  if (!policyOf(html).includes(self)) throw new Error(`The page's policy has no ${self}.`);
  return html.replace(POLICY, (policy) => policy.replace(self, `${kind}-src ${texts.map(hash).join(" ")}`));
}

/** The page with its styles within: a page that ends all loading can have no link to them. @param {string} html @param {string} css */
export function withStyles(html, css) {
  const link = /<link rel="stylesheet"[^>]*>/;
  if (!link.test(html)) throw new Error("The page has no style sheet.");
  return allowTexts(
    html.replaceAll("{{repository}}", repository).replace(link, () => `<style>${css}</style>`),
    "style",
    [css],
  );
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
