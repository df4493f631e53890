// Options that were not meant so: each is a TypeError that names the member, at every depth, and nothing is ignored.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { run } = install({ after });

/** What each call says: its error, or "taken". */
async function said(name, calls) {
  const answers = await run(
    name,
    `
    import { Validator } from "itk3-validator";
    const validator = new Validator(), patient = '{"resourceType": "Patient", "active": true}';
    const document = validator.open(patient);
    console.log(JSON.stringify([${calls.join(",")}].map((call) => {
      try { call(); } catch (problem) { return [problem instanceof TypeError, problem.code, problem.message]; }
      return "taken";
    })));
  `,
  );
  for (const answer of answers) {
    if (answer !== "taken") assert.deepEqual(answer.splice(0, 2), [true, "ERR_ITK3_ARGUMENT"], answer[0]);
  }
  return answers.flat();
}

const check = (options) => `() => validator.validate(patient, ${options})`;

test("a member that is unknown, null or of the wrong type is named", async () => {
  const cases = {
    null: /^options must not be null/,
    "[]": /^options: .* expected an object/,
    7: /^options: .* expected an object/,
    "{ profle: 'x' }": /^options\.profle: unknown field `profle`/,
    "{ profile: null }": /^options\.profile must not be null/,
    "{ profile: 7 }": /^options\.profile: .* expected a string or an array of strings/,
    "{ profile: ['Patient', 7] }": /^options\.profile\[1\]: .* expected a string/,
    "{ received: 'x' }": /^options\.received: .* expected an array of strings/,
    "{ received: ['x', null] }": /^options\.received\[1\] must not be null/,
    "{ received: new Set(['x']) }": /^options\.received: .* expected an array of strings/,
    "{ unwrap: 1 }": /^options\.unwrap: .* expected a boolean/,
    "{ meshHeaders: {} }": /^options\.meshHeaders: .* expected a string/,
    "{ limits: [] }": /^options\.limits: .* expected an object/,
    "{ limits: null }": /^options\.limits must not be null/,
    "{ limits: { byte: 3 } }": /^options\.limits\.byte: unknown field `byte`/,
    "{ limits: { bytes: '3' } }": /^options\.limits\.bytes: .* expected a number of 0 or more/,
    "{ limits: { bytes: -1 } }": /^options\.limits\.bytes: .* expected a number of 0 or more/,
    "{ limits: { bytes: NaN } }": /^options\.limits\.bytes: .* expected a number of 0 or more/,
    "{ limits: { depth: null } }": /^options\.limits\.depth must not be null/,
    "{ onProgress: 3 }": /^options\.onProgress must be a function/,
    "{ name: 'x' }": /^options\.name is an option of `render`/,
  };
  const answers = await said("check.mjs", Object.keys(cases).map(check));
  for (const [place, [options, pattern]] of Object.entries(cases).entries())
    assert.match(answers[place], pattern, options);
});

test("what is left out, or undefined, counts as left out; no limit is a limit", async () => {
  const taken = [
    "undefined",
    "{}",
    "{ profile: undefined, limits: undefined, onProgress: undefined }",
    "{ profile: 'Patient', unwrap: true, received: [], meshTo: '', explainFolding: true, onProgress() {} }",
    "{ limits: { bytes: Infinity, depth: 1e9, nodes: 1e300, issues: undefined } }",
  ];
  assert.deepEqual(
    await said("taken.mjs", taken.map(check)),
    taken.map(() => "taken"),
  );
});

test("each function takes its own options and no others", async () => {
  const cases = [
    ["validator.render(patient, 'text', { name: 'x', date: 'y', limits: {} })", /^taken$/],
    ["validator.render(patient, 'text', { names: 'x' })", /^options\.names: unknown field/],
    ["validator.open(patient, { profile: 'Patient' })", /^options\.profile: unknown field/],
    ["validator.unwrap(patient, { unwrap: true })", /^options\.unwrap: unknown field/],
    ["validator.addDefinitions('{}', 'x', { replaceNew: true })", /^options\.replaceNew: unknown field/],
    ["validator.reviewConversation(patient, 'x')", /^the responses must be an array/],
    ["validator.reviewConversation(patient, [], { profile: 'x' })", /^options\.profile: unknown field/],
    ["validator.operationOutcome(patient, 'yaml')", /^the format must be "xml" or "json"/],
    ["document.validate({ profle: 'x' })", /^options\.profle: unknown field/],
    ["document.render('html', { date: 7 })", /^options\.date: .* expected a string/],
    ["document.insertion(0, { limit: {} })", /^options\.limit: unknown field/],
    ["document.namesUnloaded({ profil: [] })", /^options\.profil: unknown field/],
  ];
  const answers = await said(
    "each.mjs",
    cases.map(([call]) => `() => ${call}`),
  );
  for (const [place, [call, pattern]] of cases.entries()) assert.match(answers[place], pattern, call);
});

test("so are those of a reply, and of who sends it", async () => {
  const cases = [
    ["undefined, undefined", /^taken$/],
    ["{ organization: { ods: 'Y90001', site: undefined } }, { ids: undefined, now: undefined }", /^taken$/],
    ["null", /^responder must not be null/],
    ["{ organisation: {} }", /^responder\.organisation: unknown field/],
    ["{ organization: null }", /^responder\.organization must not be null/],
    ["{ organization: [] }", /^responder\.organization: .* expected an object/],
    ["{ organization: { odds: 'x' } }", /^responder\.organization\.odds: unknown field/],
    ["{ practitioner: { sdsUserID: 'x' } }", /^responder\.practitioner\.sdsUserID: unknown field/],
    ["{}, null", /^options must not be null/],
    ["{}, []", /^options: .* expected an object/],
    ["{}, { format: 'yaml' }", /^options\.format: unknown variant `yaml`, expected `xml` or `json`/],
    ["{}, { reply: 'none' }", /^options\.reply: unknown variant/],
    ["{}, { messageDefinition: 'old' }", /^options\.messageDefinition: unknown variant/],
    ["{}, { generation: 'old' }", /^options\.generation: unknown variant/],
    ["{}, { ids: 'abc' }", /^options\.ids: .* expected an array of strings/],
    ["{}, { ids: null }", /^options\.ids must not be null/],
    ["{}, { ids: [7] }", /^options\.ids\[0\]: .* expected a string/],
    ["{}, { now: null }", /^options\.now must not be null/],
    ["{}, { now: new Date() }", /^options\.now: .* expected a string/],
    ["{}, { receiver: 'yes' }", /^options\.receiver: .* expected a boolean/],
    ["{}, { limits: { bytes: 3, byte: 1 } }", /^options\.limits\.byte: unknown field/],
  ];
  for (const of of ["validator.buildAcknowledgement(patient, '20013', ", "document.simulate("]) {
    const answers = await said(
      "reply.mjs",
      cases.map(([words]) => `() => ${of}${words})`),
    );
    for (const [place, [words, pattern]] of cases.entries()) assert.match(answers[place], pattern, `${of}${words})`);
  }
});
