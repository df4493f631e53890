import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  bundleEditor,
  bundleElement,
  bundleEmbedPage,
  bundleEnhance,
  bundleMap,
  bundlePage,
  bundlePanes,
  bundleWorker,
  engineScript,
  minified,
  onDemandScript,
} from "./bundles.mjs";
import { headersFile } from "./headers.mjs";
import { oneFile } from "./one-file.mjs";
import { bindings, root, www } from "./places.mjs";
import { withStyles } from "./policy.mjs";
import { cratesOfPage, notices, packagesIn } from "./third-party.mjs";

const site = path.join(root, "site");

/** The page, as files that fetch nothing: they work from any static host and from a disk. */
export async function buildSite() {
  rmSync(site, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const put = (name, text) => writeFileSync(path.join(site, name), text);
  const read = (name) => readFileSync(path.join(www, name), "utf8");

  const worker = await bundleWorker();
  const [page, element, editor, panes, map, enhance] = await Promise.all([
    bundlePage(),
    bundleElement(),
    bundleEditor(),
    bundlePanes(),
    bundleMap(),
    bundleEnhance(),
  ]);
  const engine = engineScript(worker.text, readFileSync(path.join(bindings, "itk3_bg.wasm")));
  const onDemand = onDemandScript(readFileSync(path.join(bindings, "on-demand.pack")));
  const css = await minified(read("page/page.css"));

  for (const name of ["index.html", "embed.html"]) put(name, withStyles(read(name), css));
  put("accessibility.html", read("accessibility.html"));
  put("_headers", headersFile());
  put("page.css", css);
  put("app.js", page.text);
  put("embed-page.js", (await bundleEmbedPage()).text);
  put("element.js", element.text);
  put("enhance.js", enhance.text);
  put("editor.js", editor.text);
  put("panes.js", panes.text);
  put("map.js", map.text);
  put("engine.js", engine);
  put("on-demand.js", onDemand);
  put(
    "itk3-validator.html",
    oneFile(read("index.html"), { css, scripts: [engine, onDemand, editor.text, panes.text, map.text, page.text] }),
  );
  mkdirSync(path.join(site, "examples"));
  cpSync(path.join(www, "examples"), path.join(site, "examples"), { recursive: true });
  for (const name of ["LICENSE", "NOTICE"]) cpSync(path.join(root, name), path.join(site, `${name}.txt`));
  const packages = [worker, page, editor, map].flatMap(({ inputs }) => packagesIn(inputs));
  put("THIRD-PARTY.txt", notices([...cratesOfPage(), ...packages]));
}
