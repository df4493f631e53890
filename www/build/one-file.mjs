// The page as one file, for desks without a network: it opens from a disk.
import { allowTexts, withStyles } from "./policy.mjs";

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
  const put = (text, from, to) => {
    if (!from.test(text)) throw new Error(`The page has no ${from}.`);
    return text.replace(from, () => to);
  };
  let made = allowTexts(withStyles(html, css), "script", inside);
  made = put(made, /\s*<script src="app\.js" defer><\/script>/, "");
  made = put(made, /<html /, '<html data-edition="one-file" ');
  return put(made, /<\/body>/, `${inside.map((script) => `<script>${script}</script>`).join("\n")}\n</body>`);
}
