// Measures what a visitor has to load; fails where a budget is exceeded. 1 kB = 1000 bytes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = path.resolve(import.meta.dirname, "../pkg/dist");

const parts = [
  { name: "module", file: "itk3_bg.wasm", budget: 420_000 },
  // Loaded where a message names one of its definitions.
  { name: "on demand", file: "on-demand.pack", budget: 250_000 },
];

let over = false;
for (const { name, file, budget } of parts) {
  const bytes = readFileSync(path.join(dist, file));
  const gzipped = gzipSync(bytes, { level: 9 }).length;
  const params = { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS };
  const compressed = brotliCompressSync(bytes, { params }).length;
  const verdict = compressed <= budget ? "within" : "OVER";
  over ||= compressed > budget;
  console.log(
    `${name.padEnd(12)} ${kB(bytes.length)} raw ${kB(gzipped)} gzip -9 ${kB(compressed)} brotli   ${verdict} the budget of ${kB(budget).trim()}`,
  );
}
process.exitCode = over ? 1 : 0;

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
}
