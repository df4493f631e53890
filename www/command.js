#!/usr/bin/env node
// The command by way of Node: all it does is in the module, this opens the files.
import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { command, initSync } from "./bindings.js";

const DESCRIPTORS = { out: 1, err: 2 };

/** What the module asks for. A fault is answered with its code. */
const answers = {
  read: (path) => readFileSync(path),
  input: () => readFileSync(0),
  list: (path) => {
    try {
      // A link to a folder is no folder: it may lead back.
      return readdirSync(path, { withFileTypes: true }).map((entry) => entry.name + (entry.isDirectory() ? "/" : ""));
    } catch {
      return undefined;
    }
  },
  write: (path, text) => writeFileSync(path, text),
  print: (stream, text) => writeAll(DESCRIPTORS[stream], Buffer.from(text)),
  terminal: (stream) => isatty(DESCRIPTORS[stream]),
  now: () => new Date().toISOString(),
  uuid: () => randomUUID(),
  variable: (name) => process.env[name],
};

function ask(what, name, text) {
  try {
    return answers[what](name, text);
  } catch (problem) {
    return problem.code ?? "fault";
  }
}

/** At once, so that nothing is lost when the process ends; a pipe that is full is waited for. */
function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (problem) {
      if (problem.code !== "EAGAIN") throw problem;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

initSync({ module: readFileSync(new URL("./command_bg.wasm", import.meta.url)) });
process.exitCode = command(process.argv.slice(2), ask);
