// @ts-check
import { button, element } from "./dom.js";
import { WORDS, size } from "./words.js";

/** @typedef {import("./client.js").Outcome} Outcome */

/**
 * What the page shows when it has no report to show.
 *
 * @param {object} parts
 * @param {ReturnType<typeof import("./results.js").createResults>} parts.results
 * @param {HTMLElement} parts.welcome what the empty page says
 * @param {HTMLElement} parts.kind what the text is
 * @param {HTMLElement} parts.run the button that starts and stops
 * @param {() => void} parts.check
 * @param {() => void} parts.cancel
 */
export function createStates({ results, welcome, kind, run, check, cancel }) {
  const checkButton = () => button(WORDS.check, check);

  return {
    /** @param {boolean} empty */
    isEmpty(empty) {
      welcome.hidden = !empty;
      if (!empty) return;
      results.clear();
      kind.textContent = "";
    },

    /** @param {boolean} ready @param {number} length */
    busy(ready, length) {
      run.textContent = WORDS.cancel;
      results.say({ tone: "busy", title: ready ? `Checking ${size(length)}` : WORDS.loading, actions: [button(WORDS.cancel, cancel)] });
    },

    ended() {
      run.textContent = WORDS.check;
    },

    wait: () => results.stale(checkButton()),

    /** @param {string} reason */
    refuse(reason) {
      welcome.hidden = true;
      results.sayOnly({ tone: "error", title: "Not opened", text: reason });
    },

    /** @param {Exclude<Outcome, { kind: "report" }>} outcome @param {number} length */
    tell(outcome, length) {
      switch (outcome.kind) {
        case "cancelled":
          return results.sayOnly({ tone: "information", title: "Cancelled", text: WORDS.cancelled, actions: [checkButton()] });
        case "fault":
          return results.sayOnly({ tone: "error", title: WORDS.faultTitle, text: WORDS.fault, actions: [faultReport(outcome.where, length), button("Check again", check)] });
        case "unstarted":
          welcome.hidden = true;
          return results.sayOnly({ tone: "error", title: WORDS.engineTitle, text: outcome.message, actions: [button("Try again", check)] });
      }
    },
  };
}

/** What may be sent to whoever mends the checker: where it stopped, and nothing of the message. @param {string} where @param {number} length */
function faultReport(where, length) {
  const lines = ["itk3-validator stopped", `at ${where}`, `text of ${length} characters`, navigator.userAgent];
  return element("pre", { class: "fault-report", tabindex: "0", "aria-label": "Report of the fault" }, lines.join("\n"));
}
