// How long the built package takes in Node, beside parsers and another validator: `node benches/node.mjs` after `make package`.
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

/** Another parser or validator, if it is installed: `npm ci` in this folder. */
const installed = (name) => import(name).catch(() => null);
const [fastXml, fhir] = await Promise.all([installed("fast-xml-parser"), installed("fhir")]);
const xmlParser = fastXml && new fastXml.XMLParser({ ignoreAttributes: false });
// It knows R4 and no profile: how long a check of the structure alone takes in JavaScript.
const peer = fhir && new (fhir.Fhir ?? fhir.default.Fhir)();
console.log(
  `Parse: JSON.parse${xmlParser ? ", fast-xml-parser" : ""}.${peer ? " Peer: the package fhir, structure by R4 alone." : ""}`,
);
console.log("The least of each; how many times as long a check takes, turn by turn: least, median, most.");

/** Runs pieces of work in turns for a while: what else the machine does then falls on all alike. Gives the times of each. */
function turns(works) {
  for (const work of works) work();
  const times = works.map(() => []);
  const start = performance.now();
  while (times[0].length < 5 || (performance.now() - start < 2000 && times[0].length < 300)) {
    works.forEach((work, place) => {
      const one = performance.now();
      work();
      times[place].push(performance.now() - one);
    });
  }
  return times;
}

function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((value) => value.toFixed(2)).join(" ");
}

const isJson = (text) => text.trimStart().startsWith("{");
const parsed = (text) => JSON.parse(text.replace(/^\ufeff/, ""));

function row(name, texts) {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const works = {
    check: () => texts.forEach((text) => void validator.validate(text)),
    parse: texts.every(isJson)
      ? () => texts.forEach(parsed)
      : xmlParser && (() => texts.forEach((text) => void (isJson(text) ? parsed(text) : xmlParser.parse(text)))),
    peer: peer && texts.every(isJson) && (() => texts.forEach((text) => void peer.validate(parsed(text), {}))),
  };
  const names = Object.keys(works).filter((each) => works[each]);
  const times = turns(names.map((each) => works[each]));
  const others = names.slice(1).map((each, place) => {
    const ratios = times[0].map((time, turn) => time / times[place + 1][turn]);
    return `  ${each} ${Math.min(...times[place + 1]).toFixed(3)} ms (${spread(ratios)})`;
  });
  const size = (bytes / 1e3).toFixed(1).padStart(9);
  console.log(
    `${name.padEnd(38)} ${size} kB  check ${Math.min(...times[0])
      .toFixed(3)
      .padStart(8)} ms${others.join("")}`,
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
