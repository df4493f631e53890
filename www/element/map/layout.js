// @ts-check
// Where boxes, lines and frames are drawn. The columns, and the order in them that has the fewest crossings, are dagre's.
import { Graph, layout } from "@dagrejs/dagre";

/** @typedef {import("./graph.js").Box} Box */
/** @typedef {import("./graph.js").Line} Line */
/** @typedef {import("./graph.js").Frame} Frame */
/** @typedef {{ x: number, y: number }} Point */
/** @typedef {Point & { width: number, height: number }} Rectangle from its left upper corner */

/**
 * @typedef {object} Drawing
 * @property {Map<Box, Point>} places left upper corners
 * @property {{ line: Line, points: Point[] }[]} lines
 * @property {{ frame: Frame, at: Rectangle }[]} frames the outer ones first
 * @property {number} width
 * @property {number} height
 */

export const BOX = { width: 168, height: 46 };
const MARGIN = 16;
/** Around what is in a frame, and above it for the title. */
const PADDING = 12;
const TITLE = 22;

/** @param {import("./graph.js").Graph} graph @returns {Drawing} */
export function layOut({ boxes, lines, frames, broken }) {
  const plan = new Graph({ compound: true, multigraph: true });
  plan.setGraph({ rankdir: "LR", nodesep: 18, edgesep: 8, ranksep: 58, marginx: MARGIN, marginy: MARGIN });
  plan.setDefaultEdgeLabel(() => ({}));
  const nameOf = (/** @type {Box} */ box) => `box ${box.entries[0]}`;
  for (const { key } of frames) plan.setNode(key, {});
  for (const { key, within } of frames) if (within) plan.setParent(key, within);
  for (const box of boxes) {
    plan.setNode(nameOf(box), { ...BOX });
    if (box.frame) plan.setParent(nameOf(box), box.frame);
  }
  for (const { from, to, kind } of lines) plan.setEdge(nameOf(from), nameOf(to), {}, kind);
  if (boxes.length > 0) layout(plan);

  const places = new Map(
    boxes.map((box) => {
      const { x, y } = plan.node(nameOf(box));
      return [box, { x: x - BOX.width / 2, y: y - BOX.height / 2 }];
    }),
  );
  const ways = lines.map((line) => ({
    line,
    points: /** @type {Point[]} */ (plan.edge(nameOf(line.from), nameOf(line.to), line.kind).points),
  }));
  const drawn = aroundAll(frames, places);
  return { ...moved(places, ways, drawn), frames: drawn, ...extent(places, ways, drawn, broken.length > 0) };
}

/** Each frame around what is in it, whatever that is. @param {Frame[]} frames @param {Map<Box, Point>} places */
function aroundAll(frames, places) {
  /** @type {Map<string, Rectangle>} */
  const known = new Map();
  /** @param {Frame} frame @returns {Rectangle} */
  function around(frame) {
    const inner = [...places].filter(([box]) => box.frame === frame.key).map(([, at]) => ({ ...at, ...BOX }));
    for (const other of frames) if (other.within === frame.key) inner.push(around(other));
    const left = Math.min(...inner.map(({ x }) => x)) - PADDING;
    const top = Math.min(...inner.map(({ y }) => y)) - PADDING - TITLE;
    const right = Math.max(...inner.map(({ x, width }) => x + width)) + PADDING;
    const bottom = Math.max(...inner.map(({ y, height }) => y + height)) + PADDING;
    const at = { x: left, y: top, width: right - left, height: bottom - top };
    known.set(frame.key, at);
    return at;
  }
  for (const frame of frames) if (!frame.within) around(frame);
  const depth = (/** @type {Frame | undefined} */ frame) => {
    let deep = 0;
    for (let at = frame; at?.within; at = frames.find(({ key }) => key === at?.within)) deep += 1;
    return deep;
  };
  return [...frames]
    .sort((a, b) => depth(a) - depth(b))
    .flatMap((frame) => {
      const at = known.get(frame.key);
      return at ? [{ frame, at }] : [];
    });
}

/** Frames reach further than dagre knows: everything moves so that nothing is beyond the edge. @param {Map<Box, Point>} places @param {{ points: Point[] }[]} ways @param {{ at: Rectangle }[]} frames */
function moved(places, ways, frames) {
  const all = frames.map(({ at }) => at);
  const dx = Math.max(0, MARGIN / 2 - Math.min(...all.map(({ x }) => x), Number.POSITIVE_INFINITY));
  const dy = Math.max(0, MARGIN / 2 - Math.min(...all.map(({ y }) => y), Number.POSITIVE_INFINITY));
  const move = (/** @type {Point} */ at) => Object.assign(at, { x: at.x + dx, y: at.y + dy });
  for (const at of [...places.values(), ...all]) move(at);
  for (const { points } of ways) for (const at of points) move(at);
  return { places, lines: /** @type {Drawing["lines"]} */ (ways) };
}

/** @param {Map<Box, Point>} places @param {{ points: Point[] }[]} ways @param {{ at: Rectangle }[]} frames @param {boolean} hasEnds with room for lines that lead nowhere */
function extent(places, ways, frames, hasEnds) {
  const corners = [
    ...[...places.values()].map(({ x, y }) => ({ x: x + BOX.width + (hasEnds ? 48 : 0), y: y + BOX.height })),
    ...ways.flatMap(({ points }) => points),
    ...frames.map(({ at }) => ({ x: at.x + at.width, y: at.y + at.height })),
  ];
  const most = (/** @type {number[]} */ some) => some.reduce((a, b) => Math.max(a, b), 0) + MARGIN;
  return { width: most(corners.map(({ x }) => x)), height: most(corners.map(({ y }) => y)) };
}
