// Names the functions of a module by the order in which they pack best: `node scripts/reorder.mjs MODULE.wasm`.
// A function packs well behind functions that share its instructions. wasm-opt --reorder-functions-by-name then moves them.
import { readFileSync, writeFileSync } from "node:fs";
import { leb, number as read } from "./leb.mjs";

/** Bytes before a function that count as its neighbourhood. */
const NEAR = 800;
/** How much a long function's many matches are held against its length; 1 would weigh shares alone. */
const LENGTH = 0.8;
const BUCKETS = 1 << 14;

const file = process.argv[2];
const module = readFileSync(file);
const { imported, bodies } = functions(module);
const rank = new Array(bodies.length);
order(bodies).forEach((place, at) => {
  rank[place] = at;
});
const name = (at) => String(at).padStart(6, "0");
const names = [leb(rank.length), ...rank.map((at, place) => [...leb(imported + place), ...string(name(at))])].flat();
const content = [...string("name"), 1, ...leb(names.length), ...names];
writeFileSync(file, Buffer.concat([module, Buffer.from([0, ...leb(content.length), ...content])]));

/** How many functions are imported, and the bytes of the others. */
function functions(bytes) {
  let at = 8,
    imported = 0;
  const bodies = [];
  const number = () => {
    const [value, behind] = read(bytes, at);
    at = behind;
    return value;
  };
  const skip = () => {
    const size = number();
    at += size;
  };
  while (at < bytes.length) {
    const id = bytes[at++],
      size = number(),
      end = at + size;
    if (id === 2) {
      for (let left = number(); left > 0; left--) {
        skip();
        skip();
        if (bytes[at++] !== 0) throw new Error(`${file} imports something other than functions`);
        number();
        imported++;
      }
    } else if (id === 10) {
      for (let left = number(); left > 0; left--) {
        const start = at;
        skip();
        bodies.push(bytes.subarray(start, at));
      }
    }
    at = end;
  }
  return { imported, bodies };
}

/** Places of the functions, one after the other the one that shares most with what stands before it. */
function order(bodies) {
  const features = bodies.map((body) => {
    const found = new Set();
    for (let i = 0; i + 3 < body.length; i++) found.add(Math.imul(body.readInt32LE(i), 0x9e3779b1) >>> 18);
    return [...found];
  });
  const holders = Array.from({ length: BUCKETS }, () => []);
  for (const [place, found] of features.entries()) for (const feature of found) holders[feature].push(place);
  const weight = holders.map((list) => Math.log(bodies.length / Math.max(1, list.length)));
  const whole = features.map((found) => found.reduce((sum, feature) => sum + weight[feature], 1) ** LENGTH);
  const shared = new Float64Array(bodies.length),
    near = new Uint16Array(BUCKETS);
  const change = (feature, by) => {
    for (const place of holders[feature]) shared[place] += by;
  };
  const placed = [],
    window = [],
    left = new Set(bodies.keys());
  let next = whole.indexOf(Math.max(...whole)),
    bytes = 0;
  while (next !== undefined) {
    placed.push(next);
    left.delete(next);
    window.push(next);
    bytes += bodies[next].length;
    for (const feature of features[next]) if (near[feature]++ === 0) change(feature, weight[feature]);
    while (window.length > 1 && bytes - bodies[window[0]].length > NEAR) {
      const gone = window.shift();
      bytes -= bodies[gone].length;
      for (const feature of features[gone]) if (--near[feature] === 0) change(feature, -weight[feature]);
    }
    next = undefined;
    let most = -Infinity;
    for (const place of left) {
      const share = shared[place] / whole[place];
      if (share > most) [most, next] = [share, place];
    }
  }
  return placed;
}

function string(text) {
  return [...leb(text.length), ...Buffer.from(text)];
}
