// @ts-check
// What the map of a message consists of: boxes, lines and frames. Knows the map and nothing of where things are drawn.

/** @typedef {import("../../index.d.ts").MessageMap} MessageMap */

/**
 * A box: an entry, or several that nothing tells apart but their ids.
 *
 * @typedef {object} Box
 * @property {number[]} entries
 * @property {string} label
 * @property {string} id
 * @property {string} frame key of the frame around it; empty for the picture itself
 * @property {boolean} reachable
 */
/** @typedef {{ from: Box, to: Box, kind: "resolved" | "contains", count: number }} Line */
/** A Bundle within the message, or the entries that cannot be reached. @typedef {{ key: string, title: string, within: string, kind: "bundle" | "apart" }} Frame */
/** A reference that leads nowhere: `at` counts those of its box. @typedef {{ from: Box, reference: string, index: number, at: number }} Broken */
/** Entries to which nothing leads but by way of one of them. @typedef {{ entry: number, count: number }} Cause */
/** @typedef {{ boxes: Box[], lines: Line[], frames: Frame[], broken: Broken[], causes: Cause[] }} Graph */

/** From so many on, entries that are alike become one box. */
const ALIKE = 3;
/** With more boxes than this, those of one type at one distance become one. */
const MANY = 150;
/** Dangling references that one box shows. */
const MOST_BROKEN = 3;
const APART = "apart";

/**
 * @param {MessageMap} map
 * @param {(entry: number) => boolean} [isMarked] something is wrong with it: it stands for itself
 * @returns {Graph}
 */
export function graphOf(map, isMarked = () => false) {
  const links = linksOf(map);
  const boxes = boxesOf(map, links, isMarked);
  const boxOf = new Map(boxes.flatMap((box) => box.entries.map((entry) => [entry, box])));
  return {
    boxes,
    lines: linesOf(map, boxOf),
    frames: framesOf(map, boxes),
    broken: brokenOf(map, boxOf),
    causes: causesOf(map, links),
  };
}

/**
 * For each Bundle, undefined being the message, the entry that the others are there for: its MessageHeader or Composition,
 * else the first.
 *
 * @param {MessageMap["entries"]} entries
 */
function headsOf(entries) {
  const rank = (/** @type {string | undefined} */ type) =>
    type === "MessageHeader" ? 0 : type === "Composition" ? 1 : 2;
  /** @type {Map<number | undefined, number>} */
  const heads = new Map();
  entries.forEach(({ within, resourceType }, at) => {
    const known = heads.get(within);
    if (known === undefined || rank(resourceType) < rank(entries[known].resourceType)) heads.set(within, at);
  });
  return heads;
}

/** @typedef {{ next: Set<number>[], before: Set<number>[] }} Links */

/** What leads to what, a Bundle to what it begins with included. @param {MessageMap} map @returns {Links} */
function linksOf({ entries, references }) {
  const next = entries.map(() => new Set());
  const before = entries.map(() => new Set());
  const lead = (/** @type {number} */ from, /** @type {number} */ to) => {
    if (from === to) return;
    next[from].add(to);
    before[to].add(from);
  };
  for (const { from, to } of references) if (to !== undefined) lead(from, to);
  for (const [within, at] of headsOf(entries)) if (within !== undefined) lead(within, at);
  return { next, before };
}

/** @param {MessageMap} map @param {Links} links @param {(entry: number) => boolean} isMarked @returns {Box[]} */
function boxesOf(map, links, isMarked) {
  const { entries, references } = map;
  const frames = frameKeys(map);
  const alone = new Set(references.filter(({ state }) => state === "broken").map(({ from }) => from));
  for (const { within } of entries) if (within !== undefined) alone.add(within);
  const list = (/** @type {Set<number>} */ some) => [...some].sort((a, b) => a - b).join();
  const own = (/** @type {number} */ at) => `entry ${at}`;
  const alike = (/** @type {number} */ at) =>
    alone.has(at) || isMarked(at)
      ? own(at)
      : `${typeOf(entries[at])} ${frames[at]} ${entries[at].reachable} ${list(links.before[at])}>${list(links.next[at])}`;
  const keys = gathered(entries.map((_, at) => alike(at)));
  if (new Set(keys).size <= MANY) return boxesBy(map, frames, keys);
  const layers = layersOf(map, links);
  const near = (/** @type {number} */ at) =>
    alone.has(at) ? own(at) : `${typeOf(entries[at])} ${frames[at]} ${entries[at].reachable} ${layers[at]}`;
  return boxesBy(
    map,
    frames,
    entries.map((_, at) => near(at)),
  );
}

/** Keys that few have are taken apart again. @param {string[]} keys */
function gathered(keys) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.map((key, at) => (/** @type {number} */ (counts.get(key)) < ALIKE ? `entry ${at}` : key));
}

/** @param {MessageMap} map @param {string[]} frames @param {string[]} keys of the entries; those with one key are one box */
function boxesBy({ entries }, frames, keys) {
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  entries.forEach((entry, at) => {
    const box = boxes.get(keys[at]);
    const { id, fullUrl, reachable } = entry;
    if (box) box.entries.push(at);
    else
      boxes.set(keys[at], {
        entries: [at],
        label: typeOf(entry),
        id: id ?? fullUrl ?? "",
        frame: frames[at],
        reachable,
      });
  });
  return [...boxes.values()];
}

/** @param {MessageMap["entries"][number]} entry */
const typeOf = ({ resourceType }) => resourceType ?? "No resource";

/** The frame of each entry: of the Bundle that it is in, or is; or of what cannot be reached. @param {MessageMap} map @returns {string[]} */
function frameKeys({ entries }) {
  const bundles = new Set(entries.map(({ within }) => within));
  return entries.map(({ within, reachable }, at) => {
    if (bundles.has(at)) return `bundle ${at}`;
    if (within !== undefined) return `bundle ${within}`;
    return reachable ? "" : APART;
  });
}

/** @param {MessageMap} map @param {Box[]} boxes @returns {Frame[]} */
function framesOf({ entries }, boxes) {
  /** @type {Map<string, Frame>} */
  const frames = new Map();
  const bundles = new Set(entries.flatMap(({ within }) => (within === undefined ? [] : [within])));
  for (const at of [...bundles].sort((a, b) => a - b)) {
    const { within, id, fullUrl, reachable } = entries[at];
    const outer = within === undefined ? (reachable ? "" : APART) : `bundle ${within}`;
    const short = (id ?? fullUrl ?? "").replace(/^urn:uuid:/, "").slice(0, 8);
    frames.set(`bundle ${at}`, { key: `bundle ${at}`, title: `Bundle ${short}`, within: outer, kind: "bundle" });
  }
  const isApart = (/** @type {{ frame?: string, within?: string }} */ one) => (one.frame ?? one.within) === APART;
  if (boxes.some(isApart) || [...frames.values()].some(isApart))
    frames.set(APART, { key: APART, title: "Not reachable", within: "", kind: "apart" });
  return [...frames.values()];
}

/** @param {MessageMap} map @param {Map<number, Box>} boxOf @returns {Line[]} */
function linesOf({ entries, references }, boxOf) {
  /** @type {Map<string, Line>} */
  const lines = new Map();
  const add = (/** @type {number} */ a, /** @type {number} */ b, /** @type {Line["kind"]} */ kind) => {
    const [from, to] = [boxOf.get(a), boxOf.get(b)];
    if (!from || !to || from === to) return;
    const key = `${kind} ${from.entries[0]} ${to.entries[0]}`;
    const line = lines.get(key);
    if (line) line.count += 1;
    else lines.set(key, { from, to, kind, count: 1 });
  };
  for (const { from, to } of references) if (to !== undefined) add(from, to, "resolved");
  for (const [within, at] of headsOf(entries)) if (within !== undefined) add(within, at, "contains");
  return [...lines.values()];
}

/** @param {MessageMap} map @param {Map<number, Box>} boxOf @returns {Broken[]} */
function brokenOf({ references }, boxOf) {
  /** @type {Map<Box, number>} */
  const counts = new Map();
  return references.flatMap(({ from: entry, state, reference }, index) => {
    const from = boxOf.get(entry);
    if (state !== "broken" || !from) return [];
    const at = counts.get(from) ?? 0;
    counts.set(from, at + 1);
    return at < MOST_BROKEN ? [{ from, reference, index, at }] : [];
  });
}

/**
 * Of the entries that cannot be reached, those by which the others could be: one cause for each, the largest first.
 *
 * @param {MessageMap} map
 * @param {Links} links
 * @returns {Cause[]}
 */
function causesOf({ entries }, { next, before }) {
  const left = new Set(entries.flatMap(({ reachable }, at) => (reachable ? [] : [at])));
  const isRoot = (/** @type {number} */ at) => ![...before[at]].some((from) => !entries[from].reachable);
  /** @type {Cause[]} */
  const causes = [];
  const walk = (/** @type {number} */ entry) => {
    const found = [entry];
    left.delete(entry);
    for (const at of found) for (const to of next[at]) if (left.delete(to)) found.push(to);
    causes.push({ entry, count: found.length });
  };
  for (const at of [...left].filter(isRoot)) walk(at);
  // What is left goes round in circles.
  for (const at of left) if (left.has(at)) walk(at);
  return causes.sort((a, b) => b.count - a.count || a.entry - b.entry);
}

/** How far each entry is from where the message begins, or from one that nothing leads to. @param {MessageMap} map @param {Links} links */
function layersOf({ entries }, { next, before }) {
  const layers = entries.map(() => -1);
  const walk = (/** @type {number[]} */ starts) => {
    for (const at of starts) layers[at] = 0;
    for (const at of starts)
      for (const to of next[at]) {
        if (layers[to] >= 0) continue;
        layers[to] = layers[at] + 1;
        starts.push(to);
      }
  };
  const left = () => entries.flatMap((_, at) => (layers[at] < 0 ? [at] : []));
  const start = headsOf(entries).get(undefined);
  if (start !== undefined) walk([start]);
  walk(left().filter((at) => before[at].size === 0));
  for (let rest = left(); rest.length > 0; rest = left()) walk([rest[0]]);
  return layers;
}
