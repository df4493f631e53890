// What people bring: files that are no messages, messages inside something else, nothing at all, and definitions.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { serve } from "../../scripts/static-server.mjs";
import { counts, GOOD, MISTAKES, open, openChecked, paste, SITE, says, soon, startBrowser, value } from "./harness.mjs";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close()]));

const start = () => open(browser.context, site.address);
const checked = (text = MISTAKES) => openChecked(browser.context, site.address, text);
const bring = (page, name, bytes) =>
  page.locator("#file").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) });
const verdict = (page) => page.locator(".verdict-title");

test("files that are no text are named, and not shown as if they were", async () => {
  const { page, complaints } = await start();
  for (const [name, bytes, words] of [
    ["letter.pdf", "%PDF-1.7\n%âãÏÓ", "letter.pdf is a PDF file"],
    ["letter.docx", "PK\x03\x04..............[Content_Types].xml word/document.xml", "letter.docx is a Word document"],
    ["messages.zip", "PK\x03\x04.............. a.xml", "messages.zip is a ZIP archive"],
    ["scan.png", Buffer.from("89504e470d0a1a0a", "hex"), "scan.png is a PNG image"],
    ["thing.bin", Buffer.from([1, 2, 0, 4]), "thing.bin is a file that is not text"],
    ["none.xml", "", "none.xml is empty"],
  ]) {
    await bring(page, name, bytes);
    await says(verdict(page), words);
    assert.equal(await value(page), "");
  }
  await page.getByRole("button", { name: "Dismiss" }).click();
  await page.locator("#welcome:visible").waitFor();
  await counts(verdict(page).and(page.locator(":visible")), 0);
  // A message that is open stays.
  await paste(page, GOOD);
  await verdict(page).filter({ hasText: "Conforms" }).waitFor();
  await bring(page, "letter.pdf", "%PDF-1.7");
  await says(page.locator(".notice"), /letter\.pdf is a PDF file\. A message is XML or JSON/);
  await says(verdict(page), /Conforms/);
  assert.equal(await value(page), GOOD);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a message that was packed or encoded is opened when the reader asks for it, with a way back", async () => {
  const { page, complaints } = await start();
  const inside = page.getByRole("button", { name: "Open the message inside" });
  await bring(page, "good.xml.gz", gzipSync(GOOD));
  await says(page.locator(".notice"), /good\.xml\.gz is a gzip file with a message inside\./);
  assert.equal(await value(page), "");
  await inside.click();
  await verdict(page).filter({ hasText: "Conforms" }).waitFor();
  for (const text of [
    Buffer.from(GOOD).toString("base64"),
    gzipSync(GOOD).toString("base64"),
    `Here it is:\n\`\`\`xml\n${GOOD.trim()}\n\`\`\`\n`,
    JSON.stringify(GOOD),
    `2026-03-02 10:15:00 INFO sent ${GOOD}`,
  ]) {
    await page.evaluate((words) => Object.assign(document.querySelector("itk3-validator"), { value: words }), text);
    await says(verdict(page), "Cannot be read");
    await inside.click();
    await says(verdict(page), /^Conforms/);
    await soon(async () => assert.equal((await value(page)).trim(), GOOD.trim()));
    await page.getByRole("button", { name: "Back to it" }).click();
    await says(verdict(page), "Cannot be read");
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("pasting nothing, and pasting what is no message, are answered in words", async () => {
  const { page } = await start();
  await paste(page, " \n");
  await says(verdict(page), "Nothing was pasted");
  await paste(page, MISTAKES);
  await verdict(page).filter({ hasText: "Does not conform" }).waitFor();
  await paste(page, "A82038");
  await says(page.locator(".notice"), /Not pasted over the message\. The pasted text does not look like a message/);
  assert.equal(await value(page), MISTAKES);
  await page.getByRole("button", { name: "Check it anyway" }).click();
  await soon(async () => assert.equal(await value(page), "A82038"));
  await counts(page.locator(".notice"), 0);
  await page.close();
});

test("a search without a hit says so, and leads out of it", async () => {
  const { page } = await checked();
  await page.getByLabel("Search the problems").fill("zebra");
  await says(page.locator(".hidden-by-filters"), /No problem has “zebra”\. 8 problems hidden by filters\. Show all/);
  await page.getByRole("button", { name: "Show all" }).click();
  await counts(page.locator(".row-problem"), 8);
  await page.close();
});

/** A FHIR package of such files. */
function packageOf(files) {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write("0000644\0", 100);
    header.write(`${Buffer.byteLength(text).toString(8).padStart(11, "0")}\0`, 124);
    header.write("00000000000\0        0", 136);
    header.write("ustar\x0000", 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 512) * 512);
    body.write(text);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const valueSet = (url, version) =>
  JSON.stringify({
    resourceType: "ValueSet",
    url,
    version,
    name: "v",
    status: "draft",
    compose: { include: [{ system: "http://example.org/s", concept: [{ code: "a" }] }] },
  });

test("a package of many definitions is one line, which opens into what is in it", async () => {
  const { page } = await checked();
  const files = Array.from({ length: 250 }, (_, at) => [
    `v${at}.json`,
    valueSet(`https://example.org/ValueSet/v${at}`),
  ]);
  await bring(page, "many.tgz", packageOf(Object.fromEntries(files)));
  const notice = page.locator(".notice");
  await says(notice.locator("strong"), "+ 250 definitions from many.tgz");
  assert.ok((await notice.boundingBox()).height < 90, "it is short");
  await notice.locator("summary", { hasText: "250 ValueSets" }).click();
  await says(notice.locator("li").first(), "v0");
  await says(notice.locator("li").last(), "and 50 more");
  await page.close();
});

test("definitions that are older than those in use are left out, and used when the reader says so", async () => {
  const { page } = await checked();
  await paste(page, valueSet("https://fhir.nhs.uk/STU3/ValueSet/ITK-RecipientType-1", "0.0.1"));
  await says(page.locator(".notice"), /1 definition of pasted is older than what is in use, and was left out\./);
  await page.getByRole("button", { name: "Use the older ones" }).click();
  await says(page.locator(".notice strong"), "+ 1 definition from pasted");
  await page.close();
});

test("elements of one page share what they check with, and each says when that changed", async () => {
  const page = await browser.context.newPage();
  await page.route("**/two.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!DOCTYPE html><title>Two</title><link rel="icon" href="data:,"><script type="module" src="element.js"></script>
      <itk3-validator id="one" src="examples/send-document.xml" lazy="false"></itk3-validator>
      <itk3-validator id="two" src="examples/send-document.xml" lazy="false"></itk3-validator>`,
    }),
  );
  await page.goto(`${site.address}two.html`);
  for (const id of ["one", "two"]) await page.locator(`#${id} .verdict-title`, { hasText: "Conforms" }).waitFor();
  const definition = valueSet("https://example.org/ValueSet/v");
  await page.evaluate((text) => document.querySelector("#one").addDefinitions(text, "mine.json"), definition);
  await says(page.locator("#one .notice strong"), "+ 1 definition from mine.json");
  await says(
    page.locator("#two .notice"),
    /Another part of this page added mine\.json\. This message was checked again\./,
  );
  await page.locator("#one").getByRole("button", { name: "Stop using it" }).click();
  await says(page.locator("#two .notice"), /Another part of this page stopped using mine\.json\./);
  await counts(page.locator("#two .notice"), 1);
  await page.close();
});
