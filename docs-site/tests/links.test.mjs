// Every link of every page leads somewhere: to a file that is there, and to a place within it.
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { base, built, docs, repository, root, site } from "../generate/places.mjs";
import { builtPages, decoded, pageText } from "./built.mjs";

const HOST = "http://localhost";

/** What is wrong with a link of a page; nothing where it is right. */
function fault(from, link) {
  const url = URL.parse ? URL.parse(link, `${HOST}${base}${from}`) : new URL(link, `${HOST}${base}${from}`);
  if (!url) return "is no address";
  if (url.protocol === "data:") return undefined;
  if (url.origin !== HOST) return elsewhere(url);
  return url.pathname.startsWith(base) ? inside(url) : besideIt(url);
}

/** An address of another server; one of the repository has to be that of a file. */
function elsewhere(url) {
  if (url.protocol !== "https:" && url.protocol !== "http:") return `is ${url.protocol}`;
  const inRepository = url.href.match(new RegExp(`^${repository}/(?:blob|tree)/main/([^#]*)`));
  if (inRepository && !existsSync(path.join(root, inRepository[1]))) return "is no file of the repository";
  return undefined;
}

/** The page and its files stand around the documentation. */
function besideIt(url) {
  const above = path.posix.join(base, "..");
  const name = decodeURIComponent(url.pathname.slice(above.length)) || "index.html";
  return existsSync(path.join(site, name)) ? undefined : "is no file of the page";
}

function inside(url) {
  const name = decodeURIComponent(url.pathname.slice(base.length));
  const file = name === "" || name.endsWith("/") ? `${name}index.html` : name;
  const found = path.join(built, file);
  if (!existsSync(found) || !statSync(found).isFile()) return "is no page";
  if (url.hash === "" || !file.endsWith(".html")) return undefined;
  const id = decodeURIComponent(url.hash.slice(1));
  return ids(file).has(id) ? undefined : "is no place of its page";
}

const places = new Map();
function ids(file) {
  if (!places.has(file))
    places.set(file, new Set([...pageText(file).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decoded(id))));
  return places.get(file);
}

test("every link leads somewhere", () => {
  const pages = builtPages();
  assert.ok(pages.length > 350, `${pages.length} pages`);
  const faults = [];
  let count = 0;
  for (const page of pages) {
    const links = [...pageText(page).matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, link]) => decoded(link));
    for (const link of new Set(links)) {
      count += 1;
      const what = fault(page, link);
      if (what) faults.push(`${page}: ${link} ${what}`);
    }
  }
  assert.ok(count > 5000, `${count} links`);
  assert.deepEqual(faults, []);
});

test("a link that leads nowhere is seen", () => {
  assert.equal(fault("start.html", "nowhere.html"), "is no page");
  assert.equal(fault("start.html", "ci.html#nowhere"), "is no place of its page");
  assert.equal(fault("start.html", "../nowhere.js"), "is no file of the page");
  assert.equal(fault("start.html", `${repository}/blob/main/nowhere.md`), "is no file of the repository");
  assert.equal(fault("start.html", "ci.html#gitlab"), undefined);
});

test("every document of the repository leads to files that are there", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const links = [...readme.matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link));
  assert.ok(links.length > 10);
  for (const link of links) assert.ok(existsSync(path.join(root, link)), link);
  assert.ok(existsSync(docs));
});
