// Writes what each fuzz target starts from into target/fuzz-seeds: lists of files, read where they are, and the expressions of
// the definitions, each in a file of its own. Published material beside the repository serves as well, where it is.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const out = path.join(root, "target/fuzz-seeds");
/** In bytes. What is longer takes so long that little is tried. */
const LONGEST = 20_000;

const below = (folder) => {
  try {
    const entries = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  } catch (fault) {
    if (fault.code !== "ENOENT") throw fault;
    return [];
  }
};

const own = ["tests/cases", "tests/fixtures", "www/examples", "cli/tests/command/files"];
const material = ["../shared/corpus", "../shared/cases", "../shared/conformance/validator"];
const texts = [...own, ...material]
  .flatMap(below)
  .filter((file) => !file.includes(".expected.") && !file.includes(","))
  .map((file) => ({ file, bytes: readFileSync(file) }))
  .filter(({ bytes }) => bytes.length > 0 && bytes.length < LONGEST);
const that = (pattern) => texts.filter(({ bytes }) => pattern.test(bytes.toString("utf8"))).map(({ file }) => file);

const definition = /StructureDefinition|ValueSet|CodeSystem|MessageDefinition/;
const lists = {
  xml: that(/^\s*</),
  json: that(/^\s*\{/),
  definitions: that(/^\s*(<\w+|\{)/).filter((file) => definition.test(readFileSync(file, "utf8").slice(0, 2000))),
  validate: texts.map(({ file }) => file),
  convert: that(/^\s*[<{]/),
  redact: that(/./),
  acknowledge: that(/MessageHeader|OperationOutcome/),
};

rmSync(out, { recursive: true, force: true });
mkdirSync(path.join(out, "fhirpath"), { recursive: true });
const entities = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
const expressions = [
  ...below("definitions").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/"expression":("(?:[^"\\]|\\.)*")/g)].map(([, text]) => JSON.parse(text)),
  ),
  ...below("../shared/conformance/fhirpath").flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/<expression[^>]*>([^<]*)</g)].map(([, text]) =>
      text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]),
    ),
  ),
];
[...new Set(expressions)].forEach((expression, at) => {
  writeFileSync(path.join(out, "fhirpath", String(at)), expression);
});
lists.fhirpath = below("target/fuzz-seeds/fhirpath");
for (const [target, files] of Object.entries(lists)) {
  writeFileSync(path.join(out, `${target}.list`), files.map((file) => path.relative(root, file)).join(","));
}
