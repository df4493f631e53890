// How long an editor waits: from a keystroke to the findings of the new text, and for answers, with messages of 100 kB and 5 MB.
// `node benches/editor.mjs [COMMAND …]`; without a command, the one of the built package in Node. Prints a table; never a test.
import { spawn } from "node:child_process";
import path from "node:path";
import { reader } from "../www/language-server.js";

const root = path.resolve(import.meta.dirname, "..");
const given = process.argv.slice(2);
const [command, ...words] = given.length > 0 ? given : [process.execPath, path.join(root, "pkg/dist/command.js")];

/** A collection of Observations of one Patient, about 1 kB an entry. */
function made(bytes) {
  const uuid = (place) => `00000000-0000-4000-8000-${place.toString(16).padStart(12, "0")}`;
  const coding = (name, system, code, display) =>
    `<${name}>\n          <coding>\n            <system value="${system}"/>\n            <code value="${code}"/>\n            <display value="${display}"/>\n          </coding>\n        </${name}>`;
  const observation = (place) => `      <Observation>
        <id value="${uuid(place)}"/>
        <meta>
          <profile value="https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1"/>
        </meta>
        <status value="final"/>
        ${coding("code", "http://snomed.info/sct", "75367002", "Blood pressure")}
        <subject>
          <reference value="urn:uuid:${uuid(0)}"/>
        </subject>
        <effectiveDateTime value="2026-11-20T10:00:00+00:00"/>
      </Observation>`;
  const patient = `      <Patient>\n        <id value="${uuid(0)}"/>\n        <gender value="male"/>\n      </Patient>`;
  const entry = (place) =>
    `  <entry>\n    <fullUrl value="urn:uuid:${uuid(place)}"/>\n    <resource>\n${place === 0 ? patient : observation(place)}\n    </resource>\n  </entry>\n`;
  let text = '<Bundle xmlns="http://hl7.org/fhir">\n  <type value="collection"/>\n';
  for (let place = 0; text.length < bytes; place++) text += entry(place);
  return `${text}</Bundle>\n`;
}

class Editor {
  constructor() {
    this.server = spawn(command, [...words, "lsp"], { stdio: ["pipe", "pipe", "inherit"] });
    this.waiting = new Map();
    this.next = 0;
    const take = reader((text) => {
      const message = JSON.parse(text);
      const key = message.id ?? `${message.params?.uri} ${message.params?.version}`;
      this.waiting.get(key)?.(message.result ?? message.params);
    });
    this.server.stdout.on("data", take);
  }

  send(message) {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    this.server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.server.stdin.write(body);
  }

  ask(method, params) {
    const id = ++this.next;
    this.send({ id, method, params });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  findings(uri, version) {
    return new Promise((resolve) => this.waiting.set(`${uri} ${version}`, resolve));
  }
}

/** The median and the longest of several, in milliseconds. */
async function timed(times, work) {
  const all = [];
  for (let n = 0; n < times; n++) {
    const begin = performance.now();
    await work(n);
    all.push(performance.now() - begin);
  }
  all.sort((a, b) => a - b);
  return `${all[all.length >> 1].toFixed(1)} (${all.at(-1).toFixed(1)})`;
}

async function measure(bytes) {
  const editor = new Editor();
  await editor.ask("initialize", { processId: process.pid, rootUri: null, capabilities: {} });
  editor.send({ method: "initialized", params: {} });
  const uri = `file:///nowhere/${bytes}.xml`;
  const text = made(bytes);
  const opened = performance.now();
  const first = editor.findings(uri, 1);
  editor.send({
    method: "textDocument/didOpen",
    params: { textDocument: { uri, languageId: "xml", version: 1, text } },
  });
  await first;
  const open = performance.now() - opened;

  // In the last entry: before it lies all the rest. Keystrokes come further apart than a check takes, as they do.
  const lines = text.split("\n");
  const line = lines.findLastIndex((one) => one.includes("<status value="));
  const character = lines[line].indexOf('="') + 2;
  const textDocument = { uri };
  let version = 1;
  const key = () => {
    version += 1;
    const range = { start: { line, character }, end: { line, character: character + (version % 2) } };
    const said = editor.findings(uri, version);
    const contentChanges = [{ range, text: version % 2 ? "" : "x" }];
    editor.send({ method: "textDocument/didChange", params: { textDocument: { uri, version }, contentChanges } });
    return said;
  };
  const times = bytes > 1e6 ? 9 : 41;
  const position = { line, character };
  const keystroke = await timed(times, key);
  const hover = await timed(times, () => editor.ask("textDocument/hover", { textDocument, position }));
  const completion = await timed(times, () => editor.ask("textDocument/completion", { textDocument, position }));
  const symbols = await timed(times, () => editor.ask("textDocument/documentSymbol", { textDocument }));
  // While keys are pressed without a rest: how long an answer takes that is asked for between them.
  const between = await timed(times, () => {
    for (let n = 0; n < 5; n++) void key();
    return editor.ask("textDocument/hover", { textDocument, position });
  });
  console.log(
    `| ${(text.length / 1e3).toFixed(0)} kB | ${open.toFixed(0)} | ${[keystroke, hover, completion, symbols, between].join(" | ")} |`,
  );
  editor.send({ method: "exit" });
  editor.server.stdin.end();
}

console.log("Milliseconds: the median, and in brackets the longest.\n");
console.log("| message | opened | keystroke to findings | hover | completion | outline | hover while typing |");
console.log("|---|---|---|---|---|---|---|");
await measure(100_000);
await measure(5_000_000);
