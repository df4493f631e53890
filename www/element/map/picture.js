// @ts-check
import { svg } from "../svg.js";
import { BOX } from "./layout.js";

/** @typedef {import("./layout.js").Drawing} Drawing */
/** @typedef {import("./layout.js").Point} Point */
/** @typedef {import("./graph.js").Graph} Graph */
/** @typedef {import("./graph.js").Box} Box */
/** What is wrong with a box. @typedef {{ words: string, tone: "bad" | "doubtful" }} Trouble */

/** Signs that fit into a box. */
const FITS = 20;
const cut = (/** @type {string} */ text, most = FITS) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The picture of a message: boxes for entries, lines for references, frames for Bundles, and red ends that lead nowhere. */
export class Picture {
  /** @type {Map<Box, SVGElement>} */
  #groups = new Map();
  /** @type {{ from: Box, to: Box, line: SVGElement }[]} */
  #lines = [];

  /**
   * @param {Graph} graph
   * @param {Drawing} drawing
   * @param {object} reactions
   * @param {(box: Box) => Trouble | null} reactions.troubleOf
   * @param {(box: Box) => void} reactions.onBox
   */
  constructor(graph, drawing, { troubleOf, onBox }) {
    this.boxes = graph.boxes;
    this.drawing = drawing;
    this.onBox = onBox;
    const { width, height } = drawing;
    this.host = svg("svg", {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: "map",
      role: "group",
      "aria-label": "Entries of the message and their references",
    });
    this.host.append(arrow(), ...drawing.frames.flatMap(frameOf));
    for (const { line, points } of drawing.lines) {
      const { from, to, kind, count } = line;
      const title = svg("title", {}, `${from.label} → ${to.label}${count > 1 ? ` × ${count}` : ""}`);
      this.#lines.push({
        from,
        to,
        line: svg("path", { d: way(points), class: `map-line map-${kind}`, "marker-end": "url(#map-arrow)" }, title),
      });
    }
    this.host.append(...this.#lines.map(({ line }) => line));
    for (const broken of graph.broken) this.host.append(...brokenEnd(broken, this.placeOf(broken.from)));
    const causes = new Set(graph.causes.filter(({ count }) => count > 1).map(({ entry }) => entry));
    for (const [index, box] of graph.boxes.entries()) {
      const isCause = box.entries.some((entry) => causes.has(entry));
      const group = boxGroup(box, this.placeOf(box), { trouble: troubleOf(box), isFirst: index === 0, isCause });
      group.addEventListener("click", () => this.#choose(box));
      group.addEventListener("pointerenter", () => this.#showLinesOf(box));
      group.addEventListener("pointerleave", () => this.#showLinesOf(this.#focused()));
      group.addEventListener("focus", () => this.#showLinesOf(box));
      group.addEventListener("blur", () => this.#showLinesOf(null));
      this.#groups.set(box, group);
    }
    this.host.append(...this.#groups.values());
    this.host.addEventListener("keydown", (/** @type {any} */ event) => this.#key(event));
  }

  /** @param {Box} box @returns {Point} */
  placeOf = (box) => /** @type {Point} */ (this.drawing.places.get(box));

  #focused() {
    const { activeElement } = /** @type {ShadowRoot | Document} */ (this.host.getRootNode());
    return this.boxes.find((box) => this.#groups.get(box) === activeElement) ?? null;
  }

  /** Of the lines those of one box alone; with null all. @param {Box | null} box */
  #showLinesOf(box) {
    this.host.classList.toggle("map-one", box !== null);
    const near = new Set(box ? [box] : []);
    for (const { from, to, line } of this.#lines) {
      const is = box !== null && (from === box || to === box);
      line.classList.toggle("map-near", is);
      if (is) near.add(from).add(to);
    }
    for (const [other, group] of this.#groups) group.classList.toggle("map-beside", near.has(other));
  }

  /** @param {Box} box */
  #choose(box) {
    this.arrive(box);
    this.onBox(box);
  }

  /** Brings a box before the reader. @param {Box} box */
  arrive(box) {
    const group = /** @type {SVGElement} */ (this.#groups.get(box));
    for (const other of this.#groups.values()) other.setAttribute("tabindex", other === group ? "0" : "-1");
    group.focus();
  }

  /** Marks the boxes that somebody looks for; with null none. @param {((box: Box) => boolean) | null} is @returns {Box[]} */
  mark(is) {
    const found = is ? this.boxes.filter(is) : [];
    this.host.classList.toggle("map-searched", is !== null);
    for (const [box, group] of this.#groups) group.classList.toggle("map-hit", found.includes(box));
    return found;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const here = this.#focused();
    if (!here) return;
    if (event.key === "Enter" || event.key === " ") this.onBox(here);
    else {
      const to = this.#neighbour(here, event.key);
      if (!to) return;
      this.arrive(to);
    }
    event.preventDefault();
  }

  /** The box that an arrow leads to. @param {Box} here @param {string} key */
  #neighbour(here, key) {
    const [dx, dy] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[key] ?? [0, 0];
    if (dx === 0 && dy === 0)
      return key === "Home" ? this.boxes[0] : key === "End" ? this.boxes[this.boxes.length - 1] : undefined;
    const from = this.placeOf(here);
    const ahead = this.boxes.filter((box) => {
      const { x, y } = this.placeOf(box);
      return dx
        ? Math.sign(x - from.x) === dx && Math.abs(x - from.x) > BOX.width / 2
        : Math.abs(x - from.x) < BOX.width / 2 && Math.sign(y - from.y) === dy;
    });
    const far = (/** @type {Box} */ box) => {
      const { x, y } = this.placeOf(box);
      return Math.abs(x - from.x) + Math.abs(y - from.y) * (dx ? 0.5 : 1);
    };
    return ahead.sort((a, b) => far(a) - far(b))[0];
  }
}

/** What is at the end of a line. */
function arrow() {
  const marker = {
    id: "map-arrow",
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    markerUnits: "userSpaceOnUse",
    orient: "auto",
  };
  return svg("defs", {}, svg("marker", marker, svg("path", { d: "M0 0 L8 4 L0 8 z", class: "map-arrow" })));
}

/** @param {Drawing["frames"][number]} frame */
function frameOf({ frame, at: { x, y, width, height } }) {
  return [
    svg("rect", { x, y, width, height, rx: 6, class: `map-frame map-frame-${frame.kind}` }),
    svg("text", { x: x + 10, y: y + 18, class: "map-title" }, frame.title),
  ];
}

/** A reference without a target: a line with a cross at its end. @param {import("./graph.js").Broken} broken @param {Point} place */
function brokenEnd({ reference, at }, place) {
  const y = place.y + BOX.height / 2 + (at - 1) * 13;
  const x = place.x + BOX.width;
  return [
    svg("path", { d: `M${x} ${y} h28`, class: "map-line map-broken" }, svg("title", {}, `No target: ${reference}`)),
    svg("path", { d: `M${x + 28} ${y - 5} l10 10 m0 -10 l-10 10`, class: "map-line map-broken map-cross" }),
  ];
}

/** @param {Box} box @param {Point} place @param {{ trouble: Trouble | null, isFirst: boolean, isCause: boolean }} more */
function boxGroup(box, { x, y }, { trouble, isFirst, isCause }) {
  const many = box.entries.length > 1;
  const times = many ? ` × ${box.entries.length}` : "";
  const label = cut(box.label, FITS - times.length) + times;
  const isAlone = !box.reachable;
  const said = [
    many ? "" : `entry ${box.entries[0]}`,
    isAlone ? "not reachable from where the message begins" : "",
    isCause ? "others hang on it" : "",
  ];
  return svg(
    "g",
    {
      class: ["map-box", trouble && `map-${trouble.tone}`, isAlone && "map-alone", isCause && "map-cause"]
        .filter(Boolean)
        .join(" "),
      role: "button",
      tabindex: isFirst ? 0 : -1,
      transform: `translate(${x} ${y})`,
      // Its name is what stands in it.
      "aria-description": said.filter(Boolean).join(", "),
    },
    ...(many ? [svg("rect", { x: 4, y: 4, width: BOX.width, height: BOX.height, rx: 4, class: "map-behind" })] : []),
    svg("rect", { width: BOX.width, height: BOX.height, rx: 4 }),
    svg("text", { x: 12, y: 19, class: "map-label" }, `${label} `),
    svg(
      "text",
      { x: 12, y: 36, class: "map-id" },
      many ? "" : cut(trouble?.words || box.id.replace(/^urn:uuid:/, "").slice(0, 8)),
    ),
  );
}

/** A line through points, round at the bends. @param {Point[]} points */
function way([first, ...rest]) {
  const last = rest[rest.length - 1];
  const bends = rest.slice(0, -1).map((at, index) => {
    const next = rest[index + 1];
    const [x, y] = next === last ? [next.x, next.y] : [(at.x + next.x) / 2, (at.y + next.y) / 2];
    return `Q${round(at.x)} ${round(at.y)} ${round(x)} ${round(y)}`;
  });
  const end = bends.length > 0 ? bends.join(" ") : `L${round(last.x)} ${round(last.y)}`;
  return `M${round(first.x)} ${round(first.y)} ${end}`;
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;
