// @ts-check
// A whole conversation among the examples: its responses are built here, as the command built those of the repository.

/** A party, by its ODS code and mailbox. @typedef {{ ods: string, endpoint: string }} Party */
/**
 * A response of a story; `answers` names the response that it answers, from 1, where that is not the message.
 *
 * @typedef {{ code: string, answers?: number, infAckRequested?: boolean }} Given
 */
/**
 * @typedef {object} Story
 * @property {string} about what it shows
 * @property {string} received what came of the message: all of it, as a rule
 * @property {Given[]} responses
 * @property {{ sender: Party, receiver: Party }} parties
 * @property {number} number among the stories, for ids of its own
 */

/**
 * @param {import("../session.js").Ask} ask
 * @param {Story} story
 * @returns {Promise<{ name: string, text: string }[]>} as far as they could be built
 */
export async function tell(ask, { received, responses, parties, number }) {
  /** @type {{ name: string, text: string }[]} */
  const told = [];
  for (const [at, { code, answers, infAckRequested }] of responses.entries()) {
    const to = answers === undefined ? received : told[answers - 1].text;
    const { ods, endpoint } = answers === undefined ? parties.receiver : parties.sender;
    const options = { ids: ids(number, at + 1), now: `2026-03-02T10:${21 + at}:00+00:00`, infAckRequested };
    const answer = await ask(
      "buildAcknowledgement",
      [to, code, { organization: { ods }, endpoint }, options],
      `story ${at}`,
    );
    const text = answer.kind === "done" ? answer.value.text : undefined;
    if (!text) break;
    told.push({ name: `response ${at + 1}`, text });
  }
  return told;
}

/** @param {number} story @param {number} response */
const ids = (story, response) =>
  Array.from(
    { length: 6 },
    (_, part) =>
      `${String(story).padStart(8, "0")}-${String(response).padStart(4, "0")}-4000-8000-${String(part + 1).padStart(12, "0")}`,
  );
