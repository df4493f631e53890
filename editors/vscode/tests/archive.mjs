// The packed extension: what is in it, and its files in a folder.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import yauzl from "yauzl";

const root = path.resolve(import.meta.dirname, "../../..");
const version = readFileSync(path.join(root, "Cargo.toml"), "utf8").match(/^version = "(.+)"$/m)[1];
export const archive = path.join(root, `target/itk3-validator-${version}.vsix`);

/** Its files with their bytes, by their paths. @returns {Promise<Map<string, Buffer>>} */
export async function filesOf(archive) {
  const files = new Map();
  const zip = await new Promise((resolve, reject) => {
    yauzl.open(archive, { lazyEntries: true }, (problem, zip) => (problem ? reject(problem) : resolve(zip)));
  });
  await new Promise((resolve, reject) => {
    zip.on("error", reject);
    zip.on("end", resolve);
    zip.on("entry", async (entry) => {
      files.set(entry.fileName, await bytesOf(zip, entry));
      zip.readEntry();
    });
    zip.readEntry();
  });
  return files;
}

const bytesOf = (zip, entry) =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (problem, stream) => {
      if (problem) return reject(problem);
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => resolve(Buffer.concat(parts)));
      stream.on("error", reject);
    });
  });

/** Unpacks the extension as an editor does, and gives the folder. */
export async function unpacked({ after }) {
  const folder = mkdtempSync(path.join(tmpdir(), "itk3-vscode-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, bytes] of await filesOf(archive)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return path.join(folder, "extension");
}
