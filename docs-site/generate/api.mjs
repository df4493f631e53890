// The reference of the JavaScript package, from its types.
import path from "node:path";
import { Application } from "typedoc";
import { packed, pages, repository } from "./places.mjs";

export async function writeApi() {
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: [path.join(packed, "dist/index.d.ts")],
    // The types stand alone: they need no settings of a project.
    compilerOptions: {
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "dom"],
      types: [],
    },
    skipErrorChecking: true,
    name: "JavaScript API",
    readme: "none",
    out: path.join(pages, "api"),
    disableSources: true,
    githubPages: false,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    entryFileName: "index",
    parametersFormat: "table",
    propertiesFormat: "table",
    interfacePropertiesFormat: "table",
    gitRevision: "main",
    sourceLinkTemplate: `${repository}/blob/{gitRevision}/{path}#L{line}`,
    logLevel: "Error",
  });
  const project = await app.convert();
  if (!project) throw new Error("the types of the package could not be read");
  await app.generateOutputs(project);
}
