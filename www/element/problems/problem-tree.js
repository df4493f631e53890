// @ts-check
// Which rows the tree of problems has. Knows the report and nothing of the page.

/** @typedef {import("../../index.d.ts").Report} Report */
/** @typedef {import("../../index.d.ts").TreeItem} TreeItem */
/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {import("../../index.d.ts").Counts} Counts */

/**
 * What the reader wants to see. Fatal findings count as errors.
 * @typedef {{ error: boolean, warning: boolean, information: boolean, clean: boolean, search: string }} Shown
 */

/**
 * A row: a group of problems, a problem, or an entry without any.
 *
 * @typedef {object} Row
 * @property {"group" | "problem" | "clean"} kind
 * @property {string} key the same row after the next check has the same key
 * @property {string} label
 * @property {string} path
 * @property {import("../../index.d.ts").Place} place
 * @property {string} [id]
 * @property {Counts} counts of what is shown
 * @property {Row[]} rows
 * @property {Row | null} parent
 * @property {number} [index] of the problem among the report's issues
 * @property {Issue} [issue]
 */

/** @param {Issue} issue @param {Shown} shown @param {string} [id] of the resource that it is in */
export const isShown = (issue, shown, id = "") =>
  shown[issue.severity === "fatal" ? "error" : issue.severity] && matches(issue, shown.search, id);

/** Every word is somewhere in what is said of the problem, or in the id of its resource. @param {Issue} issue @param {string} search @param {string} id */
function matches({ message, path, rule, expected, found, profile, response }, search, id) {
  if (!search) return true;
  const said = [message, path, rule, expected, found, profile, response, id].filter(Boolean).join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

/** The check did not come to its end: of entries that were not reached nothing good can be said. @param {Report} report */
export const isUnfinished = ({ issues }) =>
  issues.some(({ rule, severity }) => severity === "fatal" || rule === "limit-issues" || rule === "other-fhir-version");

/** @returns {Counts} */
export const noCounts = () => ({ fatal: 0, error: 0, warning: 0, information: 0 });

/** How problems may be brought together. @typedef {"entry" | "rule" | "line"} Grouping */

/**
 * The rows of a report. Every problem that is wanted is there exactly once.
 *
 * @param {Report} report
 * @param {Shown} shown
 * @param {Grouping} [grouping]
 * @returns {Row[]}
 */
export function rowsOf(report, shown, grouping = "entry") {
  const rows = rowsByEntry(report, shown);
  return grouping === "entry" ? rows : regrouped(problemsIn(rows), grouping);
}

/** @param {Row[]} problems @param {"rule" | "line"} grouping @returns {Row[]} */
function regrouped(problems, grouping) {
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of problems) {
    const { rule, place } = /** @type {Issue} */ (row.issue);
    const name = grouping === "rule" ? rule : `line ${place.line}`;
    const known = groups.get(name);
    const copy = { ...row, path: row.issue?.path ?? "" };
    if (known) known.push(copy);
    else groups.set(name, [copy]);
  }
  const made = [...groups].map(
    ([label, rows]) =>
      /** @type {Row} */ ({
        kind: "group",
        key: `${grouping} ${label}`,
        label,
        path: "",
        place: rows[0].place,
        counts: sum(rows),
        rows,
        parent: null,
        id: grouping === "rule" ? about(rows) : undefined,
      }),
  );
  if (grouping === "rule") made.sort((a, b) => b.rows.length - a.rows.length);
  else made.sort((a, b) => a.place.line - b.place.line);
  return adopted(made, null);
}

/** "412 in 206 entries" @param {Row[]} rows */
function about(rows) {
  const entries = new Set(rows.map(({ issue }) => issue?.path.match(/^.*\bentry\[\d+\]/)?.[0]));
  entries.delete(undefined);
  return rows.length < 2 ? undefined : `× ${rows.length}${entries.size > 1 ? ` in ${entries.size} entries` : ""}`;
}

/**
 * @param {Report} report
 * @param {Shown} shown
 * @returns {Row[]}
 */
function rowsByEntry(report, shown) {
  const unfinished = isUnfinished(report);
  // What keeps the rest from being read comes first, wherever it is.
  const isFirst = (/** @type {number} */ index) => report.issues[index].severity === "fatal";
  const placed = new Set();
  /** @type {Map<string, number>} */
  const seen = new Map();

  /** @param {number} index @returns {Row} */
  function problem(index) {
    const issue = report.issues[index];
    placed.add(index);
    // The place is no part of the key: it moves with every letter typed above it.
    const name = `${issue.rule} ${issue.path}`;
    const earlier = seen.get(name) ?? 0;
    seen.set(name, earlier + 1);
    return {
      kind: "problem",
      key: `${name} ${earlier}`,
      label: issue.message,
      path: pathInResource(issue.path),
      place: issue.place,
      counts: { ...noCounts(), [issue.severity]: 1 },
      rows: [],
      parent: null,
      index,
      issue,
    };
  }

  /** @param {TreeItem} item @param {string} [above] the ids around it @returns {Row[]} */
  function inside(item, above = "") {
    const ids = item.id ? `${above} ${item.id}` : above;
    const own = item.issues
      .filter((index) => isShown(report.issues[index], shown, ids) && !isFirst(index))
      .map(problem);
    return [...own, ...item.children.flatMap((child) => branch(child, ids))];
  }

  /** An entry is a group in any case, another item where it gathers several problems. @param {TreeItem} item @param {string} above @returns {Row[]} */
  function branch(item, above) {
    const rows = folded(inside(item, above));
    if (item.kind !== "entry" && total(sum(rows)) < 2) return rows;
    const { label, path, place, id } = item;
    const group = { key: `${item.kind} ${path}`, label, path, place, id, counts: sum(rows), parent: null };
    if (rows.length > 0) return [{ ...group, kind: "group", rows: unwrapped(rows) }];
    return shown.clean && !unfinished && !shown.search && total(item.counts) === 0
      ? [{ ...group, kind: "clean", rows }]
      : [];
  }

  const rows = report.tree ? folded(inside(report.tree)) : [];
  // A problem that hangs nowhere in the tree is still a problem.
  const stray = report.issues.flatMap((issue, index) =>
    placed.has(index) || !isShown(issue, shown) ? [] : [problem(index)],
  );
  const fatal = stray.filter(({ index }) => isFirst(/** @type {number} */ (index)));
  return adopted([...fatal, ...stray.filter((row) => !fatal.includes(row)), ...rows], null);
}

/** So many more of the same are told in one row. */
const FOLDED = 2;

/** Problems that say the same of other lines stand behind the first of them. @param {Row[]} rows @returns {Row[]} */
function folded(rows) {
  const said = (/** @type {Issue} */ { rule, severity, message, expected, found, profile }) =>
    `${rule} ${severity} ${message}\n${expected}\n${found}\n${profile}`;
  /** @type {Map<string, Row[]>} */
  const same = new Map();
  for (const row of rows) {
    if (!row.issue) continue;
    const key = said(row.issue);
    const others = same.get(key);
    if (others) others.push(row);
    else same.set(key, [row]);
  }
  if (![...same.values()].some(({ length }) => length > FOLDED)) return rows;
  return rows.flatMap((row) => {
    const all = (row.issue && same.get(said(row.issue))) || [row];
    if (all.length <= FOLDED) return [row];
    if (row !== all[0]) return [];
    const others = all.slice(1);
    const { key, path, place } = others[0];
    return [
      row,
      {
        kind: "group",
        key: `same ${key}`,
        label: `The same on ${others.length} more lines`,
        path,
        place,
        counts: sum(others),
        rows: others,
        parent: null,
      },
    ];
  });
}

/** Rows that fold others away are closed until somebody opens them. @param {Row} row */
export const isFold = ({ key }) => key.startsWith("same ");

/** A group that holds all that its parent holds says nothing new. @param {Row[]} rows @returns {Row[]} */
function unwrapped(rows) {
  const [only] = rows;
  return rows.length === 1 && only.kind === "group" && !only.key.startsWith("entry ") ? unwrapped(only.rows) : rows;
}

/** @param {Row[]} rows @param {Row | null} parent @returns {Row[]} */
function adopted(rows, parent) {
  for (const row of rows) {
    row.parent = parent;
    adopted(row.rows, row);
  }
  return rows;
}

/** The problems among the rows, in their order. @param {Row[]} rows @returns {Row[]} */
export const problemsIn = (rows) => rows.flatMap((row) => (row.kind === "problem" ? [row] : problemsIn(row.rows)));

/** @param {Counts} counts */
export const total = (counts) => counts.fatal + counts.error + counts.warning + counts.information;

/** @param {Row[]} rows */
function sum(rows) {
  const counts = noCounts();
  for (const row of rows) {
    for (const severity of /** @type {(keyof Counts)[]} */ (Object.keys(counts)))
      counts[severity] += row.counts[severity];
  }
  return counts;
}

/** The part of a path that a reader needs below the entry's name. @param {string} path */
function pathInResource(path) {
  // By its end: long lists have thousands of these.
  const end = path.lastIndexOf("].resource");
  if (end < 0 || !path.slice(0, path.lastIndexOf("[", end)).endsWith("entry")) return path;
  const rest = path.slice(end + "].resource".length);
  return rest.startsWith(".") ? rest.slice(1) : rest;
}

/** How deep a row is; null, the whole tree, is 0. @param {Row | null} row */
export function levelOf(row) {
  let level = 0;
  for (let at = row; at; at = at.parent) level += 1;
  return level;
}

/** @param {Row[]} rows @param {string} key @returns {Row | null} */
export function find(rows, key) {
  for (const row of rows) {
    const found = row.key === key ? row : find(row.rows, key);
    if (found) return found;
  }
  return null;
}
