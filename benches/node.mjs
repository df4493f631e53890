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
console.log(`load ${(loaded - before).toFixed(1)} ms, definitions ${(started - loaded).toFixed(1)} ms, first small message ${(first - started).toFixed(1)} ms`);

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

function row(name, texts) {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const whole = best(() => texts.forEach((text) => validator.validate(text)));
  const json = texts.every((text) => text.trimStart().startsWith("{"));
  const parse = json ? `${best(() => texts.forEach((text) => JSON.parse(text.replace(/^\ufeff/, "")))).toFixed(3)} ms` : "–";
  console.log(`${name.padEnd(40)} ${(bytes / 1e3).toFixed(1).padStart(9)} kB  whole ${whole.toFixed(3).padStart(9)} ms  JSON.parse ${parse}`);
}

const corpus = path.join(root, "../shared/corpus");
if (!fs.existsSync(corpus)) {
  console.log("no corpus here: the rows over real messages are left out");
} else {
  const files = fs.readdirSync(corpus, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(xml|json|dat)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const read = (file) => fs.readFileSync(file, "utf8");
  row("corpus, all", files.map(read));
  for (const name of ["ITK-Response-20013-Example-1.xml", "contraception-service--example-1.xml", "ITK-EDIS-Example-1.xml", "pathology_3.fhir.json"]) {
    const file = files.find((each) => each.endsWith(name));
    if (file) row(name, [read(file)]);
  }
}
