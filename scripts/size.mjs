// Measures what a visitor has to load; fails where a budget is exceeded. 1 kB = 1000 bytes.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const root = path.resolve(import.meta.dirname, "..");
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, "target");

const parts = [
  { name: "definitions", file: newestPack(), budget: 135_000 },
  { name: "module", file: path.join(root, "pkg/dist/itk3_bg.wasm"), budget: 250_000 },
];

let over = false;
for (const { name, file, budget } of parts) {
  if (file === undefined) {
    console.log(`${name.padEnd(12)} not built: definitions.pack is missing from ${path.relative("", target)}`);
    continue;
  }
  const bytes = readFileSync(file);
  const compressed = gzipSync(bytes, { level: 9 }).length;
  const verdict = compressed <= budget ? "within" : "OVER";
  over ||= compressed > budget;
  console.log(
    `${name.padEnd(12)} ${kB(bytes.length)} raw ${kB(compressed)} gzip -9   ${verdict} the budget of ${kB(budget).trim()}`,
  );
}
process.exitCode = over ? 1 : 0;

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}

/** Cargo keeps one folder per build of the script; the last one written is in the module. */
function newestPack() {
  return readdirSync(target, { recursive: true })
    .filter((name) => path.basename(name) === "definitions.pack")
    .map((name) => path.join(target, name))
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
    .at(-1);
}
