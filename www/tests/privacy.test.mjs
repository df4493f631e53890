// The promise of the page, put to the test: no script opens a connection, a frame, a popup, or leads the page elsewhere.
// The site is served without any header: what is shown here holds on any host.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { serve } from "../../scripts/static-server.mjs";
import { open, paste, SITE, startBrowser, until, within } from "./harness.mjs";
import { callsOf, OF_PAGES, OF_SCRIPTS, SECRET } from "./ways-out/index.mjs";

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src HASH; img-src data:; font-src 'none'; connect-src 'none'; media-src 'none'; object-src 'none'; frame-src 'none'; child-src 'none'; worker-src blob:; manifest-src 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types itk3-validator";

let browser, site, other, heard;
before(async () => {
  heard = [];
  const hear = (address) => {
    if (address.includes(SECRET)) heard.push(address.replace(`?${SECRET}`, ""));
  };
  // Another server, which answers everybody.
  const server = createServer((request, response) => {
    hear(request.url);
    response
      .writeHead(200, {
        "access-control-allow-origin": "*",
        "content-type": request.url.includes(".js") ? "text/javascript" : "text/plain",
      })
      .end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  other = {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  [browser, site] = await Promise.all([startLogged(), serve(SITE, 0, { heard: hear })]);
});
after(async () => {
  await browser.end();
  other.close();
  await site.close();
});

/** A browser that writes down all it does with the network; `end` ends it, and gives what it wrote. */
async function startLogged() {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-log-"));
  const log = path.join(folder, "net.json");
  const { context, stop } = await startBrowser(`--log-net-log=${log}`);
  let written;
  const end = async () => {
    await stop();
    const text = readFileSync(log, "utf8");
    rmSync(folder, { recursive: true, force: true });
    return text;
  };
  return { context, end: () => (written ??= end()) };
}

/** Tries a way within a page or a worker, as if a person had just pressed a key; says whether it gave what it was to give. */
const attempt = (where, call) =>
  where.evaluate(`(async () => {
  const limit = new Promise((done) => setTimeout(done, 400, false));
  try {
    return (await Promise.race([${call}, limit])) === true;
  } catch {
    return false;
  }
})()`);

/** Tries every way on a page that `start` gives; says which of them led anywhere. */
async function tryAll(start, families, address) {
  const found = [];
  let page = await start();
  const context = page.context();
  let current = "";
  // However late it opens: it is said of the way that was tried last, which may be the next one.
  const windowed = (opened) => {
    found.push(`${current}: a window`);
    // It may be gone with the page that opened it.
    opened.close().catch(() => {});
  };
  context.on("page", windowed);
  let stands = page.url();
  for (const { name, call } of callsOf(families, address)) {
    current = name;
    const frames = page.frames().length;
    const gained = await within(
      attempt(page, call).catch(() => "left"),
      "no answer",
    );
    if (gained) found.push(`${name}${gained === true ? "" : `: ${gained}`}`);
    // Time for what was begun to arrive somewhere.
    await page.waitForTimeout(60);
    if (page.frames().length > frames) found.push(`${name}: a frame`);
    const same = await within(
      page.evaluate(() => globalThis.isTheSame === true).catch(() => false),
      false,
    );
    if (!same) found.push(`${name}: another page`);
    if (page.url().split("#")[0] !== stands.split("#")[0]) found.push(`${name}: ${page.url()}`);
    if (!same || page.frames().length > frames || name.includes("scripts put in place")) {
      context.off("page", windowed);
      await within(page.close());
      page = await start();
      stands = page.url();
      context.on("page", windowed);
    }
  }
  await page.waitForTimeout(400);
  context.off("page", windowed);
  await within(page.close());
  return found;
}

/** A page as it is when it is ready for a message: everything loaded, and no more to come. */
async function ready(address) {
  const { page } = await open(browser.context, address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  await page.evaluate(() => {
    globalThis.isTheSame = true;
  });
  return page;
}

/** The page that shows how to embed, with all of its parts there. */
async function readyToEmbed() {
  const page = await browser.context.newPage();
  await page.goto(`${site.address}embed.html`);
  await page.locator("#way-badge .summary", { hasText: "Conforms" }).waitFor();
  await page.evaluate(() => {
    // What leads to the frame, were it within reach.
    document.getElementById("way-frame").scrollIntoView();
    globalThis.isTheSame = true;
  });
  await until(() => page.frames().length === 2, "a frame");
  await page.frames()[1].locator("#version", { hasText: "Version" }).waitFor();
  return page;
}

/** What was heard since it was last asked, once each. */
const heardSince = () => [...new Set(heard.splice(0))];

test("the page carries its policy", async () => {
  const { page } = await open(browser.context, site.address);
  const policy = await page.locator("meta[http-equiv=Content-Security-Policy]").first().getAttribute("content");
  assert.equal(policy.replace(/'sha256-[^']+'/, "HASH"), POLICY);
  await page.close();
});

/** Ways by which something arrives at a server that hears of it. */
const ARRIVING = [
  "/beacon",
  "/image",
  "/srcset",
  "/svg",
  "/poster",
  "/css",
  "/import",
  "/script.js",
  "/prefetch",
  "/modulepreload",
  "/stylesheet",
  "/frame",
  "/srcdoc",
  "/object",
  "/form",
  "/open",
  "/document",
  "/href",
  "/refresh",
  "/navigation",
  "/click",
  "/ping",
  "/fetch",
  "/keepalive",
  "/xhr",
  "/socket",
  "/events",
  "/import.js",
  "/font",
  "/nested",
  "/nested.js",
];
/** Ways by which a script gets what it wanted. */
const GAINING = [
  "RTCPeerConnection",
  "frame that is empty",
  "frame of a class",
  "frame as the root of a document",
  "parser, fragment",
  "parser, DOMParser",
  "picture in picture",
  "cookie",
  "BroadcastChannel",
];

/** All ways take a minute or two. In milliseconds. */
const ROUND = 240_000;

test("without policy and lockdown the ways lead out, so that silence means something", async () => {
  const start = (bare) => async () => {
    const page = await bare.context.newPage();
    await page.goto(`${site.address}LICENSE.txt`);
    await page.evaluate(() => {
      globalThis.isTheSame = true;
    });
    return page;
  };
  const arrived = [];
  const found = [];
  const missing = () => [
    ...ARRIVING.filter((way) => !arrived.includes(way)),
    ...GAINING.filter((way) => !found.includes(way)),
  ];
  let log = "";
  // On a busy machine a way may be too slow to lead out before the next one is tried, and one may leave the browser standing still.
  for (let again = 0; again < 3 && (again === 0 || missing().length > 0); again += 1) {
    const bare = await startLogged();
    for (const families of [OF_PAGES, OF_SCRIPTS])
      found.push(...(await within(tryAll(start(bare), families, other.address), [], ROUND)));
    arrived.push(...heardSince());
    log += await bare.end();
  }
  assert.deepEqual(missing(), []);
  assert.ok(found.filter((way) => way.endsWith(": a window")).length >= 12, found.join("\n"));
  assert.ok(log.includes(`${SECRET}.example`), "a name that was looked up");
});

for (const [edition, start] of Object.entries({
  "the page": () => ready(site.address),
  "the page from a disk": () => ready(pathToFileURL(path.join(SITE, "index.html")).href),
  "the one-file edition from a disk": () => ready(pathToFileURL(path.join(SITE, "itk3-validator.html")).href),
  "the page that shows how to embed": readyToEmbed,
})) {
  test(`no script gets anything out of ${edition}`, async () => {
    for (const server of [other, site]) {
      const found = [
        ...(await tryAll(start, OF_PAGES, server.address)),
        ...(await tryAll(start, OF_SCRIPTS, server.address)),
      ];
      assert.deepEqual({ found, heard: heardSince() }, { found: [], heard: [] });
    }
  });

  test(`no script gets anything out of the worker of ${edition}`, async () => {
    const page = await start();
    for (const worker of page.workers()) {
      assert.match(worker.url(), /^blob:/);
      const found = [];
      for (const server of [other, site]) {
        for (const { name, call } of callsOf(OF_SCRIPTS, server.address))
          if (await attempt(worker, call)) found.push(name);
      }
      assert.equal(await worker.evaluate(() => "RTCPeerConnection" in globalThis), false);
      await page.waitForTimeout(300);
      assert.deepEqual({ found, heard: heardSince() }, { found: [], heard: [] });
    }
    assert.ok(page.workers().length >= 1);
    await page.close();
  });
}

test("a page that another one opened tells it nothing", async () => {
  const opener = await browser.context.newPage();
  await opener.goto(`${site.address}LICENSE.txt`);
  const [page] = await Promise.all([
    browser.context.waitForEvent("page"),
    opener.evaluate((address) => {
      globalThis.opened = open(address);
    }, site.address),
  ]);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  assert.equal(await page.evaluate(() => globalThis.opener), null);
  await Promise.all([page.close(), opener.close()]);
});

test("a link that a person clicks opens what it led to when it was clicked, and takes nothing along", async () => {
  const page = await ready(site.address);
  const asked = [];
  const hear = (request) => asked.push([request.url(), request.headers().referer]);
  await browser.context.route(`${other.address}**`, (route) => {
    hear(route.request());
    return route.fulfill({ body: "" });
  });
  await page.evaluate((address) => {
    const link = Object.assign(document.createElement("a"), {
      id: "way",
      href: `${address}chosen`,
      target: "_blank",
      textContent: "way",
    });
    document.querySelector("footer").prepend(link);
    // Somebody changes it under the person's finger.
    link.addEventListener("click", () => {
      link.href = `${address}changed`;
    });
  }, other.address);
  for (const act of [() => page.locator("#way").click(), () => page.locator("#way").press("Enter")]) {
    await page.evaluate((address) => {
      document.getElementById("way").href = `${address}chosen`;
    }, other.address);
    const [opened] = await Promise.all([browser.context.waitForEvent("page"), act()]);
    await opened.waitForLoadState();
    assert.equal(await opened.evaluate(() => globalThis.opener), null);
    assert.deepEqual(asked.splice(0), [[`${other.address}chosen`, undefined]]);
    await opened.close();
  }
  await page.evaluate((address) => {
    Object.assign(document.getElementById("way"), { href: `${address}chosen`, target: "" });
  }, other.address);
  await page.locator("#way").click();
  await page.waitForTimeout(200);
  assert.deepEqual(asked, [], "changed while it was clicked: it leads nowhere");
  await browser.context.unroute(`${other.address}**`);
  await page.close();
});

test("links to the other pages of the site lead there", async () => {
  const page = await ready(site.address);
  await page.getByRole("link", { name: "Accessibility" }).click();
  await page.waitForURL("**/accessibility.html");
  await page.close();
});

test("a person goes back and forward, and loads the page anew", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${site.address}LICENSE.txt`);
  await page.goto(site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  await page.locator("#show-help").click();
  await page.keyboard.press("Escape");
  await page.goBack();
  assert.equal(page.url(), `${site.address}LICENSE.txt`);
  await page.goForward();
  assert.equal(page.url(), site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  await page.locator("#show-help").click();
  await page.reload();
  await page.locator("#version", { hasText: "Version" }).waitFor();
  await page.close();
});

test("checking a message asks for nothing, and leaves nothing behind", async () => {
  const { page, complaints } = await open(browser.context, site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  const asked = [];
  page.on("request", (request) => request.url().startsWith("blob:") || asked.push(request.url()));
  await page.locator("#welcome").getByRole("button", { name: "Seven mistakes" }).click();
  await page.locator("[role=treeitem]").first().click();
  await paste(page, "<Bundle");
  await page.locator(".verdict-title", { hasText: "Cannot be read" }).waitFor();
  assert.deepEqual(asked, []);
  assert.deepEqual(await page.evaluate(() => [sessionStorage.length, location.hash]), [0, ""]);
  // The page has no other storage; a page of the same server finds it empty.
  await page.goto(`${site.address}LICENSE.txt`);
  const kept = await page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    document.cookie,
    (await indexedDB.databases()).length,
    (await caches.keys()).length,
  ]);
  assert.deepEqual(kept, [0, 0, "", 0, 0]);
  assert.deepEqual(complaints, []);
  await page.close();
});

// The last one: it ends the browser.
test("the browser's own log has no request, no name and no socket that a script asked for", async () => {
  const log = await browser.end();
  assert.ok(log.includes("app.js"));
  assert.deepEqual(naming(log), []);
});

/** Entries of a log that name what must not be heard. @param {string} log */
function naming(log) {
  const { constants, events } = JSON.parse(log);
  const type = Object.fromEntries(Object.entries(constants.logEventTypes).map(([name, number]) => [number, name]));
  return [
    ...new Set(
      events
        .filter(({ params }) => params && JSON.stringify(params).includes(SECRET))
        .map(
          (event) => `${type[event.type]}: ${event.params.url ?? event.params.host ?? JSON.stringify(event.params)}`,
        ),
    ),
  ];
}
