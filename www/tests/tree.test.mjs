import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { focusOf, open, paste, serveFixture, startBrowser, textOf } from "./harness.mjs";

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
  await paste(page, text);
  await page.locator(".verdict-title", { hasText: "onform" }).waitFor();
  return { page, complaints, rows: page.locator("[role=treeitem]") };
}

const focused = (page) =>
  page
    .locator("[role=treeitem]:focus")
    .innerText()
    .then((text) =>
      text
        .split("\n")
        .filter((line) => !line.endsWith(": "))
        .join(" "),
    );
const press = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** The text that the editor marks as the place of the selected problem. */
const marked = (page) => page.locator(".cm-selectedPlace").innerText();

test("a click on a problem marks its place in the editor and keeps the focus in the tree", async () => {
  const { page, complaints, rows } = await checked();
  await rows.filter({ hasText: "Too many names" }).click();
  assert.equal(await marked(page), "ERROR max name[1] Too many names");
  assert.match(await focused(page), /Too many names/);
  assert.match(await page.locator("#detail").innerText(), /Expected\s+what is wanted\s+Found\s+what is found/);
  assert.match(await page.locator("#detail").innerText(), /Bundle\.entry\[2\]\.resource\.name\[1\]/);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the arrows walk through the tree, and the editor follows", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await press(page, "ArrowDown", "ArrowDown");
  assert.match(await focused(page), /timestamp is not an instant/);
  assert.match(await marked(page), /^ERROR lexical timestamp/);
  await press(page, "ArrowUp");
  assert.match(await focused(page), /The extension is missing/);
  await press(page, "End");
  assert.match(await focused(page), /Too many names/);
  await press(page, "Home");
  assert.match(await focused(page), /^entry\[0\]/);
  await page.close();
});

test("left and right close and open, and lead up and down", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  const count = await rows.count();
  await press(page, "ArrowLeft");
  assert.equal(await rows.first().getAttribute("aria-expanded"), "false");
  assert.equal(await rows.count(), count - 3);
  await press(page, "ArrowRight");
  assert.equal(await rows.count(), count);
  await press(page, "ArrowRight", "ArrowDown");
  assert.match(await focused(page), /timestamp/);
  await press(page, "ArrowLeft");
  assert.match(await focused(page), /^entry\[0\]/);
  await press(page, "ArrowLeft", "End", "ArrowLeft", "ArrowLeft");
  assert.equal(await rows.count(), 3);
  await press(page, "*");
  assert.equal(await rows.count(), count);
  await page.close();
});

test("letters lead to the next row that starts with them", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await page.keyboard.type("too");
  assert.match(await focused(page), /Too many names/);
  await page.waitForTimeout(800);
  await page.keyboard.type("time");
  assert.match(await focused(page), /timestamp/);
  await page.close();
});

test("Enter goes to the place, Ctrl+Shift+M comes back", async () => {
  const { page, rows } = await checked();
  await rows.first().focus();
  await press(page, "End", "Enter");
  assert.equal(await focusOf(page), "editor");
  await page.keyboard.type("X");
  assert.match(await textOf(page), /XERROR max/);
  await press(page, "Control+Shift+M");
  assert.match(await focused(page), /Too many names/);
  await page.close();
});

test("F8 leads from problem to problem wherever the focus is, and opens what is closed", async () => {
  const { page, rows } = await checked();
  await rows.last().focus();
  await press(page, "ArrowLeft", "ArrowLeft");
  await page.locator(".cm-content").focus();
  await press(page, "F8");
  // From a group, to its first problem; from the last, round to the first.
  assert.match(await marked(page), /Too many names/);
  await press(page, "F8");
  assert.match(await marked(page), /The extension is missing/);
  await press(page, "Shift+F8");
  assert.match(await page.locator('[role=treeitem][aria-selected="true"]').innerText(), /Too many names/);
  assert.match(await marked(page), /Too many names/);
  assert.equal(await focusOf(page), "editor");
  assert.equal(await page.locator('[role=treeitem][aria-selected="true"]').count(), 1);
  await page.close();
});

test("the tree has one tab stop and says levels and positions", async () => {
  const { page, rows } = await checked();
  assert.equal(await page.locator('[role=tree] [tabindex="0"]').count(), 1);
  const said = await rows.evaluateAll((all) =>
    all.map((row) => `${row.ariaLevel} ${row.ariaPosInSet}/${row.ariaSetSize}`),
  );
  assert.deepEqual(said, ["1 1/3", "2 1/3", "2 2/3", "2 3/3", "1 2/3", "1 3/3", "2 1/1"]);
  assert.equal(await page.locator("[role=tree]").getAttribute("aria-label"), "Problems");
  await page.close();
});

test("a long group shows two hundred rows, and more when asked", async () => {
  const many = Array.from({ length: 450 }, (_, index) => `  ERROR rule element[${index}] Problem number ${index}`).join(
    "\n",
  );
  const { page, rows } = await checked(`<Bundle>\nENTRY entry[0] List\n${many}\nENTRY entry[1] Patient\n</Bundle>`);
  assert.equal(await rows.count(), 1 + 200 + 1 + 1);
  await page.locator(".row-more").focus();
  await press(page, "Enter");
  assert.match(await focused(page), /Problem number 200/);
  assert.equal(await rows.count(), 1 + 400 + 1 + 1);
  await press(page, "End", "ArrowUp", "Enter");
  assert.equal(await page.locator(".row-more").count(), 0);
  assert.match(await focused(page), /Problem number 400/);
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
  assert.match(await page.locator('[role=treeitem][aria-selected="true"]').innerText(), /timestamp is not/);
  assert.equal(await rows.last().getAttribute("aria-expanded"), "false");
  assert.match(await marked(page), /^ERROR lexical timestamp/);
  await page.close();
});

test("filters hide what is not wanted, and say so", async () => {
  const { page, rows } = await checked();
  const filter = (name) => page.locator(".filter", { hasText: name });
  assert.match(await filter("Errors").innerText(), /Errors\s*3/);
  await filter("Errors").click();
  assert.equal(await filter("Errors").getAttribute("aria-pressed"), "false");
  assert.equal(await rows.filter({ hasText: "Too many" }).count(), 0);
  assert.match(await page.locator(".hidden-by-filters").innerText(), /3 problems hidden/);
  await page.getByRole("button", { name: "Show all" }).click();
  assert.equal(await rows.filter({ hasText: "Too many" }).count(), 1);
  await filter("Without problems").click();
  assert.equal(await rows.filter({ hasText: "Organization" }).count(), 0);
  await page.close();
});

test("the caret marks the problem of its line", async () => {
  const { page } = await checked();
  await page.locator(".cm-line", { hasText: "ERROR lexical" }).click();
  assert.match(await page.locator(".row-marked").innerText(), /timestamp is not an instant/);
  await page.close();
});
