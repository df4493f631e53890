// Each recipe in a site that was built by it: the element checks its example there, fits a phone and follows the dark mode.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { after, before, test } from "node:test";
import { startChromium } from "../../scripts/chromium.mjs";
import { serve } from "../../scripts/static-server.mjs";
import { root, site } from "../generate/places.mjs";
import { blocks, copy, folderFor, write } from "./recipe.mjs";

/** A busy machine takes its time. In milliseconds. */
const PATIENCE = 60_000;

const MODES = {
  "wide and light": { width: 1280, height: 900, colorScheme: "light" },
  "wide and dark": { width: 1280, height: 900, colorScheme: "dark" },
  "a phone, light": { width: 360, height: 740, colorScheme: "light" },
  "a phone, dark": { width: 360, height: 740, colorScheme: "dark" },
};

let browser;
before(async () => {
  browser = await startChromium(["--headless", "--disable-quic"], { headless: true });
});
after(() => browser?.stop());

/** Opens a page in every mode, looks at it, and says what is wrong. */
async function looked(folder, address, look) {
  const server = await serve(folder);
  const faults = [];
  try {
    for (const [name, { width, height, colorScheme }] of Object.entries(MODES)) {
      const page = await browser.context.newPage();
      page.setDefaultTimeout(PATIENCE);
      // Themes fetch scripts of their own from elsewhere, and miss them here.
      page.on("pageerror", (problem) => /itk3/.test(problem.stack ?? "") && faults.push(`${name}: ${problem}`));
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height });
      await page.goto(new URL(address, server.address).href, { waitUntil: "load" });
      // Frameworks put their own elements in place of those of the server.
      await page.waitForLoadState("networkidle");
      for (const fault of await look(page, colorScheme)) faults.push(`${name}: ${fault}`);
      if (process.env.SHOTS)
        await page.screenshot({
          path: path.join(process.env.SHOTS, `${path.basename(path.dirname(folder))}-${name.replace(/\W+/g, "-")}.png`),
        });
      await page.close();
    }
  } finally {
    await server.close();
  }
  assert.deepEqual(faults, []);
}

/** Every element of a page has checked its message, fits the screen, and is as dark as the page. */
async function elements(page, colorScheme, { count, hasDarkMode }) {
  const faults = [];
  const all = page.locator("itk3-validator");
  if ((await all.count()) !== count) faults.push(`${await all.count()} elements`);
  for (const one of await all.all()) {
    await one.scrollIntoViewIfNeeded();
    await one.evaluate((element) => element.ready);
    await page.waitForFunction((element) => element.result, await one.elementHandle());
    const { conforms, right, back } = await one.evaluate((element) => ({
      conforms: element.result.conforms,
      right: element.getBoundingClientRect().right - innerWidth,
      back: getComputedStyle(element.shadowRoot.querySelector('[part~="app"]')).backgroundColor,
    }));
    if (!conforms) faults.push("the example does not conform");
    if (right > 0) faults.push(`the element is ${right} pixels too wide`);
    const isDark = Math.max(...back.match(/\d+/g).slice(0, 3).map(Number)) < 128;
    if (isDark !== (hasDarkMode && colorScheme === "dark")) faults.push(`the element is ${back}`);
  }
  return faults;
}

const run = (command, words, cwd, env = {}) => {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", ...env },
    timeout: 600_000,
  });
  assert.equal(status, 0, `${command}: ${stdout}${stderr}`);
};

test("plain HTML: an element, a code block and a frame", async () => {
  const [element, block, frame] = blocks("html", 3);
  const folder = folderFor("html/out", { scripts: "assets/itk3", examples: "examples" });
  copy(path.join(site, "itk3-validator.html"), path.join(folder, "assets/itk3/itk3-validator.html"));
  const head =
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>A guide</title>';
  // What the recipe leaves out of a message, and what it would print, are put in by hand.
  const small = "<Patient xmlns='http://hl7.org/fhir'/>";
  write(folder, {
    "index.html": head + element,
    "block.html": head + block.replace(/<code>.*<\/code>/, `<code>${small.replaceAll("<", "&lt;")}</code>`),
    "frame.html":
      head +
      frame.replace('"<Bundle …"', JSON.stringify(small)).replace("console.log(", "document.title = JSON.stringify("),
  });
  await looked(folder, "index.html", (page, scheme) => elements(page, scheme, { count: 1, hasDarkMode: true }));
  await looked(folder, "block.html", async (page, scheme) => {
    await page.getByRole("button", { name: "Check this message" }).click();
    return elements(page, scheme, { count: 1, hasDarkMode: true });
  });
  await looked(folder, "frame.html", async (page) => {
    await page.waitForFunction(() => document.title !== "A guide");
    return (await page.title()) === "true" ? [] : [await page.title()];
  });
});

test("Jekyll: an include and a fenced block", async (t) => {
  if (spawnSync("jekyll", ["--version"]).status !== 0) {
    console.log("SKIPPED: jekyll is not installed");
    t.skip("jekyll is not installed");
    return;
  }
  const [include, use, fenced] = blocks("jekyll", 3);
  const folder = folderFor("jekyll", { scripts: "assets/itk3", examples: "examples" });
  const script = '<script type="module" src="{{ "/assets/itk3/enhance.js" | relative_url }}"></script>';
  write(folder, {
    "_config.yml": "title: A guide\n",
    "_includes/itk3.html": include,
    "_layouts/default.html": `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>A guide</title>${script}</head><body>{{ content }}</body></html>`,
    "index.md": `---\nlayout: default\n---\n# A guide\n\n${use}\n${use}`,
    "block.md": `---\nlayout: default\n---\n# A guide\n\n${fenced}`,
    "child.md": `---\nlayout: default\n---\n<script type="module" src="/assets/itk3/element.js"></script>\n\n<itk3-validator><script type="application/fhir+xml">\n<Patient xmlns="http://hl7.org/fhir">\n\n  <active value="true"/>\n\n</Patient>\n</script></itk3-validator>\n`,
  });
  run("jekyll", ["build", "--destination", "_site", "--disable-disk-cache", "--quiet"], folder);
  const out = path.join(folder, "_site");
  await looked(out, "index.html", async (page, scheme) => {
    const faults = await elements(page, scheme, { count: 2, hasDarkMode: true });
    const scripts = await page.locator('script[src$="element.js"]').count();
    return scripts === 1 ? faults : [...faults, `the script is there ${scripts} times`];
  });
  await looked(out, "child.html", (page, scheme) => elements(page, scheme, { count: 1, hasDarkMode: true }));
  await looked(out, "block.html", async (page, scheme) => {
    await page.getByRole("button", { name: "Check this message" }).click();
    return elements(page, scheme, { count: 1, hasDarkMode: true });
  });
});

test("MkDocs: an element on a line, and one with a message in it", async () => {
  const [config, line, child] = blocks("mkdocs", 3);
  const programs = execFileSync(
    path.join(root, "scripts/python-env.sh"),
    ["recipes", "docs-site/recipes/requirements.txt"],
    {
      cwd: root,
      encoding: "utf8",
    },
  ).trim();
  const folder = folderFor("mkdocs", { scripts: "docs/itk3", examples: "docs/examples" });
  write(folder, {
    "mkdocs.yml": `site_name: A guide\ntheme:\n  name: mkdocs\n  color_mode: auto\n${config}`,
    "docs/index.md": "# A guide\n",
    "docs/example.md": `# An example\n\nText before.\n\n${line}\nText between.\n\n${child}\nText behind.\n`,
  });
  run(path.join(programs, "mkdocs"), ["build", "--quiet", "--strict"], folder);
  await looked(path.join(folder, "site"), "example/index.html", async (page, scheme) => {
    const faults = await elements(page, scheme, { count: 2, hasDarkMode: true });
    const texts = await page.getByText(/^Text (before|between|behind)\.$/).count();
    return texts === 3 ? faults : [...faults, `${texts} paragraphs of 3`];
  });
});

test("Docusaurus: an element in MDX", async () => {
  const [scripts, use] = blocks("docusaurus", 2);
  const folder = folderFor("docusaurus", { scripts: "static/itk3", examples: "static/examples" });
  write(folder, {
    "docusaurus.config.js": `export default {
  title: "A guide", url: "https://example.org", baseUrl: "/", onBrokenLinks: "throw", ${scripts}
  themeConfig: { colorMode: { respectPrefersColorScheme: true } },
  presets: [["classic", { docs: { routeBasePath: "/" }, blog: false, sitemap: false }]],
};`,
    // Docusaurus does not build in a package of the type "module".
    "package.json": '{ "private": true }',
    "docs/index.mdx": `---\nslug: /\n---\n# A guide\n\n${use}`,
    "sidebars.js": "export default {};",
  });
  run(
    process.execPath,
    [path.join(import.meta.dirname, "node_modules/@docusaurus/core/bin/docusaurus.mjs"), "build", "--out-dir", "out"],
    folder,
    { DOCUSAURUS_IGNORE_UPDATES: "true", CI: "true", NODE_ENV: "production" },
  );
  await looked(path.join(folder, "out"), "index.html", (page, scheme) =>
    elements(page, scheme, { count: 1, hasDarkMode: true }),
  );
});

test("VitePress: an element in Markdown", async () => {
  const [config, theme, use] = blocks("vitepress", 3);
  const folder = folderFor("vitepress", { scripts: "public/itk3", examples: "public/examples" });
  write(folder, {
    ".vitepress/config.js": config,
    ".vitepress/theme/index.js": theme,
    "index.md": `# A guide\n\n${use}`,
  });
  run(
    process.execPath,
    [path.join(import.meta.dirname, "../node_modules/vitepress/bin/vitepress.js"), "build"],
    folder,
  );
  await looked(path.join(folder, ".vitepress/dist"), "index.html", (page, scheme) =>
    elements(page, scheme, { count: 1, hasDarkMode: true }),
  );
});
