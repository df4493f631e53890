// @ts-check
import { button, element } from "../dom.js";
import { responseView, stateView } from "./outcome.js";
import { createSequence } from "./sequence.js";
import { objection, SIMULATED, simulated } from "./simulated.js";
import { tell } from "./story.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */

const LEAD =
  "Add the responses to this message, or a MESH error report, in the order in which they arrived: infrastructure first, then business.";

const OPENED = "The response is now open instead of the message.";

/**
 * The tab that holds the responses to the message, and says how the transaction stands.
 *
 * @param {HTMLElement} panel
 * @param {import("../workspace.js").App} app
 * @returns {import("../panes.js").Pane}
 */
export function createConversation(panel, { ask, isAble, open, story }) {
  /** @type {{ name: string, text: string }[]} */
  let responses = [];
  /** @type {import("../session.js").Checked | null} */
  let checked = null;

  const file = fileField();
  const pasted = pasteField();
  const said = element("p", { class: "about", role: "status" });
  const state = element("div", { role: "status" });
  const list = element("ol", { class: "responses" });
  const picture = createSequence();
  const actions = element(
    "div",
    { class: "form-actions" },
    button("Open responses…", () => file.showPicker()),
    button("Add", () => add(pasted.value, "pasted")),
    isAble("simulate") ? button("Answer as the NHS test harness", simulate, { title: SIMULATED }) : null,
    file,
  );
  panel.append(element("p", { class: "panel-lead" }, LEAD), actions, pasted, said, state, picture.host, list);

  file.addEventListener("change", async () => {
    for (const one of file.files ?? []) responses.push({ name: one.name, text: await one.text() });
    file.value = "";
    review();
  });

  /** @param {string} text @param {string} name */
  async function add(text, name) {
    said.textContent = await objection(ask, text, checked?.text);
    if (said.textContent !== "") return pasted.focus();
    responses.push({ name, text });
    pasted.value = "";
    review();
  }

  /** In place of the responses come those that the simulator would send. */
  async function simulate() {
    if (!checked) return;
    const found = await simulated(ask, checked.text);
    said.textContent = found.said;
    responses = found.responses ?? responses;
    review();
  }

  const openAt = (/** @type {number} */ at) => open(responses[at].text, OPENED);

  /** @param {number} at */
  function removeAt(at) {
    responses.splice(at, 1);
    pasted.focus();
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
    picture.show(found);
    list.replaceChildren(...found.responses.map((response, at) => rowOf(response, at, openAt, removeAt)));
  }

  return {
    async update(next) {
      checked = next;
      const one = story(next.text);
      const told = one && (await tell(ask, one));
      // Meanwhile there may be another message.
      if (checked !== next) return;
      if (one) said.textContent = one.about;
      responses = told ?? responses;
      review();
    },
    /** A response that another tab made. */
    add,
    clear() {
      checked = null;
      responses = [];
      picture.clear();
      for (const one of [said, state, list]) one.replaceChildren();
    },
  };
}

/**
 * @param {Conversation["responses"][number]} response
 * @param {number} at
 * @param {(at: number) => void} open
 * @param {(at: number) => void} remove
 */
const rowOf = (response, at, open, remove) =>
  responseView(response, at, [
    button("Open as message", () => open(at)),
    button("Remove", () => remove(at), { "aria-label": `Remove response ${at + 1}` }),
  ]);

/** @returns {HTMLInputElement} */
function fileField() {
  const hidden = { class: "unseen", tabindex: -1, "aria-hidden": "true" };
  const attributes = { type: "file", multiple: true, accept: ".xml,.json,.ctl,.txt", ...hidden };
  return /** @type {HTMLInputElement} */ (element("input", attributes));
}

/** @returns {HTMLTextAreaElement} */
function pasteField() {
  const attributes = { "aria-label": "A response, pasted", placeholder: "Paste a response", spellcheck: "false" };
  return /** @type {HTMLTextAreaElement} */ (element("textarea", attributes));
}
