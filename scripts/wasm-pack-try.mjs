// Installs each package of wasm-pack into an empty project, type-checks a program that uses it and runs it.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";

const root = path.resolve(import.meta.dirname, "..");
const tsc = path.join(root, "www/node_modules/.bin/tsc");
const esbuild = path.join(root, "www/node_modules/.bin/esbuild");
const packages = path.resolve(process.argv[2]);

const use = (start) => `
import ${start ? "init, " : ""}{ buildAcknowledgement, responseCodes, rules, validate, Validator, version } from "itk3-validator";
import type { Acknowledgement, Report, Severity } from "itk3-validator";
${start ?? ""}
const report: Report = validate('<Patient xmlns="http://hl7.org/fhir"><birthDate value="20 Nov"/></Patient>');
const severities: Severity[] = report.issues.map((issue) => issue.severity);
const validator = new Validator();
const document = validator.open('{"resourceType": "Patient", "active": true}');
const conforms: boolean = document.validate({ limits: { issues: 10 } }).conforms;
const reply: Acknowledgement = buildAcknowledgement(message(), "20013", { organization: { ods: "X26" }, endpoint: "X26OT001" });
let code: unknown;
try {
  // @ts-expect-error a number is no message
  validate(7);
} catch (problem) {
  code = (problem as { code?: unknown }).code;
}
document.free();
console.log(JSON.stringify({
  severities, conforms, code, version: version(), rules: rules().length, codes: responseCodes("itk2").length,
  path: report.issues[0]?.path, reply: reply.report?.conforms ?? reply.refused?.message,
}));
function message(): string { return ${JSON.stringify(readFileSync(path.join(root, "www/examples/send-document.xml"), "utf8"))}; }
`;

/** How a program starts, and how it is run. */
const TARGETS = {
  web: {
    start:
      'import { readFileSync } from "node:fs";\nimport { fileURLToPath } from "node:url";\nawait init({ module_or_path: readFileSync(fileURLToPath(import.meta.resolve("itk3-validator/itk3_validator_bg.wasm"))) });',
    run: ["use.js"],
  },
  nodejs: { run: ["use.js"] },
  // Node imports modules of WebAssembly as bundlers do.
  bundler: { run: ["--experimental-wasm-modules", "--no-warnings", "use.js"], bundled: true },
};

for (const [target, { start, run, bundled }] of Object.entries(TARGETS)) {
  const folder = mkdtempSync(path.join(tmpdir(), `itk3-wasm-pack-${target}-`));
  try {
    const inFolder = { cwd: folder, encoding: "utf8" };
    const [{ filename, files }] = JSON.parse(
      execFileSync("npm", ["pack", path.join(packages, target), "--json"], {
        ...inFolder,
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
    const names = files.map((file) => file.path);
    for (const name of ["README.md", "LICENSE", "itk3_validator.d.ts", "itk3_validator_bg.wasm"])
      assert.ok(names.includes(name), `${target}: ${name}`);
    writeFileSync(
      path.join(folder, "package.json"),
      JSON.stringify({ name: "consumer", private: true, type: "module" }),
    );
    execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", `./${filename}`], {
      ...inFolder,
      stdio: "ignore",
    });
    writeFileSync(path.join(folder, "use.ts"), use(start));
    writeFileSync(
      path.join(folder, "node.d.ts"),
      'declare module "node:fs" { export function readFileSync(name: string): Uint8Array<ArrayBuffer>; }\ndeclare module "node:url" { export function fileURLToPath(url: string): string; }\n',
    );
    const options = [
      "--strict",
      "--target",
      "es2022",
      "--lib",
      "es2023,dom",
      "--types",
      "",
      "--ignoreConfig",
      "--module",
      "esnext",
      "--moduleResolution",
      "bundler",
    ];
    const { status, stdout } = spawnSync(tsc, [...options, "use.ts", "node.d.ts"], inFolder);
    assert.equal(status, 0, `${target}: ${stdout}`);
    const said = JSON.parse(execFileSync(process.execPath, run, inFolder));
    assert.deepEqual(
      { ...said, version: undefined, rules: said.rules > 100 },
      {
        severities: ["error"],
        conforms: true,
        code: "ERR_ITK3_ARGUMENT",
        version: undefined,
        rules: true,
        codes: said.codes,
        path: "Patient.birthDate",
        reply: true,
      },
      target,
    );
    if (bundled)
      execFileSync(esbuild, ["use.js", "--bundle", "--format=esm", "--loader:.wasm=file", "--outdir=out"], {
        ...inFolder,
        stdio: "ignore",
      });
    const module = path.join(packages, target, "itk3_validator_bg.wasm");
    const packed = brotliCompressSync(readFileSync(module)).length;
    console.log(
      `${target}: types and answers as documented; module ${(statSync(module).size / 1000).toFixed(0)} kB, ${(packed / 1000).toFixed(0)} kB brotli`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
