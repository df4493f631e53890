// @ts-check
// A message inside something else: a code fence, a log line, base64, a gzip file. It is opened when the reader asks for it.
import { button } from "./dom.js";

/** @typedef {import("../index.d.ts").Unwrapped} Unwrapped */

/**
 * @param {object} parts
 * @param {import("./session.js").Session} parts.session
 * @param {import("./notices.js").Notices} parts.notices
 * @param {import("./navigation.js").Navigation} parts.navigation
 */
export function createInside({ session, notices, navigation }) {
  /** @param {string | Uint8Array} text @returns {Promise<Unwrapped | null>} */
  async function take(text) {
    const answer = await session.ask("unwrap", [text], "unwrap");
    return answer.kind === "done" ? answer.value : null;
  }

  return {
    /** Offers what is in a packed file; false where that is no message. @param {Uint8Array} bytes @param {string} name */
    async offerFile(bytes, name) {
      const found = await take(bytes);
      if (!found) return false;
      const open = () => navigation.replace(found.text.trim(), name.replace(/\.gz$/i, ""));
      notices.add(`${name} is ${found.what} with a message inside.`, [], { act: ["Open the message inside", open] });
      return true;
    },

    /**
     * The button that opens the message inside of a text; null where there is none.
     *
     * @param {import("../index.d.ts").Report} report
     * @param {string} text
     */
    async buttonFor({ issues }, text) {
      if (!issues.some(({ rule }) => rule === "not-alone") || !session.isAble("unwrap")) return null;
      const found = await take(text);
      if (!found) return null;
      const open = () => navigation.open(found.text.trim(), `The message inside is shown, without ${found.what}.`);
      return button("Open the message inside", open, { class: "primary" });
    },
  };
}
