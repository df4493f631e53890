// @ts-check
// Where the entries of a message are drawn. Knows the map and nothing of the page.

/** @typedef {import("../../index.d.ts").MessageMap} MessageMap */

/**
 * A box: an entry, or several of one type that would only crowd the picture.
 *
 * @typedef {object} Box
 * @property {number[]} entries
 * @property {string} label
 * @property {string} id
 * @property {number} layer
 * @property {number} x
 * @property {number} y
 * @property {boolean} reachable
 */
/** @typedef {{ from: Box, to: Box, kind: "resolved" | "contains", count: number }} Line */
/**
 * `apart`: where the part begins to which nothing leads from where the message begins.
 * @typedef {{ boxes: Box[], lines: Line[], broken: { from: Box, reference: string, index: number, at: number }[], width: number, height: number, apart: number | null }} Drawing
 */

export const BOX = { width: 156, height: 44 };
const GAP = { x: 64, y: 16 };
const MARGIN = 16;
const TITLE = 24;
/** With more entries than this, those of one type that stand alike become one box. */
const MANY = 150;
/** Dangling references that one box shows. */
const MOST_BROKEN = 3;

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

/** @param {MessageMap} map @returns {Drawing} */
export function layOut(map) {
  const layers = layersOf(map);
  const boxes = boxesOf(map, layers);
  /** @type {Map<number, Box>} */
  const boxOf = new Map(boxes.flatMap((box) => box.entries.map((entry) => [entry, box])));
  const lines = linesOf(map, boxOf);
  const main = place(
    boxes.filter(({ reachable }) => reachable),
    lines,
    MARGIN,
  );
  const others = boxes.filter(({ reachable }) => !reachable);
  const apart = others.length > 0 ? main.bottom + MARGIN : null;
  const rest = apart === null ? main : place(others, lines, apart + TITLE + MARGIN);
  /** @type {Drawing["broken"]} */
  const broken = [];
  /** @type {Map<Box, number>} */
  const counts = new Map();
  for (const [index, reference] of map.references.entries()) {
    const from = boxOf.get(reference.from);
    if (reference.state !== "broken" || !from) continue;
    const at = counts.get(from) ?? 0;
    counts.set(from, at + 1);
    if (at < MOST_BROKEN) broken.push({ from, reference: reference.reference, index, at });
  }
  return {
    boxes: [...boxes.filter(({ reachable }) => reachable), ...others],
    lines,
    broken,
    width: Math.max(main.right, rest.right),
    height: rest.bottom + MARGIN,
    apart,
  };
}

/** Puts boxes into columns from a height on; says how far they reach. @param {Box[]} boxes @param {Line[]} lines @param {number} top */
function place(boxes, lines, top) {
  const columns = columnsOf(boxes);
  order(columns, lines);
  const rows = Math.max(0, ...columns.map((column) => column.length));
  for (const [at, column] of columns.entries()) {
    // Short columns stand in the middle of the tall ones, but not out of sight of their beginning.
    const free = Math.min(((rows - column.length) * (BOX.height + GAP.y)) / 2, 160);
    for (const [row, box] of column.entries()) {
      box.x = MARGIN + at * (BOX.width + GAP.x);
      box.y = top + free + row * (BOX.height + GAP.y);
    }
  }
  return { right: MARGIN * 2 + columns.length * (BOX.width + GAP.x), bottom: top + rows * (BOX.height + GAP.y) };
}

/**
 * How far each entry is from where the message begins; of those to which no way leads from there, how far from one that nothing leads to.
 *
 * @param {MessageMap} map
 */
function layersOf({ entries, references }) {
  const layers = entries.map(() => -1);
  /** @type {number[][]} */
  const next = entries.map(() => []);
  /** @type {Set<number>} */
  const led = new Set();
  const lead = (/** @type {number} */ from, /** @type {number} */ to) => {
    next[from].push(to);
    if (from !== to) led.add(to);
  };
  for (const { from, to } of references) if (to !== undefined) lead(from, to);
  const heads = headsOf(entries);
  for (const [within, at] of heads) if (within !== undefined) lead(within, at);
  const walk = (/** @type {number[]} */ starts) => {
    for (const at of starts) layers[at] = 0;
    for (let at = starts.shift(); at !== undefined; at = starts.shift()) {
      for (const to of next[at]) {
        if (layers[to] >= 0) continue;
        layers[to] = layers[at] + 1;
        starts.push(to);
      }
    }
  };
  const left = () => entries.flatMap((_, at) => (layers[at] < 0 ? [at] : []));
  const start = heads.get(undefined);
  if (start !== undefined) walk([start]);
  walk(left().filter((at) => !led.has(at)));
  // What is left goes round in circles.
  for (let rest = left(); rest.length > 0; rest = left()) walk([rest[0]]);
  return layers;
}

/** @param {MessageMap} map @param {number[]} layers @returns {Box[]} */
function boxesOf({ entries, references }, layers) {
  const fold = entries.length > MANY;
  const faulty = new Set(references.filter(({ state }) => state === "broken").map(({ from }) => from));
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  entries.forEach(({ resourceType, id, fullUrl, reachable }, at) => {
    const layer = layers[at];
    const type = resourceType ?? "No resource";
    const key = fold && !faulty.has(at) ? `${reachable} ${layer} ${type}` : `entry ${at}`;
    const box = boxes.get(key);
    if (box) box.entries.push(at);
    else boxes.set(key, { entries: [at], label: type, id: id ?? fullUrl ?? "", layer, x: 0, y: 0, reachable });
  });
  return [...boxes.values()];
}

/** @param {MessageMap} map @param {Map<number, Box>} boxOf @returns {Line[]} */
function linesOf({ entries, references }, boxOf) {
  /** @type {Map<string, Line>} */
  const lines = new Map();
  /** @type {Map<Box, number>} */
  const numbers = new Map();
  for (const box of boxOf.values()) numbers.set(box, numbers.get(box) ?? numbers.size);
  const add = (/** @type {number} */ a, /** @type {number} */ b, /** @type {Line["kind"]} */ kind) => {
    const [from, to] = [boxOf.get(a), boxOf.get(b)];
    if (!from || !to || from === to) return;
    const key = `${kind} ${numbers.get(from)} ${numbers.get(to)}`;
    const line = lines.get(key);
    if (line) line.count += 1;
    else lines.set(key, { from, to, kind, count: 1 });
  };
  for (const { from, to } of references) if (to !== undefined) add(from, to, "resolved");
  for (const [within, at] of headsOf(entries)) if (within !== undefined) add(within, at, "contains");
  return [...lines.values()];
}

/** @param {Box[]} boxes @returns {Box[][]} */
function columnsOf(boxes) {
  const layers = [...new Set(boxes.map(({ layer }) => layer))].sort((a, b) => a - b);
  return layers.map((layer) => boxes.filter((box) => box.layer === layer));
}

/** Puts each box near those that lead to it: one pass is enough for what is nearly a tree. @param {Box[][]} columns @param {Line[]} lines */
function order(columns, lines) {
  /** @type {Map<Box, number>} */
  const rows = new Map();
  /** @type {Map<Box, Box[]>} */
  const before = new Map();
  for (const { from, to } of lines) before.set(to, [...(before.get(to) ?? []), from]);
  for (const column of columns) {
    const middle = (/** @type {Box} */ box) => {
      const placed = (before.get(box) ?? []).flatMap((from) => rows.get(from) ?? []);
      return placed.length > 0 ? placed.reduce((sum, row) => sum + row, 0) / placed.length : Infinity;
    };
    const at = new Map(column.map((box) => [box, middle(box)]));
    column.sort(
      (a, b) => /** @type {number} */ (at.get(a)) - /** @type {number} */ (at.get(b)) || a.entries[0] - b.entries[0],
    );
    for (const [row, box] of column.entries()) rows.set(box, row);
  }
}
