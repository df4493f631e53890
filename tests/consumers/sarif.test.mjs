// What the command writes as SARIF, held to the types that are made from the schema of SARIF 2.1.0.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";

const root = path.resolve(import.meta.dirname, "../..");
// Below this folder, so that the types are found.
const folder = mkdtempSync(path.join(import.meta.dirname, "sarif-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The complaints of the compiler about a log. */
function complaints(name, log) {
  const file = path.join(folder, `${name}.mts`);
  writeFileSync(file, `import type { Log } from "sarif";\nexport const log: Log = ${JSON.stringify(log)};\n`);
  const options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--ignoreConfig"];
  const { status, stdout } = spawnSync(path.join(root, "www/node_modules/.bin/tsc"), [...options, file], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? "" : stdout;
}

const expected = (name) => {
  const text = readFileSync(path.join(root, `cli/tests/command/expected/${name}.txt`), "utf8");
  return JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
};

test("is SARIF", () => {
  for (const name of ["sarif", "sarif-empty"]) assert.equal(complaints(name, expected(name)), "", name);
});

test("is looked at closely", () => {
  const log = expected("sarif");
  log.runs[0].results[0].level = "fatal";
  log.runs[0].tool.driver.rule = [];
  assert.match(complaints("wrong", log), /"fatal"|rule/);
});
