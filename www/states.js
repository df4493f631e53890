// @ts-check
import { button, element } from "./dom.js";
import { size } from "./words.js";

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
 * @param {() => void} parts.retry starts what could not be started
 */
export function createStates({ results, welcome, kind, run, check, cancel, retry }) {
  const checkButton = () => button("Check", check);

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
      run.textContent = "Cancel";
      const title = ready ? `Checking ${size(length)}` : "Ready to check in a moment";
      results.say({ tone: "busy", title, actions: [button("Cancel", cancel)] });
    },

    ended() {
      run.textContent = "Check";
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
          results.sayOnly({
            tone: "information",
            title: "Cancelled",
            text: "The check was cancelled. Your text is untouched.",
            actions: [checkButton()],
          });
          break;
        case "fault":
          results.sayOnly({
            tone: "error",
            title: "The checker stopped. This is our fault, not your message’s",
            text: "Your text is untouched. This report says where the checker stopped; it holds nothing of your message.",
            actions: [faultReport(outcome.where, length), button("Check again", check)],
          });
          break;
        case "unstarted":
          welcome.hidden = true;
          results.sayOnly({
            tone: "error",
            title: "The checker could not be started",
            text: outcome.message,
            actions: [button("Try again", retry)],
          });
      }
    },
  };
}

/**
 * What may be sent to whoever mends the checker: where it stopped, and nothing of the message.
 *
 * @param {string} where
 * @param {number} length
 */
function faultReport(where, length) {
  const lines = ["itk3-validator stopped", `at ${where}`, `text of ${length} characters`, navigator.userAgent];
  return element("pre", { class: "fault-report", tabindex: "0", "aria-label": "Report of the fault" }, lines.join("\n"));
}
