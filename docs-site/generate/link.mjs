// Tells the page that the documentation stands beside it, so that rule ids lead there.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { site } from "./places.mjs";

/** Pages of the site with the element; the one-file edition has the text itself, and no server beside it. */
const WITH_ELEMENT = ["index.html", "embed.html"];

export function linkPages() {
  for (const name of WITH_ELEMENT) {
    const file = path.join(site, name);
    const text = readFileSync(file, "utf8").replaceAll(
      /<itk3-validator(?![\w-])(?![^>]*\sdocs=)/g,
      '<itk3-validator docs="docs/"',
    );
    writeFileSync(file, text);
  }
}
