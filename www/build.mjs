// `node build.mjs package` writes ../pkg, `node build.mjs site` writes ../site.
import { buildPackage } from "./build/package.mjs";
import { buildSite } from "./build/site.mjs";

const builders = { package: buildPackage, site: buildSite };
const wanted = process.argv.slice(2);
if (wanted.length === 0 || !wanted.every((name) => name in builders)) {
  console.error(`usage: node build.mjs ${Object.keys(builders).join("|")} ...`);
  process.exit(2);
}
for (const name of wanted) await builders[name]();
