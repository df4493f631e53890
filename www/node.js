import { readFileSync } from "node:fs";
import { initSync } from "./index.js";

initSync(readFileSync(new URL("./itk3_bg.wasm", import.meta.url)));

export * from "./index.js";
