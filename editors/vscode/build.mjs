// Builds the extension and packs it: target/vscode/ as it is in the archive, and beside it itk3-validator-VERSION.vsix.
// The server in it is the command of the npm package, which has to be built before: `make vscode` does both.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createVSIX } from "@vscode/vsce";
import { build } from "esbuild";
import { repository, root, version } from "../../www/build/places.mjs";
import { cratesOfCommand, notices, packagesIn } from "../../www/build/third-party.mjs";

const here = import.meta.dirname;
const dist = path.join(root, "pkg/dist");
const out = path.join(root, "target/vscode");

/** What the command in Node is made of; the module comes last because it is most of it. */
const SERVER = ["command.js", "command-bindings.js", "language-server.js", "command_bg.wasm"];

if (!existsSync(path.join(dist, "language-server.js"))) {
  console.error("The npm package is not built: make package");
  process.exit(1);
}

rmSync(out, { recursive: true, force: true });
mkdirSync(path.join(out, "server"), { recursive: true });

const { metafile } = await build({
  entryPoints: [path.join(here, "src/extension.js")],
  outfile: path.join(out, "dist/extension.js"),
  bundle: true,
  minify: true,
  metafile: true,
  platform: "node",
  // As the oldest editor that it runs in.
  target: "node20",
  format: "cjs",
  external: ["vscode"],
});

for (const name of SERVER) cpSync(path.join(dist, name), path.join(out, "server", name));
writeFileSync(path.join(out, "server/package.json"), '{ "type": "module" }\n');

const { private: _, type: __, devDependencies: ___, ...manifest } = read("package.json");
const told = { version, repository: { type: "git", url: `${repository}.git` }, bugs: { url: `${repository}/issues` } };
writeFileSync(path.join(out, "package.json"), `${JSON.stringify({ ...manifest, ...told }, null, 2)}\n`);
for (const page of ["LICENSE", "NOTICE", "CHANGELOG.md"]) cpSync(path.join(root, page), path.join(out, page));
cpSync(path.join(here, "README.md"), path.join(out, "README.md"));
// Nothing is left out: there is nothing else in the folder.
writeFileSync(path.join(out, ".vscodeignore"), "");
const packages = packagesIn(Object.keys(metafile.inputs), here);
writeFileSync(path.join(out, "THIRD-PARTY.txt"), notices([...cratesOfCommand(), ...packages]));

const packagePath = path.join(root, `target/itk3-validator-${version}.vsix`);
await createVSIX({ cwd: out, packagePath, dependencies: false });

/** @param {string} name */
function read(name) {
  return JSON.parse(readFileSync(path.join(here, name), "utf8"));
}
