// @ts-check
// Lays a message out anew, white space only: not a letter of a value, a narrative or a number is touched.

const INDENT = "  ";
/** White space counts inside of these. */
const KEPT = new Set(["div"]);

/**
 * The same text, one element or member to a line. What cannot be told from the signs alone stays as it is.
 *
 * @param {string} text
 * @returns {string}
 */
export function format(text) {
  const first = text.trimStart()[0];
  if (first === "<") return formatXml(text);
  return first === "{" || first === "[" ? formatJson(text) : text;
}

/** Tags, comments and other things of XML, or the text between them. */
const XML =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<![^>]*>|<\/?[^\s<>/]+(?:"[^"]*"|'[^']*'|[^<>"'])*>|[^<]+|</g;

/** @param {string} text */
function formatXml(text) {
  /** @type {string[]} */
  const lines = [];
  let depth = 0;
  /** How deep in an element whose white space counts. */
  let kept = 0;
  let name = "";
  /** The line before is a start tag that nothing has followed yet. */
  let open = false;
  for (const [part] of text.matchAll(XML)) {
    const tag = part.match(/^<(\/?)([^\s<>/!?]+)[\s\S]*?(\/?)>$/);
    const empty = tag?.[3] === "/";
    if (kept > 0) {
      lines[lines.length - 1] += part;
      if (tag?.[2] === name && !empty) kept += tag[1] ? -1 : 1;
      if (kept === 0) depth -= 1;
      continue;
    }
    if (!tag && !part.startsWith("<")) {
      const words = part.trim();
      // Text where none should be: left beside what it follows.
      if (words && lines.length > 0) lines[lines.length - 1] += words;
      else if (words) lines.push(words);
      continue;
    }
    if (tag?.[1]) {
      depth = Math.max(0, depth - 1);
      if (open) lines[lines.length - 1] += part;
      else lines.push(INDENT.repeat(depth) + part);
      open = false;
      continue;
    }
    lines.push(INDENT.repeat(depth) + part);
    open = tag !== null && !empty;
    if (open) depth += 1;
    if (open && KEPT.has(/** @type {RegExpMatchArray} */ (tag)[2])) {
      name = /** @type {RegExpMatchArray} */ (tag)[2];
      kept = 1;
      open = false;
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Strings as they are written, numbers and words, and the signs between. */
const JSON_PARTS = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

/** @param {string} text */
function formatJson(text) {
  let out = "";
  let depth = 0;
  let before = "";
  const line = () => `\n${INDENT.repeat(depth)}`;
  for (const [part] of text.matchAll(JSON_PARTS)) {
    if (part === "}" || part === "]") {
      depth = Math.max(0, depth - 1);
      out += before === "{" || before === "[" ? part : line() + part;
    } else if (part === ",") out += part;
    else if (part === ":") out += ": ";
    else {
      if (before === "{" || before === "[" || before === ",") out += line();
      else if (before !== "" && before !== ":") out += " ";
      out += part;
      if (part === "{" || part === "[") depth += 1;
    }
    before = part;
  }
  return `${out}\n`;
}
