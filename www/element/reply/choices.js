// @ts-check
// The form of a reply: which one, its outcome, and what is told with it. Knows the codes and nothing of the message's text.
import { button, element, unseen } from "../dom.js";
import { choice, field, textInput } from "../form.js";
import { counted, number } from "../words.js";
import { Outcomes } from "./outcomes.js";
import { createResponder } from "./responder.js";

/** @typedef {import("../../index.d.ts").ResponseCode} ResponseCode */
/** @typedef {import("../../index.d.ts").Suggestion} Suggestion */
/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {"infrastructure" | "business"} Level */
/** What was chosen. @typedef {{ level: Level, code: string, issueCode: string, ticks: boolean[] }} Choice */

/** @type {readonly [Level, string][]} */
const LEVELS = [
  ["infrastructure", "Infrastructure acknowledgement"],
  ["business", "Business acknowledgement"],
];

export class Choices {
  /** All response codes. @type {ResponseCode[]} */
  codes = [];
  /** The one that is chosen; empty for none. */
  code = "";
  /** @type {Suggestion | undefined} */
  #suggestion;
  #levels = LEVELS.map(([value, label]) => ({ value, ...choice("radio", label, { name: "level", value }) }));
  #because = element("p", { class: "about" });
  /** What led to the suggestion. */
  #earned = element("p", { class: "about" });
  /** @type {readonly Issue[]} */
  #issues = [];
  #facts = element("div", { class: "outcome" });
  #issueCode = /** @type {HTMLSelectElement} */ (element("select", {}));
  #issueRow = field("Issue code", this.#issueCode);
  #diagnostics = choice("checkbox", "List the problems in diagnostics", { checked: true });
  #receiver = choice("checkbox", "Name the original sender as receiver");
  #fixed = choice("checkbox", "Fixed ids and time (for tests)");
  #workflow = textInput("");
  #ticks = [this.#diagnostics, this.#receiver, this.#fixed];

  /**
   * @param {object} reactions
   * @param {() => void} reactions.onChange something was chosen
   * @param {() => void} reactions.onTyping something is being typed or picked, and there may be more to come
   * @param {() => void} reactions.onLevel another level was chosen, before `onChange`
   * @param {(index: number) => void} reactions.onProblem the reader wants to see a problem
   */
  constructor({ onChange, onTyping, onLevel, onProblem }) {
    this.onChange = onChange;
    this.onLevel = onLevel;
    this.onProblem = onProblem;
    this.outcomes = new Outcomes((code) => {
      this.#choose(code);
      onTyping();
    });
    this.responder = createResponder(onTyping);
    this.#diagnostics.about.textContent = "paths and rules, no values";
    this.#fixed.about.textContent = "otherwise new ids and the current time";
    this.host = this.#build();
    this.#issueCode.addEventListener("change", onChange);
    this.#workflow.addEventListener("input", onTyping);
    for (const { input } of this.#ticks) input.addEventListener("change", onChange);
    for (const { input, value } of this.#levels) {
      input.addEventListener("change", () => {
        this.#offer(value);
        onChange();
      });
    }
  }

  #build() {
    const { outcomes } = this;
    const outcome = field("Outcome", outcomes.input, "Open the list, or type a code or words");
    const workflow = field(
      "MESH workflow of the message",
      this.#workflow,
      "only for the MESH headers; otherwise from its domain",
    );
    return element(
      "div",
      { class: "form" },
      element("fieldset", {}, element("legend", {}, "Which reply"), ...this.#levels.map(({ row }) => row)),
      element("div", {}, outcome, outcomes.list, this.#because, this.#earned),
      this.#facts,
      this.#issueRow,
      this.responder.host,
      element("fieldset", {}, element("legend", {}, "Details"), ...this.#ticks.map(({ row }) => row), workflow),
    );
  }

  /** Is the same reply to come out each time? */
  get isFixed() {
    return this.#fixed.input.checked;
  }

  /** What is told with the code. */
  options() {
    return {
      issueCode: this.#issueCode.value || undefined,
      diagnostics: this.#diagnostics.input.checked,
      receiver: this.#receiver.input.checked,
      workflow: this.#workflow.value.trim() || undefined,
    };
  }

  /** @returns {Choice} */
  choice() {
    const level = this.#levels.find(({ input }) => input.checked)?.value ?? "infrastructure";
    const ticks = this.#ticks.map(({ input }) => input.checked);
    return { level, code: this.code, issueCode: this.#issueCode.value, ticks };
  }

  /** Offers what a message suggests, or what was chosen for it before. @param {import("../../index.d.ts").Report} report @param {Choice | null} before */
  suggest({ suggestion, issues }, before) {
    this.#suggestion = suggestion;
    this.#issues = issues;
    const first = suggestion?.codes[0]?.code;
    const level = before?.level ?? this.codes.find(({ code }) => code === first)?.level ?? "infrastructure";
    for (const { value, input, about } of this.#levels) {
      about.textContent = suggestion?.[value].because ?? "";
      input.checked = value === level;
    }
    this.#offer(level);
    if (!before) return;
    this.#show(before.level, before.code);
    this.#issueCode.value = before.issueCode;
    for (const [at, { input }] of this.#ticks.entries()) input.checked = before.ticks[at];
  }

  /** Offers the codes of a level, with the one that the findings suggest. @param {Level} level */
  #offer(level) {
    const own = this.codes.filter((one) => one.level === level);
    const fitting = (this.#suggestion?.codes ?? []).filter(({ code }) => own.some((one) => one.code === code));
    const [suggested, ...others] = fitting;
    // What is known of the patient is for a person to say; nothing is chosen for them.
    const usual = level === "business" ? undefined : (own.find(({ positive }) => positive) ?? own[0]);
    this.#because.replaceChildren(
      suggested ? `Suggested: ${suggested.because}. ` : "",
      ...(others.length > 0 ? ["Also fitting: "] : []),
      ...others.map(({ code, display }) => {
        const take = () => {
          this.#show(level, code);
          this.onChange();
        };
        return button(`${code} ${display}`, take, { class: "link" });
      }),
    );
    this.#earned.replaceChildren(...earnedBy(suggested?.issues ?? [], this.#issues, this.onProblem));
    this.#show(level, suggested?.code ?? usual?.code ?? "");
    this.onLevel();
  }

  /** @param {Level} level @param {string} code */
  #show(level, code) {
    this.outcomes.show(
      this.codes.filter((one) => one.level === level),
      code,
    );
    this.#choose(code);
  }

  /** What goes with a code cannot be chosen otherwise. @param {string} code */
  #choose(code) {
    this.code = code;
    const one = this.codes.find((other) => other.code === code);
    this.#facts.hidden = this.#issueRow.hidden = !one;
    if (!one) return;
    this.#facts.className = `outcome outcome-${one.positive ? "ok" : "bad"}`;
    this.#facts.replaceChildren(...factsOf(one));
    this.#issueCode.replaceChildren(...one.issueCodes.map((name) => element("option", { value: name }, name)));
    this.#issueCode.disabled = one.issueCodes.length < 2;
    this.#diagnostics.input.checked = !one.positive;
  }
}

/** @param {ResponseCode} code */
function factsOf({ display, when, responseCode, severity, support, source }) {
  const link = { href: source, target: "_blank", rel: "noopener noreferrer" };
  const more = unseen(" to response codes (opens a new tab)");
  const obligation = `a system ${support === "MUST" ? "must" : "should"} support it`;
  const facts = `response.code ${responseCode} · severity ${severity} · ${obligation} · `;
  return [
    element("strong", {}, display),
    when,
    element("div", { class: "about" }, facts, element("a", link, "Read the guide", more)),
  ];
}

/** Problems that are named one by one. */
const NAMED = 8;

/**
 * The problems that led to a suggestion, and the way to each.
 *
 * @param {readonly number[]} places among the issues
 * @param {readonly Issue[]} issues
 * @param {(index: number) => void} onProblem
 */
export function earnedBy(places, issues, onProblem) {
  if (places.length === 0) return [];
  const links = places.slice(0, NAMED).map((index) => {
    const { place, message } = issues[index];
    const line = `line ${number(place.line)}`;
    const names = { class: "link", title: message, "aria-label": `${line}: ${message}` };
    return button(line, () => onProblem(index), names);
  });
  const left = places.length - links.length;
  return [`Because of ${counted(places.length, "problem")}: `, ...links, left > 0 ? ` and ${number(left)} more` : ""];
}
