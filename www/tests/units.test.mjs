// Parts that need no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDefinition } from "../element/intake.js";
import { layOut } from "../element/map/layout.js";
import { format } from "../element/message/format.js";
import { since } from "../element/problems/compare.js";
import { escaped, fixOf } from "../element/problems/fixes.js";

const without = (text) => text.replaceAll(/\s+/g, "");

test("format touches white space alone, and leaves narratives and comments as they are", () => {
  const xml =
    '<?xml version="1.0"?><!-- a\n  b --><a x="1 > 0"><b value="  kept  "/><text><div xmlns="x"><p>one <b>two</b>  three</p></div></text></a>';
  const made = format(xml);
  assert.equal(without(made), without(xml));
  assert.match(made, /<div xmlns="x"><p>one <b>two<\/b> {2}three<\/p><\/div>/);
  assert.match(made, /^<!-- a\n {2}b -->$/m);
  assert.match(made, /^ {2}<b value=" {2}kept {2}"\/>$/m);
  assert.equal(format(made), made);
  assert.equal(
    format('{"a":[1.00,{"b":"x: {, }\\""},[],{}]}'),
    '{\n  "a": [\n    1.00,\n    {\n      "b": "x: {, }\\""\n    },\n    [],\n    {}\n  ]\n}\n',
  );
  assert.equal(format("neither"), "neither");
  for (const broken of ["<a", "<a><b></a>", '{"a":', '{"a', "<!-- never closed", "<a><div>"])
    assert.equal(without(format(broken)), without(broken), broken);
});

test("a fix is offered only where one value is right", () => {
  const issue = (rule, expected, found) => ({ rule, expected, found });
  assert.equal(fixOf(issue("display", "Right"), "Wrong").insert, "Right");
  assert.equal(fixOf(issue("display", "Cut short…"), "Wrong"), null);
  assert.equal(fixOf(issue("fixed", "a", "b"), "b").insert, "a");
  assert.equal(fixOf(issue("fixed", '{"code":"a"}', "b"), "b"), null);
  assert.equal(fixOf(issue("lexical", "a date"), "20 Nov"), null);
  assert.equal(fixOf(issue("lexical", "a date"), " 2026-11-20 ").insert, "2026-11-20");
  assert.equal(fixOf(issue("min", "1"), "x"), null);
  assert.equal(escaped(`a<b>&"'`, true), "a&lt;b>&amp;&quot;&apos;");
  assert.equal(escaped('a"b\\', false), 'a\\"b\\\\');
});

test("two checks are compared by rule and path", () => {
  const report = (...issues) => ({ issues: issues.map((path) => ({ rule: "r", path })) });
  assert.equal(since(null, report("a")), "");
  assert.equal(since(report("a", "b"), report("a", "b")), "");
  assert.equal(since(report("a", "b", "c", "c"), report("a", "c", "d")), " Since the last check: 2 fixed, 1 new.");
});

test("a definition is told by its root", () => {
  for (const text of [
    '<?xml version="1.0"?>\n<!-- x -->\n<ValueSet xmlns="http://hl7.org/fhir">',
    '{ "id": "x", "resourceType": "StructureDefinition"',
  ])
    assert.equal(isDefinition(text), true, text);
  for (const text of [
    "<Bundle><StructureDefinition/></Bundle>",
    '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ValueSet"}}]}',
    "",
  ])
    assert.equal(isDefinition(text), false, text);
});

test("the map puts each box once, in the layer of its distance, and folds what would crowd it", () => {
  const entry = (resourceType, reachable = true) => ({ resourceType, reachable, path: "", place: {} });
  const drawing = layOut({
    entries: [entry("MessageHeader"), entry("Patient"), entry("Organization"), entry("Basic", false)],
    references: [
      { from: 0, to: 1, state: "resolved" },
      { from: 1, to: 2, state: "resolved" },
      { from: 2, to: 0, state: "resolved" },
      { from: 1, state: "broken", reference: "urn:uuid:x" },
    ],
  });
  assert.deepEqual(
    drawing.boxes.map(({ label, layer }) => [label, layer]),
    [
      ["MessageHeader", 0],
      ["Patient", 1],
      ["Organization", 2],
      ["Basic", 0],
    ],
  );
  assert.equal(drawing.broken.length, 1);
  assert.ok(drawing.apart > drawing.boxes[2].y);
  const crowd = layOut({
    entries: [entry("List"), ...Array.from({ length: 800 }, () => entry("Observation"))],
    references: Array.from({ length: 800 }, (_, at) => ({ from: 0, to: at + 1, state: "resolved" })),
  });
  assert.deepEqual(
    crowd.boxes.map(({ label, entries }) => [label, entries.length]),
    [
      ["List", 1],
      ["Observation", 800],
    ],
  );
  assert.deepEqual(layOut({ entries: [], references: [] }).boxes, []);
});
