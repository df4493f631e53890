// JSON Schemas: of the report, from the types of the package; of the files that people write, as they stand in docs/schemas/.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createGenerator } from "ts-json-schema-generator";
import { block, code, page, plain } from "./markdown.mjs";
import { docs, packed, pages } from "./places.mjs";

const written = path.join(docs, "schemas");

/** What is published, and what each is of. */
const OF_TYPES = [
  ["report", "Report", "The report of a message: `validate` in JavaScript and Python."],
  ["conversation", "Conversation", "A message with its responses: `review --format json`, `reviewConversation`."],
];

export function writeSchemas() {
  const folder = path.join(pages, "public/schemas");
  mkdirSync(folder, { recursive: true });
  const all = [...OF_TYPES.map(ofType), ...byHand()];
  for (const { file, schema } of all) writeFileSync(path.join(folder, file), `${JSON.stringify(schema, null, 2)}\n`);
  const body = [
    "# JSON Schemas",
    "For editors, and for programs that read the output of the validator. Each is a JSON Schema, draft-07.",
    `With \`--format json\` the command writes one report on each line. Each has an additional member, \`file\`, the name of the file, which
the schema of the report allows.`,
    ...all.map(describe),
  ].join("\n\n");
  writeFileSync(
    path.join(pages, "schemas.md"),
    page("JSON Schemas", "Schemas of the report and of the files that you write", body),
  );
}

function ofType([name, type, about]) {
  const schema = createGenerator({
    path: path.join(packed, "dist/index.d.ts"),
    type,
    topRef: true,
    expose: "all",
    jsDoc: "basic",
    skipTypeCheck: true,
    additionalProperties: false,
  }).createSchema(type);
  if (type === "Report")
    schema.definitions.Report.properties.file = {
      type: "string",
      description: "Name of the file, in the output of the command.",
    };
  return { name, file: `${name}.schema.json`, about, schema: { ...schema, title: type } };
}

function byHand() {
  const names = existsSync(written)
    ? readdirSync(written)
        .filter((name) => name.endsWith(".schema.json"))
        .sort()
    : [];
  return names.map((file) => {
    const schema = JSON.parse(readFileSync(path.join(written, file), "utf8"));
    return { name: file.replace(".schema.json", ""), file, about: schema.description, schema };
  });
}

function describe({ name, file, about, schema }) {
  const top = schema.$ref ? schema.definitions[schema.$ref.split("/").at(-1)] : schema;
  const rows = Object.entries(top.properties ?? {}).map(([member, of]) => {
    const needed = top.required?.includes(member) ? "yes" : "";
    return `| ${code(member)} | ${plain(kind(of))} | ${needed} | ${plain((of.description ?? "").replace(/\s+/g, " "))} |`;
  });
  return [
    `## ${name[0].toUpperCase()}${name.slice(1)} {#${name}}`,
    about,
    `<a href="./schemas/${file}" target="_self" download>Download ${code(file)}</a>`,
    `| Member | Type | Required | Meaning |\n|---|---|---|---|\n${rows.join("\n")}`,
    `<details><summary>Show the whole schema</summary>\n\n${block(JSON.stringify(schema, null, 2), "json")}\n</details>`,
  ].join("\n\n");
}

function kind(of) {
  if (of.$ref) return of.$ref.split("/").at(-1);
  if (of.type === "array") return `list of ${kind(of.items ?? {})}`;
  if (of.oneOf ?? of.anyOf) return (of.oneOf ?? of.anyOf).map(kind).join(" or ");
  if (of.enum) return of.enum.map((one) => JSON.stringify(one)).join(", ");
  return Array.isArray(of.type) ? of.type.join(" or ") : (of.type ?? "any");
}
