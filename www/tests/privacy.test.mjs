// The promise of the page, put to the test: whatever its scripts might try, nothing leaves.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { createServer as createSocketServer } from "node:net";
import { after, before, test } from "node:test";
import { serve } from "../../scripts/static-server.mjs";
import { SITE, open, paste, startBrowser } from "./harness.mjs";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; worker-src blob:; form-action 'none'; base-uri 'none'";

let browser, site, listener, arrived;
before(async () => {
  [browser, site] = await Promise.all([startBrowser(), serve(SITE)]);
  arrived = [];
  // Anything that so much as connects counts.
  const http = createServer((request, response) => response.end());
  const server = createSocketServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (data) => {
      arrived.push(String(data).split("\r\n")[0]);
      http.emit("connection", socket);
      socket.unshift(data);
    });
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  listener = { server, address: `http://127.0.0.1:${server.address().port}/` };
});
after(async () => {
  listener.server.close();
  await Promise.all([browser.stop(), site.close()]);
});

/** Tries every way out that a script has; gives those that did not complain. Runs in the page and in the worker. */
async function tryToLeave(address) {
  const secret = "?nhs=9990001235";
  const ways = {
    fetch: () => fetch(address + "fetch" + secret, { mode: "no-cors" }),
    XMLHttpRequest: () => new Promise((done, fail) => {
      const request = new XMLHttpRequest();
      request.onload = done;
      request.onerror = fail;
      request.open("GET", address + "xhr" + secret);
      request.send();
    }),
    WebSocket: () => new Promise((done, fail) => {
      const socket = new WebSocket(address.replace("http", "ws") + "socket" + secret);
      socket.onopen = done;
      socket.onerror = fail;
    }),
    EventSource: () => new Promise((done, fail) => {
      const source = new EventSource(address + "events" + secret);
      source.onopen = done;
      source.onerror = () => { source.close(); fail(); };
    }),
    import: () => import(address + "import" + secret),
    WebTransport: () => new WebTransport(address.replace("http:", "https:")).ready,
  };
  if (typeof document === "undefined") {
    ways.importScripts = () => importScripts(address + "scripts" + secret);
  } else {
    const tag = (name, attributes) => new Promise((done, fail) => {
      const made = Object.assign(document.createElement(name), attributes, { onload: done, onerror: fail });
      document.head.append(made);
      setTimeout(fail, 500);
    });
    Object.assign(ways, {
      image: () => tag("img", { src: address + "image" + secret }),
      script: () => tag("script", { src: address + "script" + secret }),
      style: () => tag("link", { rel: "stylesheet", href: address + "style" + secret }),
      prefetch: () => tag("link", { rel: "prefetch", href: address + "prefetch" + secret }),
      // A frame says that it loaded, and a beacon that it was queued, even where they are refused: what arrives decides.
      frame: () => tag("iframe", { src: address + "frame" + secret }).then(() => { throw new Error(); }),
      beacon: () => { navigator.sendBeacon(address + "beacon" + secret, "x"); throw new Error(); },
      form: () => {
        const form = Object.assign(document.createElement("form"), { action: address + "form" + secret, method: "post" });
        document.body.append(form);
        form.submit();
        throw new Error();
      },
      worker: () => new Promise((done, fail) => {
        const made = new Worker(address + "worker" + secret);
        made.onmessage = done;
        made.onerror = fail;
      }),
      RTCPeerConnection: () => new RTCPeerConnection(),
    });
  }
  const open = [];
  for (const [name, way] of Object.entries(ways)) {
    const limit = new Promise((_, fail) => setTimeout(fail, 1500));
    await Promise.race([Promise.resolve().then(way), limit]).then(() => open.push(name), () => {});
  }
  return open;
}

test("the page carries its policy", async () => {
  const { page } = await open(browser.context, site.address);
  assert.equal(await page.locator("meta[http-equiv=Content-Security-Policy]").getAttribute("content"), POLICY);
  await page.close();
});

test("the listener hears what is sent without a policy, so that its silence means something", async () => {
  const page = await browser.context.newPage();
  await page.goto(`${site.address}NOTICE.txt`);
  await page.evaluate((address) => fetch(`${address}heard`, { mode: "no-cors" }).catch(() => {}), listener.address);
  assert.deepEqual(arrived, ["GET /heard HTTP/1.1"]);
  arrived.length = 0;
  await page.close();
});

test("nothing leaves from the page", async () => {
  const { page } = await open(browser.context, site.address);
  assert.deepEqual(await page.evaluate(tryToLeave, listener.address), []);
  await page.waitForTimeout(300);
  assert.deepEqual(arrived, []);
  await page.close();
});

test("nothing leaves from the worker", async () => {
  const { page } = await open(browser.context, site.address);
  await page.locator("#version", { hasText: "Version" }).waitFor();
  const [worker] = page.workers();
  assert.match(worker.url(), /^blob:/);
  assert.deepEqual(await worker.evaluate(tryToLeave, listener.address), []);
  await page.waitForTimeout(300);
  assert.deepEqual(arrived, []);
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
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, document.cookie, (await indexedDB.databases()).length, (await caches.keys()).length, location.hash]);
  assert.deepEqual(kept, [0, 0, "", 0, 0, ""]);
  assert.deepEqual(complaints, []);
  await page.close();
});
