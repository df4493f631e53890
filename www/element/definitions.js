// @ts-check
import { element } from "./dom.js";
import { counted, shortName } from "./words.js";

/** Named one by one; of more only the number is told. */
const FEW = 4;

/**
 * Takes definitions that somebody brings, and says what came of them.
 *
 * @param {{ notices: import("./notices.js").Notices, session: import("./session.js").Session, onChange: () => void }} parts
 */
export function createDefinitions({ notices, session: { client, owner }, onChange }) {
  return {
    /** @param {string | Uint8Array} bytes @param {string} name */
    async add(bytes, name) {
      const answer = await client.define(owner, bytes, name);
      if (answer.kind !== "done") {
        notices.add(`${name} was not added.`, ["message" in answer ? answer.message : "The checker stopped."], {
          bad: true,
        });
        return null;
      }
      const { loaded, faults } = /** @type {import("../index.d.ts").Added} */ (answer.value);
      /** What was said of this file. @type {HTMLElement[]} */
      const made = [];
      if (loaded.length > 0) {
        const names =
          loaded.length > FEW
            ? []
            : loaded.map(({ url, version, replaces }) =>
                element(
                  "span",
                  { class: "notice-part" },
                  element("code", { title: url }, shortName(url)),
                  version ? ` ${version}` : "",
                  replaces === undefined ? "" : ` in place of ${replaces || "the one known"}`,
                ),
              );
        const kinds = [...new Set(loaded.map(({ kind }) => kind))].map((kind) =>
          counted(loaded.filter((one) => one.kind === kind).length, kind),
        );
        const stop = () => {
          client.undefine(bytes);
          for (const notice of made) notice.remove();
          onChange();
        };
        made.push(
          notices.add(`Checking with ${name} as well: ${kinds.join(", ")}.`, names, { act: ["Stop using it", stop] }),
        );
      }
      if (faults.length > 0) {
        const said = faults
          .slice(0, FEW)
          .map((fault) =>
            element(
              "span",
              { class: "notice-part" },
              `${fault.name}${fault.line ? `, line ${fault.line}` : ""}: ${fault.message}`,
            ),
          );
        if (faults.length > FEW)
          said.push(element("span", { class: "notice-part" }, `and ${counted(faults.length - FEW, "more", "more")}`));
        made.push(notices.add(`${counted(faults.length, "fault")} in ${name}.`, said, { bad: true }));
      }
      onChange();
      return answer.value;
    },
  };
}
