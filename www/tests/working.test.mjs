// What somebody who works with the page for a while comes across, with the real checker.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/static-server.mjs";
import {
  copied,
  counts,
  downloaded,
  focusIs,
  GOOD,
  MISTAKES,
  MODES,
  open,
  openChecked,
  paste,
  SITE,
  says,
  soon,
  startBrowser,
  typeAhead,
  until,
  value,
} from "./harness.mjs";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close()]));

const checked = (text = MISTAKES, mode) => openChecked(browser.context, site.address, text, mode);

/** The message with an element that nobody knows, in four places. */
const REPEATED = GOOD.replace(
  "<gender ",
  `${'<telecom><system value="phone"/><value value="1"/><colour value="red"/></telecom>'.repeat(4)}<gender `,
);

test("the detail says why there is a rule, what is right, and where each is written", async () => {
  const { page, complaints, problem } = await checked();
  await problem("timestamp").click();
  const detail = page.locator("#detail");
  await detail.locator(".detail-why", { hasText: "Each type defines how its values are written" }).waitFor();
  // If the documentation has been built as well, the detail also links to it.
  const published = (all) => all.map(({ href }) => href).filter((href) => !href.startsWith(`${location.origin}/docs/`));
  await soon(async () =>
    assert.deepEqual(await detail.locator("a").evaluateAll(published), [
      "https://hl7.org/fhir/STU3/datatypes.html#primitive",
      "https://hl7.org/fhir/STU3/messageheader-definitions.html#MessageHeader.timestamp",
    ]),
  );
  await problem("The reference must match the fullUrl").click();
  await detail.locator(".detail-why", { hasText: "Right: exactly a fullUrl of this Bundle" }).waitFor();
  await problem("name is not allowed by the profile").click();
  await detail.locator("a", { hasText: "Organization.name" }).waitFor();
  await soon(async () =>
    assert.match(
      await detail.locator("a", { hasText: "Organization.name" }).getAttribute("href"),
      /StructureDefinition\/CareConnect-ITK-Header-Organization-1$/,
    ),
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

test("short values stand in the row, and what says the same of more lines stands in one", async () => {
  const { page, complaints, problem } = await checked();
  await says(problem("name is not allowed by the profile"), /found “1”, expected “no name”/);
  await paste(page, REPEATED);
  const fold = page.locator(".row-fold");
  await fold.waitFor();
  await says(fold, /The same on 3 more lines/);
  const strangers = page.locator(".row-problem", { hasText: "colour is unknown" });
  await until(async () => (await strangers.count()) === 1, "one stands for all");
  await fold.click();
  await until(async () => (await strangers.count()) === 4, "the others are unfolded");
  // Next problem leads into what is folded.
  await fold.click();
  await until(async () => (await strangers.count()) === 1, "they are folded again");
  await strangers.first().click();
  await page.keyboard.press("F8");
  await until(async () => (await strangers.count()) === 4, "the next one is unfolded");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("c copies a problem, r groups by rule and back", async () => {
  const { page, problem } = await checked();
  await problem("timestamp").click();
  await page.keyboard.press("c");
  await until(async () => (await copied(page)).startsWith("Error: timestamp is not a valid instant"), "it is copied");
  await page.keyboard.press("r");
  await soon(async () => assert.equal(await page.locator(".grouping").inputValue(), "rule"));
  await page.keyboard.press("r");
  await soon(async () => assert.equal(await page.locator(".grouping").inputValue(), "entry"));
  // Within a word they are letters.
  await typeAhead(page, "name is");
  await soon(async () => assert.equal(await page.locator(".grouping").inputValue(), "entry"));
  await says(page.locator(".row[aria-selected=true]"), /name is not allowed by the profile/);
  await page.close();
});

test("after a fix the next problem is the selected one, and the path under the message is that of the problem", async () => {
  const { page, problem } = await checked();
  await problem("display does not match").click();
  await page.locator(".crumb-path", { hasText: "Bundle.entry[0].resource.event.display" }).waitFor();
  await page.getByRole("button", { name: "Replace with “ITK GP Connect Send Document”" }).click();
  await page.locator(".verdict-text", { hasText: "1 fixed" }).waitFor();
  await says(page.locator(".row[aria-selected=true]"), /timestamp is not a valid instant/);
  await says(page.locator("#detail h3"), /timestamp/);
  await page.locator(".crumb-path", { hasText: "Bundle.entry[0].resource.timestamp" }).waitFor();
  await page.close();
});

test("a fix says where it was made, and is taken back there and by Ctrl+Z wherever the focus is", async () => {
  const { page, problem } = await checked();
  const before = await value(page);
  const fix = async () => {
    await problem("display does not match").click();
    await page.getByRole("button", { name: "Replace with “ITK GP Connect Send Document”" }).click();
    await page.locator(".verdict-text", { hasText: "1 fixed" }).waitFor();
  };
  await fix();
  const notice = page.locator(".notice");
  await says(notice, /Replaced on line 60\./);
  await notice.getByRole("button", { name: "Undo" }).click();
  await page.locator(".verdict-text", { hasText: "1 new" }).waitFor();
  await soon(async () => assert.equal(await value(page), before));
  await counts(notice, 0);
  // What was undone is the problem at hand again.
  await says(page.locator(".row[aria-selected=true]"), /display does not match/);
  await page.locator(".crumb-path", { hasText: "Bundle.entry[0].resource.event.display" }).waitFor();

  await fix();
  await page.locator("#tab-report").click();
  await page.keyboard.press("Control+z");
  await soon(async () => assert.equal(await value(page), before));
  await counts(notice, 0);
  await page.keyboard.press("Control+y");
  await soon(async () => assert.notEqual(await value(page), before));
  // A field has an undo of its own.
  await page.locator("#tab-problems").click();
  await page.getByLabel("Search the problems").fill("timestamp");
  const after = await value(page);
  await page.keyboard.press("Control+z");
  await soon(async () => assert.equal(await value(page), after));
  await page.close();
});

test("what is missing is inserted where it belongs, with a placeholder that is a problem until it is filled in", async () => {
  const { page, complaints, problem } = await checked();
  const before = await value(page);
  await problem("extension InfAckRequested is missing").click();
  await page.getByRole("button", { name: "Insert extension" }).click();
  // What is to be filled in comes next.
  await page.locator('[aria-selected="true"]', { hasText: "Placeholders must be replaced" }).waitFor();
  await says(page.locator(".notice"), /Inserted on line \d+\./);
  const key = /<extension url="InfAckRequested">\n {12}<valueBoolean value="\$\{valueBoolean\}"\/>\n {10}<\/extension>/;
  await soon(async () => assert.match(await value(page), key));
  await counts(problem("extension InfAckRequested is missing"), 0);
  await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
  await soon(async () => assert.equal(await value(page), before));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("all certain fixes are made in one step, after they were shown, and taken back in one", async () => {
  const text = MISTAKES.replace('<code value="FA"/>', '<code value=" FA"/>');
  const { page, complaints } = await checked(text);
  await page.getByRole("button", { name: "Fix all certain (1)…" }).click();
  const preview = page.locator(".fix-preview");
  await says(preview, /line 40 +FA → FA/);
  await says(preview, /→ ITK GP Connect Send Document/);
  await preview.getByRole("button", { name: "Cancel" }).click();
  await soon(async () => assert.equal(await value(page), text));
  await page.getByRole("button", { name: "Fix all certain (1)…" }).click();
  await preview.getByRole("button", { name: "Replace 1 value" }).waitFor();
  // What needs a look is chosen by the reader.
  await preview.getByRole("checkbox", { name: /ITK GP Connect Send Document \(likely/ }).check();
  await preview.getByRole("button", { name: "Replace 2 values" }).click();
  await page.locator(".verdict-text", { hasText: "fixed" }).waitFor();
  await says(page.locator(".notice"), /Replaced 2 values\./);
  await counts(page.getByRole("button", { name: /Fix all|Review fixes/ }).and(page.locator(":visible")), 0);
  await page.locator(".notice").getByRole("button", { name: "Undo" }).click();
  await soon(async () => assert.equal(await value(page), text));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a URI that is wrong in several places is replaced in all of them, and does not hide a fix between them", async () => {
  const wrong = GOOD.replaceAll("https://fhir.nhs.uk/Id/ods-", "http://fhir.nhs.uk/Id/ods-");
  const text = wrong.replace('<code value="01"/>', '<code value=" 01"/>');
  const { page, complaints, problem } = await checked(text);
  await problem("Identifier.system is not a known system").click();
  await page.getByRole("button", { name: "Fix all certain (1)…" }).click();
  const preview = page.locator(".fix-preview");
  await says(preview, /http:\/\/fhir\.nhs\.uk\/Id\/ods-organization-code → https:/);
  await preview.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Replace with “https://fhir.nhs.uk/Id/ods-organization-code”" }).click();
  await soon(async () => assert.equal(await value(page), GOOD.replace('<code value="01"/>', '<code value=" 01"/>')));
  assert.deepEqual(complaints, []);
  await page.close();
});

/** The link to a message, which the reader gets after agreeing to it and not before. */
async function copiedLink(page) {
  await page.getByText("Share it as a link").click();
  const copy = page.getByRole("button", { name: "Copy a link" });
  assert.equal(await copy.isDisabled(), true);
  await page.getByRole("checkbox", { name: /names nobody/ }).check();
  await copy.click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

test("a finding that is taken for wrong is shown as the least that has it, and nobody is named", async () => {
  const { page, complaints, problem } = await checked();
  await problem("timestamp is not a valid instant").click();
  await page.getByRole("button", { name: "Report as wrong…" }).click();
  const shown = page.locator(".wrong pre");
  await shown.waitFor();
  const text = await shown.innerText();
  assert.match(text, /timestamp/);
  assert.ok(text.split("\n").length < 20, text);
  for (const name of ["Consultation", "X00001", "97ff33ba"]) assert.ok(!text.includes(name), name);
  const link = page.locator(".wrong a");
  assert.match(await link.getAttribute("href"), /^https:.*\/issues\/new$/);
  // There is a link to it when the reader has agreed, and not before.
  const address = await copiedLink(page);
  assert.match(address, /\/#case=[\w-]+&rule=lexical$/);
  await page.keyboard.press("Escape");
  await counts(page.locator(".wrong"), 0);
  assert.deepEqual(complaints, []);
  const other = await page.context().newPage();
  await other.goto(address);
  await other.locator(".notice", { hasText: "came in the link" }).waitFor();
  await other.locator('[aria-selected="true"]', { hasText: "timestamp is not a valid instant" }).waitFor();
  assert.ok(!other.url().includes("#"), "the message does not stay in the address");
  await other.close();
  await page.close();
});

test("Enter selects the value of a problem, and a snippet that was meant for a field replaces no message", async () => {
  const { page, problem } = await checked();
  await problem("timestamp").click();
  await page.keyboard.press("Enter");
  await focusIs(page, "editor");
  await page.keyboard.type("2026-03-02T10:15:00+00:00");
  await page.locator(".verdict-text", { hasText: "1 fixed" }).waitFor();
  await soon(async () => assert.match(await value(page), /<timestamp value="2026-03-02T10:15:00\+00:00"\/>/));
  const before = await value(page);
  await page.locator("#tab-map").click();
  for (const snippet of ["A82038", '<name><family value="X"/></name>', '{"a": 1}']) {
    await paste(page, snippet);
    await soon(async () => assert.equal(await value(page), before));
  }
  // F8 leads to the problems from wherever it is pressed.
  await page.keyboard.press("F8");
  await page.locator(".row[aria-selected=true]").waitFor();
  // And where the message goes, nothing of it stays.
  await page.getByRole("button", { name: "As JSON" }).click();
  await page.locator(".twin .line").first().waitFor();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.locator("#welcome").waitFor();
  await page.locator(".twin").waitFor({ state: "hidden" });
  await page.close();
});

test("one entry alone, and a resource by its id, can be looked at", async () => {
  const { page, problem } = await checked();
  const all = await page.locator(".row-problem").count();
  await problem("name is not allowed by the profile").click();
  await page.getByRole("button", { name: "Only this entry" }).click();
  await until(async () => (await page.locator(".row-problem").count()) === 1, "one problem is left");
  await page.getByRole("button", { name: "Show all" }).click();
  await until(async () => (await page.locator(".row-problem").count()) === all, "all are back");
  await page.getByRole("searchbox").fill("97ff33ba");
  await until(async () => (await page.locator(".row-problem").count()) === 4, "those of the MessageHeader");
  await page.close();
});

test("the outcome of the reply stays in sight, says what a choice changed, and there is a way back from it", async () => {
  const { page, complaints, tab } = await checked();
  await says(page.locator("#tab-reply"), /•/);
  await tab("reply");
  await page.getByLabel("ODS code", { exact: true }).fill("X00002");
  await page.getByLabel("MESH mailbox").fill("X00002OT001");
  const conforms = page.locator(".panel-reply .outcome-ok", { hasText: "conforms" });
  await conforms.waitFor();
  const inSight = () =>
    page
      .getByRole("button", { name: "Download XML" })
      .evaluate((button) => button.getBoundingClientRect().bottom <= innerHeight);
  await soon(async () => assert.ok(await inSight(), "while the form is at its top"));
  await soon(async () =>
    assert.match(
      await page.getByRole("link", { name: "Read the guide" }).getAttribute("href"),
      /explore_response_codes/,
    ),
  );
  const lines = () => page.locator(".preview .line").allInnerTexts();
  const before = await soon(async () => {
    const all = await lines();
    assert.ok(all.length > 0 && all.every((line) => line !== ""), "every line is drawn");
    return all;
  });
  const outcome = page.getByRole("combobox", { name: "Outcome" });
  await outcome.fill("10004");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".panel-reply .about", { hasText: "changed by the last choice" }).waitFor();
  await soon(async () => {
    const fresh = await page.locator(".preview .line[data-fresh]").allInnerTexts();
    assert.ok(
      fresh.some((line) => line.includes("10004")),
      fresh.join(),
    );
    assert.ok(fresh.length < 6, "ids stay the same while a reply is made");
  });
  await soon(async () => assert.notDeepEqual(await lines(), before));
  await page.getByRole("button", { name: "Open as message" }).click();
  await page.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await page.getByRole("button", { name: "Back to it" }).click();
  await page.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
  await soon(async () => assert.equal(await value(page), MISTAKES));
  await soon(async () => assert.equal(await page.locator("#tab-reply").getAttribute("aria-selected"), "true"));
  await until(async () => (await outcome.inputValue()).startsWith("10004"), "what was chosen is chosen again");
  // Of a business response nothing is chosen for the reader.
  await page.getByLabel("Business acknowledgement").check();
  await page.locator(".panel-reply", { hasText: "Choose the outcome for this reply." }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the report is a page of its own as well, without scripts", async () => {
  const { page } = await checked(MISTAKES.replace("2026-03-02 10:15", "&lt;script>alert(1)&lt;/script>"));
  await page.getByRole("button", { name: "Export…" }).click();
  await focusIs(page, "Export");
  const { name, text } = await downloaded(page, () => page.getByRole("button", { name: "Download HTML" }).click());
  assert.equal(name, "report.html");
  assert.match(
    text,
    /^<!DOCTYPE html>[\s\S]*<h1>The message does not conform<\/h1>[\s\S]*timestamp is not a valid instant/,
  );
  assert.match(text, /Found: &lt;script&gt;alert\(1\)/);
  assert.doesNotMatch(text, /<script/);
  await page.close();
});

test("the whole message is shared without personal data, and only when the reader has agreed", async () => {
  const { page, complaints, tab } = await checked(GOOD);
  await tab("report");
  await page.getByRole("button", { name: "Share…" }).click();
  const shown = page.locator(".share pre");
  await shown.waitFor();
  assert.match(await shown.innerText(), /<Bundle/);
  for (const name of ["X00001", "97ff33ba"]) assert.ok(!(await shown.innerText()).includes(name), name);
  const address = await copiedLink(page);
  assert.match(address, /\/#case=[\w-]+$/);
  await page.keyboard.press("Escape");
  await counts(page.locator(".share"), 0);
  assert.deepEqual(complaints, []);
  const other = await page.context().newPage();
  await other.goto(address);
  await says(other.locator(".notice"), /^This message came in the link that opened the page\.(?! It was cut)/);
  await other.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await other.close();
  await page.close();
});

test("where the reader put the divider it stays for the visit, and nothing else is kept", async () => {
  const { page } = await checked(GOOD);
  const divider = page.getByRole("separator", { name: "Width of the message" });
  await divider.focus();
  await page.keyboard.press("ArrowLeft");
  const at = await divider.getAttribute("aria-valuenow");
  await page.reload();
  await page.locator(".cm-content").waitFor({ state: "attached" });
  await soon(async () => assert.equal(await divider.getAttribute("aria-valuenow"), at));
  await soon(async () =>
    assert.deepEqual(await page.evaluate(() => [Object.entries(sessionStorage), "localStorage" in globalThis]), [
      [["itk3-split", at]],
      false,
    ]),
  );
  await page.evaluate(() => sessionStorage.clear());
  await page.close();
});

test("a file keeps its name when it is downloaded", async () => {
  const { page } = await open(browser.context, site.address);
  const file = path.join(SITE, "..", "target", "discharge 7.xml");
  writeFileSync(file, GOOD);
  await page.locator("#file").setInputFiles(file);
  await page.locator(".verdict-text", { hasText: "checked in" }).waitFor();
  const { name } = await downloaded(page, () => page.keyboard.press("Control+s"));
  assert.equal(name, "discharge 7.xml");
  await page.close();
});

test("definitions that were added can be left out again", async () => {
  const { page } = await checked(
    JSON.stringify(
      { resourceType: "Patient", meta: { profile: ["https://example.org/named"] }, active: true },
      null,
      2,
    ),
  );
  await paste(
    page,
    JSON.stringify({
      resourceType: "StructureDefinition",
      url: "https://example.org/named",
      name: "named",
      status: "draft",
      kind: "resource",
      abstract: false,
      type: "Patient",
      baseDefinition: "http://hl7.org/fhir/StructureDefinition/Patient",
      derivation: "constraint",
      differential: { element: [{ path: "Patient.name", min: 1 }, { path: "Patient.colour" }] },
    }),
  );
  await page.locator(".row-problem", { hasText: "name is missing" }).waitFor();
  await says(
    page.locator(".notice-bad"),
    /1 fault in pasted\.\s+pasted, line 1: https:\/\/example\.org\/named: Patient has no element colour/,
  );
  await page.getByRole("button", { name: "Stop using it" }).click();
  // A profile that nothing was held to is not claimed to be kept.
  await page
    .locator(".verdict-information .verdict-title", { hasText: "No errors as FHIR STU3; named is unknown" })
    .waitFor();
  await counts(page.locator(".notice"), 0);
  await says(page.locator("#not-checked"), /The profile https:\/\/example\.org\/named is unknown/);
  await page.close();
});

test("a very long message is asked about, shown in part and checked as a whole", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  const observation =
    '    {"fullUrl": "http://example.org/Basic/ID", "resource": {"resourceType": "Basic", "id": "ID", "code": {"text": "TEXT"}}}';
  await page.evaluate(
    ([entry, many]) => {
      const entries = Array.from({ length: many }, (_, at) =>
        entry.replaceAll("ID", `i${at}`).replace("TEXT", "x".repeat(2000)),
      );
      entries.push(entry.replaceAll("ID", "last").replace('"code"', '"colour": 1, "code"'));
      document.querySelector("itk3-validator").value =
        `{"resourceType": "Bundle", "type": "collection", "entry": [\n${entries.join(",\n")}\n]}`;
    },
    [observation, 10_000],
  );
  await page.locator(".verdict-title", { hasText: "Not checked yet" }).waitFor();
  await soon(async () => assert.equal(await page.locator(".cm-content").getAttribute("aria-readonly"), "true"));
  await page.locator("#check").click();
  await page.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
  await says(page.locator("#kind"), /only the beginning is shown, and cannot be edited; the whole message was checked/);
  await soon(async () => assert.ok((await value(page)).length > 20_000_000));
  await page.locator(".row-problem", { hasText: "colour" }).click();
  await says(page.locator("#detail .source-here"), /^10002\s+\{"fullUrl": "http:\/\/example\.org\/Basic\/last"/);
  // The next message is whole again, and undo brings back no part of the one before.
  await paste(page, GOOD);
  await page.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await soon(async () => assert.notEqual(await page.locator(".cm-content").getAttribute("aria-readonly"), "true"));
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+z");
  await soon(async () => assert.equal(await value(page), ""));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("on a phone the header is one line, and whatever is touched is large enough", async () => {
  const { page } = await checked(MISTAKES, MODES.phone);
  await soon(async () => assert.ok((await page.locator("header").boundingBox()).height < 60));
  const small = () =>
    page.evaluate(() => {
      const within = document.querySelector("itk3-validator").shadowRoot;
      const targets = [
        ...within.querySelectorAll("button, select, summary, input, [role=treeitem], [role=tab]"),
        ...document.querySelectorAll("header button, header select, footer a"),
      ];
      // Links within a sentence are as high as the sentence.
      return targets
        .filter(
          (target) =>
            target.offsetParent !== null && !target.closest("li, p") && target.getBoundingClientRect().height < 43.5,
        )
        .map((target) => target.textContent || target.tagName);
    });
  await soon(async () => assert.deepEqual(await small(), []));
  await page.getByRole("button", { name: /^XML · 13 kB · change$/ }).click();
  await soon(async () => assert.equal(await page.locator("#tab-message").getAttribute("aria-selected"), "true"));
  await page.close();
});

test("the page goes on when the network ends, tabs that were not opened yet included", async () => {
  const { page, complaints, tab } = await checked();
  await until(() => page.evaluate(() => "itk3Panes" in globalThis), "the tabs were fetched in a quiet moment");
  await browser.context.setOffline(true);
  try {
    await tab("map");
    await page.locator(".map-box").first().waitFor();
    await paste(page, GOOD);
    await page.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  } finally {
    await browser.context.setOffline(false);
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("of a message in one line the column tells the place", async () => {
  const { page, problem } = await checked(MISTAKES.replace(/<!--[\s\S]*?-->/g, "").replace(/>\s+</g, "><"));
  await says(problem("timestamp"), /line 1:\d{3,}/);
  await problem("timestamp").click();
  await says(page.locator("#detail"), /line 1, column [\d,]+/);
  await page.close();
});
