// What others say of the package: publint of its manifest, attw of its types.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";

const root = path.resolve(import.meta.dirname, "../..");

function run(tool, ...args) {
  const { status, stdout, stderr } = spawnSync(path.join(import.meta.dirname, "node_modules/.bin", tool), args, {
    cwd: root,
    encoding: "utf8",
  });
  return { status, said: stdout + stderr };
}

test("publint finds nothing", () => {
  const { status, said } = run("publint", "--strict", "pkg");
  assert.equal(status, 0, said);
  assert.match(said, /All good/);
});

test("its types are found the way its code is", () => {
  // The module, the worker and the page for frames are files to name, not to import; the other entries than the main one are ES modules on purpose.
  const { status, said } = run(
    "attw",
    "--pack",
    "pkg",
    "--profile",
    "node16",
    "--exclude-entrypoints",
    "itk3.wasm",
    "worker",
    "frame",
    "--ignore-rules",
    "cjs-resolves-to-esm",
  );
  assert.equal(status, 0, said);
});
