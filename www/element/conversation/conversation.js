// @ts-check
import { button, element } from "../dom.js";
import { responseView, stateView } from "./outcome.js";
import { sequence } from "./sequence.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */

const LEAD =
  "Add the responses that came to this message, in the order in which they came: infrastructure first, then business.";

/**
 * The tab that holds the responses to the message, and says how the transaction stands.
 *
 * @param {HTMLElement} panel
 * @param {import("../workspace.js").App} app
 * @returns {import("../panes.js").Pane}
 */
export function createConversation(panel, { ask, open }) {
  /** @type {{ name: string, text: string }[]} */
  let responses = [];
  /** @type {import("../session.js").Checked | null} */
  let checked = null;

  const file = fileField();
  const pasted = pasteField();
  const said = element("p", { class: "about", role: "status" });
  const state = element("div", { role: "status" });
  const list = element("ol", { class: "responses" });
  const actions = element(
    "div",
    { class: "form-actions" },
    button("Open responses…", () => file.showPicker()),
    button("Add pasted", () => add(pasted.value, "pasted")),
    file,
  );
  const picture = element("div", { class: "sequence-host" });
  panel.append(element("p", { class: "panel-lead" }, LEAD), actions, pasted, said, state, picture, list);

  file.addEventListener("change", async () => {
    for (const one of file.files ?? []) responses.push({ name: one.name, text: await one.text() });
    file.value = "";
    review();
  });

  /** @param {string} text @param {string} name */
  async function add(text, name) {
    if (!/^[\s\ufeff]*[<{]/.test(text)) {
      said.textContent = text.trim() === "" ? "Paste a response first." : "A response must be XML or JSON.";
      return pasted.focus();
    }
    if (text.trim() === checked?.text.trim()) {
      said.textContent = "This is the message itself, not a response.";
      return pasted.focus();
    }
    const answer = await ask("validate", [text], "response");
    const broken =
      answer.kind === "done" &&
      answer.value.issues.find((/** @type {import("../../index.d.ts").Issue} */ { severity }) => severity === "fatal");
    if (broken) {
      said.textContent = `The response cannot be read: ${broken.message} (line ${broken.place.line}).`;
      return pasted.focus();
    }
    said.textContent = "";
    responses.push({ name, text });
    pasted.value = "";
    review();
  }

  async function review() {
    if (!checked) return;
    const answer = await ask("reviewConversation", [checked.text, responses.map(({ text }) => text)]);
    if (answer.kind === "superseded") return;
    if (answer.kind !== "done")
      return state.replaceChildren("message" in answer ? answer.message : "The conversation could not be reviewed.");
    show(answer.value);
  }

  /** @param {Conversation} found */
  function show(found) {
    state.replaceChildren(stateView(found));
    picture.replaceChildren(sequence(found));
    list.replaceChildren(
      ...found.responses.map((response, at) => {
        const openIt = () => open(responses[at].text, "The response is open in place of the message.");
        const remove = () => {
          responses.splice(at, 1);
          pasted.focus();
          review();
        };
        return responseView(response, at, [
          button("Open as message", openIt),
          button("Remove", remove, { "aria-label": `Remove response ${at + 1}` }),
        ]);
      }),
    );
  }

  return {
    update(next) {
      checked = next;
      review();
    },
    /** A response that another tab made. */
    add,
    clear() {
      checked = null;
      responses = [];
      for (const host of [state, picture, list]) host.replaceChildren();
    },
  };
}

/** @returns {HTMLInputElement} */
function fileField() {
  const hidden = { class: "unseen", tabindex: -1, "aria-hidden": "true" };
  const attributes = { type: "file", multiple: true, accept: ".xml,.json,.txt", ...hidden };
  return /** @type {HTMLInputElement} */ (element("input", attributes));
}

/** @returns {HTMLTextAreaElement} */
function pasteField() {
  const attributes = { "aria-label": "A response, pasted", placeholder: "Paste a response", spellcheck: "false" };
  return /** @type {HTMLTextAreaElement} */ (element("textarea", attributes));
}
