// Where things lie, and what is said of the project in its manifest.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

export const here = path.resolve(import.meta.dirname, "..");
export const root = path.resolve(here, "..");
export const docs = path.join(root, "docs");
export const cases = path.join(root, "tests/cases");
/** What VitePress reads: made anew by every build. */
export const pages = path.join(here, ".pages");
export const packed = path.join(root, "pkg");
/** The page, as `make site` built it; the documentation stands in it. */
export const site = path.join(root, "site");
export const built = path.join(site, "docs");

/** Where the documentation will be on its server; it has to begin and end with a slash. */
export const base = process.env.DOCS_BASE ?? "/docs/";
if (!/^\/(.*\/)?$/.test(base)) throw new Error(`DOCS_BASE is ${base}; it must begin and end with a slash`);

/** The address of the repository, from the manifest of the crate. */
export const repository = /^repository = "([^"]+)"$/m.exec(readFileSync(path.join(root, "Cargo.toml"), "utf8"))[1];

/** The package as it was built; without it there is nothing to write pages from. */
export async function engine() {
  const entry = path.join(packed, "dist/node.js");
  if (!existsSync(entry)) throw new Error("pkg/ is missing: run make docs, which builds it first");
  return import(entry);
}
