// @ts-check
// Colours for a text that is only read, line by line. A line that begins within a comment may be coloured wrongly.
import { element } from "../dom.js";

/** Lines longer than this stay plain. */
const LONGEST = 5000;

const XML = /(<!--.*?(?:-->|$)|<\?.*?\?>)|(<\/?)([\w:.-]+)|([\w:.-]+)(=)("[^"]*"?|'[^']*'?)|(\/?>)/g;
const XML_CLASSES = ["", "c-dim", "c-dim", "c-name", "c-attribute", "c-dim", "c-value", "c-dim"];
const JSON_ = /("(?:[^"\\]|\\.)*")(\s*:)|("(?:[^"\\]|\\.)*"?)|(-?\d[\d.eE+-]*|\b(?:true|false|null)\b)|([{}[\],])/g;
const JSON_CLASSES = ["", "c-attribute", "c-dim", "c-value", "c-number", "c-dim"];

/**
 * A line as text and coloured parts.
 *
 * @param {string} line
 * @param {"xml" | "json" | "unknown"} format
 * @returns {(string | HTMLElement)[]}
 */
export function coloured(line, format) {
  if (format === "unknown" || line.length > LONGEST) return [line];
  const [pattern, classes] = format === "xml" ? [XML, XML_CLASSES] : [JSON_, JSON_CLASSES];
  /** @type {(string | HTMLElement)[]} */
  const parts = [];
  let at = 0;
  for (const found of line.matchAll(pattern)) {
    if (found.index > at) parts.push(line.slice(at, found.index));
    for (const [group, part] of found.slice(1).entries()) {
      if (part) parts.push(element("span", { class: classes[group + 1] }, part));
    }
    at = found.index + found[0].length;
  }
  if (at < line.length) parts.push(line.slice(at));
  return parts;
}

/** @param {string} text @returns {"xml" | "json" | "unknown"} */
export function formatOf(text) {
  const first = text.slice(0, 200).trimStart()[0];
  return first === "<" ? "xml" : first === "{" || first === "[" ? "json" : "unknown";
}
