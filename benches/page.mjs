// How long a visitor waits, in Chromium: `CHROMIUM="$(scripts/chromium.sh)" node benches/page.mjs` after `make site`. Prints a table;
// benches/record/ keeps dated ones. Never a test: machines differ.
import path from "node:path";
import { startChromium } from "../scripts/chromium.mjs";
import { serve } from "../scripts/static-server.mjs";
import { message } from "./message.mjs";

const root = path.resolve(import.meta.dirname, "..");
const RUNS = 11;
const REST = 2000;

/** @param {number[]} values */
function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const of = (value) => value.toFixed(value < 10 ? 2 : 0).padStart(8);
  return [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map(of).join("");
}

const text = message(40);
const server = await serve(path.join(root, "site"));
const times = { paint: [], cold: [], ratio: [], paste: [], shown: [] };
for (let run = 0; run < RUNS; run++) {
  // A browser of its own has nothing in its caches.
  const browser = await startChromium();
  try {
    const page = await browser.context.newPage();
    await page.addInitScript((text) => {
      window.verdicts = new Promise((done) => {
        document.addEventListener("itk3-result", () => done(performance.now()), { once: true, capture: true });
      });
      customElements.whenDefined("itk3-validator").then(() => {
        document.querySelector("itk3-validator").value = text;
      });
    }, text);
    await page.goto(server.address);
    const { paint, cold } = await page.evaluate(async () => ({
      cold: await window.verdicts,
      paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    }));
    times.paint.push(paint);
    times.cold.push(cold);
    times.ratio.push(cold / paint);

    const other = await browser.context.newPage();
    await other.goto(server.address);
    await other.waitForTimeout(REST);
    const { paste, shown } = await other.evaluate(async (text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      const result = new Promise((done) =>
        document.addEventListener("itk3-result", done, { once: true, capture: true }),
      );
      const before = performance.now();
      document.body.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
      await result;
      const paste = performance.now() - before;
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return { paste, shown: performance.now() - before };
    }, text);
    times.paste.push(paste);
    times.shown.push(shown);
  } finally {
    await browser.stop();
  }
}
await server.close();
console.log(`${"a message of 40 kB".padEnd(52)}   least  median    most`);
console.log(`${"cold: first paint, ms".padEnd(52)}${spread(times.paint)}`);
console.log(`${"cold: verdict on a message that is there at once, ms".padEnd(52)}${spread(times.cold)}`);
console.log(`${"cold: verdict / first paint".padEnd(52)}${spread(times.ratio)}`);
console.log(`${`after ${REST / 1000} s of rest: paste to verdict, ms`.padEnd(52)}${spread(times.paste)}`);
console.log(`${"the same, to the frame that shows it, ms".padEnd(52)}${spread(times.shown)}`);
