// What the tests of the page share: a browser, a site, and a page that tells every complaint.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { serve } from "../../scripts/static-server.mjs";
import { bundleEditor, bundlePage, bundlePanes, engineScript, minified } from "../build/bundles.mjs";
import { withStyles } from "../build/policy.mjs";

const www = path.resolve(import.meta.dirname, "..");
/** The site as `make site` built it. */
export const SITE = path.resolve(www, "../site");

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The modes in which nothing may be out of reach. */
export const MODES = {
  light: { colorScheme: "light", forcedColors: "none", width: 1280, height: 800 },
  dark: { colorScheme: "dark", forcedColors: "none", width: 1280, height: 800 },
  phone: { colorScheme: "light", forcedColors: "none", width: 360, height: 740 },
  "forced colours": { colorScheme: "dark", forcedColors: "active", width: 1280, height: 800 },
  "400 % zoom": { colorScheme: "light", forcedColors: "none", width: 320, height: 512 },
};

/** Starts a browser for the tests of one file; `stop` ends it. */
export async function startBrowser(...flags) {
  const profile = mkdtempSync(path.join(tmpdir(), "itk3-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [...FLAGS, ...flags],
    viewport: { width: 1280, height: 800 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  return {
    context,
    async stop() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Opens an address in one of the modes; `complaints` fills with whatever the console and the page object to. */
export async function open(context, address, mode = MODES.light) {
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const complaints = [];
  page.on("pageerror", (problem) => complaints.push(String(problem)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.emulateMedia({ colorScheme: mode.colorScheme, forcedColors: mode.forcedColors, reducedMotion: "reduce" });
  await page.setViewportSize({ width: mode.width, height: mode.height });
  await page.goto(address);
  await page.locator(".cm-content").waitFor({ state: "attached" });
  return { page, complaints };
}

/** The page with `fixture-worker.js` for its worker, in a folder of its own; gives the address and a function that ends it. */
export async function serveFixture() {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-fixture-"));
  const worker = readFileSync(path.join(import.meta.dirname, "fixture-worker.js"), "utf8");
  const [page, editor, panes] = await Promise.all([bundlePage(), bundleEditor(), bundlePanes()]);
  const put = (name, text) => writeFileSync(path.join(folder, name), text);
  const source = (name) => readFileSync(path.join(www, name), "utf8");
  put("index.html", withStyles(source("index.html"), await minified(source("page/page.css"))));
  put("app.js", page.text);
  put("editor.js", editor.text);
  put("panes.js", panes.text);
  // The smallest module there is.
  put("engine.js", engineScript(worker, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)));
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

/** The page with a message, checked. */
export async function openChecked(context, address, text, mode) {
  const { page, complaints } = await open(context, address, mode);
  await paste(page, text);
  await page.locator(".verdict-text", { hasText: "checked in" }).waitFor();
  return {
    page,
    complaints,
    problem: (hasText) => page.locator(".row-problem", { hasText }),
    tab: (name) => page.locator(`#tab-${name}`).click(),
  };
}

/** What a download holds, and its name. */
export async function downloaded(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
}

export const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

/** The message that the element has. */
export const value = (page) => page.evaluate(() => document.querySelector("itk3-validator").value);

/** Waits until something holds in the page's own words. */
export async function until(holds, what) {
  for (let left = 120; left > 0; left -= 1) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it never came about: ${what}`);
}

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
