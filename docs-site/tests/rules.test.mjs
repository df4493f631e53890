// Each rule has its page, and what the page shows is what the engine finds.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { built, engine } from "../generate/places.mjs";
import { decoded, pageText } from "./built.mjs";

let itk3, rules;
before(async () => {
  itk3 = await engine();
  rules = await itk3.rules();
});

const textOf = (page) => decoded(page.replace(/<[^>]*>/g, ""));

test("every rule has a page with what, why and who says so", () => {
  assert.ok(rules.length > 300);
  for (const { id, title, why, link } of rules) {
    const page = pageText(`rules/${id}.html`);
    const text = textOf(page);
    for (const words of [id, title, why]) assert.ok(text.includes(words), `${id}: ${words}`);
    assert.ok(decoded(page).includes(`href="${link}"`), `${id}: ${link}`);
  }
});

test("the list of rules and the response codes lead to the pages", () => {
  const list = pageText("rules/index.html");
  for (const { id, response } of rules) {
    assert.ok(decoded(list).includes(`${id}.html"`), id);
    if (response) assert.ok(pageText("codes.html").includes(`id="c${response}"`), `${id}: ${response}`);
  }
});

test("the wrong message of a page has the finding that the page shows", () => {
  let count = 0;
  for (const { id } of rules) {
    const page = pageText(`rules/${id}.html`);
    const [, src] = page.match(/<itk3-validator[^>]*\ssrc="([^"]*)"/) ?? [];
    if (!src) continue;
    count += 1;
    const [, select] = page.match(/<itk3-validator[^>]*\sselect="([^"]*)"/);
    const message = path.join(built, "cases", decodeURIComponent(src.split("/cases/")[1]));
    const validator = new itk3.Validator();
    for (const name of JSON.parse(decoded(page.match(/data-definitions="([^"]*)"/)?.[1] ?? "[]"))) {
      const file = path.join(path.dirname(message), "definitions", name);
      assert.ok(existsSync(file), `${id}: ${name}`);
      validator.addDefinitions(readFileSync(file), name);
    }
    const issue = validator.validate(readFileSync(message)).issues.find(({ rule }) => rule === select);
    assert.ok(issue && textOf(page).includes(issue.message), `${id}: ${src}`);
    validator.free();
  }
  assert.ok(count > 300, `${count} pages have a message`);
});
