import assert from "node:assert/strict";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { run } = install({ after });

test("a document answers as the functions of one question do", async () => {
  const same = await run(
    "document.mjs",
    `
    import { readFileSync } from "node:fs";
    import { Validator } from "itk3-validator";
    const validator = new Validator();
    const text = '<Bundle xmlns="http://hl7.org/fhir"><type value="message"/><entry><resource><Patient><gender value="x"/></Patient></resource></entry></Bundle>';
    const bytes = new TextEncoder().encode(text);
    const responder = { organization: { ods: "X26" }, endpoint: "X26OT001" };
    const fixed = { now: "2026-11-20T17:00:00+00:00", ids: Array.from({ length: 6 }, (_, n) => "00000000-0000-4000-8000-00000000000" + n) };
    const of = (message) => {
      const document = validator.open(message);
      const pairs = [
        [document.validate(), validator.validate(message)],
        [document.operationOutcome("xml"), validator.operationOutcome(message, "xml")],
        [document.render("csv", { name: "m" }), validator.render(message, "csv", { name: "m" })],
        [document.redact(), validator.redact(message)],
        [document.map(), validator.map(message)],
        [document.explain(110), validator.explain(message, 110)],
        [document.convert("json"), validator.convert(message, "json")],
        [document.buildAcknowledgement("suggested", responder, fixed), validator.buildAcknowledgement(message, "suggested", responder, fixed)],
        [document.reviewConversation([message]), validator.reviewConversation(message, [message])],
        [document.validate({ limits: { issues: 1 } }).issues.length, 2],
      ];
      return pairs.map(([one, other]) => JSON.stringify(one) === JSON.stringify(other));
    };
    console.log(JSON.stringify([of(text), of(bytes), of("nothing"), of("MSH|^~\\\\&|")]));
  `,
  );
  for (const [place, answers] of same.entries()) {
    // A text without findings has no second one.
    assert.deepEqual(answers.slice(0, 9), Array(9).fill(true), `text ${place}`);
  }
  assert.equal(same[0][9], true);
});

test("a document sees definitions that are added later, and says when it was freed", async () => {
  const [before, afterwards, freed, large] = await run(
    "later.mjs",
    `
    import { Validator } from "itk3-validator";
    const validator = new Validator();
    const profile = "https://example.org/fhir/Nobody";
    const document = validator.open(JSON.stringify({ resourceType: "Patient", meta: { profile: [profile] }, gender: "male" }));
    const rules = () => document.validate().issues.map(({ rule }) => rule);
    const before = rules();
    validator.addDefinitions(JSON.stringify({
      resourceType: "StructureDefinition", url: profile, name: "Nobody", status: "draft", kind: "resource", abstract: false,
      type: "Patient", baseDefinition: "http://hl7.org/fhir/StructureDefinition/Patient", derivation: "constraint",
      differential: { element: [{ id: "Patient", path: "Patient" }, { id: "Patient.gender", path: "Patient.gender", max: "0" }] },
    }));
    const afterwards = rules();
    document.free();
    let freed;
    try { document.validate(); } catch (problem) { freed = problem.message; }
    const large = validator.open("{}", { limits: { bytes: 1 } }).validate().issues[0].rule;
    console.log(JSON.stringify([before, afterwards, freed, large]));
  `,
  );
  assert.deepEqual(before, []);
  assert.deepEqual(afterwards, ["forbidden"]);
  assert.match(freed, /was freed/);
  assert.equal(large, "limit-bytes");
});

test("a message inside something else is checked where that is asked for", async () => {
  const [without, fence, packed, none, opened, taken] = await run(
    "unwrap.mjs",
    `
    import { gzipSync } from "node:zlib";
    import { validate, Validator } from "itk3-validator";
    const message = '<Patient xmlns="http://hl7.org/fhir"><gender value="x"/></Patient>';
    const fenced = "See:\\n\\n\`\`\`xml\\n" + message + "\\n\`\`\`\\n";
    const of = ({ unwrapped, issues }) => [unwrapped ?? null, ...issues.map(({ rule, place }) => rule + " " + place.line)];
    const validator = new Validator();
    const opened = validator.open(fenced, { unwrap: true });
    console.log(JSON.stringify([
      of(await validate(fenced)),
      of(await validate(fenced, { unwrap: true })),
      of(await validate(gzipSync(message), { unwrap: true })),
      of(await validate(message, { unwrap: true })),
      of(opened.validate()),
      [validator.unwrap(gzipSync(message)), validator.unwrap(message), validator.unwrap("words")],
    ]));
  `,
  );
  assert.deepEqual(without, [null, "not-alone 4"]);
  assert.equal(fence[0], "a code fence around the message");
  assert.ok(fence.includes("code-unknown 4") || fence.some((one) => one.endsWith(" 4")), String(fence));
  assert.equal(packed[0], "a gzip file");
  assert.deepEqual(packed.slice(1), none.slice(1));
  assert.equal(none[0], null);
  assert.deepEqual(opened, fence);
  assert.equal(taken[0].what, "a gzip file");
  assert.match(taken[0].text, /^<Patient/);
  assert.deepEqual(taken.slice(1), [null, null]);
});
