// How long the built package takes in Chromium: `CHROMIUM="$(scripts/chromium.sh)" node benches/chromium.mjs` after
// `make package`. Prints a table; benches/record/ keeps dated ones. Never a test: machines differ.
import path from "node:path";
import { startChromium } from "../scripts/chromium.mjs";
import { serve } from "../scripts/static-server.mjs";
import { message } from "./message.mjs";

const root = path.resolve(import.meta.dirname, "..");

const server = await serve(path.join(root, "pkg"));
const browser = await startChromium();
try {
  const page = await browser.context.newPage();
  await page.goto(`${server.address}package.json`);
  const measure = (texts) =>
    page.evaluate(async (texts) => {
      const before = performance.now();
      const { init, Validator } = await import("/dist/index.js");
      await init();
      const loaded = performance.now();
      const validator = new Validator();
      const started = performance.now();
      validator.validate(texts[0]);
      const first = performance.now();
      const rows = texts.map((text) => {
        let best = Infinity;
        const start = performance.now();
        for (let runs = 0; runs < 5 || (performance.now() - start < 1500 && runs < 300); runs++) {
          const one = performance.now();
          validator.validate(text);
          best = Math.min(best, performance.now() - one);
        }
        return [new TextEncoder().encode(text).length, best];
      });
      return { load: loaded - before, start: started - loaded, first: first - started, rows };
    }, texts);
  const { load, start, first, rows } = await measure([message(), message(40), message(100), message(5000)]);
  console.log(`load ${load.toFixed(1)} ms, definitions ${start.toFixed(1)} ms, first message ${first.toFixed(1)} ms`);
  for (const [bytes, time] of rows)
    console.log(`${(bytes / 1e3).toFixed(1).padStart(9)} kB  ${time.toFixed(2).padStart(9)} ms`);
} finally {
  await browser.stop();
  await server.close();
}
