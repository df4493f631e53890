// @ts-check
import { BOX } from "./layout.js";

/** @typedef {import("./layout.js").Drawing} Drawing */
/** @typedef {import("./layout.js").Box} Box */

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string | number | null>} attributes
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The smallest part of its size that the picture is shown in. */
const SMALLEST = 0.6;
/** Signs that fit into a box. */
const FITS = 19;
const cut = (/** @type {string} */ text) => (text.length > FITS ? `${text.slice(0, FITS - 1)}…` : text);

/**
 * The picture: boxes for entries, lines for references, and red ends that lead nowhere.
 *
 * @param {Drawing} drawing
 * @param {(box: Box) => { words: string, tone: "bad" | "doubtful" } | null} problems what is wrong with a box
 * @param {(box: Box) => void} onBox
 */
export function picture({ boxes, lines, broken, width, height, apart }, problems, onBox) {
  const made = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: "map",
    role: "group",
    "aria-label": "Entries of the message and their references",
  });
  // Shrinks with the pane, as far as its words can be read.
  Object.assign(made.style, { width: `clamp(${Math.round(width * SMALLEST)}px, 100%, ${width}px)`, height: "auto" });
  if (apart !== null) {
    made.append(
      svg("rect", { x: 6, y: apart, width: width - 12, height: height - apart - 6, rx: 6, class: "map-apart" }),
      svg("text", { x: 16, y: apart + 20, class: "map-title" }, "Not reachable from where the message begins"),
    );
  }
  const drawn = lines.map(({ from, to, kind, count }) => ({
    from,
    to,
    line: svg(
      "path",
      { d: way(from, to), class: `map-line map-${kind}` },
      svg("title", {}, `${from.label} → ${to.label}${count > 1 ? ` × ${count}` : ""}`),
    ),
  }));
  made.append(...drawn.map(({ line }) => line));
  made.append(...broken.flatMap(brokenEnd));
  /** @type {Map<Box, SVGElement>} */
  const groups = new Map();
  for (const [index, box] of boxes.entries()) {
    const group = boxGroup(box, problems(box), index === 0);
    group.addEventListener("click", () => choose(group, box));
    groups.set(box, group);
  }
  made.append(...groups.values());

  /** @param {SVGElement} group @param {Box} box */
  function choose(group, box) {
    arrive(group);
    onBox(box);
  }

  /** @param {SVGElement} group */
  function arrive(group) {
    for (const other of groups.values()) other.setAttribute("tabindex", other === group ? "0" : "-1");
    group.focus();
    for (const { from, to, line } of drawn)
      line.classList.toggle("map-near", groups.get(from) === group || groups.get(to) === group);
  }

  made.addEventListener("keydown", (/** @type {any} */ event) => {
    const at = boxes.findIndex((box) => groups.get(box) === event.target);
    if (at < 0) return;
    const here = boxes[at];
    if (event.key === "Enter" || event.key === " ") onBox(here);
    else {
      const to = neighbour(boxes, here, event.key);
      if (to === undefined) return;
      arrive(/** @type {SVGElement} */ (groups.get(to)));
    }
    event.preventDefault();
  });
  return made;
}

/** A reference without a target: a line with a cross at its end. @param {Drawing["broken"][number]} broken */
function brokenEnd({ from, reference, at }) {
  const y = from.y + BOX.height / 2 + (at - 0.5) * 14;
  const x = from.x + BOX.width;
  return [
    svg("path", { d: `M${x} ${y} h34`, class: "map-line map-broken" }, svg("title", {}, `No target: ${reference}`)),
    svg("path", { d: `M${x + 34} ${y - 5} l10 10 m0 -10 l-10 10`, class: "map-line map-broken map-cross" }),
  ];
}

/** @param {Box} box @param {{ words: string, tone: "bad" | "doubtful" } | null} found @param {boolean} isFirst */
function boxGroup(box, found, isFirst) {
  const many = box.entries.length > 1;
  const label = `${box.label}${many ? ` × ${box.entries.length}` : ""}`;
  return svg(
    "g",
    {
      class: `map-box${found ? ` map-${found.tone}` : ""}`,
      role: "button",
      tabindex: isFirst ? 0 : -1,
      transform: `translate(${box.x} ${box.y})`,
      // Its name is what stands in it.
      "aria-description": [
        many ? "" : `entry ${box.entries[0]}`,
        box.reachable ? "" : "not reachable from where the message begins",
      ]
        .filter(Boolean)
        .join(", "),
    },
    svg("rect", { width: BOX.width, height: BOX.height, rx: 4 }),
    svg("text", { x: 12, y: 18, class: "map-label" }, `${cut(label)} `),
    svg(
      "text",
      { x: 12, y: 34, class: "map-id" },
      many ? "" : cut(found?.words || box.id.replace(/^urn:uuid:/, "").slice(0, 8)),
    ),
  );
}

/** @param {Box} from @param {Box} to */
function way(from, to) {
  const [x1, y1, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.y + BOX.height / 2];
  if (to.x > from.x) {
    const x2 = to.x;
    const bend = Math.max(30, (x2 - x1) / 2);
    return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  // Beside or back: around the right of both.
  const x2 = to.x + BOX.width;
  const out = Math.max(x1, x2) + 40;
  return `M${x1} ${y1} C${out} ${y1} ${out} ${y2} ${x2} ${y2}`;
}

/** The box that an arrow leads to. @param {Box[]} boxes @param {Box} here @param {string} key */
function neighbour(boxes, here, key) {
  const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0];
  if (dx === 0 && dy === 0) return key === "Home" ? boxes[0] : key === "End" ? boxes.at(-1) : undefined;
  const ahead = boxes.filter(({ x, y }) =>
    dx ? Math.sign(x - here.x) === dx : x === here.x && Math.sign(y - here.y) === dy,
  );
  const far = (/** @type {Box} */ { x, y }) => Math.abs(x - here.x) + Math.abs(y - here.y) * (dx ? 0.5 : 1);
  return ahead.sort((a, b) => far(a) - far(b))[0];
}
