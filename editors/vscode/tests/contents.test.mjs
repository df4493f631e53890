// What is packed: all that is needed, and nothing of the machine that it was built on.
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { archive, filesOf } from "./archive.mjs";

const files = await filesOf(archive);
const text = (name) => files.get(name).toString();

test("holds the extension, its server and the licences", () => {
  const names = [...files.keys()].sort();
  assert.deepEqual(names, [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/LICENSE.txt",
    "extension/NOTICE",
    "extension/THIRD-PARTY.txt",
    "extension/changelog.md",
    "extension/dist/extension.js",
    "extension/package.json",
    "extension/readme.md",
    "extension/server/command-bindings.js",
    "extension/server/command.js",
    "extension/server/command_bg.wasm",
    "extension/server/language-server.js",
    "extension/server/package.json",
  ]);
});

test("its manifest is that of a published extension", () => {
  const manifest = JSON.parse(text("extension/package.json"));
  assert.match(manifest.version, /^\d+\.\d+\.\d+/);
  assert.notEqual(manifest.version, "0.0.0");
  assert.equal(manifest.main, "./dist/extension.js");
  assert.deepEqual(
    [manifest.devDependencies, manifest.dependencies, manifest.private],
    [undefined, undefined, undefined],
  );
  // A folder that someone sends must not choose what is run.
  assert.equal(manifest.contributes.configuration.properties["itk3-validator.command"].scope, "machine");
});

test("names whose work is in it", () => {
  const parts = text("extension/THIRD-PARTY.txt");
  for (const part of ["vscode-languageclient ", "vscode-jsonrpc ", "lsp-server ", "gen-lsp-types ", "serde_json "]) {
    assert.ok(parts.includes(part), part);
  }
});

test("names no folder of the machine that built it", () => {
  for (const [name, bytes] of files) {
    for (const word of [`${homedir()}/`, path.resolve(import.meta.dirname, "../../..")])
      assert.ok(!bytes.includes(word), `${name}: ${word}`);
  }
});

test("is of a size that one does not think about", () => {
  const { size } = statSync(archive);
  assert.ok(size < 3_000_000, `${size} bytes`);
});
