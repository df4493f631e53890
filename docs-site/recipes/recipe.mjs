// The recipes of docs/embedding/, taken at their word: their blocks of code are the files of a site.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { docs, root, site } from "../generate/places.mjs";

const here = import.meta.dirname;
/** Sites stand in this folder, so that what they import is found. */
const sites = path.join(here, ".sites");

/** What the recipes say to copy, whatever the site. */
const SCRIPTS = ["element.js", "engine.js", "on-demand.js", "panes.js", "map.js", "editor.js", "enhance.js"];

/** The blocks of code of a recipe, in their order; fewer or more than `count` are an error. */
export function blocks(recipe, count) {
  const text = readFileSync(path.join(docs, "embedding", `${recipe}.md`), "utf8");
  const found = [...text.matchAll(/^(`{3,})(\w+)\n([\s\S]*?)^\1$/gm)].map(([, , , code]) => code);
  assert.equal(found.length, count, `${recipe}: a recipe has changed, and its test has not`);
  return found;
}

/** An empty folder for a site, with the scripts and an example where its recipe puts them. */
export function folderFor(name, { scripts, examples }) {
  const folder = path.join(sites, name);
  rmSync(folder, { recursive: true, force: true });
  for (const script of SCRIPTS) copy(path.join(site, script), path.join(folder, scripts, script));
  const example = "send-document.xml";
  copy(path.join(root, "www/examples", example), path.join(folder, examples, example));
  return folder;
}

export function copy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to);
}

export function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
