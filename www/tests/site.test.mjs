// The whole of it: the site as it is built, with the real checker.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serve } from "../../scripts/static-server.mjs";
import { checkedAfter, counts, open, paste, SITE, says, soon, startBrowser, textOf } from "./harness.mjs";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close()]));

const example = (name) => readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
const verdict = (page, hasText) => page.locator("#verdict:visible .verdict-title", { hasText }).waitFor();

/** Opens the page and chooses one of its examples. */
async function choose(name) {
  const opened = await open(browser.context, site.address);
  await opened.page.locator("#welcome").getByRole("button", { name }).click();
  return { ...opened, rows: opened.page.locator("[role=treeitem]") };
}

for (const name of ["Send Document", "Response"]) {
  test(`the example "${name}" conforms, in every entry`, async () => {
    const { page, rows, complaints } = await choose(name);
    await verdict(page, "Conforms to ITK-Message-Bundle-1");
    await says(page.locator(".verdict-text"), /^0 errors(, 1 note)?\./);
    // Two lists of Send Document contradict each other about the author, which every message is told.
    await counts(page.locator(".row-problem"), name === "Send Document" ? 1 : 0);
    await soon(async () => assert.ok((await rows.count()) >= 3));
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test("every example shows what it promises", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  const examples = await page
    .locator("itk3-validator")
    .evaluate((element) =>
      element.examples.map(({ name, about, text, story }) => ({ name, about, text, isStory: story !== undefined })),
    );
  assert.ok(examples.length >= 17);
  const problems = { three: 3, seven: 7 };
  for (const { name, about, text, isStory } of examples) {
    const counts = await page.locator("itk3-validator").evaluate(
      (element, text) =>
        new Promise((resolve) => {
          element.addEventListener("itk3-result", () => resolve(element.result.counts), { once: true });
          element.value = text;
        }),
      text,
    );
    const found = counts.fatal + counts.error + counts.warning;
    const mistakes = about.match(/(three|seven) mistakes/)?.[1];
    // A story may begin with a message that has to be refused.
    if (!isStory) assert.equal(found, mistakes ? problems[mistakes] : 0, `${name}: ${JSON.stringify(counts)}`);
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the example with mistakes shows each of them at its line", async () => {
  const { page, rows, complaints } = await choose("Seven mistakes");
  await verdict(page, "Does not conform");
  await counts(page.locator(".row-problem"), 8);
  const found = await page
    .locator(".row-problem")
    .evaluateAll((all) => all.map((row) => Number(row.querySelector(".row-line").textContent.replace("line ", ""))));
  const lines = example("send-document-mistakes.xml").split("\n");
  const wanted = {
    "the missing key": lines.findIndex((line) => line.includes("Extension-ITK-MessageHandling-2")) + 1,
    "the display": lines.findIndex((line) => line.includes("GP Connect: Send Document")) + 1,
    "the timestamp": lines.findIndex((line) => line.includes("2026-03-02 10:15")) + 1,
    "the focus": lines.findIndex((line) => line.includes("Mistake 4")) + 2,
    "the name of the Organization": lines.findIndex((line) => line.includes("Mistake 5")) + 2,
    "the second official name": lines.findIndex((line) => line.includes("Mistake 6")) + 2,
    "the unknown element": lines.findIndex((line) => line.includes("<deceased ")) + 1,
  };
  assert.deepEqual(
    Object.entries(wanted)
      .filter(([, line]) => !found.includes(line))
      .map(([mistake]) => mistake),
    [],
  );
  assert.equal(found.length, 8);
  await rows.filter({ hasText: "timestamp" }).first().click();
  await says(page.locator(".cm-selectedPlace"), "2026-03-02 10:15");
  await says(page.locator("#detail"), /Found\s+2026-03-02 10:15/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a whole conversation is told, as the command made it, and drawn", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  await page.locator("#welcome-examples summary", { hasText: "A whole conversation" }).click();
  await page.locator("#welcome-examples").getByRole("button", { name: "Full acknowledgement" }).click();
  await counts(page.locator(".responses > li"), 3);
  await says(page.locator(".panel-conversation .outcome").first(), /Complete/);
  await says(page.locator(".responses > li").nth(2), /Infrastructure response 20013 Success.*Answers response 2/s);
  const picture = page.locator(".sequence");
  const label = await picture.getAttribute("aria-label");
  assert.match(
    label ?? "",
    /^Sender to receiver: .*Receiver to sender: Business response 30001 .*Sender to receiver: Infra/,
  );
  const { height } = (await picture.boundingBox()) ?? { height: 0 };
  assert.ok(height > 150, `the picture is ${height} high`);
  const made = readFileSync(
    new URL("../../examples/scenarios/1-full-acknowledgement/response-2.xml", import.meta.url),
    "utf8",
  );
  await page.locator(".responses > li").nth(1).getByRole("button", { name: "Open as message" }).click();
  const value = () => page.locator("itk3-validator").evaluate((element) => element.value);
  await soon(async () => assert.equal(await value(), made));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the test harness reports, and a pretend receiver answers", async () => {
  const { page, complaints } = await choose("Update Record");
  await verdict(page, "Conforms to ITK-Message-Bundle-1");
  await page.getByRole("tab", { name: "Report" }).click();
  await says(page.locator(".message-card"), /From\s+X00001OT001[\s\S]*Requests\s+infrastructure and business response/);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download Test harness, HTML" }).click(),
  ]);
  const report = readFileSync(await file.path(), "utf8");
  assert.match(report, /Validation summary 20\d\d-/);
  assert.match(report, /<td class="pass">pass<\/td><td>ITK3 ITK MessageHeader Validation - Test 10001/);
  await page.getByRole("tab", { name: "Conversation" }).click();
  await page.getByRole("button", { name: "Answer as the NHS test harness" }).click();
  await counts(page.locator(".responses > li"), 2);
  await says(page.locator(".panel-conversation [role=status]").first(), /no rule for this event/);
  await says(page.locator(".panel-conversation .outcome").first(), /Complete/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a message may name definitions that few messages name", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  const patient = (profile) => JSON.stringify({ resourceType: "Patient", meta: { profile: [profile] } });
  await checkedAfter(page, () =>
    paste(page, patient("https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-DCH-Patient-1")),
  );
  await page.locator(".row-problem", { hasText: "identifier" }).first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("an example chosen with the keyboard leads on to its first row", async () => {
  const { page } = await open(browser.context, site.address);
  await page.locator("#welcome").getByRole("button", { name: "Send Document" }).press("Enter");
  await page.locator(".row-problem:focus").waitFor();
  await page.close();
});

test("the same on a slow machine, where the browser takes the focus from the hidden example late", async () => {
  const { page } = await open(browser.context, site.address);
  const example = page.locator("#welcome").getByRole("button", { name: "Send Document" });
  await example.waitFor();
  // Once the engine is warm, its answer is as quick as the browser.
  await page.waitForTimeout(2500);
  const session = await browser.context.newCDPSession(page);
  await example.focus();
  await session.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  // On a busy machine this takes minutes.
  await page.keyboard.press("Enter");
  await page.locator(".row-problem:focus").waitFor({ timeout: 600_000 });
  await page.close();
});

test("mending a mistake in the editor takes it off the list", async () => {
  const { page, rows } = await choose("Seven mistakes");
  await verdict(page, "Does not conform");
  const before = 8;
  await counts(page.locator(".row-problem"), before);
  await rows.filter({ hasText: "timestamp" }).first().press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.press("Shift+Home");
  await page.keyboard.insertText('<timestamp value="2026-03-02T10:15:00Z"/>');
  await page
    .locator(".row-problem")
    .nth(before - 1)
    .waitFor({ state: "detached" });
  await counts(page.locator(".row-problem"), before - 1);
  await says(page.locator(".verdict-text"), /Since the last check: 1 fixed/);
  await page.close();
});

test("the page works from a disk", async () => {
  const { page, complaints } = await open(browser.context, pathToFileURL(path.join(SITE, "index.html")).href);
  await page.locator("#welcome").getByRole("button", { name: "Send Document" }).click();
  await verdict(page, "Conforms to ITK-Message-Bundle-1");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("an engine that is damaged is refused in words", async () => {
  const { page } = await open(browser.context, site.address);
  await page.route("**/engine.js", async (route) => {
    const body = await (await route.fetch()).text();
    const damaged = body.replace(/(wasm"?\s*:\s*["'`])[^"'`]{400}/, (_, before) => before + "A".repeat(400));
    assert.notEqual(damaged, body);
    await route.fulfill({ contentType: "text/javascript", body: damaged });
  });
  await page.reload();
  await verdict(page, "The checker could not be started");
  await says(page.locator(".verdict-text"), /^The browser refused the engine/);
  await page.close();
});

test("text that is no message gets an answer, whatever it is", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  for (const text of [
    "<Bundle",
    "{",
    "nothing of the kind",
    '{"resourceType":"Patient"}',
    "<html><body/></html>",
    "\u0000",
    '<Bundle xmlns="http://hl7.org/fhir">&#0;</Bundle>',
    "[".repeat(5000),
    "<a>".repeat(5000),
  ]) {
    await checkedAfter(page, () =>
      page.evaluate((words) => {
        document.querySelector("itk3-validator").value = words;
      }, text),
    );
    await soon(async () =>
      assert.doesNotMatch(await page.locator("#verdict").innerText(), /our fault/, text.slice(0, 40)),
    );
    await soon(async () => assert.equal(await textOf(page).then((shown) => shown.length > 0), true));
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a message of five megabytes is checked while the page stays alive", async () => {
  const [head, tail] = example("send-document.xml").split("</Bundle>\n    </resource>\n  </entry>\n</Bundle>");
  const entry = head.slice(head.lastIndexOf("<entry>"));
  const copies = Array.from({ length: Math.ceil(5_000_000 / entry.length) }, (_, index) =>
    entry.replaceAll("5eb5a57c", index.toString(16).padStart(8, "0")),
  );
  const { page, complaints } = await open(browser.context, site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  const began = Date.now();
  await paste(page, `${head}${copies.join("\n")}</Bundle></resource></entry></Bundle>${tail}`);
  await page.locator("#verdict:visible .verdict-text", { hasText: "checked in" }).waitFor({ timeout: 60_000 });
  const seconds = (Date.now() - began) / 1000;
  console.log(`5 MB: ${seconds.toFixed(1)} s, ${await page.locator(".verdict-text").innerText()}`);
  assert.deepEqual(complaints, []);
  await page.close();
});
