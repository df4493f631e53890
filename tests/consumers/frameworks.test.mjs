// The element in React, Vue and Svelte, by the very words of the docs, and its types there and in Preact.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, test } from "node:test";
import { compile as compileSvelte } from "svelte/compiler";
import { compileScript, parse } from "vue/compiler-sfc";
import { serve } from "../../scripts/static-server.mjs";
import { install } from "../package/installed.mjs";
import { browser, esbuild, RIGHT } from "./consumer.mjs";

const { folder } = install({ after });
const dist = path.join(folder, "node_modules/itk3-validator/dist");
const own = path.join(import.meta.dirname, "node_modules");
const open = await browser({ after });
const told = readFileSync(path.resolve(import.meta.dirname, "../../docs/embedding/frameworks.md"), "utf8");
const snippet = (language) => told.match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``))[1];

const TEXT = `<Patient xmlns="http://hl7.org/fhir"><birthDate value="20 Nov 2026"/></Patient>`;
const onResult = `const onResult = (report) => { document.title = report.issues.length + " problem"; };`;
const message = `const message = ${JSON.stringify(TEXT)};`;

/** Makes components of other languages scripts. */
const components = {
  name: "components",
  setup(builder) {
    builder.onLoad({ filter: /\.vue$/ }, ({ path: name }) => {
      const { descriptor } = parse(readFileSync(name, "utf8"));
      const compilerOptions = { isCustomElement: (tag) => tag === "itk3-validator" };
      const { content } = compileScript(descriptor, {
        id: "x",
        inlineTemplate: true,
        templateOptions: { compilerOptions },
      });
      return { contents: content, resolveDir: folder };
    });
    builder.onLoad({ filter: /\.svelte$/ }, ({ path: name }) => ({
      contents: compileSvelte(readFileSync(name, "utf8"), { generate: "client" }).js.code,
      resolveDir: folder,
    }));
  },
};

const APPS = {
  react: {
    "Checked.jsx": snippet("jsx"),
    "main.jsx": `import { createRoot } from "react-dom/client"; import { Checked } from "./Checked.jsx"; ${message} ${onResult}
      createRoot(document.body.appendChild(document.createElement("div"))).render(<Checked message={message} onResult={onResult} />);`,
  },
  vue: {
    "Checked.vue": snippet("vue"),
    "main.js": `import { createApp, h } from "vue"; import Checked from "./Checked.vue"; ${message} ${onResult}
      createApp({ render: () => h(Checked, { message, onResult }) }).mount(document.body.appendChild(document.createElement("div")));`,
  },
  svelte: {
    "Checked.svelte": snippet("svelte"),
    "main.js": `import { mount } from "svelte"; import Checked from "./Checked.svelte"; ${message} ${onResult}
      mount(Checked, { target: document.body, props: { message, onResult } });`,
  },
};

for (const [name, files] of Object.entries(APPS)) {
  test(`the element in ${name}, as the docs have it`, async () => {
    const root = path.join(folder, name);
    const output = path.join(root, "dist");
    mkdirSync(output, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(path.join(root, file), text);
    await esbuild.build({
      entryPoints: [
        path.join(
          root,
          Object.keys(files).find((file) => file.startsWith("main")),
        ),
      ],
      outfile: path.join(output, "main.js"),
      bundle: true,
      format: "esm",
      jsx: "automatic",
      nodePaths: [own],
      conditions: ["browser"],
      define: { "process.env.NODE_ENV": '"production"' },
      plugins: [components],
      logLevel: "silent",
    });
    for (const file of ["editor.js", "engine.js", "on-demand.js", "map.js", "panes.js"])
      cpSync(path.join(dist, file), path.join(output, file));
    writeFileSync(
      path.join(output, "index.html"),
      `<!doctype html><link rel="icon" href="data:,"><body><script type="module" src="./main.js"></script></body>`,
    );
    const server = await serve(output);
    try {
      assert.equal(await open(server.address), RIGHT);
    } finally {
      await server.close();
    }
  });
}

const tsc = path.resolve(
  createRequire(path.resolve(import.meta.dirname, "../../www/package.json")).resolve("typescript/package.json"),
  "../../.bin/tsc",
);

for (const name of ["@types", "@vue", "csstype", "preact", "svelte", "vue"])
  symlinkSync(path.join(own, name), path.join(folder, "node_modules", name));

/** Type-checks a program; returns what the compiler says. */
function complaints(program, ...flags) {
  writeFileSync(path.join(folder, "types.tsx"), program);
  const strict = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", "--target", "es2022"];
  const modules = ["--module", "esnext", "--moduleResolution", "bundler"];
  const run = spawnSync(tsc, [...strict, ...modules, ...flags, "types.tsx"], { cwd: folder, encoding: "utf8" });
  return run.status === 0 ? "" : run.stdout || `tsc ended with ${run.status}`;
}

for (const name of ["react", "preact"]) {
  test(`JSX of ${name} knows the element and its attributes`, () => {
    const compile = (program) =>
      complaints(
        `import type {} from "itk3-validator/${name}"; export const a = ${program};`,
        ...["--jsx", "react-jsx", "--jsxImportSource", name],
      );
    const right = `<itk3-validator view="problems" class="a" onitk3-result={(event) => event.detail.counts.error} />`;
    assert.equal(compile(name === "react" ? right.replace("class=", "className=") : right), "");
    assert.match(compile(`<itk3-validator view="everything" />`), /everything/);
    assert.match(compile(`<itk3-validator onitk3-result={(event) => event.detail.nothing} />`), /nothing/);
  });
}

test("templates of Vue and Svelte know the element and its attributes", () => {
  for (const [types, of, listener] of [
    [
      "svelte",
      `import type { SvelteHTMLElements } from "svelte/elements"; type Known = SvelteHTMLElements["itk3-validator"];`,
      "onitk3-result",
    ],
    [
      "vue",
      `import type { GlobalComponents } from "vue"; type Known = InstanceType<GlobalComponents["itk3-validator"]>["$props"];`,
      "onItk3-result",
    ],
  ]) {
    const compile = (properties) =>
      complaints(`import type {} from "itk3-validator/${types}"; ${of} export const a: Known = { ${properties} };`);
    assert.equal(
      compile(`view: "problems", value: "", "${listener}": (event) => event.detail.counts.error`),
      "",
      types,
    );
    assert.match(compile(`view: "everything"`), /everything/, types);
    assert.match(compile(`"${listener}": (event) => event.detail.nothing`), /nothing/, types);
  }
});
