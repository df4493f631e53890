import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
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
  for (const page of ["README.md", "LICENSE", "NOTICE", "CHANGELOG.md"]) {
    const source = path.join(root, page);
    if (existsSync(source)) cpSync(source, path.join(pkg, page));
  }
  writeFileSync(path.join(pkg, "THIRD-PARTY.txt"), notices(cratesInModule()));

  cpSync(path.join(bindings, "itk3_bg.wasm"), path.join(dist, "itk3_bg.wasm"));
  const glue = readFileSync(path.join(bindings, "itk3.js"), "utf8");
  // Bundlers look for an address that starts with "./" before they take a file along.
  writeFileSync(path.join(dist, "bindings.js"), glue.replace("new URL('itk3_bg.wasm'", "new URL('./itk3_bg.wasm'"));

  await build({
    entryPoints: ["index.js", "start-errors.js", "node.js", "command.js"].map((name) => path.join(www, name)),
    outdir: dist,
    format: "esm",
    target: "es2022",
    define,
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
  writeFileSync(path.join(dist, "index.d.ts"), types);
  writeFileSync(path.join(dist, "node.d.ts"), 'export * from "./index.js";\n');
  // A copy: CommonJS types may not re-export those of an ES module.
  writeFileSync(path.join(dist, "node.d.cts"), types);
}
