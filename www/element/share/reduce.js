// @ts-check
// Cuts a text down to what still shows something. Knows nothing of FHIR: what stands deeper belongs to the line above it.

/** So often it is tried. */
const TRIES = 200;

/**
 * @param {string} text laid out, an element to a line
 * @param {(text: string) => Promise<boolean>} shows whether a smaller text still shows it
 * @param {number} [tries]
 */
export async function reduce(text, shows, tries = TRIES) {
  let lines = text.split("\n");
  /** Blocks that cannot go, by what they say. @type {Set<string>} */
  const kept = new Set();
  for (let left = tries; left > 0; left -= 1) {
    const block = blocksOf(lines).find(({ from, to }) => !kept.has(lines.slice(from, to).join("\n")));
    if (!block) break;
    const without = [...lines.slice(0, block.from), ...lines.slice(block.to)];
    if (await shows(without.join("\n"))) lines = without;
    else kept.add(lines.slice(block.from, block.to).join("\n"));
  }
  return lines.join("\n");
}

/** Lines with what stands deeper and closes them, the longest first. @param {readonly string[]} lines */
function blocksOf(lines) {
  const depth = (/** @type {string} */ line) => line.length - line.trimStart().length;
  const blocks = lines.flatMap((line, from) => {
    if (from === 0 || /^\s*(<\/|<\?|[\]}]|$)/.test(line)) return [];
    let to = from + 1;
    while (to < lines.length && (depth(lines[to]) > depth(line) || lines[to].trim() === "")) to += 1;
    if (to < lines.length && depth(lines[to]) === depth(line) && /^\s*(<\/|[\]}])/.test(lines[to])) to += 1;
    return [{ from, to }];
  });
  return blocks.sort((a, b) => b.to - b.from - (a.to - a.from));
}
