import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  check,
  counts,
  focusIs,
  MODES,
  open,
  says,
  serveFixture,
  soon,
  startBrowser,
  textOf,
  typeAhead,
} from "./harness.mjs";

const TEXT = `<Bundle>
ENTRY entry[0] MessageHeader
  ERROR min extension[0] The extension is missing
  ERROR lexical timestamp timestamp is not an instant
  WARNING display event.display The display is another
ENTRY entry[1] Organization
ENTRY entry[2] Patient
  ERROR max name[1] Too many names
</Bundle>
${"\n".repeat(200)}`;

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serveFixture()]);
});
after(() => Promise.all([browser.stop(), site.stop()]));

/** The page with a text in it, checked. */
async function checked(text = TEXT) {
  const { page, complaints } = await open(browser.context, site.address);
  await check(page, text);
  return { page, complaints, rows: page.locator("[role=treeitem]") };
}

/** The row that has the focus. */
const focused = (page) => page.locator("[role=treeitem]:focus");
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** The text that the editor marks as the place of the selected problem. */
const marked = (page) => page.locator(".cm-selectedPlace");

test("a click on a problem marks its place in the editor and keeps the focus in the tree", async () => {
  const { page, complaints, rows } = await checked();
  await rows.filter({ hasText: "Too many names" }).click();
  await says(marked(page), "ERROR max name[1] Too many names");
  await says(focused(page), /Too many names/);
  await says(page.locator("#detail"), /Expected\s+what is expected\s+Found\s+what is found/);
  await says(page.locator("#detail"), /Bundle\.entry\[2\]\.resource\.name\[1\]/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the arrows walk through the tree, and the editor follows", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await press(page, "ArrowDown", "ArrowDown");
  await says(focused(page), /timestamp is not an instant/);
  await says(marked(page), /^ERROR lexical timestamp/);
  await press(page, "ArrowUp");
  await says(focused(page), /The extension is missing/);
  await press(page, "End");
  await says(focused(page), /Too many names/);
  await press(page, "Home");
  await says(focused(page), /^entry\[0\]/);
  await page.close();
});

test("left and right close and open, and lead up and down", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  const count = await rows.count();
  await press(page, "ArrowLeft");
  await soon(async () => assert.equal(await rows.first().getAttribute("aria-expanded"), "false"));
  await counts(rows, count - 3);
  await press(page, "ArrowRight");
  await counts(rows, count);
  await press(page, "ArrowRight", "ArrowDown");
  await says(focused(page), /timestamp/);
  await press(page, "ArrowLeft");
  await says(focused(page), /^entry\[0\]/);
  await press(page, "ArrowLeft", "End", "ArrowLeft", "ArrowLeft");
  await counts(rows, 3);
  await press(page, "*");
  await counts(rows, count);
  await page.close();
});

test("letters lead to the next row that starts with them", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await typeAhead(page, "too");
  await says(focused(page), /Too many names/);
  // After this long another word begins.
  await page.waitForTimeout(800);
  await typeAhead(page, "time");
  await says(focused(page), /timestamp/);
  await page.close();
});

test("Enter goes to the place, Ctrl+Shift+M comes back", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await press(page, "End", "Enter");
  await focusIs(page, "editor");
  // White space: the problem is still there when the next check comes, be that before the way back or after it.
  await page.keyboard.type(" ");
  await soon(async () => assert.match(await textOf(page), / {3}ERROR max/));
  await press(page, "Control+Shift+M");
  await says(focused(page), /Too many names/);
  await page.close();
});

test("F8 leads from problem to problem wherever the focus is, and opens what is closed", async () => {
  const { page, rows } = await checked();
  await rows.last().focus();
  await press(page, "ArrowLeft", "ArrowLeft");
  await page.locator(".cm-content").focus();
  await press(page, "F8");
  // From a group, to its first problem; from the last, round to the first.
  await says(marked(page), /Too many names/);
  await press(page, "F8");
  await says(marked(page), /The extension is missing/);
  await press(page, "Shift+F8");
  await says(page.locator('[role=treeitem][aria-selected="true"]'), /Too many names/);
  await says(marked(page), /Too many names/);
  await focusIs(page, "editor");
  await counts(page.locator('[role=treeitem][aria-selected="true"]'), 1);
  await page.close();
});

test("the tree has one tab stop and says levels and positions", async () => {
  const { page, rows } = await checked();
  await counts(page.locator('[role=tree] [tabindex="0"]'), 1);
  const said = await rows.evaluateAll((all) =>
    all.map((row) => `${row.ariaLevel} ${row.ariaPosInSet}/${row.ariaSetSize}`),
  );
  assert.deepEqual(said, ["1 1/3", "2 1/3", "2 2/3", "2 3/3", "1 2/3", "1 3/3", "2 1/1"]);
  await soon(async () => assert.equal(await page.locator("[role=tree]").getAttribute("aria-label"), "Problems"));
  await page.close();
});

test("a long group shows two hundred rows, and more when asked", async () => {
  const many = Array.from({ length: 450 }, (_, index) => `  ERROR rule element[${index}] Problem number ${index}`).join(
    "\n",
  );
  const { page, rows } = await checked(`<Bundle>\nENTRY entry[0] List\n${many}\nENTRY entry[1] Patient\n</Bundle>`);
  await soon(async () => assert.equal(await rows.count(), 1 + 200 + 1 + 1));
  await page.locator(".row-more").focus();
  await press(page, "Enter");
  await says(focused(page), /Problem number 200/);
  await soon(async () => assert.equal(await rows.count(), 1 + 400 + 1 + 1));
  await press(page, "End", "ArrowUp", "Enter");
  await counts(page.locator(".row-more"), 0);
  await says(focused(page), /Problem number 400/);
  await page.close();
});

test("what was opened and selected is kept through the next check", async () => {
  const { page, rows } = await checked();
  await rows.filter({ hasText: "timestamp is not" }).click();
  await rows.last().focus();
  await press(page, "ArrowLeft", "ArrowLeft");
  await rows.filter({ hasText: "timestamp is not" }).click();
  await page.locator(".cm-content").focus();
  await press(page, "Control+Home");
  await page.keyboard.type("<!-- one more line -->\n");
  await page.locator(".row-line", { hasText: "line 5" }).first().waitFor();
  await says(page.locator('[role=treeitem][aria-selected="true"]'), /timestamp is not/);
  await soon(async () => assert.equal(await rows.last().getAttribute("aria-expanded"), "false"));
  await says(marked(page), /^ERROR lexical timestamp/);
  await page.close();
});

test("filters hide what is not wanted, and say so", async () => {
  const { page, rows } = await checked();
  const filter = (name) => page.locator(".filter", { hasText: name });
  await says(filter("Errors"), /Errors\s*3/);
  await filter("Errors").click();
  await soon(async () => assert.equal(await filter("Errors").getAttribute("aria-pressed"), "false"));
  await counts(rows.filter({ hasText: "Too many" }), 0);
  await says(page.locator(".hidden-by-filters"), /3 problems hidden/);
  await page.getByRole("button", { name: "Show all" }).click();
  await counts(rows.filter({ hasText: "Too many" }), 1);
  await filter("Without problems").click();
  await counts(rows.filter({ hasText: "Organization" }), 0);
  await page.close();
});

test("the caret marks the problem of its line", async () => {
  const { page } = await checked();
  await page.locator(".cm-line", { hasText: "ERROR lexical" }).click();
  await says(page.locator(".row-marked"), /timestamp is not an instant/);
  await page.close();
});

test("after a check the first problem is selected: a fatal one before all others, and the focus stays where it was", async () => {
  const selected = (page) => page.locator('[role=treeitem][aria-selected="true"]');
  const { page } = await open(browser.context, site.address);
  await page.locator("#show-help").focus();
  await check(page, TEXT);
  await says(selected(page), /The extension is missing/);
  await says(marked(page), /The extension is missing/);
  await says(page.locator("#detail h3"), /The extension is missing/);
  await focusIs(page, "show-help");
  await check(page, TEXT.replace("ERROR max", "FATAL max"));
  await says(selected(page), /Too many names/);
  await says(page.locator("[role=treeitem]").first(), /Too many names/);
  // While somebody writes, nothing is chosen for them.
  await page.locator("#detail").getByRole("button", { name: "Close" }).click();
  await page.locator(".cm-content").focus();
  await press(page, "Control+Home");
  await page.keyboard.type(" ");
  await counts(page.locator("#detail:not([hidden])"), 0);
  await page.close();
});

test("on a phone the first problem is selected, and its sheet covers nothing before somebody asks for it", async () => {
  const { page } = await open(browser.context, site.address, MODES.phone);
  await check(page, TEXT);
  await says(page.locator('[role=treeitem][aria-selected="true"]'), /The extension is missing/);
  await counts(page.locator("#detail:not([hidden])"), 0);
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.locator(".row-problem").first().click();
  await counts(page.locator("#detail:not([hidden])"), 1);
  await page.close();
});
