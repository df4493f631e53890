// The site with the headers that docs/hosting.md recommends, as `make serve` sends them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/static-server.mjs";
import { FRAMED, HEADERS, headersOf } from "../build/headers.mjs";
import { counts, downloaded, MISTAKES, open, openChecked, SITE, startBrowser, until } from "./harness.mjs";

let browser, site, plain;
before(async () => {
  [browser, site, plain] = await Promise.all([startBrowser(), serve(SITE, 0, { headersOf }), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close(), plain.close()]));

test("with the headers the page works: it checks, downloads, copies and saves itself", async () => {
  const { page, complaints, tab } = await openChecked(browser.context, site.address, MISTAKES);
  const { "content-security-policy": policy, ...headers } = (await page.request.get(site.address)).headers();
  assert.equal(policy, FRAMED["index.html"]);
  for (const [name, value] of Object.entries(HEADERS)) assert.equal(headers[name.toLowerCase()], value);
  assert.ok((await downloaded(page, () => page.keyboard.press("Control+s"))).text.startsWith("<"));
  await tab("report");
  await page.getByRole("button", { name: "Copy summary for a ticket" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  for (const form of await page
    .getByRole("button", { name: /^Download (OperationOutcome|SARIF|CSV|JUnit|HTML|Text)/ })
    .all())
    assert.ok((await downloaded(page, () => form.click())).text.length > 100);
  assert.equal(
    (await downloaded(page, () => page.getByRole("link", { name: "Save as one file" }).click())).name,
    "itk3-validator.html",
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

test("with the headers a link opens elsewhere", async () => {
  const { page } = await open(browser.context, site.address);
  await page.evaluate(() =>
    document.querySelector("footer").prepend(
      Object.assign(document.createElement("a"), {
        href: "LICENSE.txt",
        target: "_blank",
        rel: "noopener",
        textContent: "way",
      }),
    ),
  );
  const [opened] = await Promise.all([
    browser.context.waitForEvent("page"),
    page.getByRole("link", { name: "way" }).click(),
  ]);
  await opened.waitForURL("**/LICENSE.txt");
  await Promise.all([page.close(), opened.close()]);
});

test("with the headers all ways to embed are live", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${site.address}embed.html`);
  await page.locator("#way-badge .summary", { hasText: "Conforms" }).waitFor();
  await page.locator("#way-frame").scrollIntoViewIfNeeded();
  await until(() => page.frames().length === 2, "a frame");
  await page.frames()[1].locator("#version", { hasText: "Version" }).waitFor();
  await page.close();
});

test("with the headers nobody else shows the page in a frame", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${plain.address}LICENSE.txt`);
  for (const name of ["", "itk3-validator.html"]) {
    await page.evaluate(
      (address) => document.body.append(Object.assign(document.createElement("iframe"), { src: address })),
      site.address.replace("localhost", "127.0.0.1") + name,
    );
    await page.waitForTimeout(300);
    await counts(page.frames().at(-1).locator("itk3-validator"), 0);
  }
  await page.close();
});

test("what docs/hosting.md says is what is sent", () => {
  const words = readFileSync(path.join(import.meta.dirname, "../../docs/hosting.md"), "utf8");
  for (const [name, value] of Object.entries(HEADERS)) {
    assert.ok(words.includes(`add_header ${name} "${value}" always;`), `nginx: ${name}`);
    assert.ok(words.includes(`Header always set ${name} "${value}"`), `Apache: ${name}`);
  }
  for (const policy of Object.values(FRAMED)) assert.ok(words.split(policy).length > 2, policy);
});
