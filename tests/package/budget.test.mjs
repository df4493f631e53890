// What a consumer loads beside the module, whose own budget is that of scripts/size.mjs. 1 kB = 1000 bytes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const dist = path.resolve(import.meta.dirname, "../../pkg/dist");
const zipped = (...names) =>
  names.reduce((sum, name) => sum + gzipSync(readFileSync(path.join(dist, name)), { level: 9 }).length, 0);

for (const [entry, budget, ...files] of [
  [
    "the main entry",
    10_500,
    "index.js",
    "more.js",
    "unpack.js",
    "start.js",
    "start-errors.js",
    "uuid.js",
    "bindings.js",
  ],
  ["the client and its worker", 2_500, "client.js", "worker.js"],
  ["the element", 40_000, "element.js"],
  ["the element's editor", 135_000, "editor.js"],
  ["the command", 3_500, "command.js"],
]) {
  test(`${entry} stays within ${budget / 1000} kB`, () => {
    const size = zipped(...files);
    assert.ok(size <= budget, `${size} bytes`);
  });
}

test("the module inside costs little more than the module", () => {
  const [inside, beside] = [zipped("inline.js"), zipped("itk3_bg.wasm")];
  assert.ok(inside < beside * 1.03, `${inside} bytes against ${beside}`);
});
