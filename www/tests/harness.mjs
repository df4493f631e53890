// What the tests of the page share: a browser, a site, and a page that tells every complaint.
import { mkdtempSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { serve } from "../../scripts/static-server.mjs";

const www = path.resolve(import.meta.dirname, "..");
/** The site as `make site` built it. */
export const SITE = path.resolve(www, "../site");

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** The modes in which nothing may be out of reach. */
export const MODES = {
  light: { colorScheme: "light", forcedColors: "none", width: 1280, height: 800 },
  dark: { colorScheme: "dark", forcedColors: "none", width: 1280, height: 800 },
  phone: { colorScheme: "light", forcedColors: "none", width: 360, height: 740 },
  "forced colours": { colorScheme: "dark", forcedColors: "active", width: 1280, height: 800 },
  "400 % zoom": { colorScheme: "light", forcedColors: "none", width: 320, height: 512 },
};

/** Starts a browser for the tests of one file; `stop` ends it. */
export async function startBrowser() {
  const profile = mkdtempSync(path.join(tmpdir(), "itk3-page-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS, viewport: { width: 1280, height: 800 },
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
  for (const name of ["index.html", "style.css"]) cpSync(path.join(www, name), path.join(folder, name));
  const worker = readFileSync(path.join(import.meta.dirname, "fixture-worker.js"), "utf8");
  await build({
    entryPoints: [path.join(www, "page.js")], outfile: path.join(folder, "app.js"),
    bundle: true, format: "iife", target: "es2022", loader: { ".xml": "text", ".json": "text" }, define: { ITK3_VERSION: '"0.0.0"' },
    plugins: [{
      name: "fixture",
      setup(builder) {
        builder.onResolve({ filter: /^inlined:worker$|^\.\/bindings\.js$/ }, ({ path: name }) => ({ path: name, namespace: "fixture" }));
        builder.onLoad({ filter: /^inlined:worker$/, namespace: "fixture" }, () => ({ contents: worker, loader: "text" }));
        builder.onLoad({ filter: /bindings/, namespace: "fixture" }, () => ({ contents: "export default () => {}; export const initSync = () => {}; export class Validator {}" }));
      },
    }],
  });
  // The smallest module there is.
  const engine = gzipSync(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  writeFileSync(path.join(folder, "engine.js"), `globalThis.itk3Engine="${engine.toString("base64")}";`);
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

/** The text of the editor. */
export const textOf = (page) => page.locator(".cm-content").evaluate((content) => [...content.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
