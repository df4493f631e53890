// The entry of browsers, which Node runs just as well when it is handed the module's bytes.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { install } from "./installed.mjs";

const { run } = install({ after });

const prelude = `
  import { readFileSync } from "node:fs";
  import { init, initSync, validate, validateSync, Validator } from "./node_modules/itk3-validator/dist/index.js";
  const bytes = readFileSync("./node_modules/itk3-validator/dist/itk3_bg.wasm");
  const html = new TextEncoder().encode("<!doctype html><title>Not found</title>");
  const said = async (call) => { try { await call(); } catch (problem) { return problem.message; } };
`;

test("says what to do when it is asked too early", async () => {
  const messages = await run(
    "early.mjs",
    `${prelude}
    console.log(JSON.stringify([await said(() => validateSync("")), await said(() => new Validator())]));
  `,
  );
  for (const message of messages) assert.match(message, /await init\(\)/);
});

test("starts once, however often it is told to", async () => {
  const conforms = await run(
    "often.mjs",
    `${prelude}
    await Promise.all([init(bytes), init(bytes)]);
    await init();
    initSync(bytes);
    console.log(JSON.stringify(typeof (await validate("")).conforms));
  `,
  );
  assert.equal(conforms, "boolean");
});

test("takes a compiled module, a response and a call that waits for nothing", async () => {
  for (const start of [
    "await init(new WebAssembly.Module(bytes))",
    'await init(new Response(bytes, { headers: { "content-type": "application/wasm" } }))',
    "initSync(bytes)",
  ]) {
    const conforms = await run(
      "inputs.mjs",
      `${prelude}
      ${start};
      console.log(JSON.stringify(typeof validateSync("").conforms));
    `,
    );
    assert.equal(conforms, "boolean", start);
  }
});

test("explains a page in place of the module, and may be tried again", async () => {
  const { messages, conforms } = await run(
    "again.mjs",
    `${prelude}
    const messages = [await said(() => init(html)), await said(() => initSync(html))];
    await init(bytes);
    console.log(JSON.stringify({ messages, conforms: typeof validateSync("").conforms }));
  `,
  );
  for (const message of messages) assert.match(message, /not a WebAssembly module.*optimizeDeps/);
  assert.equal(conforms, "boolean");
});

test("explains a module that cannot be fetched", async () => {
  const messages = await run(
    "fetch.mjs",
    `${prelude}
    const missing = new Response("", { status: 404 });
    console.log(JSON.stringify([await said(() => init(missing)), await said(() => init(new URL("http://127.0.0.1:1/itk3_bg.wasm")))]));
  `,
  );
  for (const message of messages) assert.match(message, /could not be fetched/);
});

test("explains a policy that forbids WebAssembly", async () => {
  const message = await run(
    "policy.mjs",
    `${prelude}
    const refused = new WebAssembly.CompileError("Compiling or instantiating WebAssembly module violates the following Content Security policy directive");
    const { instantiate } = WebAssembly;
    // Node itself starts modules, too.
    WebAssembly.instantiate = (module, ...more) => (module === bytes ? Promise.reject(refused) : instantiate(module, ...more));
    console.log(JSON.stringify(await said(() => init(bytes))));
  `,
  );
  assert.match(message, /'wasm-unsafe-eval'/);
});
