// Small pieces of Markdown, as VitePress reads it.

/** Text in which nothing is markup, for Markdown or for Vue. */
export const plain = (text) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("{", "&#123;")
    .replaceAll("}", "&#125;")
    .replace(/[\\`*_[\]|]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Code within a line. */
export const code = (text) => `<code v-pre>${plain(text)}</code>`;

/** A block of code, fenced by more backticks than stand in it. */
export function block(text, language = "") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}\n`;
}

/** A page with its title and what search engines show of it. */
export const page = (title, description, body, more = "") =>
  `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(description)}\n${more}---\n\n${body.trim()}\n`;

/** The value of an attribute. */
export const attribute = (text) =>
  text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll("{", "&#123;");
