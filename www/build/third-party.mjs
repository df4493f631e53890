// The licences of what ends up in our files ask that their texts go along.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { root, www } from "./places.mjs";

/** The crates compiled into the module of the page. */
export const cratesOfPage = () =>
  crates("--package", "itk3-validator", "--no-default-features", "--features", "javascript");

/** The crates compiled into the module of the command. */
export const cratesOfCommand = () => crates("--package", "itk3-validator-cli");

function crates(...of) {
  const tree = cargo(
    "tree",
    ...of,
    "--target",
    target,
    "--edges",
    "normal,no-proc-macro",
    "--prefix",
    "none",
    "--format",
    "{p}",
  );
  const inModule = new Set(tree.split("\n").map((line) => line.split(" ").slice(0, 2).join(" ")));
  const { packages } = JSON.parse(cargo("metadata", "--format-version", "1", "--filter-platform", target));
  return packages
    .filter(({ name, version, source }) => source !== null && inModule.has(`${name} v${version}`))
    .map(({ name, version, license, manifest_path }) => ({
      name,
      version,
      licence: license,
      folder: path.dirname(manifest_path),
    }));
}

/** The npm packages among the files that a bundle was made of, and where they are installed. */
export function packagesIn(inputs, installed = www) {
  const names = new Set(inputs.map((input) => input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  return [...names].map((name) => {
    const folder = path.join(installed, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
    return { name, version, licence: license, folder };
  });
}

/** One text with every part, its licence and the texts that come with it. */
export function notices(parts) {
  const unique = new Map(parts.map((part) => [`${part.name} ${part.version}`, part]));
  const texts = [...unique.keys()].sort().map((key) => {
    const { licence, folder } = unique.get(key);
    return [`${key} (${licence})`, ...licenceTexts(folder)].join("\n\n");
  });
  return `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** Of texts to choose from, the shortest that names its holders: MIT rather than Apache-2.0, which LICENSE holds. */
function licenceTexts(folder) {
  const files = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|copyright|notice)/i.test(name));
  const texts = files.filter((name) => !/apache|unlicense/i.test(name));
  return (texts.length > 0 ? texts : files).map((name) => readFileSync(path.join(folder, name), "utf8").trim());
}

const target = "wasm32-unknown-unknown";

function cargo(...args) {
  return execFileSync("cargo", [...args, "--locked"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
}
