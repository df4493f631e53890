/** What a failed start says in the words of browsers, and what helps. */
const REMEDIES = [
  [
    /unsafe-eval|wasm-eval|content.security.policy|blocked by CSP/i,
    "This page's Content-Security-Policy forbids WebAssembly: it needs `script-src 'wasm-unsafe-eval'`.",
  ],
  [
    /magic (word|number)|doesn't start with|doesn't parse at byte 0/i,
    "What was loaded is not a WebAssembly module; most often the server answered with an HTML page. " +
      'In Vite 5 to 7 add `optimizeDeps: { exclude: ["itk3-validator"] }`; elsewhere copy itk3_bg.wasm beside the script, or call `init(url)`.',
  ],
  [
    /fetch|load failed|networkerror/i,
    "The file itk3_bg.wasm could not be fetched: copy it beside the script, call `init(url)` with its address, " +
      "or, where the page's Content-Security-Policy forbids connections, `initSync(bytes)`.",
  ],
];

/** The error of a failed start, with a remedy where one is known. */
export function explain(problem) {
  const said = problem instanceof Error ? problem.message : String(problem);
  const remedy = REMEDIES.find(([words]) => words.test(said))?.[1];
  return new Error(["itk3-validator: the module could not be started.", remedy, said].filter(Boolean).join(" "), {
    cause: problem,
  });
}
