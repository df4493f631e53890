// The schemas hold for what the validator writes and reads, and for nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, test } from "node:test";
import { Ajv } from "ajv";
import { casesOf } from "../generate/cases.mjs";
import { built, docs, engine, root } from "../generate/places.mjs";

let itk3;
before(async () => {
  itk3 = await engine();
});

function checker(name) {
  const schema = JSON.parse(readFileSync(path.join(built, "schemas", `${name}.schema.json`), "utf8"));
  return new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
}

/** As the command would write it: members that are undefined are absent. */
const written = (value) => JSON.parse(JSON.stringify(value));

test("every report of a case keeps the schema of reports", async () => {
  const keeps = checker("report");
  const validator = new itk3.Validator();
  let count = 0;
  for (const { id } of await itk3.rules()) {
    for (const { bytes, name } of casesOf(id).messages) {
      const report = written(validator.validate(bytes));
      assert.ok(keeps(report), `${id}/${name}: ${JSON.stringify(keeps.errors?.slice(0, 3))}`);
      count += 1;
    }
  }
  assert.ok(count > 900, `${count} reports`);
});

test("what is no report does not keep it", async () => {
  const keeps = checker("report");
  const report = written(await itk3.validate("<Patient xmlns='http://hl7.org/fhir'><birthDate value='x'/></Patient>"));
  assert.ok(keeps(report));
  assert.ok(keeps({ ...report, file: "message.xml" }));
  assert.ok(!keeps({ ...report, conforms: "no" }));
  assert.ok(!keeps({ ...report, further: 1 }));
  assert.ok(!keeps({ ...report, issues: [{ ...report.issues[0], severity: "grave" }] }));
  assert.ok(!keeps({ ...report, issues: [{ ...report.issues[0], place: undefined }].map(written) }));
});

test("the review of a conversation keeps its schema", async () => {
  const keeps = checker("conversation");
  const folder = path.join(root, "examples/scenarios/1-full-acknowledgement");
  const read = (name) => readFileSync(path.join(folder, name));
  const review = await itk3.reviewConversation(read("message.xml"), ["response-1.xml", "response-2.xml"].map(read));
  assert.ok(keeps(written(review)), JSON.stringify(keeps.errors?.slice(0, 3)));
});

test("the waivers of the documentation keep their schema, and those without a reason do not", () => {
  const keeps = checker("waivers");
  const blocks = readFileSync(path.join(docs, "ci.md"), "utf8").matchAll(/```json\n([\s\S]*?)```/g);
  const waivers = [...blocks].map(([, text]) => JSON.parse(text)).filter((one) => one.waivers);
  assert.ok(waivers.length > 0);
  for (const one of waivers) assert.ok(keeps(one), JSON.stringify(keeps.errors));
  assert.ok(!keeps({ waivers: [{ rule: "display", path: "*" }] }));
  assert.ok(!keeps({ waivers: [{ rule: "display", path: "*", reason: "known", until: "May" }] }));
});

test("the schema of the configuration takes a text or a list, and no name that does not exist", () => {
  const keeps = checker("configuration");
  assert.ok(
    keeps({ profile: "A", definitions: ["a", "b"], severity: { display: "information" }, "fail-on": "warning" }),
  );
  assert.ok(!keeps({ profiles: "A" }));
  assert.ok(!keeps({ "fail-on": "grave" }));
});
