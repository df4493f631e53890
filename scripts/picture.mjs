// Takes the picture of the page that README shows: `make site`, then `node scripts/picture.mjs`.
import { readFileSync } from "node:fs";
import path from "node:path";
import { open, SITE, startBrowser } from "../www/tests/harness.mjs";
import { serve } from "./static-server.mjs";

const root = path.resolve(import.meta.dirname, "..");
const server = await serve(SITE);
const browser = await startBrowser();
const { page } = await open(browser.context, server.address);
await page.setViewportSize({ width: 1180, height: 700 });
await page.locator("itk3-validator").evaluate(
  (element, text) => {
    element.value = text;
  },
  readFileSync(path.join(root, "www/examples/send-document-mistakes.xml"), "utf8"),
);
await page
  .locator("itk3-validator")
  .evaluate(
    (element) => element.result ?? new Promise((done) => element.addEventListener("itk3-result", done, { once: true })),
  );
await page.locator("itk3-validator").evaluate((element) => element.focusProblem(0));
await page.waitForTimeout(500);
await page.screenshot({ path: path.join(root, "docs/page.png") });
await browser.stop();
await server.close();
