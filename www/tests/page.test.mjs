import assert from "node:assert/strict";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import {
  counts,
  focusIs,
  focusOf,
  MODES,
  open,
  paste,
  says,
  serveFixture,
  soon,
  startBrowser,
  textOf,
} from "./harness.mjs";

const GOOD = "<Bundle>\nENTRY entry[0] MessageHeader\n</Bundle>";
const BAD = "<Bundle>\nENTRY entry[0] MessageHeader\n  ERROR max name One too many\n</Bundle>";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serveFixture()]);
});
after(() => Promise.all([browser.stop(), site.stop()]));

const start = (mode) => open(browser.context, site.address, mode);
const verdict = (page) => page.locator(".verdict-title");
const verdictSays = (page, hasText) => page.locator("#verdict:visible", { hasText }).waitFor();

/** Drops something on an element; the browser's own dragging cannot be driven from here. */
async function drop(page, selector, { file, text }) {
  const data = await page.evaluateHandle(
    ({ file: name, text: words }) => {
      const made = new DataTransfer();
      if (name) made.items.add(new File([words], name));
      else made.setData("text/plain", words);
      return made;
    },
    { file, text },
  );
  for (const type of ["dragenter", "dragover"]) await page.dispatchEvent(selector, type, { dataTransfer: data });
  await page.locator(".drop-here").waitFor();
  await page.dispatchEvent(selector, "drop", { dataTransfer: data });
  await page.locator(".drop-here").waitFor({ state: "hidden" });
}

test("the empty page says what to do, and complains of nothing", async () => {
  const { page, complaints } = await start();
  await page.getByRole("heading", { name: "Check an ITK3 message" }).waitFor();
  await counts(page.locator("#welcome-examples > .examples button"), 9);
  await says(page.locator("footer"), /Not an NHS service/);
  await page.locator("#version", { hasText: "0.0.0-fixture" }).waitFor();
  await page.locator("#verdict").waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a text pasted outside the editor takes its place and is checked", async () => {
  const { page, complaints } = await start();
  await paste(page, BAD);
  await verdictSays(page, "Does not conform: 1 error");
  await soon(async () => assert.equal(await textOf(page), BAD));
  await paste(page, GOOD);
  await verdictSays(page, "Conforms to ITK-Message-Bundle-1");
  await soon(async () => assert.equal(await textOf(page), GOOD));
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a text pasted into the editor is checked", async () => {
  const { page } = await start();
  await page.evaluate((text) => navigator.clipboard.writeText(text), BAD);
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+v");
  await verdictSays(page, "Does not conform: 1 error");
  await page.close();
});

test("a file or a text dropped anywhere is checked", async () => {
  const { page, complaints } = await start();
  await drop(page, ".top", { file: "message.xml", text: BAD });
  await verdictSays(page, "Does not conform: 1 error");
  await drop(page, ".cm-content", { file: "message.xml", text: GOOD });
  await verdictSays(page, "Conforms");
  await soon(async () => assert.equal(await textOf(page), GOOD));
  await drop(page, "#tree", { text: BAD });
  await verdictSays(page, "Does not conform");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a file is opened with the button, in the encoding of its byte order mark", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-file-"));
  const file = path.join(folder, "message.xml");
  const { page } = await start();
  // Interception of file choosers is enabled only while there is a listener. Enabling it may take longer than a key press on a busy
  // machine, so one listener stays for the whole test.
  page.on("filechooser", () => {});
  writeFileSync(file, `\ufeff${BAD} é`);
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "Open file…" }).first().click(),
  ]);
  await chooser.setFiles(file);
  await verdictSays(page, "Does not conform");
  await soon(async () => assert.equal(await textOf(page), `${BAD} é`));
  writeFileSync(file, Buffer.from(`\ufeff${GOOD} é`, "utf16le"));
  const [again] = await Promise.all([page.waitForEvent("filechooser"), page.keyboard.press("Control+o")]);
  await again.setFiles(file);
  await verdictSays(page, "Conforms");
  await soon(async () => assert.equal(await textOf(page), `${GOOD} é`));
  rmSync(folder, { recursive: true });
  await page.close();
});

test("typing is checked after a pause, and clearing the text clears everything", async () => {
  const { page } = await start();
  await paste(page, GOOD);
  await verdictSays(page, "Conforms");
  await page.locator(".cm-line", { hasText: "ENTRY" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type("\nERROR max name Typed");
  await verdictSays(page, "Does not conform: 1 error");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await page.locator("#welcome").waitFor();
  await page.locator("#verdict").waitFor({ state: "hidden" });
  await counts(page.locator("[role=treeitem]"), 0);
  await page.close();
});

test("undo brings back the text that another one replaced", async () => {
  const { page } = await start();
  await paste(page, BAD);
  await verdictSays(page, "Does not conform");
  await paste(page, GOOD);
  await verdictSays(page, "Conforms");
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+z");
  await verdictSays(page, "Does not conform");
  await soon(async () => assert.equal(await textOf(page), BAD));
  await page.close();
});

test("a long text that is typed in is checked when asked, and says so", async () => {
  const { page } = await start();
  await paste(page, `${BAD}\n${"<x/>\n".repeat(50_000)}`);
  await verdictSays(page, "Does not conform: 1 error");
  await page.locator(".cm-content").focus();
  await page.keyboard.type("ERROR max name Another\n");
  await verdictSays(page, "The text has changed since this check");
  // Longer than the pause after which a short text is checked.
  await page.waitForTimeout(400);
  await says(verdict(page), /1 error/);
  await page.keyboard.press("Control+Enter");
  await verdictSays(page, "Does not conform: 2 errors");
  await soon(async () => assert.doesNotMatch(await textOf(page), /Another\n\n/));
  await page.close();
});

test("a check that takes long says so and can be cancelled; the text is kept", async () => {
  const { page, complaints } = await start();
  const slow =
    "<Bundle> SLOW\nENTRY entry[0] Patient\n  ERROR min birthDate birthDate is missing\n  WARNING display code not its display";
  await paste(page, slow);
  await verdictSays(page, "Checking");
  await says(page.locator(".verdict-far"), "Entry 214 of 1,032 · 1 error, 1 warning so far");
  await soon(async () =>
    assert.deepEqual(await page.locator(".verdict-list li").allTextContents(), [
      " Error: line 3: birthDate is missing min",
      " Warning: line 4: not its display display",
    ]),
  );
  await says(page.locator("#check"), "Cancel");
  await page.locator("#verdict").getByRole("button", { name: "Cancel" }).click();
  await verdictSays(page, "Cancelled");
  await soon(async () => assert.equal(await textOf(page), slow));
  await page.locator(".verdict-far, .verdict-list").first().waitFor({ state: "hidden" });
  await says(page.locator("#check"), "Check");
  await paste(page, GOOD);
  await verdictSays(page, "Conforms");
  assert.deepEqual(complaints, []);
  await page.close();
});

for (const [word, where] of [
  ["FAULT", "src/somewhere.rs:1:2"],
  ["CRASH", "the worker"],
]) {
  test(`when the checker stops (${word}), the text stays and the next check works`, async () => {
    const { page, complaints } = await start();
    const text = `<Bundle> ${word} Testpatient </Bundle>`;
    await paste(page, text);
    await verdictSays(page, "This is our fault");
    await soon(async () => assert.equal(await textOf(page), text));
    await soon(async () => {
      const report = await page.locator(".fault-report").innerText();
      assert.ok(report.includes(where), report);
      assert.doesNotMatch(report, /Testpatient|Bundle/);
    });
    await paste(page, GOOD);
    await verdictSays(page, "Conforms");
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

test("when the engine cannot be loaded, the page says why, keeps the text and tries again", async () => {
  const engine = path.join(site.folder, "engine.js");
  renameSync(engine, `${engine}.away`);
  const { page } = await start();
  await paste(page, GOOD);
  await verdictSays(page, "The checker could not be started");
  await verdictSays(page, "engine.js could not be loaded");
  await soon(async () =>
    assert.equal(
      await page.getByRole("link", { name: "Save the one-file version" }).getAttribute("href"),
      "itk3-validator.html",
    ),
  );
  await soon(async () => assert.equal(await textOf(page), GOOD));
  renameSync(`${engine}.away`, engine);
  await page.getByRole("button", { name: "Try again" }).click();
  await verdictSays(page, "Conforms");
  await page.close();
});

test("an empty page whose engine failed comes back when it is there", async () => {
  const { page } = await start();
  await page.route("**/engine.js", (route) => route.abort());
  await page.reload();
  await verdictSays(page, "The checker could not be started");
  await page.unroute("**/engine.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.locator("#welcome").waitFor();
  await page.locator("#verdict").waitFor({ state: "hidden" });
  await page.close();
});

test("a check of nothing says that there is nothing", async () => {
  const { page, complaints } = await start();
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await verdictSays(page, "Nothing to check");
  await paste(page, GOOD);
  await verdictSays(page, "Conforms");
  assert.deepEqual(complaints, []);
  await page.close();
});

test("an engine that is not one is refused in words", async () => {
  const { page } = await start();
  await page.route("**/engine.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: "globalThis.itk3Engine = 'H4sIAAAAAAAAA0tMBABHXcYrAgAAAA==';",
    }),
  );
  await page.reload();
  await verdictSays(page, "The file engine.js is damaged");
  await page.close();
});

test("what could not be checked is listed with its place", async () => {
  const { page } = await start();
  await paste(page, "<Bundle>\nUNCHECKED Codes of SNOMED CT\n UNCHECKED The profile is not known\n</Bundle>");
  await verdictSays(page, "2 things not checked");
  const list = page.locator("#not-checked li");
  await counts(list, 2);
  await says(list.last(), /The profile is not known \(2 times\)/);
  await list.last().getByRole("button", { name: "line 3" }).click();
  await says(page.locator(".cm-selectedPlace"), /UNCHECKED The profile/);
  await page.locator("#verdict").getByRole("button", { name: "not checked" }).click();
  await focusIs(page, "not-checked-title");
  await page.close();
});

test("a text that breaks off says where", async () => {
  const { page } = await start();
  await paste(page, "<Bundle>\n FATAL xml-syntax here The element is not closed");
  await verdictSays(page, "The element is not closed (line 2, column 1)");
  await page.close();
});

test("words of a message are text and never markup", async () => {
  const { page, complaints } = await start();
  const evil = '<img src=x onerror="document.title=1"><b>bold</b>';
  await paste(page, `<Bundle>\nENTRY entry[0] ${evil}\n  ERROR max name ${evil}\n  UNCHECKED ${evil}`);
  await verdictSays(page, "Does not conform");
  await page.locator(".row-problem").click();
  await counts(page.locator("main img, main b"), 0);
  await says(page.locator("#detail h3"), /<b>bold<\/b>/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the theme can be chosen, and find works in the editor", async () => {
  const { page } = await start();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await soon(async () => assert.equal(await background(), "rgb(255, 255, 255)"));
  await page.locator("#theme").selectOption("dark");
  await soon(async () => assert.equal(await background(), "rgb(18, 24, 29)"));
  await paste(page, BAD);
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+f");
  await page.locator(".cm-search input:focus").waitFor();
  await page.keyboard.type("One too many");
  await page.keyboard.press("Enter");
  await says(page.locator(".cm-searchMatch-selected"), "One too many");
  await page.close();
});

test("the text is coloured by its format, but not where a line is very long", async () => {
  const { page } = await start();
  const coloured = () => page.locator(".cm-line > span:not([class^=cm-])").count();
  for (const text of ["<Bundle><id/></Bundle>", '{ "resourceType": "Bundle" }']) {
    await paste(page, text);
    await soon(async () => assert.ok((await coloured()) > 0, text));
  }
  await paste(page, `<Binary>\n<content value="${"QUJD".repeat(30_000)}"/>\n</Binary>`);
  await soon(async () => assert.equal(await coloured(), 0));
  await page.close();
});

test("leaving asks first only where something was written", async () => {
  const { page } = await start();
  const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
  await paste(page, GOOD);
  await soon(async () => assert.equal(await asks(), false));
  await page.locator(".cm-content").focus();
  await page.keyboard.type(" ");
  await soon(async () => assert.equal(await asks(), true));
  await page.close();
});

test("Escape closes the detail and leads back to its problem", async () => {
  const { page } = await start();
  await paste(page, BAD);
  await page.locator(".row-problem").click();
  await page.getByRole("button", { name: "Show in message" }).focus();
  await page.keyboard.press("Escape");
  await page.locator("#detail").waitFor({ state: "hidden" });
  await counts(page.locator(".cm-selectedPlace"), 0);
  await says(page.locator("[role=treeitem]:focus"), /One too many/);
  await page.close();
});

test("the problem can be copied", async () => {
  const { page } = await start();
  await paste(page, BAD);
  await page.locator(".row-problem").click();
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  await soon(async () =>
    assert.match(
      await page.evaluate(() => navigator.clipboard.readText()),
      /^Error: One too many\nExpected: what is expected[\s\S]*Rule: max https/,
    ),
  );
  await page.close();
});

test("without a mouse: from the first key to the place of a problem and back", async () => {
  const { page } = await start();
  const press = async (key, times = 1) => {
    for (let at = 0; at < times; at += 1) await page.keyboard.press(key);
  };
  const active = () => focusOf(page);
  const seen = [];
  for (let at = 0; at < 6; at += 1) {
    await press("Tab");
    seen.push(await active());
  }
  assert.deepEqual(seen, ["test-privacy", "theme", "show-help", "open", "Examples", "check"]);
  await press("Shift+Tab");
  await press("Enter");
  await press("Tab");
  await focusIs(page, "Seven mistakes");
  await press("Escape");
  await focusIs(page, "Examples");
  await press("Tab");
  await press("Tab");
  await focusIs(page, "editor");
  await page.keyboard.insertText(BAD);
  await verdictSays(page, "Does not conform");
  await page.locator(".row-problem").waitFor();
  // Tab leads out of the editor: filters, then the tree.
  await press("Tab");
  let reached = await active();
  for (let at = 0; at < 12 && !reached.includes("One too many"); at += 1) {
    await press("Tab");
    reached = await active();
  }
  await press("ArrowUp");
  await focusIs(page, /^entry\[0\]/);
  await press("ArrowDown");
  await focusIs(page, /One too many/);
  await press("Enter");
  await focusIs(page, "editor");
  await page.close();
});

test("on a phone the results come first, and a problem leads to its lines", async () => {
  const { page, complaints } = await start(MODES.phone);
  await page.locator("#welcome").waitFor();
  await page.locator("#editor").waitFor({ state: "hidden" });
  await paste(page, `${BAD}${"\n".repeat(100)}`);
  await verdictSays(page, "Does not conform");
  await page.locator(".row-problem").click();
  await says(page.locator(".source-here"), /One too many/);
  await page.getByRole("button", { name: "Show in message" }).click();
  await page.locator("#editor").waitFor();
  await page.locator(".cm-selectedPlace").waitFor();
  await page.getByRole("tab", { name: /Problems/ }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.locator("#detail").waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
  await page.close();
});

test("help opens with its button and with a question mark, and closes", async () => {
  const { page } = await start();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#show-help").click();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.locator(".cm-content").click();
  await page.keyboard.type("?");
  await soon(async () => assert.equal(await textOf(page), "?"));
  await page.close();
});
