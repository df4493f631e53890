// @ts-check
import { button, element } from "../dom.js";
import { counted, problems } from "../words.js";
import { layOut } from "./layout.js";
import { picture } from "./picture.js";

/** @typedef {import("../../index.d.ts").MessageMap} MessageMap */
/** @typedef {import("../../index.d.ts").TreeItem} TreeItem */

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
  const scroll = element("div", { class: "map-scroll", part: "map" });
  const list = element("div", { class: "map-lists" });
  panel.append(summary, scroll, list);

  /** @param {import("../session.js").Checked} now */
  async function update({ text, report }) {
    const answer = await ask("map", [text]);
    if (answer.kind !== "done") return;
    /** @type {MessageMap} */
    const map = answer.value;
    const bad = map.references.filter(({ state }) => state === "broken");
    const alone = map.entries.filter(({ reachable }) => !reachable);
    summary.textContent =
      map.entries.length === 0
        ? "The map needs a Bundle, and this text does not contain one."
        : `${counted(map.entries.length, "entry", "entries")}, ${counted(map.references.length, "reference")}. ${
            [
              bad.length > 0 && `${counted(bad.length, "reference")} ${bad.length === 1 ? "leads" : "lead"} nowhere.`,
              alone.length > 0 &&
                `${counted(alone.length, "entry", "entries")} cannot be reached from where the message begins.`,
            ]
              .filter(Boolean)
              .join(" ") || "Every reference leads somewhere, and every entry can be reached."
          }`;
    const counts = countsByPath(report.tree);
    scroll.replaceChildren(
      ...(map.entries.length === 0
        ? []
        : [
            picture(
              layOut(map),
              ({ entries }) => {
                const [count] = entries
                  .map((at) => counts.get(map.entries[at].path))
                  .filter((one) => one !== undefined);
                if (!count || count.fatal + count.error + count.warning === 0) return null;
                return { words: problems(count), tone: count.fatal + count.error > 0 ? "bad" : "doubtful" };
              },
              ({ entries: [first] }) => goTo(map.entries[first].place),
            ),
            legend(),
          ]),
    );
    const broken = bad.map(({ path, place, reference }) => ({ path, place, words: reference }));
    const unreached = alone.map(({ path, place, resourceType, id }) => ({
      path,
      place,
      words: `${resourceType ?? ""} ${id ?? ""}`,
    }));
    list.replaceChildren(
      ...section("References that lead nowhere", broken),
      ...section("Entries that cannot be reached from where the message begins", unreached),
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
    return [element("h3", {}, `${title} (${items.length})`), element("ul", {}, ...rows)];
  }

  return {
    update,
    clear() {
      for (const host of [summary, scroll, list]) host.replaceChildren();
    },
  };
}

function legend() {
  return element(
    "p",
    { class: "map-legend about" },
    "Lines lead from the entry that refers to the one referred to. Dashed: a Bundle and what it begins with. ",
    element("span", { class: "map-legend-broken" }, "A line with a cross"),
    " leads nowhere. Choose a box to see it in the message.",
  );
}

/** @param {TreeItem | undefined} item @param {Map<string, import("../../index.d.ts").Counts>} [into] */
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
