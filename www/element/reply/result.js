// @ts-check
import { button, element } from "../dom.js";
import { icon } from "../icons.js";
import { createReader } from "../message/reader.js";
import { copier, download } from "../transfer.js";
import { counted, problems } from "../words.js";

/** @typedef {import("../../index.d.ts").Acknowledgement} Acknowledgement */

/**
 * The reply as it was built: whether it conforms, its text, and where it can go.
 *
 * @param {object} parts
 * @param {(text: string) => void} parts.onOpen
 * @param {() => void} parts.onOverride builds what was refused
 * @param {(text: string, format: "xml" | "json") => Promise<string | null>} parts.inFormat
 */
export function createResult({ onOpen, onOverride, inFormat }) {
  const verdict = element("div", { class: "outcome", role: "status" });
  const notes = element("ul", { class: "about" });
  const list = element("ul", {});
  const actions = element("div", { class: "form-actions" });
  const view = element("div", { class: "preview" });
  const mesh = element("div", {});
  const host = element("div", { class: "form" }, verdict, notes, list, actions, view, mesh);
  const reader = createReader(view, { onChange() {}, onCaret() {} });

  /** @param {string} text @param {"xml" | "json"} format @param {boolean} faulty */
  function saver(text, format, faulty) {
    const label = `Download ${format.toUpperCase()}`;
    let asked = false;
    const made = button(label, async () => {
      // Nobody should send a faulty reply without noticing.
      if (faulty && !asked) {
        asked = true;
        made.textContent = `${label} in spite of its errors`;
        return;
      }
      const words = await inFormat(text, format);
      if (words !== null) download(words, `reply.${format}`, `application/fhir+${format}`);
    });
    return made;
  }

  return {
    host,
    /** @param {string} words */
    say(words) {
      verdict.className = "outcome";
      verdict.replaceChildren(words);
      for (const part of [notes, list, actions, mesh]) part.replaceChildren();
      view.hidden = true;
    },
    /** @param {Acknowledgement} built */
    show({ refused, text, report, format, mesh: letter, notes: said }) {
      notes.replaceChildren(...said.map((note) => element("li", {}, note)));
      if (refused || text === undefined || !report) {
        const asks = refused?.reason === "responder";
        verdict.className = `outcome ${asks ? "" : "outcome-bad"}`;
        verdict.replaceChildren(element("strong", {}, icon(asks ? "information" : "warning"), asks ? " Say who replies" : " No reply was built"), refused?.message ?? "");
        actions.replaceChildren(...(refused?.overridable ? [button("Build it nevertheless", onOverride)] : []));
        list.replaceChildren();
        mesh.replaceChildren();
        view.hidden = true;
        return;
      }
      const faulty = !report.conforms;
      verdict.className = `outcome outcome-${faulty ? "bad" : "ok"}`;
      verdict.replaceChildren(icon(faulty ? "error" : "ok"), faulty ? ` The reply has ${problems(report.counts)}` : ` The reply was checked and conforms: ${problems(report.counts)}`);
      list.replaceChildren(...report.issues.map(({ message, place, path }) => element("li", {},
        button(`line ${place.line}`, () => reader.goTo(place, /** @type {any} */ (null)), { class: "link" }), ` ${message} `, element("code", {}, path))));
      actions.replaceChildren(
        copier("Copy", () => text),
        saver(text, "xml", faulty),
        saver(text, "json", faulty),
        button("Open as message", () => onOpen(text)));
      view.hidden = false;
      reader.replace(text);
      reader.showProblems(report.issues, /** @type {any} */ (null));
      mesh.replaceChildren(...(letter ? headers(letter, format ?? "xml") : []));
    },
  };
}

/** @param {NonNullable<Acknowledgement["mesh"]>} letter @param {string} format */
function headers({ headers: all, control }, format) {
  const rows = Object.entries(all).map(([name, value]) => `${name}: ${value}`).join("\n");
  return [
    element("details", {}, element("summary", {}, `MESH: ${counted(Object.keys(all).length, "header")} and control file`),
      element("pre", { class: "command", tabindex: "0", role: "group", "aria-label": "MESH headers" }, rows),
      element("div", { class: "form-actions" }, copier("Copy headers", () => rows), copier("Copy control file", () => control),
        button("Download control file", () => download(control, `reply-${format}.ctl`, "application/xml")))),
  ];
}
