// Starts the Chromium that tests use, without anything it would load by itself.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const { chromium } = createRequire(path.resolve(import.meta.dirname, "../www/package.json"))("playwright-core");

/** The sandbox does not start for root; the browser opens only the project's own pages. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts a browser with an empty profile; `stop` ends it and removes the profile.
 *
 * @param {string[]} [flags] further switches for Chromium
 * @param {Record<string, unknown>} [options] further options for Playwright's persistent context
 */
export async function startChromium(flags = [], options = {}) {
  const profile = mkdtempSync(path.join(tmpdir(), "itk3-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    ...options,
    args: [...FLAGS, ...flags],
  });
  return {
    context,
    async stop() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
