// @ts-check
import { button, element } from "../dom.js";
import { copier, download, fileOf } from "../transfer.js";
import { formatOf } from "./colour.js";
import { createReader } from "./reader.js";

/** @typedef {import("../../index.d.ts").Issue} Issue */
/** @typedef {import("../../index.d.ts").Report} Report */

/**
 * The same message in the other format, beneath: the problem that is selected is marked in both.
 *
 * @param {HTMLElement} host
 * @param {{ ask: import("../session.js").Ask }} parts
 */
export function createTwin(host, { ask }) {
  const title = element("h3", {});
  const note = element("p", { class: "about", role: "status" });
  const view = element("div", { class: "twin-text" });
  let text = "";
  host.setAttribute("aria-label", "The message in the other format");
  host.append(
    element(
      "div",
      { class: "bar" },
      title,
      copier("Copy", () => text),
      button("Download", () => download(text, ...fileOf(text, "message"))),
      button("Close", () => close(), { class: "link" }),
    ),
    note,
    view,
  );
  const reader = createReader(view, { onChange() {}, onCaret() {} });
  /** @type {Report | null} */
  let report = null;
  /** @type {Issue | null} */
  let selected = null;
  /** @type {HTMLElement | null} */
  let opener = null;

  /** @param {string} from */
  async function fill(from) {
    const to = formatOf(from) === "xml" ? "json" : "xml";
    title.textContent = to === "json" ? "As JSON" : "As XML";
    const answer = await ask("convert", [from, to]);
    if (answer.kind === "superseded") return;
    const refused = answer.kind === "done" ? answer.value.refused : null;
    if (refused)
      note.textContent = `Not converted: ${refused.message} (line ${refused.place.line}, column ${refused.place.column}).`;
    else note.textContent = answer.kind === "done" ? "" : "message" in answer ? answer.message : "The checker stopped.";
    text = answer.kind === "done" && !refused ? answer.value : "";
    reader.replace(text);
    const checked = text === "" ? null : await ask("validate", [text], "twin");
    report = checked?.kind === "done" ? checked.value : null;
    if (report) reader.showProblems(report.issues, /** @type {any} */ (null));
    mark();
  }

  function mark() {
    const same =
      selected && report?.issues.find(({ rule, path }) => rule === selected?.rule && path === selected?.path);
    if (same) reader.reveal(same.place, /** @type {any} */ (null));
    else reader.clearMark();
  }

  function close() {
    put();
    opener?.focus();
  }

  /** Away with it: nothing of the message stays. */
  function put() {
    host.hidden = true;
    opener?.setAttribute("aria-pressed", "false");
    text = "";
    reader.replace("");
  }

  return {
    /** @param {string} from @param {HTMLElement} by */
    toggle(from, by) {
      if (!host.hidden) return close();
      opener = by;
      host.hidden = false;
      by.setAttribute("aria-pressed", "true");
      fill(from);
    },
    /** @param {{ text: string }} now */
    update({ text: from }) {
      if (!host.hidden) fill(from);
    },
    /** @param {Issue} issue */
    select(issue) {
      selected = issue;
      if (!host.hidden) mark();
    },
    clear() {
      selected = null;
    },
    close: () => host.hidden || put(),
  };
}
