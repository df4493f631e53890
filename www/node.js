import { readFileSync } from "node:fs";
import { initSync } from "./index.js";
import { haveOnDemand } from "./more.js";

const read = (name) => readFileSync(new URL(name, import.meta.url));
initSync(read("./itk3_bg.wasm"));
haveOnDemand(read("./on-demand.pack"));

export * from "./index.js";
