// @ts-check
import { button, element } from "./dom.js";
import { counted, number, shortName } from "./words.js";

/** Named one by one; of more only the number is told. */
const FEW = 4;

/**
 * Takes definitions that somebody brings, and says what came of them.
 *
 * @param {HTMLElement} host
 * @param {{ client: import("./engine/client.js").Client, owner: object, onAdded: () => void }} parts
 */
export function createDefinitions(host, { client, owner, onAdded }) {
  /** @param {string} title @param {(string | HTMLElement)[]} rest @param {boolean} bad */
  function tell(title, rest, bad) {
    const made = element("div", { class: `notice ${bad ? "notice-bad" : ""}`, role: "status" },
      element("p", {}, element("strong", {}, title), " ", ...rest), button("Dismiss", () => made.remove(), { class: "link" }));
    host.append(made);
  }

  return {
    /** @param {string | Uint8Array} bytes @param {string} name */
    async add(bytes, name) {
      const answer = await client.define(owner, bytes, name);
      if (answer.kind !== "done") {
        tell(`${name} was not added.`, ["message" in answer ? answer.message : "The checker stopped."], true);
        return null;
      }
      const { loaded, faults } = /** @type {import("../index.d.ts").Added} */ (answer.value);
      if (loaded.length > 0) {
        const names = loaded.length > FEW ? [] : loaded.map(({ url, version, replaces }) => element("span", { class: "notice-part" },
          element("code", { title: url }, shortName(url)), version ? ` ${version}` : "", replaces === undefined ? "" : ` in place of ${replaces || "the one known"}`));
        const kinds = [...new Set(loaded.map(({ kind }) => kind))].map((kind) => counted(loaded.filter((one) => one.kind === kind).length, kind));
        tell(`Checking with ${name} as well: ${kinds.join(", ")}.`, names, false);
      }
      if (faults.length > 0) {
        const said = faults.slice(0, FEW).map((fault) => element("span", { class: "notice-part" },
          `${fault.name}${fault.line ? `, line ${fault.line}` : ""}: ${fault.message}`));
        tell(`${number(faults.length)} of ${name} could not be used.`, said, true);
      }
      onAdded();
      return answer.value;
    },
  };
}
