// Takes an export out of a module, so that wasm-opt drops what only it needs: `node scripts/without-export.mjs IN.wasm NAME OUT.wasm`.
import { readFileSync, writeFileSync } from "node:fs";
import { leb, number as read } from "./leb.mjs";

const [file, name, out] = process.argv.slice(2);
const module = readFileSync(file);
const EXPORTS = 7;

let at = 8;
const parts = [module.subarray(0, at)];
let found = false;
while (at < module.length) {
  const start = at;
  const id = module[at++];
  const size = number();
  const end = at + size;
  parts.push(id === EXPORTS ? section(end) : module.subarray(start, end));
  at = end;
}
if (!found) throw new Error(`${file} does not export ${name}`);
writeFileSync(out, Buffer.concat(parts));

/** The section of exports without the one, whose content starts at `at`. */
function section(end) {
  const kept = [];
  for (let left = number(); left > 0; left--) {
    const start = at;
    const length = number();
    const exported = module.toString("utf8", at, at + length);
    at += length + 1; // Behind the name stands what kind of thing it is.
    number();
    if (exported === name) found = true;
    else kept.push(module.subarray(start, at));
  }
  if (at !== end) throw new Error(`${file} has exports of another form`);
  const content = Buffer.concat([Buffer.from(leb(kept.length)), ...kept]);
  return Buffer.concat([Buffer.of(EXPORTS, ...leb(content.length)), content]);
}

function number() {
  const [value, behind] = read(module, at);
  at = behind;
  return value;
}
