// @ts-check
// The form of a reply to a message of ITK 2: which one, its outcome, and who replies.
import { element } from "../dom.js";
import { choice, field, textInput } from "../form.js";
import { earnedBy } from "./choices.js";

/** @typedef {import("../../index.d.ts").Itk2Code} Itk2Code */
/** @typedef {import("../../index.d.ts").Report} Report */
/** @typedef {import("../../index.d.ts").Responder} Responder */

/** What was written, as long as the page is open; it is stored nowhere. */
const remembered = { ods: "", address: "", identity: "", to: "" };

/** @type {readonly [string, string][]} */
const REPLIES = [
  ["", "What the message requires"],
  ["acknowledgement", "Infrastructure acknowledgement"],
  ["answer", "Synchronous answer"],
  ["fault", "SOAP fault"],
];
/** @type {readonly [keyof typeof remembered, string, string][]} */
const FIELDS = [
  ["ods", "ODS code", "required for an acknowledgement, unless you give address and identity"],
  ["address", "Address", "optional: urn:nhs-uk:addressing:…"],
  ["identity", "Identity", "optional: urn:nhs-uk:identity:…"],
  ["to", "Send to", "required if the message has no sender address"],
];
const ADDRESS = "urn:nhs-uk:addressing:ods:";

/** @param {string} label @param {readonly [string, string][]} options */
function select(label, options) {
  const input = /** @type {HTMLSelectElement} */ (element("select", {}));
  fill(input, options);
  return { input, row: field(label, input) };
}

/** @param {HTMLSelectElement} input @param {readonly (readonly [string, string])[]} options */
function fill(input, options) {
  input.replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
}

export class Itk2Choices {
  /** All codes. @type {Itk2Code[]} */
  codes = [];
  #reply = select("Reply", REPLIES);
  #outcome = select("Outcome", []);
  #because = element("p", { class: "about" });
  /** What led to the suggestion. */
  #earned = element("p", { class: "about" });
  #diagnostics = choice("checkbox", "List the problems in diagnostics", { checked: true });
  #fixed = choice("checkbox", "Fixed ids and time (for tests)");
  /** What the present message says, as long as nothing else is written. */
  #suggested = "";
  /** @type {HTMLInputElement | undefined} */
  #ods;

  /**
   * @param {object} reactions
   * @param {() => void} reactions.onChange something was chosen
   * @param {() => void} reactions.onTyping something is being typed, and there may be more to come
   * @param {(index: number) => void} reactions.onProblem the reader wants to see a problem
   */
  constructor({ onChange, onTyping, onProblem }) {
    this.onProblem = onProblem;
    const rows = FIELDS.map(([name, label, hint]) => {
      const input = textInput(remembered[name]);
      input.addEventListener("input", () => {
        remembered[name] = input.value.trim();
        if (name === "ods") this.#suggested = "";
        onTyping();
      });
      if (name === "ods") this.#ods = input;
      return field(label, input, hint);
    });
    this.#diagnostics.about.textContent = "paths and rules, no values";
    this.#fixed.about.textContent = "otherwise new ids and the current time";
    const ticks = [this.#diagnostics, this.#fixed];
    for (const { input } of [this.#reply, this.#outcome, ...ticks]) input.addEventListener("change", onChange);
    this.host = element(
      "div",
      { class: "form itk2" },
      this.#reply.row,
      element("div", {}, this.#outcome.row, this.#because, this.#earned),
      element(
        "fieldset",
        {},
        element("legend", {}, "Who replies"),
        element("div", { class: "fields" }, ...rows),
        element("p", { class: "about" }, "Kept until you close the page; never stored."),
      ),
      element("fieldset", {}, element("legend", {}, "Details"), ...ticks.map(({ row }) => row)),
    );
  }

  /** The outcome that is chosen. */
  get code() {
    return this.#outcome.input.value;
  }

  /** Is the same reply to come out each time? */
  get isFixed() {
    return this.#fixed.input.checked;
  }

  /** Offers what a message suggests. @param {Report} report */
  suggest({ message, suggestion, issues }) {
    const [first, ...others] = suggestion?.codes ?? [];
    this.#reply.input.value = "";
    /** @type {[string, string][]} */
    const codes = this.codes.map(({ code, display }) => [code, `${code} ${display}`]);
    fill(this.#outcome.input, [["OK", "OK"], ...codes]);
    this.#outcome.input.value = first?.code ?? "1000";
    const also = others.map(({ code }) => code).join(", ");
    this.#because.textContent = [
      first ? `Suggested: ${first.because}.` : "",
      also ? `Also fitting: ${also}.` : "",
      suggestion ? `${suggestion.infrastructure.because}.` : "",
    ]
      .filter(Boolean)
      .join(" ");
    this.#earned.replaceChildren(...earnedBy(first?.issues ?? [], issues, this.onProblem));
    const uri = message.itk2?.toAddress.find((address) => address.uri.startsWith(ADDRESS))?.uri ?? "";
    if (remembered.ods || !this.#ods) return;
    this.#suggested = this.#ods.value = uri.slice(ADDRESS.length).split(":")[0];
  }

  /** What is told with the code. */
  options() {
    return {
      reply: this.#reply.input.value || undefined,
      to: remembered.to || undefined,
      diagnostics: this.#diagnostics.input.checked,
    };
  }

  responder = {
    /** @returns {Responder} */
    value: () => {
      const { address, identity } = remembered;
      return { organization: { ods: remembered.ods || this.#suggested }, address, identity };
    },
  };
}
