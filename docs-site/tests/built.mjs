// What the tests of the documentation share: its pages as they were built.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { built } from "../generate/places.mjs";

assert.ok(existsSync(path.join(built, "index.html")), "site/docs/ is missing: run make docs");

/** Every page, by its path within the documentation. */
export function builtPages(folder = "") {
  return readdirSync(path.join(built, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return builtPages(name);
    return name.endsWith(".html") ? [name] : [];
  });
}

const known = new Map();

/** The text of a page. */
export function pageText(name) {
  if (!known.has(name)) known.set(name, readFileSync(path.join(built, name), "utf8"));
  return known.get(name);
}

export const decoded = (text) =>
  text
    .replace(/&#x([0-9a-f]+);/gi, (_, digits) => String.fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&#(\d+);/g, (_, digits) => String.fromCodePoint(Number(digits)))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
