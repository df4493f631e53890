// What the page does beyond finding problems, with the real checker.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/static-server.mjs";
import {
  check,
  copied,
  counts,
  downloaded,
  example,
  focusIs,
  GOOD,
  MISTAKES,
  open,
  openChecked,
  paste,
  SITE,
  says,
  soon,
  startBrowser,
  tried,
  until,
  value,
} from "./harness.mjs";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close()]));

const checked = (text = MISTAKES) => openChecked(browser.context, site.address, text);

test("a certain fix is applied in one step, can be undone, and the verdict says what changed", async () => {
  const { page, complaints, problem } = await checked();
  await problem("display does not match").click();
  await page.getByRole("button", { name: "Replace with “ITK GP Connect Send Document”" }).click();
  await page.locator(".verdict-text", { hasText: "Since the last check: 1 fixed." }).waitFor();
  await soon(async () => assert.match(await value(page), /<display value="ITK GP Connect Send Document"\/>/));
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+z");
  await page.locator(".verdict-text", { hasText: "1 new" }).waitFor();
  await soon(async () => assert.equal(await value(page), MISTAKES));
  await problem("timestamp").click();
  await counts(page.locator(".fix"), 0);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("problems are grouped by entry, by rule and by line, and searched", async () => {
  const { page, complaints } = await checked();
  const groups = () => page.locator(".row-group .row-label").allTextContents();
  await page.getByLabel("Group by").selectOption("rule");
  await soon(async () => assert.ok((await groups()).some((name) => name.startsWith("reference-unresolved"))));
  await counts(page.locator(".row-problem"), 8);
  await page.getByLabel("Group by").selectOption("line");
  await soon(async () => assert.ok((await groups()).includes("line 66")));
  await page.getByLabel("Search the problems").fill("timestamp instant");
  await page.locator(".hidden-by-filters", { hasText: "7 problems hidden by filters" }).waitFor();
  await counts(page.locator(".row-problem"), 1);
  await page.getByRole("button", { name: "Show all" }).click();
  await counts(page.locator(".row-problem"), 8);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what was changed since the check is marked until the next, and nothing jumps", async () => {
  const long = MISTAKES.replace(
    "</Bundle>\n    </resource>",
    `${"<!-- x -->\n".repeat(20_000)}</Bundle>\n    </resource>`,
  );
  const { page, problem } = await checked(long);
  await problem("timestamp").click();
  await page.keyboard.press("Enter");
  await focusIs(page, "editor");
  await page.keyboard.type("1");
  await page.locator(".row-stale", { hasText: "timestamp" }).waitFor();
  await counts(page.locator(".row-stale"), 1);
  await page.keyboard.press("Control+Enter");
  await page.locator(".row-stale").waitFor({ state: "detached" });
  await page.close();
});

test("format changes white space and nothing else, in both formats", async () => {
  const { page } = await checked(GOOD.replaceAll(/>\s+</g, "><"));
  const without = (text) => text.replaceAll(/\s+/g, "");
  for (const text of [GOOD.replaceAll(/>\s+</g, "><"), JSON.stringify(JSON.parse(example("response-20013.json")))]) {
    await paste(page, text);
    await page.getByRole("button", { name: "Format" }).click();
    await until(async () => (await value(page)).split("\n").length > 50, "the text has lines");
    await soon(async () => assert.equal(without(await value(page)), without(text)));
    await page.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  }
  await page.close();
});

test("the caret names its path and says what may stand there", async () => {
  const { page, complaints } = await checked();
  await page
    .locator(".cm-line", { hasText: "ITK007C" })
    .scrollIntoViewIfNeeded()
    .catch(() => {});
  await page.locator(".row-problem", { hasText: "timestamp" }).press("Enter");
  await page.locator(".crumb-path", { hasText: "Bundle.entry[0].resource.timestamp" }).waitFor();
  await page.getByRole("button", { name: "Copy path" }).click();
  await soon(async () => assert.equal(await copied(page), "Bundle.entry[0].resource.timestamp"));
  await page.getByRole("button", { name: "What is allowed here?" }).click();
  await says(page.locator("#explanation"), /timestamp instant[\s\S]*FHIR STU3 MessageHeader\.timestamp[\s\S]*1 to 1/);
  await soon(async () =>
    assert.equal(
      await page.locator("#explanation a").first().getAttribute("href"),
      "https://hl7.org/fhir/STU3/messageheader-definitions.html#MessageHeader.timestamp",
    ),
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the other format stands beside, with the same problem marked", async () => {
  const { page, complaints, problem } = await checked();
  await page.getByRole("button", { name: "As JSON" }).click();
  await page.locator(".twin .line", { hasText: '"resourceType": "MessageHeader"' }).waitFor();
  await problem("timestamp").click();
  await says(page.locator(".twin .here"), /"timestamp": "2026-03-02 10:15"/);
  await page.locator(".twin").getByRole("button", { name: "Close" }).click();
  await page.locator(".twin").waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the map shows each entry, what leads nowhere, and what cannot be reached; arrows walk over it", async () => {
  const { page, complaints, tab } = await checked();
  await tab("map");
  await page.locator(".map-box").first().waitFor();
  await counts(page.locator(".map-box"), 10);
  await counts(page.locator(".map-cross"), 1);
  await says(
    page.locator(".panel-map .panel-lead"),
    /^3 entries with 7 more in the Bundle within, 12 references\. 1 reference leads nowhere\. 8 entries cannot be reached from the start of the message: Bundle 6a7089e7 and what it leads to\.$/,
  );
  await page.locator(".map-box").first().focus();
  await page.keyboard.press("ArrowRight");
  await soon(async () => assert.match(await page.locator(".map-box:focus").textContent(), /Organization 1 error/));
  await soon(async () =>
    assert.equal(await page.locator(".map-box:focus").getAttribute("aria-description"), "entry 1"),
  );
  await page.keyboard.press("Enter");
  await focusIs(page, "editor");
  await says(page.locator(".cm-selectedPlace"), /entry/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the map is searched, shows one entry's references, fills the window, and is saved as a picture", async () => {
  const { page, complaints, tab } = await checked();
  await tab("map");
  const search = page.getByLabel("Search the map");
  await search.fill("patient");
  await counts(page.locator(".map-hit"), 1);
  await search.press("Enter");
  await soon(async () => assert.match(await page.locator(".map-box:focus").textContent(), /^Patient/));
  await search.fill("");
  await counts(page.locator(".map-hit"), 0);
  await page.getByRole("button", { name: "Full size" }).click();
  await page.locator(".map-whole[open]").waitFor();
  await page.getByRole("button", { name: "Fit" }).click();
  const composition = page.locator(".map-box", { hasText: "Composition" });
  await composition.hover();
  await soon(async () => assert.ok((await page.locator(".map-near").count()) > 2));
  await soon(async () => assert.ok((await page.locator(".map-box:not(.map-beside)").count()) > 2));
  await page.keyboard.press("Escape");
  await focusIs(page, "Full size");
  const { name, text } = await downloaded(page, () => page.getByRole("button", { name: "SVG" }).click());
  assert.equal(name, "map-97ff33ba.svg");
  assert.match(text, /^<svg[^>]* viewBox/);
  assert.match(text, />Composition </);
  assert.ok(!/class=|var\(/.test(text), "it needs no styles of the page");
  const picture = await downloaded(page, () => page.getByRole("button", { name: "PNG" }).click());
  assert.equal(picture.name, "map-97ff33ba.png");
  assert.ok(picture.text.slice(1, 4) === "PNG" && picture.text.length > 5000);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the reply is suggested from the findings, checked, and opened as a message", async () => {
  const { page, complaints, tab } = await checked(GOOD);
  await tab("reply");
  const outcome = page.getByRole("combobox", { name: "Outcome" });
  await until(async () => (await outcome.inputValue()).startsWith("20013"), "success is suggested");
  await page.getByLabel("ODS code", { exact: true }).fill("X00002");
  await page.getByLabel("MESH mailbox").fill("X00002OT001");
  await page.locator(".panel-reply .outcome-ok", { hasText: "The reply was checked and conforms" }).waitFor();
  // Another outcome is found by a word of it.
  await outcome.fill("payload");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await until(async () => !(await outcome.inputValue()).startsWith("20013"), "another code is chosen");
  const code = (await outcome.inputValue()).split(" ")[0];
  await page.locator(".panel-reply .preview .line", { hasText: code }).first().waitFor();
  const { name, text } = await downloaded(page, () => page.getByRole("button", { name: "Download JSON" }).click());
  assert.match(name, /^ITK008M-\d{5}-[0-9a-f]{8}\.json$/);
  assert.equal(JSON.parse(text).resourceType, "Bundle");
  await page.getByRole("button", { name: "Open as message" }).click();
  await page.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await soon(async () => assert.ok((await value(page)).includes(code)));
  await tab("reply");
  await page.locator(".panel-reply", { hasText: "No reply can be built" }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a reply goes into the conversation with one click, and the conversation is a picture", async () => {
  const { page, complaints, tab } = await checked(GOOD);
  await tab("reply");
  await page.getByLabel("ODS code", { exact: true }).fill("X00002");
  await page.getByLabel("MESH mailbox").fill("X00002OT001");
  // What stands below what scrolls covers nothing of it.
  const [bar, scroll] = await Promise.all(
    [".reply-bar", ".reply-scroll"].map((name) => page.locator(name).boundingBox()),
  );
  assert.ok(scroll.y + scroll.height <= bar.y + 1, "the bar is below");
  await page.getByRole("button", { name: "Add to conversation" }).click();
  await page.locator(".responses li", { hasText: /1\. Infrastructure response 20013/ }).waitFor();
  await soon(async () => assert.equal(await page.locator("#tab-conversation").getAttribute("aria-selected"), "true"));
  const words = await page.locator(".sequence").getAttribute("aria-label");
  assert.match(words, /^Sender to receiver: ITK3 Send Payload.*Receiver to sender: Infrastructure response 20013/);
  // On a phone all of it is drawn in the width that there is.
  await page.setViewportSize({ width: 390, height: 844 });
  await soon(async () => {
    const { x, width } = await page.locator(".sequence").boundingBox();
    assert.ok(x >= 0 && x + width <= 390, `${x} ${width}`);
    assert.equal(await page.locator(".sequence").getAttribute("width"), "340");
  });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("what led to the suggested code is one step away", async () => {
  const { page, tab } = await checked();
  await tab("reply");
  const because = page.locator(".panel-reply .about", { hasText: "Because of 1 problem: line 32" });
  await because.getByRole("button").click();
  await says(page.locator("#detail h3"), /extension InfAckRequested is missing/);
  await says(page.locator("#detail"), /Response code\s+10001/);
  await page.close();
});

test("a message of ITK 2 is not called FHIR", async () => {
  const envelope = readFileSync(new URL("../../tests/cases/ITK2-E17/typed.ok.xml", import.meta.url), "utf8");
  const { page } = await checked(envelope);
  await says(page.locator(".verdict-title:visible").first(), /^No errors: ITK 2 /);
  await page.close();
});

test("a message of ITK 2 is answered in ITK 2", async () => {
  const request = readFileSync(new URL("../../tests/cases/ITK2-E17/number.xml", import.meta.url), "utf8");
  const { page, complaints, tab } = await checked(request);
  await page.locator(".verdict-title", { hasText: "Does not conform: 1 error" }).waitFor();
  await tab("map");
  await counts(page.locator(".map-box"), 3);
  await tab("reply");
  const form = page.locator(".panel-reply .itk2");
  const outcome = form.getByLabel("Outcome");
  await soon(async () => assert.equal(await outcome.inputValue(), "DE0003"));
  await page.locator(".panel-reply", { hasText: "Say who replies" }).waitFor();
  await form.getByLabel("ODS code").fill("X00002");
  await page.locator(".panel-reply .outcome-ok", { hasText: "The reply was checked and conforms" }).waitFor();
  await page.locator(".panel-reply .preview .line", { hasText: "urn:nhs-uk:identity:ods:X00002" }).first().waitFor();
  await outcome.selectOption("OK");
  await page.locator(".panel-reply .preview .line", { hasText: 'result="OK"' }).first().waitFor();
  const { name, text } = await downloaded(page, () => page.getByRole("button", { name: "Download XML" }).click());
  assert.match(name, /^[\w-]+\.xml$/);
  assert.match(text, /<itk:DistributionEnvelope/);
  await form.getByLabel("Reply").selectOption("fault");
  await page.locator(".panel-reply", { hasText: "No reply was built" }).waitFor();
  await form.getByLabel("Reply").selectOption("");
  await page.getByRole("button", { name: "Open as message" }).click();
  await page.locator(".verdict-title", { hasText: "No errors: ITK 2" }).waitFor();
  await tab("reply");
  await page.locator(".panel-reply", { hasText: "it is never acknowledged" }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("who replies is taken from each message anew, unless the reader wrote it", async () => {
  const organisation =
    '<Organization><id value="r"/><identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="X00009"/></identifier></Organization>';
  const sent = GOOD.replace("</event>", '</event><receiver><reference value="urn:uuid:r"/></receiver>').replace(
    /<\/Bundle>\s*$/,
    `<entry><fullUrl value="urn:uuid:r"/><resource>${organisation}</resource></entry></Bundle>`,
  );
  const { page, tab } = await checked(sent);
  const ods = page.getByLabel("ODS code", { exact: true });
  await tab("reply");
  const first = () => ods.inputValue();
  await until(async () => (await first()) !== "", "the receiver is suggested");
  const receiver = await first();
  assert.equal(receiver, "X00009");
  await paste(page, sent.replaceAll(receiver, "X99999"));
  await tab("reply");
  await until(async () => (await first()) === "X99999", "the next message has another receiver");
  await ods.fill("X12345");
  await check(page, sent);
  await tab("reply");
  await soon(async () => assert.equal(await first(), "X12345"));
  await page.close();
});

test("what follows from a problem stands with it, and on paper nothing is left out", async () => {
  const misspelt = readFileSync(
    new URL("../../tests/cases/slice-closed/mandatory-slice-misspelt.xml", import.meta.url),
    "utf8",
  );
  const { page, problem } = await checked(misspelt);
  await says(problem("does not match any slice"), /and 1 more that follows/);
  await problem("does not match any slice").click();
  await says(page.locator("#detail"), /So also\s+section patientDemographicsSection is missing/);
  await page.getByRole("button", { name: "Errors" }).click();
  await page.emulateMedia({ media: "print" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await says(
    page.locator(".paper"),
    /Error: section does not match any slice[\s\S]*Expected: nearest slice patientDemographicsSection[\s\S]*So also: section[\s\S]*Not checked:/,
  );
  await page.locator("#tree").waitFor({ state: "hidden" });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await page.locator(".paper").waitFor({ state: "hidden" });
  await page.close();
});

test("of a text that breaks off nothing is said to be missing", async () => {
  const { page } = await open(browser.context, site.address);
  await paste(page, GOOD.slice(0, 6000));
  await page.locator(".verdict-title", { hasText: "Cannot be read to the end" }).waitFor();
  await counts(page.locator(".row-problem"), 1);
  await counts(page.locator(".row-clean"), 0);
  // What would not have been checked anyway is told beside it, as the verdict counts it.
  await says(page.locator("#not-checked"), /could not be read[\s\S]*ODS codes: only the format was checked/);
  await page.locator(".filter-clean").waitFor({ state: "hidden" });
  await page.close();
});

test("a reply that nobody asked for is refused, and built when told to", async () => {
  const { page, tab } = await checked(
    GOOD.replace(/(<extension url="InfAckRequested">\s*<valueBoolean value=")true/, "$1false"),
  );
  await tab("reply");
  await page.getByLabel("Infrastructure acknowledgement").check();
  await page.getByLabel("ODS code", { exact: true }).fill("X00002");
  await page.getByLabel("MESH mailbox").fill("X00002OT001");
  await page.getByRole("button", { name: "Build it anyway" }).click();
  await page.locator(".panel-reply", { hasText: "The reply" }).waitFor();
  await page.close();
});

test("the report goes elsewhere in each form, and without values", async () => {
  const { page, complaints, tab } = await checked();
  await tab("report");
  const forms = {
    "OperationOutcome, XML": /^<OperationOutcome|^<\?xml/,
    "OperationOutcome, JSON": /"OperationOutcome"/,
    SARIF: /"2\.1\.0"/,
    CSV: /,/,
    JUnit: /<testsuites?/,
    Text: /error/i,
  };
  for (const [form, holds] of Object.entries(forms)) {
    const { text } = await downloaded(page, () => page.getByRole("button", { name: `Download ${form}` }).click());
    assert.match(text, holds, form);
  }
  await page.getByRole("button", { name: "Copy summary for a ticket" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const summary = await soon(async () => {
    const words = await copied(page);
    assert.match(
      words,
      /^Does not conform: 6 errors, 1 warning, 1 note\n[\s\S]*reference-unresolved × 1\n {2}Bundle\.entry\[0\]/,
    );
    return words;
  });
  assert.doesNotMatch(summary, /2026-03-02|Imaginary|X00001/);
  const { text } = await downloaded(page, () => page.getByRole("button", { name: "Download redacted copy" }).click());
  assert.doesNotMatch(text, /Imaginary Extended Access Hub/);
  await page.locator(".panel-report", { hasText: "The redacted copy was checked" }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("responses are added to the message, and the state of the transaction is told", async () => {
  const { page, complaints, tab } = await checked(GOOD);
  await tab("conversation");
  await page.locator(".panel-conversation", { hasText: "Waiting for" }).waitFor();
  await page.getByLabel("A response, pasted").fill(example("response-20013.json"));
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator(".responses li", { hasText: /1\. (Infrastructure|Business) response 20013/ }).waitFor();
  await says(page.locator(".responses li"), /Answers this message/);
  await page.getByRole("button", { name: "Remove response 1" }).click();
  await page.locator(".responses li").waitFor({ state: "detached" });
  // MESH returned the message.
  const report =
    "<DTSControl><MessageType>Report</MessageType><WorkflowId>GPCONNECT_SEND_DOCUMENT</WorkflowId><StatusRecord><StatusCode>EPL-152</StatusCode></StatusRecord></DTSControl>";
  await page.getByLabel("A response, pasted").fill(report);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await says(page.locator(".responses li"), /1\. MESH report EPL-152 The NHS number is not valid/);
  await says(page.locator(".responses li"), /About this message/);
  await page.locator(".outcome-bad", { hasText: "Failed: not delivered" }).waitFor();
  await page.getByRole("button", { name: "Remove response 1" }).click();
  await page.locator(".responses li").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a definition that is dropped is used, and survives a cancelled check", async () => {
  const { page, complaints } = await checked(
    '{"resourceType":"Basic","meta":{"profile":["https://example.org/StructureDefinition/strict"]},"code":{"text":"x"}}',
  );
  const definition = JSON.stringify({
    resourceType: "StructureDefinition",
    url: "https://example.org/StructureDefinition/strict",
    name: "Strict",
    status: "draft",
    fhirVersion: "3.0.1",
    kind: "resource",
    abstract: false,
    type: "Basic",
    baseDefinition: "http://hl7.org/fhir/StructureDefinition/Basic",
    derivation: "constraint",
    differential: {
      element: [
        { id: "Basic", path: "Basic" },
        { id: "Basic.subject", path: "Basic.subject", min: 1 },
      ],
    },
  });
  await paste(page, definition);
  await page.locator(".notice", { hasText: "+ 1 definition from pasted" }).waitFor();
  await page.locator(".row-problem", { hasText: "subject" }).waitFor();
  await page.evaluate(() => {
    const element = document.querySelector("itk3-validator");
    element.validate();
    element.cancel();
    element.validate();
  });
  await page.locator(".row-problem", { hasText: "subject" }).waitFor();
  await paste(page, '{"resourceType":"StructureDefinition","url":5}');
  await page.locator(".notice-bad").first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("text of another standard is named, and its problems are not counted", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  await paste(page, "MSH|^~\\&|SENDER|FAC|REC|FAC|20260101||ADT^A01|1|P|2.4");
  await page.locator(".verdict-title", { hasText: "Not an ITK3 message: HL7 version 2 message" }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a problem is copied with Ctrl+C where it stands in the list", async () => {
  const { page, problem } = await checked();
  await problem("timestamp").click();
  await page.keyboard.press("Control+c");
  await soon(async () => assert.match(await copied(page), /^Error: timestamp is not a valid instant\nExpected: /));
  await page.close();
});

test("the message is downloaded with Ctrl+S", async () => {
  const { page } = await checked(GOOD);
  const { name, text } = await downloaded(page, () => page.keyboard.press("Control+s"));
  assert.deepEqual([name, text], ["message.xml", GOOD]);
  await page.close();
});

test("the divider moves with the arrows, and the tabs change with them", async () => {
  const { page } = await checked(GOOD);
  const width = () => page.locator(".side-message").evaluate((side) => side.offsetWidth);
  const before = await width();
  await page.getByRole("separator").focus();
  await page.keyboard.press("ArrowLeft");
  await soon(async () => assert.ok((await width()) < before));
  await page.locator("#tab-problems").focus();
  await page.keyboard.press("ArrowRight");
  await focusIs(page, "tab-map");
  await page.keyboard.press("End");
  await focusIs(page, "tab-conversation");
  await page.locator("#panel-conversation").waitFor();
  await page.close();
});

test("the promise can be tried: every way out is closed, from the page and from the worker", async () => {
  const { page } = await open(browser.context, site.address);
  assert.equal(await tried(page), "Every way was closed.");
  const ways = await page.evaluate(() =>
    [...document.querySelectorAll("#privacy-result li")].map((row) => row.textContent.trim()),
  );
  assert.equal(
    ways.filter((words) => /: (blocked by your browser|closed by this page)$/.test(words)).length,
    ways.length,
  );
  assert.ok(ways.length >= 20);
  await page.close();
});

test("Ctrl+Alt+G asks for a line and goes there", async () => {
  const { page, complaints } = await openChecked(browser.context, site.address, MISTAKES);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+Alt+g");
  await page.getByLabel("Go to line").fill("30");
  await page.keyboard.press("Enter");
  await page.locator(".cm-activeLineGutter", { hasText: /^30$/ }).waitFor();
  await focusIs(page, "editor");
  assert.deepEqual(complaints, []);
  await page.close();
});
