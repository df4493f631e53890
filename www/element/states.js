// @ts-check
import { button, element, unseen } from "./dom.js";
import { severityMark } from "./problems/tree-row.js";
import { copier } from "./transfer.js";
import { number, problems, SEVERITY, size } from "./words.js";

/** Of the first problems, while a check runs. */
const SHOWN = 8;

/**
 * What the page says while it has no report to show.
 *
 * @param {object} parts
 * @param {ReturnType<typeof import("./verdict.js").createVerdict>} parts.verdict
 * @param {HTMLElement} parts.run the button that starts and stops
 * @param {() => boolean} parts.isReady has the engine been started before? Then it takes no time to speak of
 * @param {() => void} parts.check
 * @param {() => void} parts.cancel
 * @param {() => void} parts.retry starts what could not be started
 * @param {string | null} parts.oneFile where the edition is that needs nothing beside itself
 * @param {() => void} parts.onBlank nothing of a report is left to show
 * @param {() => void} parts.onDismiss what was refused has been read
 */
export function createStates({ verdict, run, isReady, check, cancel, retry, oneFile, onBlank, onDismiss }) {
  let isBusy = false;
  const checkButton = () => button("Check", check);

  /** @param {import("./verdict.js").Verdict} said */
  function only(said) {
    onBlank();
    verdict.show(said);
  }

  return {
    /** @param {number} length */
    busy(length) {
      if (isBusy) return;
      isBusy = true;
      run.textContent = "Cancel";
      const title = isReady() ? `Checking ${size(length)}` : "Ready to check in a moment";
      const text = isReady()
        ? "Reading, then profiles, references and rules."
        : "The checker is starting. Your text is kept.";
      verdict.show({ tone: "busy", title, text, actions: [button("Cancel", cancel)] });
    },

    /** @param {import("../index.d.ts").Progress} progress @param {number} length */
    progress(progress, length) {
      if (!isBusy) this.busy(length);
      const { counts, first } = progress;
      const found = first.length > 0 ? ` · ${problems(counts)} so far` : "";
      verdict.progress(phase(progress) + found, first.slice(0, SHOWN).map(problemLine));
    },

    ended() {
      isBusy = false;
      run.textContent = "Check";
    },

    /** The text was changed, and is not checked again by itself. @param {number} length @param {boolean} isCut only its beginning is shown */
    wait(length, isCut) {
      const ask = "Press Check, or Ctrl+Enter.";
      if (isCut) {
        const text = `The message has ${size(length)}. Only its beginning is shown, and cannot be edited; the check covers the whole message. ${ask}`;
        return only({
          tone: "information",
          title: "Not checked yet: this is a very long message",
          text,
          actions: [checkButton()],
        });
      }
      if (verdict.isStale(`The text has changed since this check. ${ask}`, [checkButton()])) return;
      only({
        tone: "information",
        title: "Not checked yet",
        text: `Long text is checked when you ask for it. ${ask}`,
        actions: [checkButton()],
      });
    },

    /** @param {string} title @param {string} reason */
    refuse: (title, reason) =>
      only({ tone: "information", title, text: reason, actions: [button("Dismiss", onDismiss, { class: "link" })] }),

    /** @param {import("./engine/client.js").Unanswered} outcome @param {number} length */
    unanswered(outcome, length) {
      const said = verdictOnUnanswered(outcome, length, { checkButton, check, retry, oneFile });
      if (said) only(said);
    },
  };
}

/**
 * @param {import("./engine/client.js").Unanswered} outcome
 * @param {number} length
 * @param {{ checkButton: () => HTMLElement, check: () => void, retry: () => void, oneFile: string | null }} acts
 * @returns {import("./verdict.js").Verdict | null}
 */
function verdictOnUnanswered(outcome, length, { checkButton, check, retry, oneFile }) {
  switch (outcome.kind) {
    case "cancelled":
      return {
        tone: "information",
        title: "Cancelled",
        text: "The check was cancelled. Your text is unchanged.",
        actions: [checkButton()],
      };
    case "fault": {
      const report = faultReport(outcome.where, length);
      return {
        tone: "error",
        title: "The checker stopped. This is our fault, not your message’s",
        text: "Your text is unchanged, and the checker was restarted. This report says where it stopped; it contains nothing from your message.",
        actions: [report, copier("Copy this report", () => report.textContent ?? ""), button("Check again", check)],
      };
    }
    case "refused":
      return { tone: "error", title: "Not checked", text: outcome.message, actions: [checkButton()] };
    case "unstarted":
      return {
        tone: "error",
        title: "The checker could not be started",
        text: outcome.message,
        actions: [
          button("Try again", retry),
          ...(oneFile
            ? [element("a", { href: oneFile, download: true }, "Save the one-file version, which loads nothing")]
            : []),
        ],
      };
    default:
      return null;
  }
}

/** @param {import("../index.d.ts").Progress} progress */
function phase({ phase, done, total }) {
  switch (phase) {
    case "reading":
      return `Reading ${size(total)}`;
    case "entries":
      return `Entry ${number(done + 1)} of ${number(total)}`;
    case "invariants":
      return "Invariants and references";
    case "rules":
      return "Rules of ITK3";
    case "report":
      return "Lines and paths";
  }
}

/** One of the first problems, while the check still runs. @param {import("../index.d.ts").Progress["first"][number]} problem */
function problemLine({ rule, severity, message, line }) {
  return element(
    "li",
    {},
    severityMark(severity),
    " ",
    unseen(`${SEVERITY[severity]}: `),
    `line ${number(line)}: `,
    message,
    " ",
    element("code", {}, rule),
  );
}

/**
 * What may be sent to whoever mends the checker: where it stopped, and nothing of the message.
 *
 * @param {string} where
 * @param {number} length
 */
function faultReport(where, length) {
  const lines = ["itk3-validator stopped", `at ${where}`, `text of ${length} characters`, navigator.userAgent];
  return element(
    "pre",
    { class: "fault-report", tabindex: "0", role: "group", "aria-label": "Report of the fault" },
    lines.join("\n"),
  );
}
