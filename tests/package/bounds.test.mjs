// What is too large, or made to unpack to more than there is, for whoever calls the module: refused, and the next call works.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { run } = install({ after });

test("a text that is larger than the limit is one finding, and the next one is checked", async () => {
  const rules = await run(
    "large.mjs",
    `
    import { Validator } from "itk3-validator";
    const validator = new Validator();
    const rules = (text) => validator.validate(text).issues.map(({ rule }) => rule);
    const found = [new Uint8Array(300 * 2 ** 20), " ".repeat(300 * 2 ** 20), '{"resourceType": "Patient", "gender": "x"}'].map(rules);
    const refused = [new Uint8Array(300 * 2 ** 20), " ".repeat(300 * 2 ** 20)].map((text) => [
      validator.convert(text, "xml").refused.rule,
    ]);
    console.log(JSON.stringify([...found, ...refused]));
  `,
  );
  assert.deepEqual(rules, [["limit-bytes"], ["limit-bytes"], ["binding-required"], ["limit-bytes"], ["limit-bytes"]]);
});

test("a package that unpacks to too much is a fault, and the validator works on", async () => {
  const { faults, milliseconds, megabytes, conforms } = await run(
    "bombs.mjs",
    `
    import { gzipSync } from "node:zlib";
    import { Validator } from "itk3-validator";
    const validator = new Validator();
    const header = (size) => {
      const bytes = Buffer.alloc(512);
      bytes.write("package/a.json");
      bytes.write("0000644\\0", 100);
      bytes.write(size.toString(8).padStart(11, "0") + "\\0", 124);
      bytes.write("ustar\\x0000", 257);
      bytes.write("        0", 148);
      bytes.write(bytes.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0") + "\\0 ", 148);
      return bytes;
    };
    const file = Buffer.concat([header(30 * 2 ** 20), Buffer.alloc(30 * 2 ** 20, " ")]);
    const bombs = [
      gzipSync(Buffer.concat([file, file, file, file, Buffer.alloc(1024)])),
      gzipSync(Buffer.alloc(2 ** 28)),
      gzipSync(Buffer.concat([header(2 ** 33 - 1), Buffer.from("{}")])),
      gzipSync(Buffer.from("no archive")),
      Buffer.from([0x1f, 0x8b, 8, 0, 0]),
    ];
    // Time of the processor: a busy machine must not fail for being busy.
    const [before, began] = [process.memoryUsage.rss(), process.cpuUsage()];
    const faults = bombs.map((bomb) => validator.addDefinitions(bomb, "bomb.tgz").faults.map(({ message }) => message));
    const { user, system } = process.cpuUsage(began);
    const milliseconds = (user + system) / 1000;
    const megabytes = (process.memoryUsage.rss() - before) / 2 ** 20;
    const { conforms } = validator.validate('{"resourceType": "Patient", "active": true}');
    console.log(JSON.stringify({ faults, milliseconds, megabytes, conforms }));
  `,
  );
  for (const [fault, ...more] of faults) {
    assert.match(fault, /^The package /);
    assert.deepEqual(more, []);
  }
  assert.equal(conforms, true);
  assert.ok(megabytes < 256, `${megabytes} MB`);
  assert.ok(milliseconds < 10_000, `${milliseconds} ms`);
});

test("a profile that nobody knows is a TypeError that names the nearest", async () => {
  const [name, message] = await run(
    "profile.mjs",
    `
    import { Validator } from "itk3-validator";
    try {
      new Validator().validate("{}", { profile: ["Patient", "CareConnect-GPC-Pateint-1"] });
    } catch (problem) {
      console.log(JSON.stringify([problem instanceof TypeError && problem.name, problem.message]));
    }
  `,
  );
  assert.equal(name, "TypeError");
  assert.equal(message, "unknown profile CareConnect-GPC-Pateint-1; did you mean CareConnect-GPC-Patient-1?");
});

test("an older definition is left out unless it is asked for", async () => {
  const added = await run(
    "older.mjs",
    `
    import { Validator } from "itk3-validator";
    const older = JSON.stringify({
      resourceType: "StructureDefinition", url: "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2", version: "1.0.0",
      name: "Older", status: "draft", kind: "resource", abstract: false, type: "MessageHeader", derivation: "constraint",
      baseDefinition: "http://hl7.org/fhir/StructureDefinition/MessageHeader", differential: { element: [{ path: "MessageHeader" }] },
    });
    const add = (options) => new Validator().addDefinitions(older, "older.json", options);
    console.log(JSON.stringify([add(), add({ replaceNewer: true })]));
  `,
  );
  assert.equal(added[0].older, 1);
  assert.match(added[0].faults[0].message, /version 1\.0\.0 is older than 2\.1\.0, which stays in use$/);
  assert.deepEqual([added[1].older, added[1].loaded[0].replaces], [0, "2.1.0"]);
});
