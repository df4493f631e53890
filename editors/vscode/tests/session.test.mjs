// A whole session with the server that is packed, started as the extension starts it, and spoken to by the editor's own library.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, test } from "node:test";
import { archive, unpacked } from "./archive.mjs";

const require = createRequire(import.meta.url);
const rpc = require("vscode-jsonrpc/node");
const folder = await unpacked({ after });
const example = (name) => readFileSync(path.resolve(import.meta.dirname, "../../../www/examples", name), "utf8");

const MESSAGE = example("send-document-mistakes.xml");
const URI = "file:///nowhere/message.xml";

/** The server, and a connection to it. */
function start() {
  const server = fork(path.join(folder, "server/command.js"), ["lsp", "--stdio", `--clientProcessId=${process.pid}`], {
    silent: true,
    execArgv: [],
  });
  after(() => server.kill());
  const { StreamMessageReader, StreamMessageWriter } = rpc;
  const connection = rpc.createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const findings = new Map();
  const waiting = new Map();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, version, diagnostics }) => {
    findings.set(`${uri} ${version}`, diagnostics);
    waiting.get(`${uri} ${version}`)?.(diagnostics);
  });
  connection.onRequest("client/registerCapability", () => null);
  connection.listen();
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const found = (uri, version) =>
    new Promise((resolve) => {
      const key = `${uri} ${version}`;
      if (findings.has(key)) resolve(findings.get(key));
      else waiting.set(key, resolve);
    });
  return { connection, ended, found };
}

async function greeted() {
  const session = start();
  const capabilities = {
    textDocument: {
      completion: { completionItem: { snippetSupport: true } },
      hover: { contentFormat: ["markdown"] },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    },
    workspace: { didChangeWatchedFiles: { dynamicRegistration: true }, workspaceEdit: { documentChanges: true } },
  };
  const { connection } = session;
  const { serverInfo } = await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities,
  });
  assert.equal(serverInfo.name, "itk3-validator");
  await connection.sendNotification("initialized", {});
  const open = (uri, text) =>
    connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "xml", version: 1, text } });
  return { ...session, open };
}

/** Where words stand in a text, and a number of letters after. */
function at(text, words, letters = 0) {
  const before = text.slice(0, text.indexOf(words) + letters).split("\n");
  return { textDocument: { uri: URI }, position: { line: before.length - 1, character: before.at(-1).length } };
}

test("answers whatever an editor asks", async () => {
  const { connection, open, found, ended } = await greeted();
  const ask = (method, params) => connection.sendRequest(`textDocument/${method}`, params);
  await open(URI, MESSAGE);
  const findings = await found(URI, 1);
  assert.ok(findings.some(({ severity, source }) => severity === 1 && source === "itk3-validator"));

  const hover = await ask("hover", at(MESSAGE, "<gender", 3));
  assert.match(hover.contents.value, /\[FHIR STU3\]/);
  const { items } = await ask("completion", at(MESSAGE, '<gender value="', 15));
  assert.deepEqual(items.map(({ label }) => label).sort(), ["female", "male", "other", "unknown"]);
  const symbols = await ask("documentSymbol", { textDocument: { uri: URI } });
  assert.equal(symbols[0].children.find(({ name }) => name === "MessageHeader").name, "MessageHeader");
  const target = await ask("definition", at(MESSAGE, '<reference value="urn:uuid:5195', 25));
  assert.equal(target.uri, URI);

  const missing = findings.find(({ code }) => code === "min" || code === "slice-min");
  const context = { diagnostics: [missing] };
  const actions = await ask("codeAction", { textDocument: { uri: URI }, range: missing.range, context });
  assert.ok(actions.some(({ title }) => title.startsWith("Insert ")));

  const version = 2;
  const { position } = at(MESSAGE, '<gender value="', 15);
  await connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: URI, version },
    contentChanges: [{ range: { start: position, end: position }, text: "x" }],
  });
  assert.ok((await found(URI, version)).some(({ code }) => code === "binding-required"));

  assert.equal(await connection.sendRequest("shutdown"), null);
  await connection.sendNotification("exit");
  assert.equal(await ended, 0);
});

test("a message of several megabytes arrives in parts, and what waits is taken back", async () => {
  const { connection, open, found } = await greeted();
  const entry =
    '<entry><fullUrl value="urn:uuid:%"/><resource><Patient><gender value="male"/></Patient></resource></entry>\n';
  const uuid = (n) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
  const entries = Array.from({ length: 20_000 }, (_, n) => entry.replace("%", uuid(n)));
  const text = `<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>\n${entries.join("")}</Bundle>`;
  await open(URI, text);
  const source = new rpc.CancellationTokenSource();
  // However slowly all of this goes: before the last of them is answered, they are taken back.
  const asked = Array.from({ length: 100 }, () =>
    connection.sendRequest(
      "textDocument/hover",
      { textDocument: { uri: URI }, position: { line: 1, character: 3 } },
      source.token,
    ),
  );
  source.cancel();
  const answers = await Promise.allSettled(asked);
  assert.ok(answers.some(({ reason }) => reason?.code === -32800));
  assert.ok(Array.isArray(await found(URI, 1)));
  connection.dispose();
});

test("says nothing of other files, and ends with its editor", async () => {
  const { connection, open, found, ended } = await greeted();
  await open("file:///nowhere/pom.xml", '<project xmlns="http://maven.apache.org/POM/4.0.0"><gender/></project>');
  await open(URI, MESSAGE);
  let others = 0;
  connection.onNotification("textDocument/publishDiagnostics", ({ uri }) => {
    if (uri !== URI) others += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  assert.equal(others, 0);
  void found;
  connection.end();
  assert.equal(await ended, 1);
});

test(`the extension in ${path.basename(archive)} can be loaded`, () => {
  // Without an editor: whatever it takes of one is a class that does nothing.
  const Anything = class {};
  const stub = new Proxy(() => {}, { get: (_, name) => (name === "prototype" ? {} : Anything) });
  const Module = require("node:module");
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? stub : load(name, ...rest));
  try {
    const { activate, deactivate } = require(path.join(folder, "dist/extension.js"));
    assert.deepEqual([typeof activate, typeof deactivate], ["function", "function"]);
  } finally {
    Module._load = load;
  }
});
