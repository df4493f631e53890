// How much room there is: on a phone within a guide, at 400 % zoom, in a window of 1024 pixels.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { bundleElement } from "../build/bundles.mjs";
import { focusIs, open, paste, serveFixture, soon, startBrowser, until } from "./harness.mjs";

const PROBLEMS = `<Bundle xmlns="http://hl7.org/fhir">
ENTRY entry[0] MessageHeader
  ERROR slice-min extension[0] The extension InfAckRequested is missing
  WARNING display event.display The display is another than the one of the code system
ENTRY entry[1] Organization
ENTRY entry[2] Patient
  ERROR max name[1] Two names are official
  ERROR lexical birthDate The date is not one
UNCHECKED Codes of SNOMED CT are not known here
</Bundle>`;

/** A guide whose root has another size than the reader chose, as MkDocs Material has it. */
const guide = (root) => `<!DOCTYPE html><html lang="en-GB" style="font-size: ${root}"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>A guide</title><link rel="icon" href="data:,">
<script type="module" src="element.js"></script><body style="margin: 12px">
<itk3-validator height="416px"><script type="application/fhir+xml">${PROBLEMS}</script></itk3-validator></body></html>`;

let browser, phone, site;
before(async () => {
  [browser, phone, site] = await Promise.all([
    startBrowser(),
    startBrowser({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } }),
    serveFixture(),
  ]);
  writeFileSync(path.join(site.folder, "element.js"), (await bundleElement()).text);
  for (const [name, root] of [
    ["usual", "100%"],
    ["large", "125%"],
    ["small", "62.5%"],
  ])
    writeFileSync(path.join(site.folder, `${name}.html`), guide(root));
});
after(() => Promise.all([browser.stop(), phone.stop(), site.stop()]));

/** A guide, open, with its report. */
async function openGuide({ context }, name) {
  const page = await context.newPage();
  await page.goto(`${site.address}${name}.html`);
  await page.locator(".row-problem").first().waitFor();
  return page;
}

/** Where something is, from the element's top. */
const boxOf = (locator) => locator.evaluate((at) => at.getBoundingClientRect().toJSON());

test("sizes within the element are not those of the guide around it", async () => {
  const sizes = [];
  for (const name of ["usual", "large", "small"]) {
    const page = await openGuide(browser, name);
    sizes.push(
      await page
        .locator(".row-problem")
        .first()
        .evaluate((row) => {
          const { fontSize, paddingLeft } = getComputedStyle(row);
          return { fontSize, paddingLeft, line: getComputedStyle(row.getRootNode().querySelector(".line")).height };
        }),
    );
    await page.close();
  }
  assert.deepEqual(sizes, Array(3).fill({ fontSize: "15px", paddingLeft: "29.6px", line: "19.5px" }));
});

test("a guide sets the size within the element by its own property", async () => {
  const page = await openGuide(browser, "large");
  await page.locator("itk3-validator").evaluate((at) => at.style.setProperty("--itk3-font-size", "20px"));
  const row = page.locator(".row-problem").first();
  await soon(async () => assert.equal(await row.evaluate((at) => getComputedStyle(at).fontSize), "18.75px"));
  await page.close();
});

test("on a phone within a guide, the list has at least half of the element", async () => {
  for (const name of ["usual", "large"]) {
    const page = await openGuide(phone, name);
    const [whole, list] = [await boxOf(page.locator("itk3-validator")), await boxOf(page.locator(".scroll"))];
    assert.ok(list.height >= whole.height / 2, `${name}: ${list.height} of ${whole.height}`);
    assert.ok(list.bottom <= whole.bottom + 1, "all of the list is within the element");
    // The filters are there for who asks.
    const filters = page.locator(".filters");
    assert.equal(await filters.isVisible(), false);
    await page.getByRole("button", { name: "Filter", exact: true }).tap();
    await filters.waitFor();
    await page.getByRole("button", { name: /Errors/ }).tap();
    await until(async () => (await page.locator(".row-problem").count()) === 1, "the warning alone");
    await page.close();
  }
});

test("a finger has 44 pixels to touch, and a pointer need not have them", async () => {
  for (const [{ context }, least, most] of [
    [phone, 44, 200],
    [browser, 24, 40],
  ]) {
    const page = await openGuide({ context }, "usual");
    for (const target of await page.locator("button:visible:not(.link)").all()) {
      const { height } = await target.boundingBox();
      assert.ok(height >= least && height <= most, `${await target.innerText()}: ${height}`);
    }
    await page.close();
  }
});

const zoom = (width, height) => ({ colorScheme: "light", forcedColors: "none", width, height });

test("at 400 % zoom a reader gets to what was expected, what was found and why", async () => {
  const { page, complaints } = await open(browser.context, site.address, zoom(320, 256));
  await paste(page, PROBLEMS);
  const row = page.locator(".row-problem", { hasText: "Two names" });
  await row.waitFor();
  await row.focus();
  // Arrows go through the list, which nothing covers.
  assert.equal(await page.locator(".detail").isVisible(), false);
  await page.keyboard.press("Enter");
  await focusIs(page, "Error: Two names are official");
  for (const name of ["Expected", "Found", "Why"]) {
    const { top, bottom, left, right } = await boxOf(page.locator(".detail dt", { hasText: name }));
    assert.ok(top >= 0 && bottom <= 256 && left >= 0 && right <= 320, `${name} is at ${top} to ${bottom}`);
  }
  const words = await page
    .locator(".detail dd")
    .first()
    .evaluate((at) => at.scrollWidth - at.clientWidth);
  assert.equal(words, 0);
  await page.keyboard.press("Escape");
  await focusIs(page, /Two names are official/);
  const { top, bottom } = await boxOf(row);
  assert.ok(top >= 0 && bottom <= 256, `the row is at ${top} to ${bottom}`);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("at 200 % zoom of a laptop, three problems are in sight below the verdict", async () => {
  const { page } = await open(browser.context, site.address, zoom(720, 450));
  await paste(page, PROBLEMS);
  await page.locator(".row-problem").first().waitFor();
  const tops = await page
    .locator(".row-problem")
    .evaluateAll((rows) => rows.map((at) => at.getBoundingClientRect().bottom));
  assert.ok(tops.filter((bottom) => bottom <= 450).length >= 3, String(tops));
  await page.close();
});

test("in a window of 1024 pixels each toolbar is one row", async () => {
  const { page } = await open(browser.context, site.address, zoom(1024, 700));
  await paste(page, PROBLEMS);
  await page.locator(".row-problem").first().waitFor();
  for (const bar of [".bar", ".filters", ".top"]) {
    const { height } = await page.locator(bar).first().boundingBox();
    assert.ok(height < 60, `${bar} is ${height} pixels high`);
  }
  await page.close();
});

test("on a phone the theme can be chosen, and tabs that do not fit say so", async () => {
  const page = await phone.context.newPage();
  await page.goto(site.address);
  await page.locator("#theme").selectOption("dark");
  await until(() => page.evaluate(() => document.documentElement.dataset.theme === "dark"), "the dark theme");
  await page.setViewportSize({ width: 240, height: 600 });
  await paste(page, PROBLEMS);
  await page.locator(".tabs-after").waitFor();
  await page.locator("#tab-report").tap();
  await page.locator(".tabs-before").waitFor();
  await page.close();
});
