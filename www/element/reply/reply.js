// @ts-check
import { uuid } from "../../uuid.js";
import { button, element, unseen } from "../dom.js";
import { choice, field } from "../form.js";
import { isForeign } from "../words.js";
import { createOutcomes } from "./outcomes.js";
import { createResponder } from "./responder.js";
import { createResult } from "./result.js";

/** @typedef {import("../../index.d.ts").ResponseCode} ResponseCode */
/** @typedef {import("../../index.d.ts").Suggestion} Suggestion */

/** After the last key in a field. */
const PAUSE = 250;
/** As many as a reply may need. */
const IDS = 6;
/** For replies that are to be the same each time. */
const FIXED = {
  ids: Array.from({ length: IDS }, (_, at) => `00000000-0000-4000-8000-${String(at + 1).padStart(12, "0")}`),
  now: "2026-01-01T00:00:00+00:00",
};
/** A reply has ids of its own, and keeps them while it is being made: what changes in it is then what was chosen. */
const freshIds = () => Array.from({ length: IDS }, uuid);

/**
 * The tab that builds the acknowledgement of a message, and checks it.
 *
 * @param {HTMLElement} panel
 * @param {import("../workspace.js").App} app
 * @returns {import("../panes.js").Pane}
 */
export function createReply(panel, { ask, open, emit }) {
  /** @type {ResponseCode[]} */
  let codes = [];
  /** @type {import("../session.js").Checked | null} */
  let now = null;
  let code = "";
  let unasked = false;
  /** A message of another standard is to be answered all the same. */
  let foreign = false;
  let ids = freshIds();
  /** The message that they are for. @type {string | undefined} */
  let idsFor;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What was chosen for the message that the reply was opened in place of. @type {{ id: string | undefined, level: "infrastructure" | "business", code: string, issue: string, ticks: boolean[] } | null} */
  let left = null;

  const about = element("p", { class: "panel-lead" });
  const levels = /** @type {const} */ (["infrastructure", "business"]).map((value) => ({
    value,
    ...choice("radio", value === "infrastructure" ? "Infrastructure acknowledgement" : "Business acknowledgement", {
      name: "level",
      value,
    }),
  }));
  const outcomes = createOutcomes((chosen) => {
    code = chosen;
    tied();
    later();
  });
  const because = element("p", { class: "about" });
  const facts = element("div", { class: "outcome" });
  const issueCode = /** @type {HTMLSelectElement} */ (element("select", {}));
  const issueRow = field("Issue code", issueCode);
  const diagnostics = choice("checkbox", "Tell the problems as diagnostics", { checked: true });
  diagnostics.about.textContent = "paths and rules, no values";
  const receiver = choice("checkbox", "Name the original sender as receiver");
  const fixed = choice("checkbox", "The same ids and time each time");
  fixed.about.textContent = "for tests; otherwise new ids, and now";
  const ticks = [diagnostics, receiver, fixed];
  const responder = createResponder(later);
  const result = createResult({
    onOpen: (text) => {
      left = {
        id: idsFor,
        level: level(),
        code,
        issue: issueCode.value,
        ticks: ticks.map(({ input }) => input.checked),
      };
      open(text, "The reply is open in place of the message that it answers.");
    },
    onTaken() {
      ids = freshIds();
    },
    onOverride() {
      if (form.hidden) {
        foreign = true;
        offerAll();
      } else {
        unasked = true;
        build();
      }
    },
    async inFormat(text, format) {
      if (text.trimStart().startsWith("<") === (format === "xml")) return text;
      const answer = await ask("convert", [text, format], "reply format");
      return answer.kind === "done" && !answer.value.refused ? answer.value : null;
    },
  });
  const form = element(
    "div",
    { class: "form" },
    element("fieldset", {}, element("legend", {}, "Which reply"), ...levels.map(({ row }) => row)),
    element(
      "div",
      {},
      field("Outcome", outcomes.input, "Open the list, or type a code or words"),
      outcomes.list,
      because,
    ),
    facts,
    issueRow,
    responder.host,
    element("fieldset", {}, element("legend", {}, "Details"), diagnostics.row, receiver.row, fixed.row),
  );
  panel.append(about, form, result.bar, result.host);
  issueCode.addEventListener("change", build);
  for (const { input } of ticks) input.addEventListener("change", build);
  for (const { input, value } of levels)
    input.addEventListener("change", () => {
      offer(value);
      build();
    });

  const level = () => levels.find(({ input }) => input.checked)?.value ?? "infrastructure";

  /** Offers the codes of a level, with the one that the findings suggest. @param {"infrastructure" | "business"} of */
  function offer(of) {
    const own = codes.filter((one) => one.level === of);
    const suggested = now?.report.suggestion?.codes.find((one) => own.some((other) => other.code === one.code));
    // What is known of the patient is for a person to say; nothing is chosen for them.
    code =
      suggested?.code ?? (of === "business" ? "" : (own.find(({ positive }) => positive)?.code ?? own[0]?.code ?? ""));
    const others = (now?.report.suggestion?.codes ?? []).filter(
      (one) => one !== suggested && own.some((other) => other.code === one.code),
    );
    because.replaceChildren(
      suggested ? `Suggested: ${suggested.because}. ` : "",
      ...(others.length > 0 ? ["Also fitting: "] : []),
      ...others.map(({ code: other, display }) =>
        button(
          `${other} ${display}`,
          () => {
            code = other;
            outcomes.show(own, code);
            tied();
            build();
          },
          { class: "link" },
        ),
      ),
    );
    outcomes.show(own, code);
    unasked = foreign;
    tied();
  }

  /** The form, with what the message suggests. */
  function offerAll() {
    if (!now) return;
    const { message, suggestion } = now.report;
    form.hidden = false;
    for (const { value, about: words } of levels) words.textContent = suggestion?.[value].because ?? "";
    responder.suggest(message?.receiver?.identifiers.find(({ system }) => system?.includes("ods"))?.value);
    const first = suggestion?.codes[0]?.code;
    const of = codes.find((one) => one.code === first)?.level ?? "infrastructure";
    const back = left !== null && left.id === message?.id ? left : null;
    for (const { value, input } of levels) input.checked = value === (back?.level ?? of);
    offer(back?.level ?? of);
    if (back) restore(back);
    build();
  }

  /** @param {NonNullable<typeof left>} before */
  function restore({ level: of, code: chosen, issue, ticks: ticked }) {
    left = null;
    code = chosen;
    outcomes.show(
      codes.filter((one) => one.level === of),
      code,
    );
    tied();
    issueCode.value = issue;
    ticks.forEach(({ input }, at) => {
      input.checked = ticked[at];
    });
  }

  /** What goes with a code cannot be chosen otherwise. */
  function tied() {
    const one = codes.find((other) => other.code === code);
    facts.hidden = issueRow.hidden = !one;
    if (!one) return;
    facts.className = `outcome outcome-${one.positive ? "ok" : "bad"}`;
    facts.replaceChildren(
      element("strong", {}, one.display),
      one.when,
      element(
        "div",
        { class: "about" },
        `response.code ${one.responseCode} · severity ${one.severity} · a system ${one.support === "MUST" ? "must" : "should"} support it · `,
        element(
          "a",
          { href: one.source, target: "_blank", rel: "noopener noreferrer" },
          "Read the guide",
          unseen(" to response codes (opens a new tab)"),
        ),
      ),
    );
    issueCode.replaceChildren(...one.issueCodes.map((name) => element("option", { value: name }, name)));
    issueCode.disabled = one.issueCodes.length < 2;
    diagnostics.input.checked = !one.positive;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(build, PAUSE);
  }

  async function build() {
    clearTimeout(timer);
    if (!now) return;
    if (!code) return result.say("Choose the outcome that this reply tells.");
    const options = {
      issueCode: issueCode.value || undefined,
      diagnostics: diagnostics.input.checked,
      receiver: receiver.input.checked,
      evenUnasked: unasked,
      ...(fixed.input.checked ? FIXED : { ids }),
    };
    const asked = now;
    const answer = await ask("buildAcknowledgement", [now.text, code, responder.value(), options]);
    // Meanwhile there may be another message.
    if (answer.kind === "superseded" || now !== asked) return;
    if (answer.kind !== "done")
      return result.say("message" in answer ? answer.message : "The reply could not be built.");
    result.show(answer.value);
    if (answer.value.text) emit("itk3-reply", { code, valid: answer.value.report?.conforms === true });
  }

  return {
    async update(next) {
      clearTimeout(timer);
      now = next;
      const { message, suggestion } = next.report;
      if (message?.id !== idsFor) [ids, idsFor] = [freshIds(), message?.id];
      result.forget();
      if (codes.length === 0) {
        const answer = await ask("responseCodes", []);
        if (answer.kind === "done") codes = answer.value;
      }
      const sender = message?.sender?.identifiers.find(({ value }) => value)?.value ?? message?.sender?.name;
      about.textContent = [
        "Reply to ",
        [message?.title, message?.event?.code, message?.id && `message ${message.id}`, sender && `from ${sender}`]
          .filter(Boolean)
          .join(", ") || "this message",
      ].join("");
      foreign = false;
      if (message && isForeign(message.kind)) {
        // Said before anything is filled in: who would answer makes no difference.
        form.hidden = true;
        const answer = await ask("buildAcknowledgement", [next.text, "suggested", {}, {}]);
        if (answer.kind === "done" && now === next) result.show(answer.value);
        return;
      }
      // Of a message that asked for nothing a reply may still be built; of a response never.
      const answerable =
        suggestion && (message.kind === "send-payload" || suggestion.infrastructure.reply || suggestion.business.reply);
      form.hidden = !answerable;
      if (!answerable)
        return result.say(
          `There is nothing to reply to. ${suggestion?.infrastructure.because ?? message?.note ?? "Only an ITK3 message gets a response."}`,
        );
      offerAll();
    },
    clear() {
      now = null;
      clearTimeout(timer);
      result.say("");
    },
  };
}
