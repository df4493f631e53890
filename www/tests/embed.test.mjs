// The element in somebody else's page, and the page in other shapes.
import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serve } from "../../scripts/static-server.mjs";
import { counts, open, PATIENCE, paste, SITE, says, soon, startBrowser, tried, until } from "./harness.mjs";

let browser, site;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
});
after(() => Promise.all([browser.stop(), site.close()]));

const HOST = path.join(import.meta.dirname, "host.html");

/** Somebody else's page, with the element beside it as it is shipped; or another one. */
async function embedPage(name = "host.html") {
  const page = await browser.context.newPage();
  await page.route("**/host.html", (route) => route.fulfill({ path: HOST }));
  page.setDefaultTimeout(PATIENCE);
  const complaints = [];
  page.on("pageerror", (problem) => complaints.push(String(problem)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`${site.address}${name}`);
  return { page, complaints };
}

test("the element shows a message of the page's own, its problems, and no editor", async () => {
  const { page, complaints } = await embedPage();
  const way = page.locator("#way-element");
  await way.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
  await counts(way.locator(".cm-editor"), 0);
  await soon(async () => assert.equal(await page.evaluate(() => "itk3Editor" in globalThis), false));
  await way.locator(".row-problem", { hasText: "timestamp" }).click();
  await says(way.locator(".line.here"), /2026-03-02 10:15/);
  await soon(async () => assert.ok((await way.locator(".line[data-mark=error]").count()) >= 4));
  await way.locator(":scope > a").waitFor({ state: "hidden" });
  await way.locator("#tab-map").click();
  await way.locator(".map-box").first().waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("whatever is done within an element, the page around it stays where it is", async () => {
  const { page } = await embedPage();
  const way = page.locator("#way-element");
  await way.locator(".row-problem").first().waitFor();
  await way.locator(".verdict").evaluate((verdict) => scrollTo(0, verdict.getBoundingClientRect().top + scrollY - 60));
  const at = () => page.evaluate(() => Math.round(scrollY));
  const before = await at();
  assert.ok(before > 0);
  await page.evaluate(() => {
    const element = document.getElementById("way-element");
    element.focusProblem("reference-unresolved");
    for (const tab of ["map", "report", "problems"]) element.show(tab);
    element.focusProblem("lexical");
  });
  await way.locator(".row[aria-selected=true]", { hasText: "timestamp" }).waitFor();
  await soon(async () => assert.equal(await at(), before));
  await page.close();
});

test("an element below the fold takes neither the focus nor the place of the page around it", async () => {
  const { page, complaints } = await embedPage();
  await page.evaluate(() => {
    document.body.replaceChildren();
    const space = document.createElement("div");
    space.style.height = "1600px";
    const add = (attributes) => {
      const made = document.createElement("itk3-validator");
      for (const [name, value] of Object.entries({
        src: "examples/send-document-mistakes.xml",
        lazy: "false",
        ...attributes,
      }))
        made.setAttribute(name, value);
      document.body.append(made);
    };
    document.body.append(space);
    add({ id: "written", editable: "", lines: "66-70", select: "forbidden" });
    add({ id: "chosen", select: "forbidden" });
  });
  for (const id of ["written", "chosen"])
    await page.locator(`#${id} .row[aria-selected=true]`, { hasText: "name is not allowed by the profile" }).waitFor();
  await soon(async () =>
    assert.deepEqual(await page.evaluate(() => [document.activeElement.localName, scrollY]), ["body", 0]),
  );
  assert.deepEqual(complaints, []);
  await page.close();
});

test("definitions that few messages name are loaded where a message names one", async () => {
  const { page, complaints } = await embedPage();
  const way = page.locator("#way-element");
  await way.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
  const isLoaded = () => page.evaluate(() => document.querySelector('script[src$="/on-demand.js"]') !== null);
  assert.equal(await isLoaded(), false);
  const profile = "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-DCH-Patient-1";
  await page.evaluate(
    (text) => Object.assign(document.getElementById("way-element"), { value: text }),
    JSON.stringify({ resourceType: "Patient", meta: { profile: [profile] } }),
  );
  await way.locator(".row-problem", { hasText: "identifier" }).first().waitFor();
  assert.equal(await isLoaded(), true);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the badge says in one line that an example conforms, and opens", async () => {
  const { page } = await embedPage();
  const badge = page.locator("#way-badge");
  await badge.scrollIntoViewIfNeeded();
  await badge
    .locator(".summary", { hasText: "Conforms to ITK-Message-Bundle-1, checked now in your browser" })
    .waitFor();
  await soon(async () => assert.ok((await badge.evaluate((element) => element.offsetHeight)) < 60));
  await badge.getByRole("button", { name: "Show" }).click();
  await badge.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await page.close();
});

test("a code block that was there already is checked where it stands", async () => {
  const { page, complaints } = await embedPage();
  await page.getByRole("button", { name: "Check this message" }).click();
  const validator = page.locator("itk3-validator").nth(2);
  await validator.locator(".row-problem", { hasText: "birthDate" }).waitFor();
  await counts(page.locator("#way-block"), 0);
  assert.deepEqual(complaints, []);
  await page.close();
});

test("a sandboxed frame checks, and tells counts and nothing else", async () => {
  const { page } = await embedPage();
  const frame = page.frameLocator("#way-frame");
  await page.locator("#way-frame").scrollIntoViewIfNeeded();
  await frame.locator("#version", { hasText: "Version" }).waitFor();
  await page.evaluate(() => {
    globalThis.told = [];
    addEventListener("message", ({ data, origin }) => globalThis.told.push({ ...data, origin }));
  });
  await page.evaluate(async () => {
    const text = await (await fetch("examples/send-document.xml")).text();
    document.getElementById("way-frame").contentWindow.postMessage({ itk3: "check", text }, "*");
  });
  await frame.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  await page.waitForFunction(() => globalThis.told.some(({ itk3 }) => itk3 === "result"));
  const told = await page.evaluate(() => globalThis.told.filter(({ itk3 }) => itk3 === "result"));
  assert.deepEqual(Object.keys(told[0]).sort(), ["counts", "itk3", "ms", "origin", "valid"]);
  assert.equal(told[0].origin, "null");
  await page.close();
});

test("properties, methods and events do what the table says, and tell nothing of the message", async () => {
  const { page } = await open(browser.context, site.address);
  const told = await page.evaluate(async () => {
    const element = document.querySelector("itk3-validator");
    await element.ready;
    const events = [];
    for (const type of ["itk3-result", "itk3-select", "itk3-error"])
      document.addEventListener(type, ({ detail }) => events.push([type, detail]));
    const came = new Promise((done) => document.addEventListener("itk3-result", done, { once: true }));
    element.value = '{"resourceType":"Patient","birthDate":"Secretly"}';
    await came;
    element.focusProblem("lexical");
    const outcome = await element.toOperationOutcome("json");
    const sarif = JSON.parse(await element.toSarif());
    element.filter("nothing like it");
    return {
      events,
      outcome: JSON.parse(outcome).resourceType,
      sarif: sarif.version,
      csv: (await element.toCsv()).split("\n").length,
      errors: element.result.counts.error,
    };
  });
  assert.deepEqual(
    told.events.map(([type]) => type),
    ["itk3-result", "itk3-select"],
  );
  assert.doesNotMatch(JSON.stringify(told.events), /Secretly/);
  assert.deepEqual([told.outcome, told.sarif, told.errors], ["OperationOutcome", "2.1.0", 1]);
  assert.ok(told.csv >= 2);
  await page.locator(".hidden-by-filters", { hasText: "hidden by filters" }).waitFor();
  await page.close();
});

test("the one-file edition works from a disk, with editor, worker and tabs, and can reach nothing", async () => {
  const { page, complaints } = await open(browser.context, pathToFileURL(path.join(SITE, "itk3-validator.html")).href);
  await page.locator("#welcome").getByRole("button", { name: "Seven mistakes" }).click();
  await page.locator(".verdict-title", { hasText: "Does not conform" }).waitFor();
  await page.locator("#tab-map").click();
  await page.locator(".map-box").first().waitFor();
  await page.locator("#one-file").waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
  assert.equal(await tried(page), "Every way was closed.");
  await page.close();
});

test("the page offers itself as one file", async () => {
  const { page } = await open(browser.context, site.address);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save as one file" }).click(),
  ]);
  assert.equal(download.suggestedFilename(), "itk3-validator.html");
  await page.close();
});

test("several elements share one worker", async () => {
  const { page } = await embedPage();
  await page.locator("#way-element .verdict-title").waitFor();
  await page.locator("#way-badge").scrollIntoViewIfNeeded();
  await page.locator("#way-badge .summary", { hasText: "Conforms" }).waitFor();
  assert.equal(page.workers().filter((worker) => worker.url().includes(new URL(site.address).host)).length, 1);
  await page.close();
});

test("a message pasted into an element that cannot be edited is left alone", async () => {
  const { page } = await embedPage();
  await page.locator("#way-element .verdict-title", { hasText: "Does not conform" }).waitFor();
  await paste(page, "<Patient/>");
  await says(page.locator("#way-element .verdict-title"), /Does not conform: 6 errors/);
  await page.close();
});

test("attributes choose what is shown", async () => {
  const { page, complaints } = await embedPage();
  const add = (attributes, inside = "") =>
    page.evaluate(
      ([all, children]) => {
        const made = document.createElement("itk3-validator");
        for (const [name, value] of Object.entries(all)) made.setAttribute(name, value);
        made.id = `made-${document.querySelectorAll("itk3-validator").length}`;
        if (children) {
          const script = document.createElement("script");
          script.type = "application/fhir+xml";
          script.textContent = children;
          made.append(script);
        }
        document.querySelector("main").prepend(made);
        return made.id;
      },
      [attributes, inside],
    );
  const src = "examples/send-document-mistakes.xml";

  const problems = page.locator(
    `#${await add({ src, view: "problems", severity: "warning", select: "display", reply: "" })}`,
  );
  await problems.locator(".row-problem[aria-selected=true]", { hasText: "display does not match" }).waitFor();
  await problems.locator(".side-message").waitFor({ state: "hidden" });
  await problems.locator("#tab-reply").waitFor();

  const source = page.locator(`#${await add({ src, view: "source", lines: "66-70", theme: "dark", height: "10rem" })}`);
  await source.locator(".line.here", { hasText: "2026-03-02 10:15" }).waitFor();
  await source.locator(".side-results").waitFor({ state: "hidden" });
  await soon(async () => assert.equal(await source.locator(".app").evaluate((app) => app.offsetHeight), 160));
  await soon(async () =>
    assert.equal(
      await source.locator(".editor .reader").evaluate((reader) => getComputedStyle(reader).color),
      "rgb(240, 244, 245)",
    ),
  );

  const inline = page.locator(
    `#${await add({}, '<Patient xmlns="http://hl7.org/fhir">\n\n<birthDate value="x"/></Patient>')}`,
  );
  await inline.locator(".row-problem", { hasText: "birthDate" }).waitFor();

  const missing = page.locator(`#${await add({ src: "examples/none.xml" })}`);
  await missing
    .locator(".fallback slot", { hasText: "examples/none.xml could not be loaded: The server answered 404." })
    .waitFor({ state: "attached" });
  await soon(async () => assert.ok((await missing.evaluate((element) => element.offsetHeight)) > 10));
  await missing.locator(".app").waitFor({ state: "hidden" });
  assert.deepEqual(
    complaints.filter((words) => !words.includes("404")),
    [],
  );
  await page.close();
});

test("a message is held to the profile that its page names", async () => {
  const { page, complaints } = await embedPage();
  await page.evaluate(() => {
    const validator = document.createElement("itk3-validator");
    validator.id = "profiled";
    validator.setAttribute("profile", "CareConnect-GPC-Patient-1");
    validator.setAttribute("lazy", "false");
    validator.innerHTML = '<script type="application/fhir+json">{"resourceType": "Patient", "active": true}</script>';
    document.body.append(validator);
  });
  const validator = page.locator("#profiled");
  await validator.locator(".row-problem", { hasText: "official is missing" }).waitFor();
  await page.evaluate(() => document.querySelector("#profiled").removeAttribute("profile"));
  await validator.locator(".verdict-title", { hasText: "Conforms" }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test("the page that shows how to embed has all three ways live", async () => {
  const { page, complaints } = await embedPage("embed.html");
  await page.locator("#way-element .verdict-title", { hasText: "Does not conform" }).waitFor();
  await page.locator("#way-badge .summary", { hasText: "Conforms" }).waitFor();
  await page.getByRole("button", { name: "Check this message" }).click();
  await page.locator("itk3-validator").nth(2).locator(".row-problem", { hasText: "birthDate" }).waitFor();
  await page.locator("#way-frame").scrollIntoViewIfNeeded();
  await until(() => page.frames().length === 2, "a frame");
  await page.frames()[1].locator("#version", { hasText: "Version" }).waitFor();
  await page.getByRole("button", { name: "Check an example in the frame" }).click();
  await page.locator("#frame-said", { hasText: "The frame says: it conforms." }).waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});
