import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/static-server.mjs";
import { MODES, open, paste, SITE, says, serveFixture, soon, startBrowser, tried } from "./harness.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const PROBLEMS = `<Bundle xmlns="http://hl7.org/fhir">
ENTRY entry[0] MessageHeader
  ERROR slice-min extension[0] The extension InfAckRequested is missing
  WARNING display event.display The display is another than the one of the code system
ENTRY entry[1] Organization
ENTRY entry[2] Patient
  ERROR max name[1] Two names are official
  ERROR lexical birthDate The date is not one
  INFORMATION sources gender The published sources contradict each other
UNCHECKED Codes of SNOMED CT are not known here
UNCHECKED The profile is not known here
</Bundle>`;

/** What is looked at, one after the other, and how the page gets there. */
const SCENES = {
  "an empty page": async () => {},
  "the help": (page) => page.locator("#show-help").click(),
  "the examples": async (page) => {
    await page.keyboard.press("Escape");
    const tab = page.locator("#tab-message");
    if (await tab.isVisible()) await tab.click();
    await page.locator("summary").first().click();
  },
  "a search in the message": async (page) => {
    await paste(page, PROBLEMS);
    await page.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
    const tab = page.locator("#tab-message");
    if (await tab.isVisible()) await tab.click();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+f");
    await page.locator(".cm-search").waitFor();
  },
  "a selected problem": async (page) => {
    await page.locator("#tab-problems").click();
    await page.locator(".row-problem").nth(1).click();
  },
  "a message that conforms": async (page) => {
    await paste(page, "<Bundle>\nENTRY entry[0] MessageHeader\n</Bundle>");
    await page.locator(".row-clean").waitFor();
  },
  "a fault": async (page) => {
    await paste(page, "<Bundle>FAULT</Bundle>");
    await page.locator(".fault-report").waitFor();
  },
};

let browser, site, whole;
before(async () => {
  [browser, site, whole] = await Promise.all([startBrowser(), serveFixture(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.stop(), whole.close()]));

/** What axe objects to, and whether the page is wider than the window. */
async function objections(page) {
  const { violations } = await page.evaluate(
    (rules) => globalThis.axe.run(document, { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] }),
    RULES,
  );
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join("; ")}`,
    ),
    ...(overflow > 0 ? [`the page is ${overflow} pixels too wide`] : []),
  ];
}

/** Waits until nothing is objected to: something may just be drawn anew. */
const nothingObjectedTo = (page, scene) =>
  soon(async () => assert.deepEqual({ [scene]: await objections(page) }, { [scene]: [] }));

/** Tabs, and what stands in them, with the real checker. */
const TABS = {
  problems: async (page) => {
    const filter = page.getByRole("button", { name: "Filter", exact: true });
    if (await filter.isVisible()) await filter.click();
    await page.getByLabel("Group by").selectOption("rule");
  },
  map: (page) => page.locator(".map-box").first().waitFor(),
  reply: async (page) => {
    await page.getByLabel("ODS code", { exact: true }).fill("X00002");
    await page.getByLabel("MESH mailbox").fill("X00002OT001");
    await page.locator(".preview .line").first().waitFor();
    await page.getByRole("combobox", { name: "Outcome" }).click();
  },
  report: (page) => page.locator(".report-forms").waitFor(),
  conversation: (page) => page.locator(".panel-conversation .outcome").first().waitFor(),
};

for (const [name, mode] of Object.entries(MODES)) {
  test(`nothing is out of reach: ${name}`, async () => {
    const { page, complaints } = await open(browser.context, site.address, mode);
    await page.evaluate(AXE);
    for (const [scene, reach] of Object.entries(SCENES)) {
      await reach(page);
      await nothingObjectedTo(page, scene);
    }
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

for (const [name, mode] of Object.entries(MODES)) {
  test(`no tab is out of reach: ${name}`, async () => {
    const { page, complaints } = await open(browser.context, whole.address, mode);
    await page.evaluate(AXE);
    await page.locator("#welcome").getByRole("button", { name: "Seven mistakes" }).click();
    await page.locator(".row-problem").first().waitFor();
    for (const [tab, reach] of Object.entries(TABS)) {
      await page.locator(`#tab-${tab}`).click();
      await reach(page);
      await nothingObjectedTo(page, tab);
    }
    // The message with all that can be opened beside it.
    await page.locator("#tab-problems").click();
    await page.locator(".row-problem", { hasText: "timestamp" }).press("Enter");
    // Where there is little room, by way of its detail.
    const toMessage = page.getByRole("button", { name: "Show in message" });
    if (name === "400 % zoom") await toMessage.click();
    await page.getByRole("button", { name: "As JSON" }).click();
    await page.locator(".twin .line").first().waitFor();
    await page.locator(".crumb-path", { hasText: "timestamp" }).waitFor();
    await page.getByRole("button", { name: "What is allowed here?" }).click();
    await says(page.locator("#explanation"), /timestamp instant/);
    await nothingObjectedTo(page, "message");
    assert.deepEqual(complaints, []);
    await tried(page);
    await nothingObjectedTo(page, "privacy");
    await page.close();
  });
}

test("the page that shows how to embed is within reach", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${whole.address}embed.html`);
  await page.evaluate(AXE);
  await page.locator("#way-element .row-problem").first().waitFor();
  await nothingObjectedTo(page, "all of it");
  await page.close();
});

test("the statement on accessibility is within reach itself", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${whole.address}accessibility.html`);
  await page.evaluate(AXE);
  await nothingObjectedTo(page, "all of it");
  await page.close();
});

test("a screen reader hears the results in this order", async () => {
  const { page } = await open(browser.context, site.address);
  await paste(page, PROBLEMS);
  await page.locator("[role=treeitem]").first().waitFor();
  const expected = `- region "Results":
  - status:
    - 'heading "Does not conform: 3 errors, 1 warning, 1 note" [level=2]'
    - paragraph: 3 entries and 535 elements checked in 3 ms.
  - button "2 things not checked"
  - button "Export…"
  - tablist "Results":
    - tab "Problems 5" [selected]
    - tab "Report"
  - tabpanel "Problems 5":
    - group "Show":
      - button "Errors 3" [pressed]
      - button "Warnings 1" [pressed]
      - button "Notes 1" [pressed]
      - button "Without problems 1" [pressed]
    - searchbox "Search the problems"
    - combobox "Group by":
      - option "By entry" [selected]
      - option "By rule"
      - option "By line"
    - tree "Problems":
      - treeitem "entry[0] MessageHeader id-0 1 error, 1 warning line 2" [expanded] [level=1]
      - 'treeitem "Error: The extension InfAckRequested is missing line 3 slice-min extension[0] · found “what is found”, expected “what is expected”" [level=2] [selected]'
      - 'treeitem "Warning: The display is another than the one of the code system line 4 display event.display · found “what is found”, expected “what is expected”" [level=2]'
      - treeitem "entry[1] Organization id-1 no problems line 5" [level=1]
      - treeitem "entry[2] Patient id-2 2 errors, 1 note line 6" [expanded] [level=1]
      - 'treeitem "Error: Two names are official line 7 max name[1] · found “what is found”, expected “what is expected”" [level=2]'
      - 'treeitem "Error: The date is not one line 8 lexical birthDate · found “what is found”, expected “what is expected”" [level=2]'
      - 'treeitem "Note: The published sources contradict each other line 9 sources gender · found “what is found”, expected “what is expected”" [level=2]'
    - status
    - group "Not checked":
      - heading "Not checked" [level=2]
      - list:
        - listitem:
          - text: Codes of SNOMED CT are not known here
          - button "line 10"
        - listitem:
          - text: The profile is not known here (2 times)
          - button "line 11"
    - group "Selected problem":
      - 'heading "Error: The extension InfAckRequested is missing" [level=3]'
      - button "Close"
      - term: Expected
      - definition:
        - code: what is expected
      - term: Found
      - definition:
        - code: what is found
      - term: Why
      - definition
      - term: Where
      - definition:
        - text: line 3
        - code: Bundle.entry[0].resource.extension[0]
      - term: Rule
      - definition:
        - code: slice-min
        - text: of
        - code: ITK-MessageHeader-2
        - text: ·
        - link "Read the rule (opens a new tab)":
          - /url: https://hl7.org/fhir/STU3/messageheader.html
      - button "Show in message"
      - button "Copy"
      - button "Only this entry"
      - button "Report as wrong…"`;
  await soon(async () => assert.equal(await page.locator(".side-results").ariaSnapshot(), expected));
  await page.close();
});
