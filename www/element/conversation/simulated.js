// @ts-check

/** Where its button stands. */
export const SIMULATED =
  "The answer depends on a given name that is a code, the NHS number of a test patient, and the flags of the message";

/**
 * The responses that the simulator of the NHS's test harness would send, and why these; null where it answers no such message.
 *
 * @param {import("../session.js").Ask} ask
 * @param {string} message
 * @returns {Promise<{ responses: { name: string, text: string }[] | null, said: string }>}
 */
export async function simulated(ask, message) {
  const answer = await ask("simulate", [message]);
  if (answer.kind !== "done")
    return { responses: null, said: "message" in answer ? answer.message : "The answer could not be built." };
  /** @type {import("../../index.d.ts").Simulated | null} */
  const found = answer.value;
  if (!found)
    return {
      responses: null,
      said: "The simulator answers only ITK3 messages of the current generation.",
    };
  const sent = found.responses.map(({ level, code }) => `${level} response ${code}`).join(", then ");
  return {
    responses: found.replies.flatMap(({ code, text }) => (text ? [{ name: `simulated ${code}`, text }] : [])),
    said: [`${found.because}: ${sent || "no response"}`, ...found.notes].map((one) => `${one}.`).join(" "),
  };
}

/**
 * Why a text is no response to a message; empty where it may be one.
 *
 * @param {import("../session.js").Ask} ask
 * @param {string} text
 * @param {string} [message]
 */
export async function objection(ask, text, message) {
  if (!/^[\s\ufeff]*(?:[<{]|mex-)/i.test(text))
    return text.trim() === "" ? "Paste a response first." : "A response must be XML or JSON.";
  if (text.trim() === message?.trim()) return "This is the message itself, not a response.";
  const answer = await ask("validate", [text], "response");
  const broken =
    answer.kind === "done" &&
    answer.value.issues.find((/** @type {import("../../index.d.ts").Issue} */ { severity }) => severity === "fatal");
  return broken ? `The response cannot be read: ${broken.message} (line ${broken.place.line}).` : "";
}
