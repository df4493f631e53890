// How long the built package takes in Chromium: `CHROMIUM="$(scripts/chromium.sh)" node benches/chromium.mjs` after
// `make package`. Prints a table; benches/record/ keeps dated ones. Never a test: machines differ.
import { readFileSync } from "node:fs";
import path from "node:path";
import { startChromium } from "../scripts/chromium.mjs";
import { serve } from "../scripts/static-server.mjs";

const root = path.resolve(import.meta.dirname, "..");

/** The message of the tests with its payload repeated until it is this large. */
function message(kilobytes) {
  const text = readFileSync(path.join(root, "tests/fixtures/messages/send-payload.xml"), "utf8");
  if (!kilobytes) return text;
  const end = text.lastIndexOf("<entry>", text.indexOf("<Patient>"));
  const entry = text.slice(end, text.indexOf("</entry>", end) + "</entry>".length);
  const entries = Array.from({ length: Math.ceil((kilobytes * 1000 - text.length) / entry.length) }, (_, place) =>
    entry.replaceAll(
      "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f07",
      `5f0c8a52-0d1e-4a8f-9a06-${place.toString(16).padStart(12, "0")}`,
    ),
  );
  return text.slice(0, end) + entries.join("") + text.slice(end);
}

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
