// The package as a consumer gets it: packed, and installed into an empty folder.
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.resolve(import.meta.dirname, "../..");

/** Installs the package for one test file; gives the consumer's folder and what is done in it. */
export function install({ after }) {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-consumer-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...args) =>
    execFileSync("npm", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

  const [{ filename, files }] = JSON.parse(npm("pack", path.join(root, "pkg"), "--json"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  npm("install", "--offline", "--no-audit", "--no-fund", `./${filename}`);
  return { folder, files: files.map((file) => file.path), run: runIn(folder) };
}

/** Runs a program in the folder, in a process of its own, and gives what it printed as JSON. */
function runIn(folder) {
  return async (name, program) => {
    const file = path.join(folder, name);
    writeFileSync(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder });
    return JSON.parse(stdout);
  };
}
