// Stands in for the real worker, so that the page can be tried with any report. It reads its reports out of the text:
//   ENTRY entry[0] MessageHeader        an entry
//   ERROR | WARNING | INFORMATION | FATAL rule path message
//   UNCHECKED message
// and does as it is told by FAULT (the engine stops), CRASH (the worker fails) and SLOW (no answer, ever, but the first
// problems).

addEventListener("message", ({ data }) => {
  if (data.kind === "start")
    return postMessage({ kind: "ready", version: "0.0.0-fixture", abilities: ["validate", "operationOutcome"] });
  if (data.name !== "validate") return postMessage({ kind: "refused", message: "the fixture only validates" });
  const [text] = data.args;
  if (text.includes("CRASH")) throw new Error("the worker failed");
  if (text.includes("SLOW")) {
    const { counts, issues } = reportOf(text);
    const first = issues.map(({ rule, severity, message, place: { line } }) => ({ rule, severity, message, line }));
    postMessage({ kind: "progress", progress: { phase: "entries", done: 213, total: 1032, counts, first } });
    return undefined;
  }
  if (text.includes("FAULT")) return postMessage({ kind: "fault", where: "src/somewhere.rs:1:2" });
  return postMessage({ kind: "done", value: reportOf(text), milliseconds: 3.4 });
});

function reportOf(text) {
  const issues = [];
  const notChecked = [];
  const root = {
    kind: "message",
    label: "Bundle",
    path: "Bundle",
    place: place(0, 0, 1),
    counts: counts(),
    issues: [],
    children: [],
  };
  let entry = root;
  let start = 0;
  text.split("\n").forEach((line, index) => {
    const words = line.trim().split(/\s+/);
    const first = start + line.length - line.trimStart().length;
    const here = place(first, start + line.length, index + 1);
    if (words[0] === "ENTRY") {
      entry = {
        kind: "entry",
        label: words.slice(1).join(" "),
        path: `Bundle.${words[1]}`,
        place: here,
        id: `id-${root.children.length}`,
        counts: counts(),
        issues: [],
        children: [],
      };
      root.children.push(entry);
    } else if (["FATAL", "ERROR", "WARNING", "INFORMATION"].includes(words[0])) {
      const [severity, rule, path, ...message] = words;
      const of = severity.toLowerCase();
      issues.push({
        rule,
        severity: of,
        code: "invalid",
        message: message.join(" "),
        expected: "what is expected",
        found: "what is found",
        path: `${entry.path}.resource.${path}`,
        place: here,
        profile: "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2",
        link: "https://hl7.org/fhir/STU3/messageheader.html",
      });
      entry.issues.push(issues.length - 1);
      entry.counts[of] += 1;
      if (entry !== root) root.counts[of] += 1;
    } else if (words[0] === "UNCHECKED") {
      notChecked.push({
        reason: "unknown",
        message: words.slice(1).join(" "),
        count: notChecked.length + 1,
        path: "Bundle",
        place: here,
      });
    }
    start += line.length + 1;
  });
  return {
    conforms: root.counts.error + root.counts.fatal === 0,
    verdict: root.counts.error + root.counts.fatal === 0 ? "Conforms" : "Does not conform",
    counts: root.counts,
    summary: {
      format: "xml",
      bytes: text.length,
      resourceType: "Bundle",
      bundleType: "message",
      profiles: ["https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1"],
      entries: root.children.length,
      elements: text.length,
    },
    issues,
    notChecked,
    tree: root,
    definitions: "Fixture definitions",
  };
}

const counts = () => ({ fatal: 0, error: 0, warning: 0, information: 0 });
const place = (start, end, line) => ({ start, end, line, column: 1, endLine: line, endColumn: 1 + end - start });
