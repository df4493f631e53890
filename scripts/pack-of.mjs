// Reads what cargo says of a build, and prints where the library's build script left the definitions that are loaded on demand.
import path from "node:path";
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const { reason, package_id: id, out_dir: folder } = JSON.parse(line);
  if (reason === "build-script-executed" && /[/#]itk3-validator[@#][\d.]+$/.test(id))
    console.log(path.join(folder, "on-demand.pack"));
}
