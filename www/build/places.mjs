import { readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
export const www = path.join(root, "www");
/** What scripts/wasm.sh made: the module and its bindings. */
export const bindings = path.join(root, "target/bindings");

const manifest = readFileSync(path.join(root, "Cargo.toml"), "utf8");
/** Version of the crate, the only place that states one. */
export const version = manifest.match(/^version = "(.+)"$/m)[1];
/** Address of the repository, of which the same is true. */
export const repository = manifest.match(/^repository = "(.+)"$/m)[1];
