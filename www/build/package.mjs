import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { bindings, root, version, www } from "./places.mjs";
import { cratesInModule, notices } from "./third-party.mjs";

const pkg = path.join(root, "pkg");
const dist = path.join(pkg, "dist");

const define = { ITK3_VERSION: JSON.stringify(version) };

/** The npm package, ready for `npm pack`. */
export async function buildPackage() {
  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });

  const manifest = JSON.parse(readFileSync(path.join(root, "pkg.json"), "utf8"));
  writeFileSync(path.join(pkg, "package.json"), JSON.stringify({ ...manifest, version }, null, 2) + "\n");
  cpSync(path.join(www, "package/README.md"), path.join(pkg, "README.md"));
  for (const page of ["LICENSE", "NOTICE", "CHANGELOG.md"]) cpSync(path.join(root, page), path.join(pkg, page));
  writeFileSync(path.join(pkg, "THIRD-PARTY.txt"), notices(cratesInModule()));

  cpSync(path.join(bindings, "itk3_bg.wasm"), path.join(dist, "itk3_bg.wasm"));
  const glue = readFileSync(path.join(bindings, "itk3.js"), "utf8");
  // Bundlers look for an address that starts with "./" before they take a file along.
  writeFileSync(path.join(dist, "bindings.js"), glue.replace("new URL('itk3_bg.wasm'", "new URL('./itk3_bg.wasm'"));

  const engine = gzipSync(readFileSync(path.join(bindings, "itk3_bg.wasm")), { level: 9 }).toString("base64");
  const own = ["start", "start-errors", "index", "node", "command", "package/inline", "package/client", "package/worker"];
  await build({
    // Not bundled: however many entries are imported, the module runs once.
    entryPoints: own.map((name) => ({ in: path.join(www, `${name}.js`), out: path.basename(name) })),
    outdir: dist,
    format: "esm",
    target: "es2022",
    define: { ...define, ITK3_ENGINE: JSON.stringify(engine) },
  });
  await build({
    entryPoints: [path.join(dist, "node.js")],
    outfile: path.join(dist, "node.cjs"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // CommonJS has no import.meta.
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename);' },
    define: { "import.meta.url": "moduleUrl" },
  });

  const types = readFileSync(path.join(www, "index.d.ts"), "utf8");
  const same = 'export * from "./index.js";\n';
  const declarations = {
    "index.d.ts": types,
    "node.d.ts": same,
    // A copy: CommonJS types may not re-export those of an ES module.
    "node.d.cts": types,
    "inline.d.ts": same,
    "client.d.ts": readFileSync(path.join(www, "package/client.d.ts"), "utf8"),
    "worker.d.ts": "export {};\n",
  };
  for (const [name, text] of Object.entries(declarations)) writeFileSync(path.join(dist, name), text);
}
