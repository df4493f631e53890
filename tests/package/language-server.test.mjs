// The language server of the command in Node: what is read and written around the module, which the tests of the command know.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { after, test } from "node:test";
import { reader } from "../../www/language-server.js";
import { install } from "./installed.mjs";

const { folder } = install({ after });
const URI = "file:///nowhere/message.xml";
const TEXT = '<Patient xmlns="http://hl7.org/fhir"><gender value="mäle \u{1f600}"/></Patient>';

const framed = (message) => {
  const body = Buffer.from(typeof message === "string" ? message : JSON.stringify({ jsonrpc: "2.0", ...message }));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
};

/** A server that is spoken to. */
function start() {
  const command = path.join(folder, "node_modules/.bin/itk3-validator");
  const server = spawn(command, ["lsp"], { stdio: ["pipe", "pipe", "ignore"] });
  after(() => server.kill());
  const said = [];
  let heard = () => {};
  const take = reader((text) => {
    said.push(JSON.parse(text));
    heard();
  });
  server.stdout.on("data", take);
  const ended = new Promise((resolve) => server.once("exit", resolve));
  /** The first of what was said, or will be, that is such. */
  const hear = (isIt) =>
    new Promise((resolve) => {
      heard = () => {
        const one = said.find(isIt);
        if (one) resolve(one);
      };
      heard();
    });
  return { server, said, ended, hear, say: (...messages) => server.stdin.write(Buffer.concat(messages.map(framed))) };
}

const GREETING = [
  { id: 1, method: "initialize", params: { processId: null, rootUri: null, capabilities: {} } },
  { method: "initialized", params: {} },
  {
    method: "textDocument/didOpen",
    params: { textDocument: { uri: URI, languageId: "xml", version: 1, text: TEXT } },
  },
];
const END = [{ id: 9, method: "shutdown" }, { method: "exit" }];
const hover = (id) => ({
  id,
  method: "textDocument/hover",
  params: { textDocument: { uri: URI }, position: { line: 0, character: 40 } },
});

test("reads messages in whatever pieces they come", async () => {
  const { server, hear, ended } = start();
  const bytes = Buffer.concat([...GREETING, hover(2)].map(framed));
  // A piece may end within a header, and within a letter.
  for (let at = 0; at < bytes.length; at += 7) {
    server.stdin.write(bytes.subarray(at, at + 7));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert.match((await hear(({ id }) => id === 2)).result.contents.value, /^Patient\.gender – code/);
  const { params } = await hear(({ method }) => method === "textDocument/publishDiagnostics");
  assert.ok(params.diagnostics[0].message.includes("mäle \u{1f600}"), params.diagnostics[0].message);
  server.stdin.end();
  assert.equal(await ended, 1);
});

test("a message that cannot be read stops nothing, and the end is an end", async () => {
  const { say, said, hear, ended } = start();
  say(...GREETING, "{]", ...END);
  assert.equal(await ended, 0);
  assert.equal((await hear(({ id }) => id === 1)).result.serverInfo.name, "itk3-validator");
  assert.ok(said.some(({ method }) => method === "window/logMessage"));
  assert.equal((await hear(({ id }) => id === 9)).result, null);
});

test("a header without a length is passed over", () => {
  const given = [];
  const take = reader((text) => given.push(text));
  take(Buffer.from("Content-Type: x\r\n\r\nContent-Length: 2\r\nContent-Type: y\r\n\r\n{}Content-Length: 3\r\n\r\n"));
  take(Buffer.from("[1]Content-"));
  assert.deepEqual(given, ["{}", "[1]"]);
});
