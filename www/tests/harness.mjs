// What the tests of the page share: a browser, a site, and a page that tells every complaint.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startChromium } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/static-server.mjs";
import {
  bundleEditor,
  bundleMap,
  bundlePage,
  bundlePanes,
  engineScript,
  minified,
  onDemandScript,
} from "../build/bundles.mjs";
import { withStyles } from "../build/policy.mjs";

const www = path.resolve(import.meta.dirname, "..");
/** The site as `make site` built it. */
export const SITE = path.resolve(www, "../site");

/** A test waits this long for what is to come; a busy machine takes its time. In milliseconds. */
export const PATIENCE = 20_000;

/** The modes in which nothing may be out of reach. */
export const MODES = {
  light: { colorScheme: "light", forcedColors: "none", width: 1280, height: 800 },
  dark: { colorScheme: "dark", forcedColors: "none", width: 1280, height: 800 },
  phone: { colorScheme: "light", forcedColors: "none", width: 360, height: 740, touch: true },
  "forced colours": { colorScheme: "dark", forcedColors: "active", width: 1280, height: 800 },
  "400 % zoom": { colorScheme: "light", forcedColors: "none", width: 320, height: 256 },
};

/** Starts a browser for the tests of one file, with options of its own if the first argument is an object; `stop` ends it. */
export function startBrowser(...flags) {
  const options = typeof flags[0] === "object" ? flags.shift() : {};
  return startChromium(["--headless", "--disable-quic", ...flags], {
    headless: true,
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
}

/**
 * What a page answers, or something else where it does not answer: one whose scripts were made to stand still, or that is being
 * replaced, may never do so.
 */
export async function within(answer, otherwise, patience = PATIENCE) {
  let timer;
  const limit = new Promise((done) => {
    timer = setTimeout(done, patience, otherwise);
  });
  return Promise.race([answer, limit]).finally(() => clearTimeout(timer));
}

/** Opens an address in one of the modes; `complaints` fills with whatever the console and the page object to. */
export async function open(context, address, mode = MODES.light) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("pageerror", (problem) => complaints.push(String(problem)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.emulateMedia({ colorScheme: mode.colorScheme, forcedColors: mode.forcedColors, reducedMotion: "reduce" });
  await page.setViewportSize({ width: mode.width, height: mode.height });
  if (mode.touch) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setTouchEmulationEnabled", { enabled: true });
  }
  await page.goto(address);
  await page.locator(".cm-content").waitFor({ state: "attached" });
  return { page, complaints };
}

/** The page with `fixture-worker.js` for its worker, in a folder of its own; gives the address and a function that ends it. */
export async function serveFixture() {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-fixture-"));
  const worker = readFileSync(path.join(import.meta.dirname, "fixture-worker.js"), "utf8");
  const [page, editor, panes, map] = await Promise.all([bundlePage(), bundleEditor(), bundlePanes(), bundleMap()]);
  const put = (name, text) => writeFileSync(path.join(folder, name), text);
  const source = (name) => readFileSync(path.join(www, name), "utf8");
  put("index.html", withStyles(source("index.html"), await minified(source("page/page.css"))));
  put("app.js", page.text);
  put("editor.js", editor.text);
  put("panes.js", panes.text);
  put("map.js", map.text);
  // The smallest module there is.
  put("engine.js", engineScript(worker, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
  put("on-demand.js", onDemandScript(new Uint8Array()));
  const server = await serve(folder);
  return {
    folder,
    address: server.address,
    async stop() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Puts a text into the editor as if it had been pasted there. */
export async function paste(page, text) {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData("text/plain", pasted);
    document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

/**
 * Waits until an assertion holds. What a page shows may be drawn anew at any time, and rows that were drawn have no
 * `innerText` before the next frame, for their `content-visibility` is `auto`: a test that reads once fails by chance.
 */
export async function soon(assertion) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await assertion();
    } catch (failure) {
      if (Date.now() > end) throw failure;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Waits until an element says this: a text that is all it says, or a pattern. */
export const says = (locator, words) =>
  soon(async () => {
    const text = await locator.innerText();
    if (typeof words === "string") assert.equal(text, words);
    else assert.match(text, words);
  });

/** Waits until there are so many. */
export const counts = (locator, many) => soon(async () => assert.equal(await locator.count(), many));

/** Waits until something has the focus: by its id or its words, or a pattern for these. */
export const focusIs = (page, what) =>
  soon(async () => {
    const focus = await focusOf(page);
    if (typeof what === "string") assert.equal(focus, what);
    else assert.match(focus, what);
  });

/** What has the focus: its id or its words, also within the element. */
export const focusOf = (page) =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.closest(".cm-editor") ? "editor" : at.id || at.textContent.trim();
  });

/** The text of the editor. */
export const textOf = (page) =>
  page
    .locator(".cm-content")
    .evaluate((content) => [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

/** An example of the page. */
export const example = (name) => readFileSync(path.join(www, "examples", name), "utf8");
export const MISTAKES = example("send-document-mistakes.xml");
export const GOOD = example("send-document.xml");

/** Does something, and waits until the report that comes of it is shown, whole. The verdict alone may be an earlier one. */
export async function checkedAfter(page, act) {
  const came = await page.evaluateHandle(() => {
    const came = { isThere: false };
    document.addEventListener("itk3-result", () => Object.assign(came, { isThere: true }), { once: true });
    return came;
  });
  await act();
  await until(() => came.evaluate(({ isThere }) => isThere), "a report");
}

/** Puts a text in place of all, and waits for its report. */
export const check = (page, text) => checkedAfter(page, () => paste(page, text));

/** The page with a message, checked. */
export async function openChecked(context, address, text, mode) {
  const { page, complaints } = await open(context, address, mode);
  await check(page, text);
  return {
    page,
    complaints,
    problem: (hasText) => page.locator(".row-problem", { hasText }),
    tab: (name) => page.locator(`#tab-${name}`).click(),
  };
}

/** Types letters so fast that they are one word, however busy the machine is. */
export const typeAhead = (page, letters) =>
  page.evaluate((word) => {
    for (const key of word) {
      let at = document.activeElement;
      while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      at.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true, cancelable: true }));
    }
  }, letters);

/** What a download holds, and its name. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

export const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

/** The message that the element has. */
export const value = (page) => page.evaluate(() => document.querySelector("itk3-validator").value);

/** Waits until something is so. */
export const until = (isSo, what) => soon(async () => assert.ok(await isSo(), `it never came about: ${what}`));

/**
 * What "Test it" says when it is through. One of the ways that it tries is a navigation, which the page cancels; a locator
 * would wait for the end of it.
 */
export async function tried(page) {
  const said = () => page.evaluate(() => document.querySelector("#privacy-result strong")?.textContent);
  await page.getByRole("button", { name: "Test it" }).click();
  await until(said, "the outcome of the test");
  return said();
}
