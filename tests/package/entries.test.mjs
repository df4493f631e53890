import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { folder, files, run } = install({ after });
const installed = path.join(folder, "node_modules/itk3-validator");
const text = '<Bundle xmlns="http://hl7.org/fhir"><type value="message"/></Bundle>';

const MEMBERS = ["conforms", "counts", "summary", "issues", "notChecked", "definitions"];

test("holds these files and no others", () => {
  assert.deepEqual(files.sort(), [
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE",
    "README.md",
    "THIRD-PARTY.txt",
    "client/package.json",
    "custom-elements.json",
    "dist/attributes.d.ts",
    "dist/bindings.js",
    "dist/client.cjs",
    "dist/client.d.cts",
    "dist/client.d.ts",
    "dist/client.js",
    "dist/command-bindings.js",
    "dist/command.js",
    "dist/command_bg.wasm",
    "dist/editor.js",
    "dist/element.d.ts",
    "dist/element.js",
    "dist/engine.js",
    "dist/enhance.d.ts",
    "dist/enhance.js",
    "dist/index.d.ts",
    "dist/index.js",
    "dist/inline.d.ts",
    "dist/inline.js",
    "dist/itk3-validator.html",
    "dist/itk3_bg.wasm",
    "dist/itk3_node_bg.wasm",
    "dist/language-server.js",
    "dist/map.js",
    "dist/more.js",
    "dist/node.cjs",
    "dist/node.d.cts",
    "dist/node.d.ts",
    "dist/node.js",
    "dist/on-demand.js",
    "dist/on-demand.pack",
    "dist/panes.js",
    "dist/preact.d.ts",
    "dist/react.d.ts",
    "dist/start-errors.js",
    "dist/start.js",
    "dist/svelte.d.ts",
    "dist/unpack.js",
    "dist/uuid.js",
    "dist/vue.d.ts",
    "dist/worker.d.ts",
    "dist/worker.js",
    "element/package.json",
    "enhance/package.json",
    "inline/package.json",
    "package.json",
    "worker/package.json",
  ]);
});

test("needs no other package and runs nothing when installed", () => {
  const manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
  for (const member of ["dependencies", "peerDependencies", "optionalDependencies", "scripts"]) {
    assert.equal(manifest[member], undefined, member);
  }
});

test("names the repository as the crate does", () => {
  const manifest = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
  const crate = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  const [, address] = crate.match(/^repository = "(.+)"$/m);
  assert.equal(manifest.repository.url, `git+${address}.git`);
  assert.equal(manifest.homepage, `${address}#readme`);
});

test("names no folder of the machine that built it", () => {
  const home = path.dirname(process.env.CARGO_HOME ?? path.join(process.env.HOME, ".cargo"));
  const root = path.resolve(import.meta.dirname, "../..");
  for (const file of files) {
    const content = readFileSync(path.join(installed, file), "latin1");
    for (const place of [path.join(home, ".cargo"), root])
      assert.ok(!content.includes(place), `${file} names ${place}`);
  }
});

test("validates when imported", async () => {
  const report = await run(
    "import.mjs",
    `
    import { validate } from "itk3-validator";
    console.log(JSON.stringify(await validate(${JSON.stringify(text)})));
  `,
  );
  for (const member of MEMBERS) assert.ok(member in report, member);
  assert.equal(report.summary.bytes, text.length);
});

test("subpaths are found by those who do not read exports", () => {
  const { exports } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
  // Types alone and the page for a frame are no scripts.
  const subpaths = Object.keys(exports).filter((name) => /^\.\/[a-z]+$/.test(name) && exports[name].default);
  assert.ok(subpaths.length >= 5);
  for (const subpath of subpaths) {
    const folder = path.join(installed, subpath);
    const { main, types } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    assert.equal(
      path.join(folder, main),
      path.join(installed, exports[subpath].default.default ?? exports[subpath].default),
    );
    for (const file of [main, types]) assert.ok(readFileSync(path.join(folder, file), "utf8").length > 0, file);
  }
});

test("subpaths are required", async () => {
  const [conforms, same, said] = await run(
    "subpaths.cjs",
    `
    const { validateSync } = require("itk3-validator/inline");
    const { createClient } = require("itk3-validator/client");
    const same = validateSync === require("itk3-validator").validateSync;
    const said = (async () => createClient().validate(""))().catch((problem) => problem.message);
    said.then((said) => console.log(JSON.stringify([validateSync('{"resourceType": "Patient", "active": true}').conforms, same, said])));
  `,
  );
  assert.deepEqual([conforms, same], [true, true]);
  assert.match(said, /workers of a browser/);
});

test("errors of use are TypeErrors with a code", async () => {
  const said = await run(
    "errors.mjs",
    `
    import { Validator, validateSync } from "itk3-validator";
    const validator = new Validator(), document = validator.open("{}"), freed = new Validator();
    document.free();
    freed.free();
    freed.free();
    const wrong = [
      () => validateSync(7),
      () => validateSync("{}", { profile: "Nobody-Knows-1" }),
      () => validator.render("{}", "yaml"),
      () => validator.convert("{}", "yaml"),
      () => validator.buildAcknowledgement("{}", "20013", {}, { format: "yaml" }),
      () => document.validate(),
      () => freed.validate("{}"),
      () => freed.open("{}"),
      () => freed.buildAcknowledgement("{}", "20013", {}),
      () => freed.rules(),
    ];
    console.log(JSON.stringify(wrong.map((call) => {
      try { call(); } catch (problem) { return [problem instanceof TypeError, problem.code, problem.message]; }
    })));
  `,
  );
  for (const [index, [isTypeError, code, message]] of said.entries()) {
    assert.ok(isTypeError, message);
    assert.equal(code, index < 5 ? "ERR_ITK3_ARGUMENT" : "ERR_ITK3_FREED", message);
    if (index >= 5) assert.match(message, /was freed/);
  }
});

test("validates when required", async () => {
  const report = await run(
    "require.cjs",
    `
    const { validateSync } = require("itk3-validator");
    console.log(JSON.stringify(validateSync(${JSON.stringify(text)})));
  `,
  );
  for (const member of MEMBERS) assert.ok(member in report, member);
});

test("validates with the module inside", async () => {
  const report = await run(
    "inline.mjs",
    `
    import { validate } from "itk3-validator/inline";
    console.log(JSON.stringify(await validate(${JSON.stringify(text)})));
  `,
  );
  assert.equal(report.summary.bytes, text.length);
});

test("writes every form, redacts and converts", async () => {
  const written = await run(
    "forms.mjs",
    `
    import { Validator } from "itk3-validator";
    const validator = new Validator();
    const bad = '<Patient xmlns="http://hl7.org/fhir"><name><family value="Example"/></name><birthDate value="20 Nov 2026"/></Patient>';
    const forms = ["text", "full", "json", "ndjson", "sarif", "junit", "github", "gitlab", "html", "csv", "operation-outcome", "operation-outcome-json", "harness", "harness-json"];
    const written = Object.fromEntries(forms.map((form) => [form, validator.render(bad, form, { name: "bad.xml" })]));
    const bytes = new TextEncoder().encode(bad);
    console.log(JSON.stringify({
      ...written,
      same: forms.every((form) => validator.render(bytes, form, { name: "bad.xml" }) === written[form]),
      redacted: validator.redact(bad), redactedBytes: validator.redact(bytes), converted: validator.convert(bad, "json"),
      refused: validator.convert('<Patient xmlns="http://hl7.org/fhir"><active value="TRUE"/></Patient>', "json").refused,
    }));
  `,
  );
  assert.match(written.text, /^bad\.xml\n {2}1:\d+ error \[lexical\]/);
  assert.match(written.full, /^bad\.xml:1:\d+: error \[lexical\]/);
  assert.equal(JSON.parse(written.json).file, "bad.xml");
  assert.equal(JSON.parse(written.sarif).runs[0].results[0].ruleId, "lexical");
  for (const form of [
    "ndjson",
    "junit",
    "github",
    "gitlab",
    "html",
    "csv",
    "operation-outcome",
    "operation-outcome-json",
    "harness",
    "harness-json",
  ])
    assert.match(written[form], /lexical/, form);
  assert.ok(written.same);
  assert.equal(
    written.redacted,
    '<Patient xmlns="http://hl7.org/fhir"><name><family value="xxxxxxx"/></name><birthDate value="90 Xxx 9099"/></Patient>',
  );
  assert.equal(written.redactedBytes, written.redacted);
  assert.equal(JSON.parse(written.converted).birthDate, "20 Nov 2026");
  assert.deepEqual(
    [written.refused.rule, written.refused.path, written.refused.place.column],
    ["not-convertible", "Patient.active", 53],
  );
});

test("says that a client needs a browser", async () => {
  const message = await run(
    "client.mjs",
    `
    import { createClient } from "itk3-validator/client";
    const said = await (async () => createClient().validate(""))().catch((problem) => problem.message);
    console.log(JSON.stringify(said));
  `,
  );
  assert.match(message, /workers of a browser/);
});

test("gives the same report for text and for its bytes, from every call", async () => {
  const { reports } = await run(
    "same.mjs",
    `
    import { createRequire } from "node:module";
    import * as imported from "itk3-validator";
    const required = createRequire(import.meta.url)("itk3-validator");
    const text = ${JSON.stringify(text)};
    const reports = [];
    for (const api of [imported, required]) {
      const validator = new api.Validator();
      for (const input of [text, new TextEncoder().encode(text)]) {
        reports.push(await api.validate(input), api.validateSync(input), validator.validate(input));
      }
      validator.free();
    }
    console.log(JSON.stringify({ reports }));
  `,
  );
  for (const report of reports) assert.deepEqual(report, reports[0]);
});

test("tells how far a check is, and what it found by then", async () => {
  const told = await run(
    "progress.mjs",
    `
    import { validateSync } from "itk3-validator";
    const entry = '<entry><resource><Patient><birthDate value="yesterday"/></Patient></resource></entry>';
    const told = [];
    const message = '<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>' + entry.repeat(300) + "</Bundle>";
    const { issues } = validateSync(message, { onProgress: (progress) => { told.push(progress); } });
    const calm = validateSync(message, { onProgress() { throw new Error("not my day"); } });
    console.log(JSON.stringify({ told, found: issues.length, calm: calm.issues.length }));
  `,
  );
  assert.deepEqual(
    [...new Set(told.told.map(({ phase }) => phase))],
    ["reading", "entries", "invariants", "rules", "report"],
  );
  const entries = told.told.filter(({ phase }) => phase === "entries");
  assert.equal(entries.length, 100);
  assert.deepEqual(
    entries.map(({ done }) => done),
    Array.from({ length: 100 }, (_, at) => at * 3),
  );
  assert.deepEqual([entries[1].total, entries[1].counts.error, entries[1].first.length], [300, 3, 3]);
  assert.deepEqual(entries[1].first[0], {
    rule: "lexical",
    severity: "error",
    message: "birthDate is not a valid date",
    line: 1,
  });
  assert.equal(told.told.at(-1).counts.error, told.found);
  assert.equal(told.calm, told.found);
});

test("states the version of the crate", async () => {
  const { version } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8"));
  const stated = await run(
    "version.mjs",
    `
    import { version } from "itk3-validator";
    console.log(JSON.stringify(version()));
  `,
  );
  assert.equal(stated, version);
  assert.match(
    readFileSync(path.resolve(import.meta.dirname, "../../Cargo.toml"), "utf8"),
    new RegExp(`^version = "${version}"$`, "m"),
  );
});

test("gives away the address of its module", async () => {
  const magic = await run(
    "wasm.mjs",
    `
    import { readFileSync } from "node:fs";
    const bytes = readFileSync(new URL(import.meta.resolve("itk3-validator/itk3.wasm")));
    console.log(JSON.stringify([...bytes.subarray(0, 4)]));
  `,
  );
  assert.deepEqual(magic, [0, 0x61, 0x73, 0x6d]);
});

test("the element can be imported on a server, and its manifest says what it has", async () => {
  const imported = await run(
    "server.mjs",
    `
    const before = Object.keys(globalThis).length;
    await import("itk3-validator/element");
    await import("itk3-validator/enhance");
    console.log(JSON.stringify([typeof customElements, Object.keys(globalThis).length - before]));
  `,
  );
  assert.deepEqual(imported, ["undefined", 0]);
  const manifest = JSON.parse(readFileSync(path.join(installed, "custom-elements.json"), "utf8"));
  const [{ attributes, events, cssParts, cssProperties, members, tagName }] = manifest.modules[0].declarations;
  assert.equal(tagName, "itk3-validator");
  const names = (list) => list.map(({ name }) => name);
  const types = readFileSync(path.join(installed, "dist/element.d.ts"), "utf8");
  assert.deepEqual(names(events).sort(), [...new Set(types.match(/itk3-(?!validator)[a-z]+(?=":)/g))].sort());
  for (const name of names(members)) assert.match(types, new RegExp(`\\b${name}\\b`), name);
  const [attributeTypes] = readFileSync(path.join(installed, "dist/attributes.d.ts"), "utf8").split("\n}");
  assert.deepEqual(
    names(attributes).sort(),
    attributeTypes
      .match(/^ {2}[a-z]+(?=\?:)/gm)
      .map((name) => name.trim())
      .sort(),
  );
  const told = readFileSync(path.resolve(import.meta.dirname, "../../docs/element.md"), "utf8");
  for (const name of [...names(attributes), ...names(cssParts), ...names(cssProperties)])
    assert.ok(told.includes(name), name);
});
