// The documentation in a browser: what is checked live, whom it can be read by, and how it is found.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/static-server.mjs";
import { base, root, site } from "../generate/places.mjs";

const AXE = readFileSync(createRequire(path.join(root, "www/package.json")).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A busy machine takes its time. In milliseconds. */
const PATIENCE = 20_000;

const MODES = {
  "wide and light": { width: 1280, height: 900, colorScheme: "light" },
  "wide and dark": { width: 1280, height: 900, colorScheme: "dark" },
  "a phone, light": { width: 360, height: 740, colorScheme: "light" },
  "a phone, dark": { width: 360, height: 740, colorScheme: "dark" },
};

/** One page of each kind. */
const PAGES = [
  "index.html",
  "start.html",
  "concepts/messages.html",
  "concepts/responses.html",
  "rules/index.html",
  "rules/FHIR-SR-05.html",
  "rules/ITK2-E4.2.html",
  "rules/limit-bytes.html",
  "codes.html",
  "programmes.html",
  "schemas.html",
  "api/classes/Validator.html",
  "ci.html",
  "embedding/html.html",
  "hosting.html",
  "privacy.html",
];

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([
    startChromium(["--headless", "--disable-quic"], { headless: true }),
    serve(site),
  ]);
});
after(async () => {
  await browser?.stop();
  await server?.close();
});

/** Opens a page of the documentation; `complaints` fills with what its console objects to. */
async function open(name, mode = MODES["wide and light"], at = base) {
  const page = await browser.context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("pageerror", (problem) => complaints.push(String(problem)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.emulateMedia({ colorScheme: mode.colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width: mode.width, height: mode.height });
  await page.goto(new URL(at.slice(1) + name, server.address).href, { waitUntil: "load" });
  return { page, complaints };
}

for (const [name, mode] of Object.entries(MODES)) {
  test(`every kind of page can be read: ${name}`, async () => {
    const faults = [];
    for (const address of PAGES) {
      const { page, complaints } = await open(address, mode);
      await page.locator(".VPContent").waitFor();
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (wide > 0) faults.push(`${address}: ${wide} pixels too wide`);
      await page.evaluate(AXE);
      // The element has tests of its own.
      const { violations } = await page.evaluate(
        (tags) => axe.run({ exclude: ["itk3-validator"] }, { runOnly: { type: "tag", values: tags } }),
        RULES,
      );
      for (const { id, nodes } of violations)
        faults.push(
          `${address}: ${id}: ${nodes
            .map(({ target }) => target.join(" "))
            .slice(0, 4)
            .join(", ")}`,
        );
      faults.push(...complaints.map((words) => `${address}: ${words}`));
      await page.close();
    }
    assert.deepEqual(faults, []);
  });
}

test("the wrong message is checked in the page, and its finding is the one that is selected", async () => {
  const { page, complaints } = await open("rules/FHIR-SR-05.html");
  const checker = page.locator("itk3-validator");
  await checker.scrollIntoViewIfNeeded();
  await checker
    .locator('[role="treeitem"][aria-selected="true"]', { hasText: "MessageDefinition should be a published one" })
    .waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the front page shows a message with mistakes, checked there", async () => {
  const { page, complaints } = await open("index.html");
  const checker = page.locator("itk3-validator");
  await checker.scrollIntoViewIfNeeded();
  await checker.locator('[role="treeitem"]', { hasText: "timestamp is not a valid instant" }).first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a rule that has definitions of its own finds what they say", async () => {
  const { page, complaints } = await open("rules/max-length.html");
  const expected = await page.locator(".finding p").first().textContent();
  const checker = page.locator("itk3-validator");
  await checker.scrollIntoViewIfNeeded();
  await checker.locator('[role="treeitem"]', { hasText: "max-length" }).first().waitFor();
  assert.match(expected, /max-length/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the search finds a rule by its id", async () => {
  const { page } = await open("start.html");
  await page.locator(".VPNavBarSearch button").click();
  await page.locator("#localsearch-input").fill("attachment-hash");
  const first = page.locator("#localsearch-list a").first();
  await first.waitFor();
  assert.match(await first.getAttribute("href"), /rules\/attachment-hash/);
  await page.close();
});

test("the reason for a rule, on the page, leads to its page here", async () => {
  const { page } = await open("", MODES["wide and light"], "/");
  await page.locator(".cm-content").click();
  await page.evaluate(() => {
    document.querySelector("itk3-validator").value =
      '<Patient xmlns="http://hl7.org/fhir"><gender value="unbekannt"/></Patient>';
  });
  const row = page.locator('itk3-validator [role="treeitem"]', { hasText: "binding-required" }).first();
  await row.click();
  const link = page.locator("itk3-validator .detail-why a");
  const href = await link.evaluate((one) => one.href);
  assert.equal(new URL(href).pathname, `${base}rules/binding-required.html`);
  const { page: there } = await open(href.slice(server.address.length), undefined, "/");
  assert.match(await there.locator("h1").textContent(), /binding-required/);
  await there.close();
  await page.close();
});
