// The package in an app, with each of the usual bundlers and without one.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { createServer, build as viteBuild } from "vite";
import webpack from "webpack";
import { serve } from "../../scripts/static-server.mjs";
import { install } from "../package/installed.mjs";
import { browser, esbuild, PROGRAMS, RIGHT, write } from "./consumer.mjs";

const { folder } = install({ after });
const dist = path.join(folder, "node_modules/itk3-validator/dist");
const entries = Object.keys(PROGRAMS);
const open = await browser({ after });

/** Serves a folder and opens the page of each entry. */
async function works(built, names = entries) {
  const server = await serve(built);
  try {
    for (const name of names) assert.equal(await open(`${server.address}${name}.html`), RIGHT, name);
  } finally {
    await server.close();
  }
}

test("Vite in development", async () => {
  const root = path.join(folder, "vite");
  write(root);
  const server = await createServer({
    root,
    configFile: false,
    logLevel: "silent",
    server: { port: 0, host: "127.0.0.1", fs: { allow: [folder] } },
  });
  await server.listen();
  try {
    const { port } = server.httpServer.address();
    for (const name of entries) assert.equal(await open(`http://127.0.0.1:${port}/${name}.html`), RIGHT, name);
  } finally {
    await server.close();
  }
});

test("Vite's build", async () => {
  const root = path.join(folder, "vite-build");
  write(root);
  const input = entries.map((name) => path.join(root, `${name}.html`));
  await viteBuild({ root, configFile: false, logLevel: "silent", build: { rollupOptions: { input } } });
  await works(path.join(root, "dist"));
});

test("webpack", async () => {
  const root = path.join(folder, "webpack");
  write(root);
  const output = path.join(root, "dist");
  const stats = await new Promise((done, fail) =>
    webpack(
      {
        context: root,
        mode: "production",
        entry: Object.fromEntries(entries.map((name) => [name, `./${name}.js`])),
        output: { path: output },
        performance: false,
      },
      (problem, stats) => (problem ? fail(problem) : done(stats)),
    ),
  );
  assert.ok(!stats.hasErrors() && !stats.hasWarnings(), stats.toString("errors-warnings"));
  for (const name of entries) cpSync(path.join(root, `${name}.html`), path.join(output, `${name}.html`));
  await works(output);
});

/** esbuild takes no file along that only an address names. */
async function withEsbuild(name) {
  const root = path.join(folder, name);
  write(root);
  const output = path.join(root, "dist");
  await esbuild.build({
    entryPoints: entries.map((entry) => path.join(root, `${entry}.js`)),
    bundle: true,
    format: "esm",
    outdir: output,
    logLevel: "silent",
  });
  for (const entry of entries) cpSync(path.join(root, `${entry}.html`), path.join(output, `${entry}.html`));
  return { root, output };
}

test("esbuild, nothing copied: the inline entry", async () => {
  const { output } = await withEsbuild("esbuild-alone");
  await works(output, ["inline"]);
});

test("esbuild, the module and the worker copied", async () => {
  const { output } = await withEsbuild("esbuild");
  for (const name of ["itk3_bg.wasm", "editor.js", "engine.js", "on-demand.js", "map.js", "panes.js"])
    cpSync(path.join(dist, name), path.join(output, name));
  await esbuild.build({
    entryPoints: [path.join(dist, "worker.js")],
    bundle: true,
    format: "esm",
    outfile: path.join(output, "worker.js"),
    logLevel: "silent",
  });
  await works(output);
});

test("no bundler: an import map", async () => {
  const of = (name) => `/node_modules/itk3-validator/dist/${name}.js`;
  const imports = {
    "itk3-validator": of("index"),
    "itk3-validator/inline": of("inline"),
    "itk3-validator/client": of("client"),
    "itk3-validator/element": of("element"),
  };
  write(folder, PROGRAMS, `<script type="importmap">${JSON.stringify({ imports })}</script>`);
  await works(folder);
});

test("no connection at all: the inline entry", async () => {
  const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src data:";
  const program = PROGRAMS.inline.replace("itk3-validator/inline", "./node_modules/itk3-validator/dist/inline.js");
  write(folder, { offline: program }, `<meta http-equiv="Content-Security-Policy" content="${policy}">`);
  await works(folder, ["offline"]);
});
