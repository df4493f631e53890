import assert from "node:assert/strict";
import { test } from "node:test";
import { levelOf, problemsIn, rowsOf } from "../element/problems/problem-tree.js";

const ALL = { error: true, warning: true, information: true, clean: true, search: "" };
const PLACE = { start: 0, end: 1, line: 1, column: 1, endLine: 1, endColumn: 2 };

/** A report from a tree in short: `[kind, label, [severities], [children]]`. */
function report(tree) {
  const issues = [];
  const grow = ([kind, label, severities = [], children = []], above = "") => {
    const path = above === "" ? label : `${above}.${label}`;
    const own = severities.map(
      (severity) => issues.push({ rule: "r", severity, message: `${label} ${severity}`, path, place: PLACE }) - 1,
    );
    const items = children.map((child) => grow(child, path));
    const counts = { fatal: 0, error: 0, warning: 0, information: 0 };
    for (const index of own) counts[issues[index].severity] += 1;
    for (const item of items) for (const severity of Object.keys(counts)) counts[severity] += item.counts[severity];
    return { kind, label, path, place: PLACE, counts, issues: own, children: items };
  };
  const root = grow(tree);
  return {
    issues,
    tree: root,
    counts: root.counts,
    notChecked: [],
    conforms: false,
    definitions: "",
    summary: { profiles: [] },
  };
}

/** The rows as lines, indented by level. */
const lines = (rows) =>
  rows.flatMap((row) => [`${"  ".repeat(levelOf(row) - 1)}${row.kind} ${row.label}`, ...lines(row.rows)]);

test("entries are groups, and problems of single elements hang under them", () => {
  const rows = rowsOf(
    report([
      "message",
      "Bundle",
      [],
      [
        [
          "entry",
          "entry[0]",
          [],
          [
            ["element", "timestamp", ["error"]],
            ["element", "event", [], [["element", "display", ["warning"]]]],
          ],
        ],
      ],
    ]),
    ALL,
  );
  assert.deepEqual(lines(rows), ["group entry[0]", "  problem timestamp error", "  problem display warning"]);
});

test("an element with several problems is a group, unless it holds all that its entry holds", () => {
  const name = ["element", "name", ["error", "error"]];
  assert.deepEqual(
    lines(
      rowsOf(
        report(["message", "Bundle", [], [["entry", "entry[0]", [], [name, ["element", "gender", ["error"]]]]]]),
        ALL,
      ),
    ),
    ["group entry[0]", "  group name", "    problem name error", "    problem name error", "  problem gender error"],
  );
  assert.deepEqual(lines(rowsOf(report(["message", "Bundle", [], [["entry", "entry[0]", [], [name]]]]), ALL)), [
    "group entry[0]",
    "  problem name error",
    "  problem name error",
  ]);
});

test("problems of the message itself come first, without a group", () => {
  const rows = rowsOf(report(["message", "Bundle", ["error"], [["entry", "entry[0]"]]]), ALL);
  assert.deepEqual(lines(rows), ["problem Bundle error", "clean entry[0]"]);
});

test("entries of a Bundle within a Bundle hang under it, with problems or without", () => {
  const rows = rowsOf(
    report([
      "message",
      "Bundle",
      [],
      [
        [
          "entry",
          "entry[2]",
          [],
          [
            ["entry", "entry[0]"],
            ["entry", "entry[1]", ["error"]],
          ],
        ],
      ],
    ]),
    ALL,
  );
  assert.deepEqual(lines(rows), [
    "group entry[2]",
    "  clean entry[0]",
    "  group entry[1]",
    "    problem entry[1] error",
  ]);
});

test("what is not wanted is not there, and is not counted", () => {
  const tree = [
    "message",
    "Bundle",
    [],
    [
      ["entry", "entry[0]", ["error", "warning"]],
      ["entry", "entry[1]", ["warning"]],
      ["entry", "entry[2]"],
    ],
  ];
  const [first, ...others] = rowsOf(report(tree), { ...ALL, warning: false });
  assert.equal(first.counts.warning, 0);
  assert.deepEqual(lines(others), ["clean entry[2]"]);
  assert.deepEqual(lines(rowsOf(report(tree), { ...ALL, clean: false, error: false })), [
    "group entry[0]",
    "  problem entry[0] warning",
    "group entry[1]",
    "  problem entry[1] warning",
  ]);
});

test("each problem is there exactly once, also those that hang nowhere", () => {
  const whole = report([
    "message",
    "Bundle",
    ["error"],
    [["entry", "entry[0]", ["warning"], [["element", "a", ["error", "information"]]]]],
  ]);
  whole.issues.push({ rule: "stray", severity: "fatal", message: "stray", path: "", place: PLACE });
  const indices = problemsIn(rowsOf(whole, ALL)).map(({ index }) => index);
  assert.deepEqual(
    indices.toSorted(),
    whole.issues.map((_, index) => index),
  );
  const broken = { ...whole, tree: undefined };
  assert.equal(problemsIn(rowsOf(broken, ALL)).length, whole.issues.length);
});

test("rows have keys of their own, the same after the next check", () => {
  const whole = report(["message", "Bundle", [], [["entry", "entry[0]", ["error", "error"]]]]);
  const keys = () => problemsIn(rowsOf(whole, ALL)).map(({ key }) => key);
  assert.equal(new Set(keys()).size, 2);
  assert.deepEqual(keys(), keys());
});

test("by rule and by line every problem is in one group, and a search leaves what has its words", () => {
  const whole = report([
    "message",
    "Bundle",
    [],
    [
      ["entry", "entry[0]", ["error", "warning"]],
      ["entry", "entry[1]", ["error"]],
    ],
  ]);
  assert.deepEqual(lines(rowsOf(whole, ALL, "rule")).slice(0, 1), ["group r"]);
  assert.equal(rowsOf(whole, ALL, "rule")[0].id, "× 3 in 2 entries");
  assert.deepEqual(lines(rowsOf(whole, ALL, "line")).length, 4);
  assert.deepEqual(lines(rowsOf(whole, { ...ALL, search: "entry[1] ERROR" })), [
    "group entry[1]",
    "  problem entry[1] error",
  ]);
});

test("what keeps the rest from being read comes first, wherever it is", () => {
  const rows = rowsOf(
    report(["message", "Bundle", ["warning"], [["entry", "entry[0]", ["error"], [["element", "name", ["fatal"]]]]]]),
    ALL,
  );
  assert.deepEqual(lines(rows), [
    "problem name fatal",
    "problem Bundle warning",
    "group entry[0]",
    "  problem entry[0] error",
  ]);
});
