// @ts-check
import { uuid } from "../../uuid.js";
import { element } from "../dom.js";
import { isForeign } from "../words.js";
import { Choices } from "./choices.js";
import { Itk2Choices } from "./itk2.js";
import { createResult } from "./result.js";

/** @typedef {import("../session.js").Checked} Checked */

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
export const createReply = (panel, app) => new Reply(panel, app);

class Reply {
  /** @type {Checked | null} */
  #checked = null;
  /** The reply is to be built although nobody asked for it. */
  #evenUnasked = false;
  /** A message of another standard is to be answered all the same. */
  #evenForeign = false;
  #ids = freshIds();
  /** The message that the ids are for. @type {string | undefined} */
  #idsFor;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** What was chosen for the message that the reply was opened in place of. @type {(import("./choices.js").Choice & { id: string | undefined }) | null} */
  #left = null;
  #about = element("p", { class: "panel-lead" });

  /** @param {HTMLElement} panel @param {import("../workspace.js").App} app */
  constructor(panel, app) {
    this.app = app;
    this.choices = new Choices({
      onChange: () => this.#build(),
      onTyping: () => this.#buildSoon(),
      onLevel: () => {
        this.#evenUnasked = this.#evenForeign;
      },
      onProblem: app.showProblem,
    });
    const { showProblem: onProblem } = app;
    this.itk2 = new Itk2Choices({ onChange: () => this.#build(), onTyping: () => this.#buildSoon(), onProblem });
    this.result = createResult({
      onOpen: (text) => this.#open(text),
      onAnswer: app.addResponse,
      onTaken: () => {
        this.#ids = freshIds();
      },
      onOverride: () => this.#override(),
      inFormat: (text, format) => this.#inFormat(text, format),
    });
    // The bar stands below what scrolls, and covers nothing of it.
    const scroll = element("div", { class: "reply-scroll" }, this.#about, this.choices.host, this.result.host);
    panel.append(scroll, this.result.bar);
  }

  /** Brings the form up to date with a message. @param {Checked} next */
  async update(next) {
    const { choices, result, app } = this;
    clearTimeout(this.#timer);
    this.#checked = next;
    const { message, suggestion } = next.report;
    const id = message?.itk2?.trackingId ?? message?.id;
    if (id !== this.#idsFor) [this.#ids, this.#idsFor] = [freshIds(), id];
    result.forget();
    if (choices.codes.length === 0) {
      const answer = await app.ask("responseCodes", []);
      if (answer.kind === "done") choices.codes = answer.value;
    }
    this.#about.textContent = `Reply to ${nameOf(message)}`;
    this.#evenForeign = false;
    this.itk2.host.remove();
    if (message?.itk2) return this.#offerItk2(next);
    if (message && isForeign(message.kind)) {
      // Said before anything is filled in: who would answer makes no difference.
      choices.host.hidden = true;
      const answer = await app.ask("buildAcknowledgement", [next.text, "suggested", {}, {}]);
      if (answer.kind === "done" && this.#checked === next) result.show(answer.value);
      return;
    }
    // Of a message that asked for nothing a reply may still be built; of a response never.
    const isAnswerable =
      suggestion && (message.kind === "send-payload" || suggestion.infrastructure.reply || suggestion.business.reply);
    if (isAnswerable) return this.#offer();
    choices.host.hidden = true;
    const because = suggestion?.infrastructure.because ?? message?.note ?? "Only an ITK3 message gets a response.";
    result.say(`No reply can be built. ${because}`);
  }

  clear() {
    this.#checked = null;
    clearTimeout(this.#timer);
    this.result.say("");
  }

  /** The form, with what the message suggests. */
  #offer() {
    if (!this.#checked) return;
    const { report } = this.#checked;
    const { message } = report;
    const { choices } = this;
    choices.host.hidden = false;
    choices.responder.suggest(message?.receiver?.identifiers.find(({ system }) => system?.includes("ods"))?.value);
    const before = this.#left?.id === message?.id ? this.#left : null;
    choices.suggest(report, before);
    if (before) this.#left = null;
    this.#build();
  }

  /** The form for a message of ITK 2; of what is never answered, why not. @param {Checked} next */
  async #offerItk2(next) {
    const { choices, itk2, result, app } = this;
    choices.host.hidden = true;
    this.#evenUnasked = false;
    if (itk2.codes.length === 0) {
      const answer = await app.ask("responseCodes", ["itk2"]);
      if (answer.kind === "done") itk2.codes = answer.value;
    }
    if (this.#checked !== next) return;
    if (next.report.suggestion) {
      choices.host.after(itk2.host);
      itk2.suggest(next.report);
      this.#build();
      return;
    }
    const answer = await app.ask("buildAcknowledgement", [next.text, "suggested", {}, { ids: this.#ids }]);
    if (answer.kind === "done" && this.#checked === next) result.show(answer.value);
  }

  /** The form that is in use. */
  get #form() {
    return this.#checked?.report.message?.itk2 ? this.itk2 : this.choices;
  }

  /** Builds what was refused. */
  #override() {
    if (this.#form === this.choices && this.choices.host.hidden) {
      this.#evenForeign = true;
      this.#offer();
    } else {
      this.#evenUnasked = true;
      this.#build();
    }
  }

  /** @param {string} text */
  #open(text) {
    this.#left = { id: this.#idsFor, ...this.choices.choice() };
    this.app.open(text, "The reply is now open instead of the message that it answers.");
  }

  /** @param {string} text @param {"xml" | "json"} format */
  async #inFormat(text, format) {
    if (text.trimStart().startsWith("<") === (format === "xml")) return text;
    const answer = await this.app.ask("convert", [text, format], "reply format");
    return answer.kind === "done" && !answer.value.refused ? answer.value : null;
  }

  #buildSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#build(), PAUSE);
  }

  async #build() {
    clearTimeout(this.#timer);
    const { result, app } = this;
    const form = this.#form;
    const { code } = form;
    const checked = this.#checked;
    if (!checked) return;
    if (!code) return result.say("Choose the outcome for this reply.");
    const options = {
      ...form.options(),
      evenUnasked: this.#evenUnasked,
      ...(form.isFixed ? FIXED : { ids: this.#ids }),
    };
    const args = [checked.text, code, form.responder.value(), options];
    const answer = await app.ask("buildAcknowledgement", args);
    // Meanwhile there may be another message.
    if (answer.kind === "superseded" || this.#checked !== checked) return;
    if (answer.kind !== "done")
      return result.say("message" in answer ? answer.message : "The reply could not be built.");
    result.show(answer.value);
    if (answer.value.text) app.emit("itk3-reply", { code, valid: answer.value.report?.conforms === true });
  }
}

/** @param {Checked["report"]["message"]} message */
function nameOf(message) {
  if (message?.itk2) {
    const { serviceId, trackingId, fromAddress } = message.itk2;
    const service = serviceId?.split(":").pop();
    const from = fromAddress && `from ${fromAddress.uri}`;
    return [message.title, service, trackingId && `tracking id ${trackingId}`, from].filter(Boolean).join(", ");
  }
  const sender = message?.sender?.identifiers.find(({ value }) => value)?.value ?? message?.sender?.name;
  const parts = [
    message?.title,
    message?.event?.code,
    message?.id && `message ${message.id}`,
    sender && `from ${sender}`,
  ];
  return parts.filter(Boolean).join(", ") || "this message";
}
