// `node docs-site/build.mjs`: writes the pages, has VitePress build them, and leaves them in site/docs/, beside the page.
// `node docs-site/build.mjs pages` only writes the pages, for `npx vitepress dev` in this folder.
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { writeApi } from "./generate/api.mjs";
import { writeCodes } from "./generate/codes.mjs";
import { writeDocuments } from "./generate/existing.mjs";
import { linkPages } from "./generate/link.mjs";
import { built, engine, here, pages, site } from "./generate/places.mjs";
import { writeRules } from "./generate/rules.mjs";
import { writeSchemas } from "./generate/schemas.mjs";

if (!existsSync(path.join(site, "element.js")))
  throw new Error("site/ is missing: run make docs, which builds it first");
rmSync(pages, { recursive: true, force: true });
mkdirSync(path.join(pages, "public"), { recursive: true });
cpSync(path.join(here, "pages"), pages, { recursive: true });

const itk3 = await engine();
const rules = await itk3.rules();
writeDocuments(rules);
const without = writeRules(itk3, rules);
await writeCodes(itk3, rules);
writeSchemas();
await writeApi();
console.log(`${rules.length} rules, ${rules.length - without.length} of them with a message`);

if (process.argv[2] !== "pages") {
  const { build } = await import("vitepress");
  rmSync(built, { recursive: true, force: true });
  await build(here, { outDir: built });
  linkPages();
}
