// @ts-check
import { button, element } from "../dom.js";
import { copier } from "../transfer.js";
import { createExplanation } from "./explanation.js";

/** The caret has come to rest. */
const REST = 150;
const NOWHERE = "Choose a place in the message to see its path";

/**
 * Under the message: where the caret stands, as a FHIRPath, and what may stand there.
 *
 * @param {HTMLElement} host
 * @param {{ ask: import("../session.js").Ask, text: () => string, caret: () => number }} parts
 */
export function createCrumbs(host, { ask, text, caret }) {
  const path = element("code", { class: "crumb-path" });
  const copy = copier("Copy path", () => path.textContent ?? "");
  const why = button("What is allowed here?", () => open(why.ariaExpanded !== "true"), {
    "aria-expanded": "false",
    "aria-controls": "explanation",
  });
  const explanation = createExplanation(() => open(false));
  host.append(element("div", { class: "crumb-line" }, path, copy, why), explanation.panel);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Somebody asks about another place than the caret's. @type {number | null} */
  let asked = null;

  /** @param {boolean} is */
  function open(is) {
    why.ariaExpanded = String(is);
    explanation.panel.hidden = !is;
    if (!is && explanation.panel.matches(":focus-within")) why.focus();
  }

  async function look() {
    const answer = await ask("explain", [text(), asked ?? caret()]);
    if (answer.kind !== "done") return;
    const found = answer.value;
    path.textContent = found?.path ?? NOWHERE;
    path.classList.toggle("crumb-none", !found);
    host.hidden = false;
    for (const one of [copy, why]) /** @type {HTMLButtonElement} */ (one).disabled = !found;
    if (found) explanation.show(found);
    else if (!explanation.panel.hidden) open(false);
  }

  return {
    /** The caret is somewhere else, or the text is another. */
    moved() {
      asked = null;
      clearTimeout(timer);
      timer = setTimeout(look, REST);
    },
    /** The report is another: the same place, which may be called otherwise or have moved. */
    again() {
      const at = asked;
      this.moved();
      asked = at;
    },
    /** A problem was chosen, which is somewhere else than the caret. @param {number} offset */
    at(offset) {
      this.moved();
      asked = offset;
    },
    hide() {
      clearTimeout(timer);
      host.hidden = true;
    },
  };
}
