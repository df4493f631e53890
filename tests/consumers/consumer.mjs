// An app as somebody else writes it, with the package installed, and a browser to open it in.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { startChromium } from "../../scripts/chromium.mjs";

const www = createRequire(path.resolve(import.meta.dirname, "../../www/package.json"));
export const esbuild = www("esbuild");

/** Of each entry: a program that says how many problems a message has. */
export const PROGRAMS = {
  main: `import { validate } from "itk3-validator";
    const count = async (text) => (await validate(text)).issues.length;`,
  inline: `import { validate } from "itk3-validator/inline";
    const count = async (text) => (await validate(text)).issues.length;`,
  client: `import { createClient } from "itk3-validator/client";
    const client = createClient();
    const count = async (text) => (await client.validate(text)).issues.length;`,
  element: `import "itk3-validator/element";
    const count = (text) => new Promise((resolve, reject) => {
      const element = Object.assign(document.createElement("itk3-validator"), { value: text });
      element.addEventListener("itk3-result", () => resolve(element.result.issues.length));
      element.addEventListener("itk3-error", ({ detail }) => reject(new Error(detail.message)));
      document.body.append(element);
    });`,
};

/** What an app that works leaves in the title. */
export const RIGHT = "1 problem";

const app = (program) => `${program}
  const text = '<Patient xmlns="http://hl7.org/fhir"><birthDate value="20 Nov 2026"/></Patient>';
  count(text).then((count) => { document.title = count + " problem"; }, (problem) => { document.title = "Error: " + problem.message; });
`;

/** Writes the app of each entry: `NAME.html` and `NAME.js`. */
export function write(folder, programs = PROGRAMS, head = "") {
  mkdirSync(folder, { recursive: true });
  for (const [name, program] of Object.entries(programs)) {
    writeFileSync(path.join(folder, `${name}.js`), app(program));
    writeFileSync(
      path.join(folder, `${name}.html`),
      `<!doctype html><link rel="icon" href="data:,">${head}<script type="module" src="./${name}.js"></script>`,
    );
  }
}

/** A browser for one test file; gives what the title of a page becomes. */
export async function browser({ after }) {
  const { context, stop } = await startChromium();
  after(stop);
  return async (address) => {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => document.title !== "", null, { timeout: 60_000 });
    const title = await page.title();
    await page.close();
    return title;
  };
}
