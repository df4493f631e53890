import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bindings, root, version, www } from "./places.mjs";
import { cratesInModule, notices, packagesIn } from "./third-party.mjs";

const site = path.join(root, "site");

const options = {
  bundle: true,
  write: false,
  minify: true,
  metafile: true,
  format: "iife",
  target: "es2022",
  loader: { ".xml": "text", ".json": "text", ".css": "text" },
  define: { ITK3_VERSION: JSON.stringify(version) },
  // The address of the module is never asked for: the page hands its bytes over.
  logOverride: { "empty-import-meta": "silent" },
};

/** The page, as files that fetch nothing: they work from any static host and from a disk. */
export async function buildSite() {
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });

  const packages = [];
  const sources = ["index.html", "style.css", "page.js", "worker.js"];
  const missing = sources.filter((name) => !existsSync(path.join(www, name)));
  if (missing.length > 0) {
    console.warn(`The site is incomplete: www has no ${missing.join(", ")} yet.`);
  }
  for (const name of ["index.html", "style.css"]) {
    if (!missing.includes(name)) cpSync(path.join(www, name), path.join(site, name));
  }
  if (!missing.includes("page.js") && !missing.includes("worker.js")) {
    const worker = await bundle("worker.js");
    const page = await bundle("page.js", inlined("worker", worker.text));
    writeFileSync(path.join(site, "app.js"), page.text);
    packages.push(...packagesIn(worker.inputs), ...packagesIn(page.inputs));
  }

  const engine = gzipSync(readFileSync(path.join(bindings, "itk3_bg.wasm")), { level: 9 });
  writeFileSync(path.join(site, "engine.js"), `globalThis.itk3Engine="${engine.toString("base64")}";\n`);
  for (const page of ["LICENSE", "NOTICE"]) cpSync(path.join(root, page), path.join(site, `${page}.txt`));
  writeFileSync(path.join(site, "THIRD-PARTY.txt"), notices([...cratesInModule(), ...packages]));
}

async function bundle(name, ...plugins) {
  const { outputFiles, metafile } = await build({ ...options, plugins: [withBindings, ...plugins], entryPoints: [path.join(www, name)] });
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

/** Finds the bindings where they are made; in the package they lie beside what imports them. */
const withBindings = {
  name: "bindings",
  setup(builder) {
    builder.onResolve({ filter: /^\.\/bindings\.js$/ }, () => ({ path: path.join(bindings, "itk3.js") }));
  },
};

/** Makes `import text from "inlined:NAME"` give `text`: a worker made from it keeps the page's policy. */
function inlined(name, text) {
  return {
    name: `inlined-${name}`,
    setup(builder) {
      builder.onResolve({ filter: new RegExp(`^inlined:${name}$`) }, ({ path }) => ({ path, namespace: "inlined" }));
      builder.onLoad({ filter: /.*/, namespace: "inlined" }, () => ({ contents: text, loader: "text" }));
    },
  };
}
