// @ts-check
import { element } from "./dom.js";
import { counted, number, shortName } from "./words.js";

/** @typedef {import("../index.d.ts").Added} Added */
/** @typedef {import("../index.d.ts").Loaded} Loaded */

/** So many are named at once; of more only the number is told. */
const FEW = 200;

/**
 * Takes definitions that somebody brings, and says what came of them.
 *
 * @param {{ notices: import("./notices.js").Notices, session: import("./session.js").Session, onChange: () => void }} parts
 */
export function createDefinitions({ notices, session: { client, owner }, onChange }) {
  /** What was said of a file that another element of the page brought. @type {HTMLElement | null} */
  let elsewhere = null;
  // All elements of a page share the engine, and what it knows.
  client.onDefinitions(owner, (words) => {
    elsewhere?.remove();
    elsewhere = notices.add(words, ["This message was checked again."]);
    onChange();
  });

  /** @param {string | Uint8Array} bytes @param {string} name @param {Added} added */
  function say(bytes, name, { loaded, faults, older }) {
    /** @type {HTMLElement[]} */
    const made = [];
    if (loaded.length > 0) {
      const stop = () => {
        client.undefine(owner, bytes, `Another part of this page stopped using ${name}.`);
        for (const notice of made) notice.remove();
        onChange();
      };
      const title = `+ ${counted(loaded.length, "definition")} from ${name}`;
      made.push(notices.add(title, [listOfLoaded(loaded)], { act: ["Stop using it", stop] }));
    }
    if (older > 0) {
      const words = `${counted(older, "definition")} of ${name} ${older === 1 ? "is" : "are"} older than what is in use`;
      const use = () => add(bytes, name, { replaceNewer: true });
      made.push(
        notices.add(`${words}, and ${older === 1 ? "was" : "were"} left out.`, [], {
          act: ["Use the older ones", use],
        }),
      );
    }
    // What is older is no fault of the file.
    if (faults.length > older)
      made.push(notices.add(`${counted(faults.length, "fault")} in ${name}.`, [listOfFaults(faults)], { bad: true }));
  }

  /** @param {string | Uint8Array} bytes @param {string} name @param {{ replaceNewer?: boolean }} [options] */
  async function add(bytes, name, options) {
    const answer = await client.define(owner, bytes, name, options);
    if (answer.kind !== "done") {
      notices.add(`${name} was not added.`, ["message" in answer ? answer.message : "The checker stopped."], {
        bad: true,
      });
      return null;
    }
    say(bytes, name, answer.value);
    onChange();
    return answer.value;
  }

  return { add };
}

/** @param {Loaded[]} loaded */
function listOfLoaded(loaded) {
  const kinds = [...new Set(loaded.map(({ kind }) => kind))];
  const words = kinds.map((kind) => counted(loaded.filter((one) => one.kind === kind).length, kind)).join(", ");
  const names = loaded.map(({ url, version, replaces }) => [
    element("code", { title: url }, shortName(url)),
    version ? ` ${version}` : "",
    replaces === undefined ? "" : ` instead of ${replaces || "the known one"}`,
  ]);
  return disclosure(words, names);
}

/** @param {Added["faults"]} faults */
function listOfFaults(faults) {
  const said = faults.map(({ name, line, message }) => [`${name}${line ? `, line ${line}` : ""}: ${message}`]);
  return said.length === 1 ? element("span", { class: "notice-part" }, ...said[0]) : disclosure("Show them", said);
}

/** A list that is shown on request. @param {string} title @param {(string | HTMLElement)[][]} items */
function disclosure(title, items) {
  const rows = items.slice(0, FEW).map((item) => element("li", {}, ...item));
  if (items.length > FEW) rows.push(element("li", {}, `and ${number(items.length - FEW)} more`));
  return element("details", { class: "notice-list" }, element("summary", {}, title), element("ul", {}, ...rows));
}
