// How long the built package takes in Node, beside JSON.parse of the JSON messages: `node benches/node.mjs` after `make package`.
// Prints a table; benches/record/ keeps dated ones. Never a test: machines differ.
import fs from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const before = performance.now();
const { Validator } = await import(path.join(root, "pkg/dist/node.js"));
const loaded = performance.now();
const validator = new Validator();
const started = performance.now();
validator.validate(fs.readFileSync(path.join(root, "www/examples/response-20013.json"), "utf8"));
const first = performance.now();
console.log(
  `load ${(loaded - before).toFixed(1)} ms, definitions ${(started - loaded).toFixed(1)} ms, first small message ${(first - started).toFixed(1)} ms`,
);

/** The shortest of several runs: what the work costs when nothing else is in the way. */
function best(work) {
  let shortest = Infinity;
  const start = performance.now();
  for (let runs = 0; runs < 5 || (performance.now() - start < 1500 && runs < 200); runs++) {
    const one = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - one);
  }
  return shortest;
}

function row(name, texts, options) {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const whole = best(() => {
    for (const text of texts) validator.validate(text, options);
  });
  const json = texts.every((text) => text.trimStart().startsWith("{"));
  const parse = json
    ? `${best(() => texts.map((text) => JSON.parse(text.replace(/^\ufeff/, "")))).toFixed(3)} ms`
    : "–";
  console.log(
    `${name.padEnd(40)} ${(bytes / 1e3).toFixed(1).padStart(9)} kB  whole ${whole.toFixed(3).padStart(9)} ms  JSON.parse ${parse}`,
  );
}

/** A collection of Observations of one Patient, about 800 bytes an entry. */
function made(entries) {
  const uuid = (place) => `00000000-0000-4000-8000-${place.toString(16).padStart(12, "0")}`;
  const entry = (place) => ({
    fullUrl: `urn:uuid:${uuid(place)}`,
    resource: place === 0 ? patient : observation(place),
  });
  const patient = { resourceType: "Patient", id: uuid(0), name: [{ use: "official", family: "XXTEST" }] };
  const observation = (place) => ({
    resourceType: "Observation",
    id: uuid(place),
    meta: { profile: ["https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1"] },
    status: "final",
    category: [
      { coding: [{ system: "http://hl7.org/fhir/observation-category", code: "vital-signs", display: "Vital Signs" }] },
    ],
    code: { coding: [{ system: "http://snomed.info/sct", code: "75367002", display: "Blood pressure" }] },
    subject: { reference: `urn:uuid:${uuid(0)}` },
    effectiveDateTime: "2026-11-20T10:00:00+00:00",
    valueQuantity: { value: place, unit: "mm[Hg]", system: "http://unitsofmeasure.org", code: "mm[Hg]" },
  });
  return JSON.stringify(
    { resourceType: "Bundle", type: "collection", entry: Array.from({ length: entries }, (_, place) => entry(place)) },
    null,
    1,
  );
}

const corpus = path.join(root, "../shared/corpus");
if (!fs.existsSync(corpus)) {
  console.log("no corpus here: the rows over real messages are left out");
} else {
  const files = fs
    .readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(xml|json|dat)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const read = (file) => fs.readFileSync(file, "utf8");
  row("corpus, all", files.map(read));
  for (const name of [
    "ITK-Response-20013-Example-1.xml",
    "contraception-service--example-1.xml",
    "ITK-EDIS-Example-1.xml",
    "pathology_3.fhir.json",
  ]) {
    const file = files.find((each) => each.endsWith(name));
    if (file) row(name, [read(file)]);
  }
}
for (const entries of [500, 5000, 20000]) {
  row(`made: ${entries} entries`, [made(entries)]);
}
const resident = () => (process.memoryUsage().rss / 1e6).toFixed(0);
const small = fs.readFileSync(path.join(root, "www/examples/response-20013.json"), "utf8");
const held = resident();
for (let run = 0; run < 20_000; run++) validator.validate(small);
console.log(`memory: ${held} MB before and ${resident()} MB after 20000 small messages`);
