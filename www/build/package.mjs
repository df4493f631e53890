import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import {
  bundleEditor,
  bundleElement,
  bundleEnhance,
  bundleMap,
  bundlePage,
  bundlePanes,
  bundleWorker,
  engineScript,
  minified,
  onDemandScript,
} from "./bundles.mjs";
import { oneFile } from "./one-file.mjs";
import { bindings, repository, root, version, www } from "./places.mjs";
import { cratesOfCommand, cratesOfPage, notices, packagesIn } from "./third-party.mjs";

const pkg = path.join(root, "pkg");
const dist = path.join(pkg, "dist");

const define = { ITK3_VERSION: JSON.stringify(version) };

/** The npm package, ready for `npm pack`. */
export async function buildPackage() {
  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });

  const manifest = JSON.parse(readFileSync(path.join(root, "pkg.json"), "utf8"));
  const told = { version, repository: { type: "git", url: `git+${repository}.git` }, homepage: `${repository}#readme` };
  writeFileSync(path.join(pkg, "package.json"), `${JSON.stringify({ ...manifest, ...told }, null, 2)}\n`);
  cpSync(path.join(www, "package/README.md"), path.join(pkg, "README.md"));
  for (const page of ["LICENSE", "NOTICE", "CHANGELOG.md"]) cpSync(path.join(root, page), path.join(pkg, page));
  for (const file of ["itk3_bg.wasm", "itk3_node_bg.wasm", "on-demand.pack", "command_bg.wasm"])
    cpSync(path.join(bindings, file), path.join(dist, file));
  const glue = readFileSync(path.join(bindings, "itk3.js"), "utf8");
  // Bundlers look for an address that starts with "./" before they take a file along.
  writeFileSync(path.join(dist, "bindings.js"), glue.replace("new URL('itk3_bg.wasm'", "new URL('./itk3_bg.wasm'"));
  cpSync(path.join(bindings, "command.js"), path.join(dist, "command-bindings.js"));

  const engine = gzipSync(readFileSync(path.join(bindings, "itk3_bg.wasm")), { level: 9 }).toString("base64");
  const own = [
    "start",
    "start-errors",
    "uuid",
    "index",
    "more",
    "unpack",
    "node",
    "command",
    "language-server",
    "package/inline",
    "package/client",
    "package/worker",
  ];
  await build({
    // Not bundled: however many entries are imported, the module runs once.
    entryPoints: own.map((name) => ({ in: path.join(www, `${name}.js`), out: path.basename(name) })),
    outdir: dist,
    format: "esm",
    target: "es2022",
    define: { ...define, ITK3_ENGINE: JSON.stringify(engine) },
  });
  await buildForCommonJs();
  writeFolders();

  // The element and what it loads from beside it when it is needed.
  const [element, enhance, editor, panes, map, worker] = await Promise.all([
    bundleElement(),
    bundleEnhance(),
    bundleEditor(),
    bundlePanes(),
    bundleMap(),
    bundleWorker(),
  ]);
  const scripts = {
    "element.js": element.text,
    "enhance.js": enhance.text,
    "editor.js": editor.text,
    "panes.js": panes.text,
    "map.js": map.text,
    "engine.js": engineScript(worker.text, readFileSync(path.join(bindings, "itk3_bg.wasm"))),
    "on-demand.js": onDemandScript(readFileSync(path.join(bindings, "on-demand.pack"))),
  };
  for (const [name, text] of Object.entries(scripts)) writeFileSync(path.join(dist, name), text);
  writeFileSync(path.join(dist, "itk3-validator.html"), await framePage(scripts));
  cpSync(path.join(www, "package/custom-elements.json"), path.join(pkg, "custom-elements.json"));
  const packages = [element, editor, panes, map].flatMap(({ inputs }) => packagesIn(inputs));
  writeFileSync(path.join(pkg, "THIRD-PARTY.txt"), notices([...cratesOfPage(), ...cratesOfCommand(), ...packages]));
  writeDeclarations();
}

/** What `require` gets. */
async function buildForCommonJs() {
  await build({
    entryPoints: [path.join(dist, "node.js")],
    outfile: path.join(dist, "node.cjs"),
    bundle: true,
    // In Node they are read from a file.
    external: ["./on-demand.js"],
    platform: "node",
    format: "cjs",
    target: "node20",
    // CommonJS has no import.meta.
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename);' },
    define: { "import.meta.url": "moduleUrl" },
  });

  await build({
    entryPoints: [path.join(dist, "client.js")],
    outfile: path.join(dist, "client.cjs"),
    format: "cjs",
    platform: "node",
    target: "node20",
    // It says that a client needs a browser before it would need an address.
    define: { "import.meta.url": '""' },
  });
}

/** A folder for each entry, in which they find it who do not read `exports`: older bundlers, and TypeScript as it was before. */
function writeFolders() {
  for (const name of ["client", "element", "enhance", "inline", "worker"]) {
    mkdirSync(path.join(pkg, name));
    const manifest = { type: "module", main: `../dist/${name}.js`, types: `../dist/${name}.d.ts` };
    writeFileSync(path.join(pkg, name, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  }
}

/** The page in one file, for a frame. @param {Record<string, string>} scripts */
async function framePage(scripts) {
  const css = await minified(readFileSync(path.join(www, "page/page.css"), "utf8"));
  const parts = ["engine.js", "on-demand.js", "editor.js", "panes.js", "map.js"].map((name) => scripts[name]);
  const page = await bundlePage();
  return oneFile(readFileSync(path.join(www, "index.html"), "utf8"), { css, scripts: [...parts, page.text] });
}

/** The types of each entry. */
function writeDeclarations() {
  const types = readFileSync(path.join(www, "index.d.ts"), "utf8");
  const same = 'export * from "./index.js";\n';
  const declarations = {
    "index.d.ts": types,
    "node.d.ts": same,
    // A copy: CommonJS types may not re-export those of an ES module.
    "node.d.cts": types,
    "inline.d.ts": same,
    "client.d.ts": readFileSync(path.join(www, "package/client.d.ts"), "utf8"),
    // The types that it names are those of CommonJS, too.
    "client.d.cts": readFileSync(path.join(www, "package/client.d.ts"), "utf8").replaceAll("./index.js", "./node.cjs"),
    "worker.d.ts": "export {};\n",
    "element.d.ts": readFileSync(path.join(www, "package/element.d.ts"), "utf8"),
    "attributes.d.ts": readFileSync(path.join(www, "package/attributes.d.ts"), "utf8"),
    "enhance.d.ts": 'import "./element.js";\n\nexport function enhanceAll(within?: ParentNode): void;\n',
  };
  for (const framework of ["preact", "react", "svelte", "vue"]) {
    declarations[`${framework}.d.ts`] = readFileSync(path.join(www, `package/${framework}.d.ts`), "utf8");
  }
  for (const [name, text] of Object.entries(declarations)) writeFileSync(path.join(dist, name), text);
}
