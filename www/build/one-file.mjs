// The page as one file, for desks without a network: it opens from a disk.
import { createHash } from "node:crypto";

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A script may hold neither of these where it stands within a page. */
const within = (script) => script.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");

/**
 * Puts styles and scripts into the page. The policy allows these very texts and nothing else.
 *
 * @param {string} html
 * @param {{ css: string, scripts: string[] }} parts
 */
export function oneFile(html, { css, scripts }) {
  const inside = scripts.map(within);
  const policy = `default-src 'none'; script-src ${inside.map(hash).join(" ")} 'wasm-unsafe-eval'; style-src ${hash(css)}; img-src data:; connect-src 'none'; worker-src blob:; form-action 'none'; base-uri 'none'`;
  const put = (text, from, to) => {
    if (!from.test(text)) throw new Error(`The page has no ${from}.`);
    return text.replace(from, () => to);
  };
  let made = put(html, /(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*/, policy);
  made = put(made, /<link rel="stylesheet"[^>]*>/, `<style>${css}</style>`);
  made = put(made, /\s*<script src="app\.js" defer><\/script>/, "");
  made = put(made, /<html /, '<html data-edition="one-file" ');
  return put(made, /<\/body>/, `${inside.map((script) => `<script>${script}</script>`).join("\n")}\n</body>`);
}
