// The command as the package brings it: the cases of the native one, byte for byte.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { folder } = install({ after });
const cases = path.resolve(import.meta.dirname, "../command");
const command = path.join(folder, "node_modules/.bin/itk3-validator");

const run = (words, options) => spawnSync(command, words, { encoding: "utf8", env: { ...process.env, NO_COLOR: "" }, ...options });

for (const { name, words, input = "", writes } of JSON.parse(readFileSync(path.join(cases, "cases.json"), "utf8"))) {
  test(name, () => {
    const cwd = path.join(folder, "files");
    rmSync(cwd, { recursive: true, force: true });
    cpSync(path.join(cases, "files"), cwd, { recursive: true });
    cpSync(path.resolve(cases, "../../www/examples"), path.join(cwd, ".examples"), { recursive: true });
    const { status, stdout, stderr } = run(words, { cwd, input });
    const file = writes ? `--- file\n${readFileSync(path.join(cwd, writes), "utf8")}` : "";
    const expected = readFileSync(path.join(cases, "expected", `${name}.txt`), "utf8");
    assert.equal(`exit ${status}\n--- output\n${stdout}--- errors\n${stderr}${file}`, expected);
  });
}

test("lists the rules", () => {
  const rules = JSON.parse(run(["rules", "--format", "json"], { cwd: folder }).stdout);
  assert.equal(rules.find(({ id }) => id === "lexical").severity, "error");
});

test("lists the response codes", () => {
  const codes = JSON.parse(run(["codes", "--format", "json"], { cwd: folder }).stdout);
  assert.equal(codes.find(({ code }) => code === "20013").positive, true);
});

test("supplies the time and the ids of a response", () => {
  cpSync(path.resolve(cases, "../../www/examples"), path.join(folder, "examples"), { recursive: true });
  const words = ["ack", "examples/send-document.xml", "--code", "20013", "--responder-ods", "X26", "--endpoint", "X26OT001", "--format", "json"];
  const [one, two] = [run(words, { cwd: folder }), run(words, { cwd: folder })].map(({ stdout }) => JSON.parse(stdout));
  assert.notEqual(one.id, two.id);
  assert.ok(Math.abs(Date.parse(one.entry[0].resource.timestamp) - Date.now()) < 60_000);
});

test("runs by the name of the package", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "itk3-validator", "--help"], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0);
  assert.match(stdout, /validate FILE…/);
  assert.doesNotMatch(stdout, /definitions build/, "what only the native command has");
});

test("stops without a word where nobody reads any more", () => {
  const files = Array.from({ length: 300 }, () => "files/bad.xml").join(" ");
  cpSync(path.join(cases, "files"), path.join(folder, "files"), { recursive: true });
  const { stdout, stderr } = spawnSync("sh", ["-c", `"${command}" validate ${files} | head -n 1`], { cwd: folder, encoding: "utf8" });
  assert.match(stdout, /^files\/bad\.xml:3:18: error/);
  assert.equal(stderr, "");
});
