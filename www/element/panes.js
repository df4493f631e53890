// @ts-check
import { element } from "./dom.js";
import { fileOf, loadPane, paneMaker } from "./load-panes.js";

/** @typedef {import("./session.js").Checked} Checked */
/** @typedef {import("./workspace.js").App} App */
/** What a tab beside the problems can do. @typedef {{ update: (checked: Checked) => void, clear: () => void, add?: (text: string, name: string) => void, toExport?: () => void }} Pane */

/** Tabs beside the problems, and what the engine must be able to do for them. */
const PANES = /** @type {const} */ ([
  { id: "map", label: "Map", needs: "map" },
  { id: "reply", label: "Reply", needs: "buildAcknowledgement" },
  { id: "report", label: "Report", needs: "operationOutcome" },
  { id: "conversation", label: "Conversation", needs: "reviewConversation" },
]);

/**
 * The tabs beside the problems. Each is made when it is first opened, and brought up to date when it is looked at.
 *
 * @param {object} parts
 * @param {import("./tabs.js").Tabs} parts.tabs
 * @param {(id: string) => boolean} parts.isOffered by who uses the element
 * @param {App} parts.app
 */
export function createPanes({ tabs, isOffered, app }) {
  /** @type {Map<string, { host: HTMLElement, pane: Pane | null, seen: Checked | null }>} */
  const all = new Map();
  /** @type {Checked | null} */
  let latest = null;

  // Fetched in a quiet moment, so that the page goes on where the network ends.
  if (PANES.some(({ id }) => isOffered(id))) whenIdle(() => loadPane("report"));
  if (isOffered("map")) whenIdle(() => loadPane("map"));

  return {
    /** Offers the tabs for which the engine has what they need. */
    offer() {
      for (const { id, label, needs } of PANES) {
        if (all.has(id) || !app.isAble(needs) || !isOffered(id)) continue;
        all.set(id, { host: tabs.add(id, label), pane: null, seen: null });
      }
    },

    /** Brings a tab up to date when it comes before the reader. @param {string} id @param {Checked | null} checked */
    async show(id, checked) {
      latest = checked;
      const one = all.get(id);
      if (!one || !latest || one.seen === latest) return;
      if (!one.pane) {
        const known = /** @type {import("./load-panes.js").PaneId} */ (id);
        await loadPane(known);
        const create = paneMaker(known);
        if (!create)
          return void one.host.replaceChildren(
            element(
              "p",
              {},
              `The file ${fileOf(known)} could not be loaded. Check that nothing blocks it, then reload the page.`,
            ),
          );
        if (!one.pane) {
          one.host.replaceChildren();
          one.pane = create(one.host, app);
        }
      }
      // Meanwhile there may be another report, or none.
      if (!latest || one.seen === latest) return;
      one.seen = latest;
      /** @type {Pane} */ (one.pane).update(latest);
    },

    /** A tab that comes before the reader, once it is up to date. @param {string} id @param {Checked | null} checked */
    async reach(id, checked) {
      await this.show(id, checked);
      return all.get(id)?.pane ?? null;
    },

    /** Nothing of a report is left. */
    clear() {
      latest = null;
      for (const one of all.values()) {
        one.pane?.clear();
        one.seen = null;
      }
    },
  };
}

/** @param {() => void} work */
function whenIdle(work) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 5000 });
  else setTimeout(work, 1000);
}
