// @ts-check
import { button, element } from "../dom.js";
import { counted, number, problems } from "../words.js";
import { graphOf } from "./graph.js";
import { layOut } from "./layout.js";
import { Picture } from "./picture.js";
import { Viewer } from "./viewer.js";

/** @typedef {import("../../index.d.ts").MessageMap} MessageMap */
/** @typedef {import("../../index.d.ts").TreeItem} TreeItem */
/** @typedef {import("../../index.d.ts").Counts} Counts */

/** References that are listed beneath the picture. */
const LISTED = 50;

/**
 * The tab that draws the entries of the Bundle and what refers to what.
 *
 * @param {HTMLElement} panel
 * @param {import("../workspace.js").App} app
 * @returns {import("../panes.js").Pane}
 */
export function createMap(panel, { ask, goTo }) {
  const summary = element("p", { class: "panel-lead", role: "status" });
  const list = element("div", { class: "map-lists" });
  /** @type {MessageMap} */
  let map = { entries: [], references: [] };
  let stem = "map";
  const viewer = new Viewer({
    has: ({ entries, label }, words) =>
      `${label} ${entries.map((at) => `${map.entries[at].id} ${map.entries[at].fullUrl} ${map.entries[at].path}`)}`
        .toLowerCase()
        .includes(words),
    stem: () => stem,
  });
  panel.append(summary, viewer.host, list);

  /** @param {import("../session.js").Checked} now */
  async function update({ text, report }) {
    const answer = await ask("map", [text]);
    if (answer.kind !== "done") return;
    map = answer.value;
    stem = `map-${(report.message?.id ?? report.summary.id ?? "").slice(0, 8) || "message"}`;
    const bad = map.references.filter(({ state }) => state === "broken");
    const counts = countsByPath(report.tree);
    const troubleOf = (/** @type {number} */ entry) => {
      const count = counts.get(map.entries[entry].path);
      if (!count || count.fatal + count.error + count.warning === 0) return null;
      return {
        words: problems(count),
        tone: /** @type {"bad" | "doubtful"} */ (count.fatal + count.error > 0 ? "bad" : "doubtful"),
      };
    };
    const graph = graphOf(map, (entry) => troubleOf(entry) !== null);
    summary.textContent = wordsOf(map, bad.length, graph.causes);
    const picture =
      map.entries.length === 0
        ? null
        : new Picture(graph, layOut(graph), {
            troubleOf: ({ entries: [first] }) => troubleOf(first),
            onBox: ({ entries: [first] }) => goTo(map.entries[first].place),
          });
    viewer.show(picture, legend());
    const broken = bad.map(({ path, place, reference }) => ({ path, place, words: reference }));
    const unreached = graph.causes.map(({ entry, count }) => {
      const { path, place, resourceType, id } = map.entries[entry];
      const others = count > 1 ? `, and ${counted(count - 1, "entry", "entries")} through it` : "";
      return { path, place, words: `${resourceType ?? ""} ${id ?? ""}${others}` };
    });
    list.replaceChildren(
      ...section("References that lead nowhere", broken),
      ...section("Entries that no reference leads to", unreached),
    );
  }

  /** @param {string} title @param {{ path: string, place: import("../../index.d.ts").Place, words: string }[]} items */
  function section(title, items) {
    if (items.length === 0) return [];
    const rows = items.slice(0, LISTED).map(({ path, place, words }) =>
      element(
        "li",
        {},
        button(`line ${place.line}`, () => goTo(place), { class: "link" }),
        " ",
        element("code", {}, path),
        " ",
        element("span", { class: "about" }, words),
      ),
    );
    return [element("h3", {}, `${title} (${number(items.length)})`), element("ul", {}, ...rows)];
  }

  return {
    update,
    clear() {
      for (const host of [summary, list]) host.replaceChildren();
      viewer.show(null, legend());
    },
  };
}

/** What there is, counted as the verdict counts it. @param {MessageMap} map @param {number} broken @param {import("./graph.js").Cause[]} causes */
function wordsOf({ entries, references }, broken, causes) {
  if (entries.length === 0) return "The map needs a Bundle, and this text does not contain one.";
  const within = entries.filter((entry) => entry.within !== undefined).length;
  const own = counted(entries.length - within, "entry", "entries");
  const inner = within > 0 ? ` with ${number(within)} more in the ${plural(entries)} within` : "";
  const alone = causes.reduce((sum, { count }) => sum + count, 0);
  const because = causes.length === 1 && alone > 1 ? `: ${typeAt(entries, causes[0].entry)} and what it leads to` : "";
  const faults = [
    broken > 0 && `${counted(broken, "reference")} ${broken === 1 ? "leads" : "lead"} nowhere.`,
    alone > 0 && `${counted(alone, "entry", "entries")} cannot be reached from the start of the message${because}.`,
  ].filter(Boolean);
  return `${own}${inner}, ${counted(references.length, "reference")}. ${
    faults.join(" ") || "Every reference leads somewhere, and every entry can be reached."
  }`;
}

/** @param {MessageMap["entries"]} entries */
const plural = (entries) => (new Set(entries.map(({ within }) => within)).size > 2 ? "Bundles" : "Bundle");

/** @param {MessageMap["entries"]} entries @param {number} at */
const typeAt = (entries, at) =>
  `${entries[at].resourceType ?? "an entry"} ${(entries[at].id ?? "").slice(0, 8)}`.trim();

function legend() {
  return element(
    "p",
    { class: "map-legend about" },
    "Each line leads from an entry to the entry that it refers to; point at a box to see only its own lines. Dashed: a Bundle and what it begins with. ",
    element("span", { class: "map-legend-broken" }, "A line with a cross"),
    " leads nowhere. Choose a box to see it in the message.",
  );
}

/** @param {TreeItem | undefined} item @param {Map<string, Counts>} [into] */
function countsByPath(item, into = new Map()) {
  if (item?.kind === "entry") into.set(item.path, ownCounts(item));
  for (const child of item?.children ?? []) countsByPath(child, into);
  return into;
}

/** Without those of entries within: they are boxes of their own. @param {TreeItem} item */
function ownCounts(item) {
  const counts = { ...item.counts };
  const take = (/** @type {TreeItem} */ part) => {
    for (const child of part.children) {
      if (child.kind !== "entry") take(child);
      else
        for (const severity of /** @type {(keyof typeof counts)[]} */ (Object.keys(counts)))
          counts[severity] -= child.counts[severity];
    }
  };
  take(item);
  return counts;
}
