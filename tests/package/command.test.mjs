// The command as the package brings it: the cases of the native one, byte for byte.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { folder } = install({ after });
const cases = path.resolve(import.meta.dirname, "../../cli/tests/command");
const command = path.join(folder, "node_modules/.bin/itk3-validator");

const run = (words, options) =>
  spawnSync(command, words, { encoding: "utf8", env: { ...process.env, NO_COLOR: "" }, ...options });

for (const { name, words, input = "", writes } of JSON.parse(readFileSync(path.join(cases, "cases.json"), "utf8"))) {
  test(name, () => {
    const cwd = path.join(folder, "files");
    rmSync(cwd, { recursive: true, force: true });
    cpSync(path.join(cases, "files"), cwd, { recursive: true });
    cpSync(path.resolve(cases, "../../../www/examples"), path.join(cwd, ".examples"), { recursive: true });
    const { status, stdout, stderr } = run(words, { cwd, input });
    const file = writes ? `--- file\n${readFileSync(path.join(cwd, writes), "utf8")}` : "";
    const expected = readFileSync(path.join(cases, "expected", `${name}.txt`), "utf8");
    // How long it took is not the same twice.
    const found = stdout.replace(/ time="\d+\.\d{6}"/g, ' time="…"');
    assert.equal(`exit ${status}\n--- output\n${found}--- errors\n${stderr}${file}`, expected);
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
  cpSync(path.resolve(cases, "../../../www/examples"), path.join(folder, "examples"), { recursive: true });
  const words = [
    "ack",
    "examples/send-document.xml",
    "--code",
    "20013",
    "--responder-ods",
    "X26",
    "--endpoint",
    "X26OT001",
    "--format",
    "json",
  ];
  const [one, two] = [run(words, { cwd: folder }), run(words, { cwd: folder })].map(({ stdout }) => JSON.parse(stdout));
  assert.notEqual(one.id, two.id);
  assert.ok(Math.abs(Date.parse(one.entry[0].resource.timestamp) - Date.now()) < 60_000);
});

test("runs by the name of the package", () => {
  const { status, stdout } = spawnSync("npx", ["--no-install", "itk3-validator", "--help"], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.match(stdout, /\[validate\] FILE…/);
  assert.doesNotMatch(stdout, /definitions/, "what only the native command has");
});

test("stops without a word where nobody reads any more", () => {
  const files = Array.from({ length: 300 }, () => "files/bad.xml").join(" ");
  cpSync(path.join(cases, "files"), path.join(folder, "files"), { recursive: true });
  const { stdout, stderr } = spawnSync("sh", ["-c", `"${command}" validate ${files} | head -n 1`], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.match(stdout, /^files\/bad\.xml\n/);
  assert.equal(stderr, "");
});

/** A line of the shell in a folder with a message that conforms; `$0` is the command. */
function shell(line) {
  const cwd = path.join(folder, "bounds");
  mkdirSync(cwd, { recursive: true });
  writeFileSync(path.join(cwd, "good.json"), JSON.stringify({ resourceType: "Patient", active: true }));
  return spawnSync("sh", ["-c", line, command], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** An empty file of a size that takes no room on the disk. */
function sparse(name, size) {
  shell("true");
  const file = path.join(folder, "bounds", name);
  writeFileSync(file, "");
  truncateSync(file, size);
}

/** The most memory that a line takes, in kB, where that can be told. */
function memory(line) {
  const { stderr } = shell(`/usr/bin/time -f %M ${line}`);
  return Number(stderr.trim().split("\n").at(-1));
}

test("what is larger than the limit is refused by its length and hides no other file", () => {
  sparse("huge.xml", 3 * 2 ** 30);
  sparse("large.xml", 300 * 2 ** 20);
  const { status, stdout } = shell('"$0" huge.xml good.json large.xml');
  assert.equal(status, 2);
  assert.match(stdout, /huge\.xml\n {2}1:1 fatal \[limit-bytes\][\s\S]*found 3221225472 bytes/);
  assert.match(stdout, /good\.json: conforms/);
  assert.match(stdout, /large\.xml\n {2}1:1 fatal \[limit-bytes\]/);
  const [idle, used] = [memory("node --version"), memory('"$0" huge.xml large.xml')];
  const [small, stream] = [memory('"$0" good.json'), memory('"$0" - < /dev/zero')];
  if (idle > 0) {
    assert.ok(used < small + 10_000, `${used} kB, and ${small} for a small file`);
    assert.ok(stream < small + 45_000, `${stream} kB, and ${small} for a small file`);
  }
  for (const name of ["huge.xml", "large.xml"]) rmSync(path.join(folder, "bounds", name));
});

test("an output that cannot be written is said", { skip: process.platform !== "linux" }, () => {
  for (const words of ["good.json", "rules", "codes", "--help", "redact good.json"]) {
    const { status, stderr } = shell(`"$0" ${words} > /dev/full`);
    assert.deepEqual([status, stderr], [2, "itk3-validator: standard output: no space left on the device\n"], words);
  }
  assert.equal(shell('"$0" good.json --output /dev/full').status, 2);
  assert.equal(shell('"$0" good.json > /dev/null').status, 0);
});

test("a pipe in a folder is named and not opened", { skip: process.platform === "win32" }, () => {
  const { status, stdout, stderr } = shell(
    'mkdir -p pipes && cp good.json pipes && rm -f pipes/a.xml && mkfifo pipes/a.xml && "$0" pipes',
  );
  assert.equal(status, 2);
  assert.match(stdout, /pipes\/good\.json: conforms/);
  assert.match(stderr, /pipes\/a\.xml: is not a regular file, so it was not opened/);
  assert.equal(shell('cat good.json | "$0" /dev/stdin').status, 0);
});

test("names need not be UTF-8", { skip: process.platform !== "linux" }, () => {
  for (const words of ["names", "names/*", "'names/*'"]) {
    const { status, stdout } = shell(
      `mkdir -p names && cp good.json names/$(printf '\\351').json && cp good.json 'names/\\xe9.json' && "$0" ${words}`,
    );
    assert.equal(status, 0);
    assert.match(stdout, /names\/\\xe9\.json: conforms/);
    assert.match(stdout, /names\/\\x5cxe9\.json: conforms/);
  }
});

test("the line that the page prints runs", () => {
  const page = readFileSync(path.resolve(cases, "../../../www/element/report/report.js"), "utf8");
  const [, line] = page.match(/npx (itk3-validator[^"]*)"/);
  writeFileSync(
    path.join(folder, "message.xml"),
    '<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>',
  );
  const { status, stdout } = spawnSync("npx", ["--no-install", ...line.split(" ")], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0);
  assert.match(stdout, /message\.xml: conforms/);
});
