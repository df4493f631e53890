// The scripts of the page, each as one text. The tests of the page bundle them as well, with another worker.
import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { bindings, repository, version, www } from "./places.mjs";

/** Style sheets of the element, in the order in which they hold. */
const STYLES = [
  "tokens",
  "base",
  "frame",
  "message",
  "verdict",
  "problems",
  "tabs",
  "map",
  "embed",
  "narrow",
  "low",
  "modes",
];

const options = {
  bundle: true,
  write: false,
  minify: true,
  metafile: true,
  target: "es2022",
  loader: { ".xml": "text", ".json": "text" },
  define: { ITK3_VERSION: JSON.stringify(version), ITK3_REPOSITORY: JSON.stringify(repository) },
  logOverride: { "empty-import-meta": "silent" },
};

/** A classic script does not know its own address; it has to ask when it starts. */
const CLASSIC = {
  format: "iife",
  banner: { js: "var itk3Base=document.currentScript&&document.currentScript.src||location.href;" },
  define: { ...options.define, "import.meta.url": "itk3Base" },
};

/** The worker, as the text that the page makes it from. */
export const bundleWorker = () => bundle("element/engine/worker.js", { format: "iife" }, withBindings);

/** The script that brings the engine: the worker, and gzipped WebAssembly for it. */
export const engineScript = (worker, wasm) =>
  `globalThis.itk3Engine={worker:${JSON.stringify(worker)},wasm:"${gzipSync(wasm, { level: 9 }).toString("base64")}"};\n`;

/** The script that brings the definitions which few messages name, gzipped. */
export const onDemandScript = (pack) =>
  `globalThis.itk3OnDemand="${gzipSync(pack, { level: 9 }).toString("base64")}";\n`;

/** The page with the element: one classic script, so that it also runs from a disk. */
export const bundlePage = async () => bundle("page/page.js", CLASSIC, await styles());

/** The page that shows how to embed it, likewise. */
export const bundleEmbedPage = async () => bundle("page/embed-page.js", CLASSIC, await styles());

/** The element alone, as a module. */
export const bundleElement = async () => bundle("element/element.js", { format: "esm" }, await styles());

/** The editor, which the element loads where a message may be changed. */
export const bundleEditor = () => bundle("element/message/editor-script.js", { format: "iife" });

/** The tabs that are loaded when somebody opens one. */
export const bundlePanes = () => bundle("element/panes-script.js", { format: "iife" });

/** The map, which is loaded like those tabs; its layout comes from a library. */
export const bundleMap = () => bundle("element/map-script.js", { format: "iife" });

/** The script that puts the element in place of code blocks. */
export const bundleEnhance = () => bundle("element/enhance.js", { format: "esm", external: ["./element.js"] });

async function bundle(name, more, ...plugins) {
  const { outputFiles, metafile } = await build({ ...options, ...more, plugins, entryPoints: [path.join(www, name)] });
  return { text: outputFiles[0].text, inputs: Object.keys(metafile.inputs) };
}

/** A style sheet without what only its readers need. */
export async function minified(css) {
  const { code } = await transform(css, { loader: "css", minify: true, target: "chrome120" });
  return code;
}

/** The element's styles, as one text. */
export const elementStyles = () =>
  minified(
    ofOwnBase(STYLES.map((name) => readFileSync(path.join(www, `element/styles/${name}.css`), "utf8")).join("\n")),
  );

/** `rem` in the element's styles is its own base: the root of a host page is for that page to set. */
const ofOwnBase = (css) => css.replace(/(-?[\d.]+)rem\b/g, "calc(var(--itk3-base) * $1)");

/** Makes `import styles from "styles:element"` give the element's styles. */
async function styles() {
  const contents = `export default ${JSON.stringify(await elementStyles())}`;
  return {
    name: "styles",
    setup(builder) {
      builder.onResolve({ filter: /^styles:element$/ }, ({ path: name }) => ({ path: name, namespace: "styles" }));
      builder.onLoad({ filter: /.*/, namespace: "styles" }, () => ({ contents }));
    },
  };
}

/**
 * Finds the bindings where they are made; in the package they lie beside what imports them. The worker imports no definitions:
 * the page loads them and sends them.
 */
const withBindings = {
  name: "bindings",
  setup(builder) {
    builder.onResolve({ filter: /^\.\/on-demand\.js$/ }, () => ({ path: "on-demand", namespace: "nothing" }));
    builder.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "" }));
    builder.onResolve({ filter: /^\.\/bindings\.js$/ }, () => ({ path: path.join(bindings, "itk3.js") }));
  },
};
