// The package in a real browser, straight from a static server.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/static-server.mjs";
import { install } from "./installed.mjs";

const { folder } = install({ after });
let server, browser;

before(async () => {
  server = await serve(folder);
  browser = await startChromium();
});

after(async () => {
  await browser?.stop();
  await server?.close();
});

/** Opens a page with this policy whose script leaves its outcome in the title. */
async function outcome(name, program, policy = "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'") {
  writeFileSync(
    path.join(folder, `${name}.js`),
    `
    import { init, initSync, validate, validateSync } from "./node_modules/itk3-validator/dist/index.js";
    const outcome = async () => { ${program} };
    document.title = await outcome().catch((problem) => problem.message);
  `,
  );
  writeFileSync(
    path.join(folder, `${name}.html`),
    `<!doctype html><link rel="icon" href="data:,">
    <meta http-equiv="Content-Security-Policy" content="${policy}"><script type="module" src="./${name}.js"></script>`,
  );
  const page = await browser.context.newPage();
  await page.goto(`${server.address}${name}.html`);
  await page.waitForFunction(() => document.title !== "");
  return page.title();
}

test("fetches its module by itself", async () => {
  assert.match(await outcome("plain", 'return typeof (await validate("")).conforms;'), /^boolean$/);
});

const CHILD_HEALTH = JSON.stringify({
  resourceType: "Patient",
  meta: { profile: ["https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-DCH-Patient-1"] },
});

test("imports the definitions that few messages name where a message names one, and has them from then on", async () => {
  assert.equal(
    await outcome(
      "named",
      `
    const { Validator } = await import("./node_modules/itk3-validator/dist/index.js");
    const { createClient } = await import("./node_modules/itk3-validator/dist/client.js");
    const message = '${CHILD_HEALTH}';
    const imported = () => performance.getEntriesByType("resource").some(({ name }) => name.endsWith("/on-demand.js"));
    const isKnown = (report) => !report.notChecked.some(({ reason }) => reason === "unknown-profile");
    await init();
    const validator = new Validator();
    const before = [isKnown(validator.validate(message)), isKnown(validateSync(message))];
    await validate('{"resourceType": "Patient"}');
    before.push(imported());
    const after = [isKnown(await validate(message)), imported(), isKnown(validateSync(message))];
    await validator.loadFor(message);
    after.push(isKnown(validator.validate(message)), isKnown(new Validator().validate(message)));
    const client = createClient();
    after.push(isKnown(await client.validate(message)));
    client.close();
    return [...before, ...after].join(" ");
  `,
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:",
    ),
    "false false false true true true true true true",
  );
});

test("answers from a worker, and stops at once", async () => {
  assert.equal(
    await outcome(
      "worker",
      `
    const { createClient } = await import("./node_modules/itk3-validator/dist/client.js");
    const client = createClient();
    await client.addDefinitions('{"resourceType": "ValueSet", "url": "http://example.org/v"}');
    const before = await client.validate("{}");
    const stopped = client.validate("{}").catch((problem) => problem.name);
    client.cancel();
    const after = await client.validate("{}");
    const wrong = await client.render("{}", "yaml").catch((problem) => problem.message);
    client.close();
    const closed = await client.validate("{}").catch((problem) => problem.message);
    return [before.conforms, await stopped, after.definitions === before.definitions, wrong, closed].join("; ");
  `,
    ),
    "false; AbortError; true; the form must be one of text, full, json, ndjson, sarif, junit, github, gitlab, html, csv, operation-outcome, operation-outcome-json, harness, harness-json; itk3-validator: this client was closed",
  );
});

test("tells from a worker how far a check is", async () => {
  assert.equal(
    await outcome(
      "progress",
      `
    const { createClient } = await import("./node_modules/itk3-validator/dist/client.js");
    const client = createClient();
    const entry = (id) => ({ fullUrl: "http://example.org/Basic/" + id, resource: { resourceType: "Basic", id: "" + id, code: { text: "x" }, colour: 1 } });
    const bundle = { resourceType: "Bundle", type: "collection", entry: Array.from({ length: 20000 }, (_, id) => entry(id)) };
    const told = [];
    const report = await client.validate(JSON.stringify(bundle), { onProgress: (progress) => told.push(progress) });
    const phases = [...new Set(told.map(({ phase }) => phase))];
    const first = told.find(({ first }) => first.length > 0);
    client.close();
    return [phases.join(" "), first.first[0].rule, first.done < first.total, report.counts.error > 1000].join("; ");
  `,
    ),
    "reading entries invariants rules report; element-unknown; true; true",
  );
});

test("says that the worker's script is not there", async () => {
  assert.match(
    await outcome(
      "workerless",
      `
    const { createClient } = await import("./node_modules/itk3-validator/dist/client.js");
    return createClient({ worker: () => new Worker("./none.js", { type: "module" }) }).validate("");
  `,
    ),
    /worker could not be started/,
  );
});

test("names the word that a policy lacks", async () => {
  assert.match(
    await outcome("policy", 'await validate("");', "default-src 'self'"),
    /needs `script-src 'wasm-unsafe-eval'`/,
  );
});

test("tells a page without connections to hand the bytes over", async () => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";
  assert.match(await outcome("offline", 'await validate("");', policy), /could not be fetched.*initSync\(bytes\)/);
});

test("tells that a page came in place of the module", async () => {
  assert.match(await outcome("html", 'await init(new URL("./html.html", location.href));'), /not a WebAssembly module/);
});

test("starts after a failure", async () => {
  const program = `
    await init(new URL("./missing.wasm", location.href)).catch(() => {});
    await init();
    return typeof validateSync("").conforms;
  `;
  assert.equal(await outcome("again", program), "boolean");
});
