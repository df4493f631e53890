import { readFileSync } from "node:fs";
import { initSync } from "./index.js";

// Built for speed, and with all definitions.
initSync(readFileSync(new URL("./itk3_node_bg.wasm", import.meta.url)));

export * from "./index.js";
