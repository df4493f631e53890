// The same as the main entry, with the module inside: nothing is fetched, and no bundler has to find a file.
import { takeFrom } from "./start.js";
import { unpack } from "./unpack.js";

// The build puts the module in.
takeFrom(() => unpack(ITK3_ENGINE));

export * from "./index.js";
