#!/usr/bin/env node
// The command for Node: the logic is in the WebAssembly module; this file only opens files.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { isatty } from "node:tty";
import { command, initSync, LanguageServer } from "./command-bindings.js";

const DESCRIPTORS = { out: 1, err: 2 };

/** What the module asks for. A fault is answered with its code; a file that is larger than the limit with its size. */
const answers = {
  read: (name, most) => {
    const file = path(name);
    // Opening a named pipe waits for whoever writes to it; what the shell opened for the command, as in <(…), is a stream.
    const found = statSync(file);
    if (found.isDirectory()) return "EISDIR";
    if (!found.isFile() && !/^\/(dev|proc)\//.test(name)) return "special";
    const descriptor = openSync(file);
    try {
      return readMost(descriptor, Number(most));
    } finally {
      closeSync(descriptor);
    }
  },
  input: (_, most) => readMost(0, Number(most)),
  kind: (name) => {
    const found = statSync(path(name), { throwIfNoEntry: false });
    return found && kind(found);
  },
  list: (name) => {
    try {
      return readdirSync(path(name), { withFileTypes: true, encoding: "buffer" }).map(
        (entry) => kindOfEntry(name, entry) + shown(entry.name),
      );
    } catch {
      return undefined;
    }
  },
  write: (name, text) => writeFileSync(path(name), text),
  print: (stream, text) => writeAll(DESCRIPTORS[stream], Buffer.from(text)),
  terminal: (stream) => isatty(DESCRIPTORS[stream]),
  now: () => new Date().toISOString(),
  uuid: () => randomUUID(),
  variable: (name) => process.env[name],
  folder: () => shown(Buffer.from(process.cwd())),
  changed: (name) => statSync(path(name), { throwIfNoEntry: false })?.mtimeMs,
  wait: (_, milliseconds) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(milliseconds));
  },
  serve: () => {
    isServing = true;
  },
};

/** An editor is to be served. */
let isServing = false;

/** A file, a folder, or what is neither: a named pipe, a socket, a device. */
const kind = (found) => (found.isDirectory() ? "d" : found.isFile() ? "f" : "?");

/** Follows a link, even if its target is missing. Linked folders are skipped: they may form a loop. */
function kindOfEntry(folder, entry) {
  if (!entry.isSymbolicLink()) return kind(entry);
  try {
    const found = statSync(Buffer.concat([path(folder), Buffer.from("/"), entry.name]));
    return found.isDirectory() ? "f" : kind(found);
  } catch {
    return "f";
  }
}

/**
 * Names of files as text, and back. A name need not be UTF-8: a byte that is not stands as `\\xff`, and the backslash of a name
 * that holds such a sequence itself as `\\x5c`. `cli/src/native/names.rs` does the same.
 */
function shown(name) {
  if (process.platform === "win32") return name.toString();
  let text = "";
  for (let at = 0; at < name.length; ) {
    const length = lengthOfCharacter(name, at);
    if (length === 0) text += `\\x${name[at].toString(16).padStart(2, "0")}`;
    else if (name[at] === 0x5c && /^\\x[0-9a-f]{2}$/i.test(name.toString("latin1", at, at + 4))) text += "\\x5c";
    else text += name.toString("utf8", at, at + length);
    at += length || 1;
  }
  return text;
}

/** How many bytes the UTF-8 character has that begins there; 0 where none does. */
function lengthOfCharacter(bytes, at) {
  const first = bytes[at];
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const decoded = length > 0 && at + length <= bytes.length ? bytes.toString("utf8", at, at + length) : "\ufffd";
  return decoded.codePointAt(0) === 0xfffd && !bytes.subarray(at, at + 3).equals(REPLACEMENT) ? 0 : length;
}

const REPLACEMENT = Buffer.from("\ufffd");

/** The path that `shown` made a text of. */
function path(text) {
  if (process.platform === "win32") return Buffer.from(text);
  const parts = text.split(/\\x([0-9a-f]{2})/i);
  return Buffer.concat(parts.map((part, at) => (at % 2 === 1 ? Buffer.from(part, "hex") : Buffer.from(part))));
}

/** Reads to the end, and no further than one byte beyond the limit. Of the room that this takes, only what is written to is memory. */
function readMost(descriptor, most) {
  const found = fstatSync(descriptor);
  if (found.isFile() && found.size > most) return found.size;
  let bytes = Buffer.allocUnsafeSlow(1 + (found.isFile() && found.size > 0 ? Math.min(found.size, most) : most));
  let length = 0;
  for (;;) {
    const read = readSome(descriptor, bytes, length);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
    if (length > most) return "too large";
    // The file has grown since.
    if (length === bytes.length) bytes = Buffer.concat([bytes], most + 1);
  }
}

/** What is there; an input that has nothing yet is waited for. */
function readSome(descriptor, bytes, at) {
  for (;;) {
    try {
      return readSync(descriptor, bytes, { offset: at });
    } catch (problem) {
      if (problem.code === "EOF") return 0;
      if (problem.code !== "EAGAIN") throw problem;
      wait();
    }
  }
}

function wait() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

function ask(what, name, text) {
  try {
    return answers[what](name, text);
  } catch (problem) {
    return problem.code ?? "fault";
  }
}

/** At once, so that nothing is lost when the process ends; a pipe that is full is waited for. */
function writeAll(descriptor, bytes) {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (problem) {
      if (problem.code !== "EAGAIN") throw problem;
      wait();
    }
  }
}

/** The words of the command line. Node gives them as text in which bytes are lost that are not UTF-8; Linux has them still. */
function words() {
  const given = process.argv.slice(2);
  if (process.platform === "win32") return given;
  const plain = (word) => shown(Buffer.from(word));
  if (!given.some((word) => word.includes("\ufffd"))) return given.map(plain);
  try {
    const all = readFileSync("/proc/self/cmdline").toString("latin1").split("\0").slice(0, -1);
    return all.slice(-given.length).map((word) => shown(Buffer.from(word, "latin1")));
  } catch {
    return given.map(plain);
  }
}

initSync({ module: readFileSync(new URL("./command_bg.wasm", import.meta.url)) });
try {
  process.exitCode = command(words(), ask);
  if (isServing) await (await import("./language-server.js")).serve(new LanguageServer(ask));
} catch {
  // What the module says where it stops has gone to the console; a message that stopped it has not been found to be wrong.
  writeAll(2, Buffer.from("itk3-validator stopped, and what came after was not checked\n"));
  process.exitCode = 2;
}
