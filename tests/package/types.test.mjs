import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { folder, run } = install({ after });
const tsc = path.resolve(import.meta.dirname, "../../www/node_modules/.bin/tsc");

/** Compiles a program as a strict consumer would; gives the compiler's complaints. */
function complaints(name, program, ...options) {
  writeFileSync(path.join(folder, name), program);
  const strict = [
    "--noEmit",
    "--strict",
    "--exactOptionalPropertyTypes",
    "--target",
    "es2022",
    "--lib",
    "es2023,dom",
    "--ignoreConfig",
  ];
  const module = options.length > 0 ? options : ["--module", "nodenext"];
  const { status, stdout } = spawnSync(tsc, [...strict, ...module, name], { cwd: folder, encoding: "utf8" });
  return status === 0 ? "" : stdout || `tsc ended with ${status}`;
}

const use = `
  import { init, initSync, validate, validateSync, version, Validator } from "itk3-validator";
  import type { Issue, Report, Severity, ValidateOptions } from "itk3-validator";
  const options: ValidateOptions = { limits: { issues: 10 } };
  export async function use(text: string | Uint8Array): Promise<Severity[]> {
    await init();
    initSync(new Uint8Array());
    const report: Report = await validate(text, options);
    const same: Report = validateSync(text);
    const validator = new Validator();
    const xml: string = validator.operationOutcome(text, "xml", options);
    validator.free();
    return [...report.issues, ...same.issues].filter((issue: Issue) => issue.path !== xml + version()).map((issue) => issue.severity);
  }
`;

const useInBrowsers = `
  import { createClient, type Client } from "itk3-validator/client";
  import { validate, type Report } from "itk3-validator/inline";
  import "itk3-validator/worker";
  import { enhanceAll } from "itk3-validator/enhance";
  import type { Itk3ValidatorElement } from "itk3-validator/element";
  export async function use(text: string): Promise<boolean> {
    const client: Client = createClient({ worker: () => new Worker("worker.js", { type: "module" }) });
    const report: Report = await client.validate(text);
    const sarif: string = await client.render(text, "sarif", { name: "message.xml" });
    client.cancel();
    enhanceAll();
    const element: Itk3ValidatorElement = document.createElement("itk3-validator");
    element.value = text;
    element.addEventListener("itk3-result", ({ detail }) => console.log(detail.valid, detail.counts.error));
    return element.result?.conforms ?? report.conforms === (await validate(text + sarif)).conforms;
  }
`;

for (const [reader, name, ...options] of [
  ["an ES module of Node", "others.mts"],
  ["a bundler", "others.ts", "--module", "esnext", "--moduleResolution", "bundler"],
]) {
  test(`types of the other entries are found by ${reader}`, () =>
    assert.equal(complaints(name, useInBrowsers, ...options), ""));
}

for (const [reader, name, ...options] of [
  ["an ES module of Node", "use.mts"],
  ["a CommonJS module of Node", "use.cts"],
  ["a bundler", "use.ts", "--module", "esnext", "--moduleResolution", "bundler"],
]) {
  test(`types are found by ${reader}`, () => assert.equal(complaints(name, use, ...options), ""));
}

const asReports = (reports) => `
  import type { Report } from "itk3-validator";
  ${reports.map((report, index) => `export const report${index}: Report = ${JSON.stringify(report)};`).join("\n")}
`;

test("real reports fit their type, wrong ones do not", async () => {
  const reports = await run(
    "reports.mjs",
    `
    import { validateSync } from "itk3-validator";
    const texts = [
      "",
      "neither",
      "{ broken",
      '<Bundle xmlns="http://hl7.org/fhir"><type value="message"></Bundle>',
      '<Bundle xmlns="http://hl7.org/fhir"><type value="message"/><entry><resource><Patient><gender value="x"/></Patient></resource></entry></Bundle>',
      '{"resourceType":"Bundle","type":"message","entry":[{"resource":{"resourceType":"Patient","birthDate":1}}]}',
    ];
    console.log(JSON.stringify(texts.map((text) => validateSync(text))));
  `,
  );
  assert.equal(complaints("reports.mts", asReports(reports)), "");

  const [report] = reports;
  const { issues, ...withoutIssues } = report;
  const flaws = complaints(
    "flaws.mts",
    asReports([{ ...report, conforms: "yes" }, { ...report, surprise: 1 }, withoutIssues]),
  );
  assert.match(flaws, /'string' is not assignable to type 'boolean'/);
  assert.match(flaws, /surprise"' does not exist/);
  assert.match(flaws, /'issues' is missing/);
});

test("types name what is there, and all of it", async () => {
  const { exported, methods } = await run(
    "names.mjs",
    `
    import * as api from "itk3-validator";
    const bound = Object.getPrototypeOf(api.Validator);
    console.log(JSON.stringify({ exported: Object.keys(api), methods: [bound, api.Validator].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)) }));
  `,
  );
  const listed = (names) => JSON.stringify(Object.fromEntries(names.map((name) => [name, true])));
  assert.equal(
    complaints(
      "names.mts",
      `
    import * as api from "itk3-validator";
    export const exported: Record<keyof typeof api, true> = ${listed(exported)};
    export const methods: Record<keyof api.Validator, true> = ${listed(methods.filter((name) => !/^constructor$|^__/.test(name)))};
  `,
    ),
    "",
  );
});
