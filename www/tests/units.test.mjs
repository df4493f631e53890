// Parts that need no page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isDefinition } from "../element/intake.js";
import { graphOf } from "../element/map/graph.js";
import { BOX, layOut } from "../element/map/layout.js";
import { format } from "../element/message/format.js";
import { since } from "../element/problems/compare.js";
import { fromFragment, toFragment } from "../element/share/fragment.js";
import { reduce } from "../element/share/reduce.js";

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

/** An entry of a map. */
const entry = (resourceType, more = {}) => ({ resourceType, reachable: true, path: "", place: {}, ...more });
const refer = (...pairs) => pairs.map(([from, to]) => ({ from, to, state: "resolved" }));
const boxes = (graph) => graph.boxes.map(({ label, entries }) => `${label} ${entries.length}`);

test("the map draws what is alike as one box, and what is wrong by itself", () => {
  const observations = Array.from({ length: 5 }, () => entry("Observation"));
  const map = {
    entries: [entry("Composition"), entry("Patient"), ...observations, entry("Practitioner"), entry("Practitioner")],
    references: refer(
      ...[2, 3, 4, 5, 6].flatMap((at) => [
        [0, at],
        [at, 1],
      ]),
      [0, 7],
      [0, 8],
    ),
  };
  assert.deepEqual(boxes(graphOf(map)), [
    "Composition 1",
    "Patient 1",
    "Observation 5",
    "Practitioner 1",
    "Practitioner 1",
  ]);
  assert.deepEqual(
    graphOf(map).lines.map(({ count }) => count),
    [5, 5, 1, 1],
  );
  assert.deepEqual(boxes(graphOf(map, (at) => at === 3)).slice(2, 4), ["Observation 4", "Observation 1"]);
  const broken = [...map.references, { from: 4, state: "broken", reference: "urn:uuid:x" }];
  const graph = graphOf({ ...map, references: broken });
  assert.deepEqual(boxes(graph).slice(2, 4), ["Observation 4", "Observation 1"]);
  assert.equal(graph.broken[0].from.entries[0], 4);
});

test("a crowd is folded by type and distance", () => {
  const crowd = Array.from({ length: 800 }, (_, at) => entry("Observation", { id: `o${at}` }));
  const pairs = crowd.flatMap((_, at) => [
    [0, at + 1],
    [at + 1, ((at * 7) % 800) + 1],
  ]);
  const graph = graphOf({ entries: [entry("List"), ...crowd], references: refer(...pairs) });
  assert.deepEqual(boxes(graph), ["List 1", "Observation 800"]);
});

test("one cause stands for many entries that cannot be reached", () => {
  const lost = { reachable: false };
  const graph = graphOf({
    entries: [
      entry("MessageHeader"),
      entry("Composition", lost),
      entry("Patient", lost),
      entry("Basic", lost),
      entry("Device", lost),
    ],
    references: refer([1, 2], [2, 3]),
  });
  assert.deepEqual(graph.causes, [
    { entry: 1, count: 3 },
    { entry: 4, count: 1 },
  ]);
  assert.deepEqual(
    graph.frames.map(({ title }) => title),
    ["Not reachable"],
  );
  // Around in a circle, the first of them is as good as any.
  const circle = { entries: [entry("List"), entry("A", lost), entry("B", lost)], references: refer([1, 2], [2, 1]) };
  assert.deepEqual(graphOf(circle).causes, [{ entry: 1, count: 2 }]);
});

test("no two boxes of a map are drawn over each other, and each frame holds what is in it", () => {
  const inner = (type) => entry(type, { within: 1 });
  const deep = (type) => entry(type, { within: 5 });
  const graph = graphOf({
    entries: [
      entry("MessageHeader"),
      entry("Bundle"),
      inner("Composition"),
      inner("Patient"),
      inner("Encounter"),
      inner("Bundle"),
      deep("Basic"),
      deep("Device"),
    ],
    references: refer([0, 1], [2, 3], [2, 4], [4, 3], [2, 5], [6, 7], [7, 6]),
  });
  const { places, frames, width, height } = layOut(graph);
  const all = [...places].map(([box, at]) => ({ box, ...at }));
  assert.equal(all.length, 8);
  for (const one of all) {
    assert.ok(one.x >= 0 && one.y >= 0 && one.x + BOX.width <= width && one.y + BOX.height <= height);
    for (const other of all)
      if (one !== other)
        assert.ok(Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height, "apart");
    const { at } = frames.find(({ frame }) => frame.key === one.box.frame) ?? { at: { x: 0, y: 0, width, height } };
    assert.ok(
      at.x <= one.x && at.y <= one.y && one.x + BOX.width <= at.x + at.width && one.y + BOX.height <= at.y + at.height,
    );
  }
  assert.equal(frames.length, 2);
  assert.deepEqual(layOut(graphOf({ entries: [], references: [] })).places.size, 0);
});

test("a message is cut down to what still shows a finding", async () => {
  const text = `<Bundle>
  <id value="a"/>
  <entry>
    <Patient>
      <name>
        <family value="Test"/>
      </name>
      <gender value="woman"/>
    </Patient>
  </entry>
  <entry>
    <Basic>
      <id value="b"/>
    </Basic>
  </entry>
</Bundle>`;
  let asked = 0;
  const shows = async (candidate) => {
    asked += 1;
    return /<Bundle>[\s\S]*<Patient>[\s\S]*woman[\s\S]*<\/Patient>[\s\S]*<\/Bundle>/.test(candidate);
  };
  const least = await reduce(text, shows);
  assert.equal(
    least,
    '<Bundle>\n  <entry>\n    <Patient>\n      <gender value="woman"/>\n    </Patient>\n  </entry>\n</Bundle>',
  );
  assert.ok(asked < 20, String(asked));
  assert.equal(await reduce(text, async () => false), text);
});

test("a message goes into a fragment and comes out of it; what is no message does not", async () => {
  const text = '<Patient xmlns="http://hl7.org/fhir"><name><family value="é😀"/></name></Patient>\n';
  const fragment = await toFragment(text);
  assert.match(fragment, /^#case=[\w-]+$/);
  assert.deepEqual(await fromFragment(fragment), { text, rule: undefined });
  assert.deepEqual(await fromFragment(await toFragment(text, "slice-min")), { text, rule: "slice-min" });
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(20_000))).toString("base64");
  assert.equal(await toFragment(random), null, "too long for an address");
  for (const other of [
    "",
    "#",
    "#case=",
    "#case=AAAA",
    "#section-2",
    fragment.slice(0, -9),
    `${fragment}!`,
    `#case=${"A".repeat(20_000)}`,
  ])
    assert.equal(await fromFragment(other), null, other.slice(0, 30));
});
