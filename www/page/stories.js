// @ts-check
// The worked exchanges, made of the examples by the same list as those of the repository.
import list from "../examples/scenarios.json";

/** @typedef {import("../element/conversation/story.js").Given} Given */
/** @typedef {{ id: string, name: string, about: string, message: string, edits: string[][], receivedUntil?: string, responses: Given[] }} Scenario */

/** @param {Record<string, string>} messages by name @returns {import("../element/menu.js").Example[]} */
export function storiesOf(messages) {
  const { parties, scenarios } = /** @type {{ parties: any, scenarios: Scenario[] }} */ (
    typeof list === "string" ? JSON.parse(list) : list
  );
  return scenarios.map(({ name, about, message, edits, receivedUntil, responses }, at) => {
    let text = messages[message];
    for (const [before, after] of edits) text = text.replace(before, () => after);
    const received = receivedUntil ? text.split(receivedUntil)[0] : text;
    return { name, about, text, story: { about, received, responses, parties, number: at + 1 } };
  });
}
