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
 * @param {() => void} parts.onTaken it left the page: the next one is another reply
 * @param {() => void} parts.onOverride builds what was refused
 * @param {(text: string, format: "xml" | "json") => Promise<string | null>} parts.inFormat
 */
export function createResult({ onOpen, onTaken, onOverride, inFormat }) {
  const verdict = element("div", { class: "outcome", role: "status" });
  const notes = element("ul", { class: "about" });
  const list = element("ul", {});
  const actions = element("div", { class: "form-actions" });
  const view = element("div", { class: "preview" });
  const changed = element("p", { class: "about" });
  const mesh = element("div", {});
  // What came of the choices stays in sight while they are made.
  const bar = element("div", { class: "reply-bar" }, verdict, actions, changed);
  const host = element("div", { class: "form" }, notes, list, view, mesh);
  const reader = createReader(view, { onChange() {}, onCaret() {} });
  /** The lines of the reply before, of the same message. @type {string[] | null} */
  let before = null;

  /** Marks the lines that the last choice changed. @param {string} text */
  function markChanged(text) {
    const lines = text.split("\n");
    const known = new Map();
    for (const line of before ?? []) known.set(line, (known.get(line) ?? 0) + 1);
    const fresh =
      before === null
        ? []
        : lines.flatMap((line, at) => {
            const left = known.get(line) ?? 0;
            if (left > 0) known.set(line, left - 1);
            // Time goes by without anybody's choice.
            return left > 0 || line.includes("timestamp") ? [] : [at + 1];
          });
    if (before === null || fresh.length > 0)
      changed.textContent =
        fresh.length > 0 ? `${counted(fresh.length, "line")} changed by the last choice, marked below.` : "";
    reader.showChanged(new Set(fresh));
    before = lines;
  }

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
      onTaken();
      if (words !== null) download(words, `reply.${format}`, `application/fhir+${format}`);
    });
    return made;
  }

  return {
    bar,
    host,
    /** Another message is answered. */
    forget() {
      before = null;
    },
    /** @param {string} words */
    say(words) {
      verdict.className = "outcome";
      verdict.replaceChildren(words);
      for (const part of [notes, list, actions, changed, mesh]) part.replaceChildren();
      view.hidden = true;
      before = null;
    },
    /** @param {Acknowledgement} built */
    show({ refused, text, report, format, mesh: letter, notes: said }) {
      notes.replaceChildren(...said.map((note) => element("li", {}, note)));
      if (refused || text === undefined || !report) {
        const asks = refused?.reason === "responder";
        verdict.className = `outcome ${asks ? "" : "outcome-bad"}`;
        verdict.replaceChildren(
          element(
            "strong",
            {},
            icon(asks ? "information" : "warning"),
            asks ? " Say who replies" : " No reply was built",
          ),
          refused?.message ?? "",
        );
        actions.replaceChildren(...(refused?.overridable ? [button("Build it nevertheless", onOverride)] : []));
        for (const part of [list, changed, mesh]) part.replaceChildren();
        view.hidden = true;
        return;
      }
      const faulty = !report.conforms;
      verdict.className = `outcome outcome-${faulty ? "bad" : "ok"}`;
      verdict.replaceChildren(
        icon(faulty ? "error" : "ok"),
        faulty
          ? ` The reply has ${problems(report.counts)}`
          : ` The reply was checked and conforms: ${problems(report.counts)}`,
      );
      list.replaceChildren(
        ...report.issues.map(({ message, place, path }) =>
          element(
            "li",
            {},
            button(`line ${place.line}`, () => reader.goTo(place, /** @type {any} */ (null)), { class: "link" }),
            ` ${message} `,
            element("code", {}, path),
          ),
        ),
      );
      actions.replaceChildren(
        copier("Copy", () => {
          onTaken();
          return text;
        }),
        saver(text, "xml", faulty),
        saver(text, "json", faulty),
        button("Open as message", () => {
          onTaken();
          onOpen(text);
        }),
      );
      view.hidden = false;
      reader.replace(text);
      reader.showProblems(report.issues, /** @type {any} */ (null));
      markChanged(text);
      mesh.replaceChildren(...(letter ? headers(letter, format ?? "xml") : []));
    },
  };
}

/** @param {NonNullable<Acknowledgement["mesh"]>} letter @param {string} format */
function headers({ headers: all, control }, format) {
  const rows = Object.entries(all)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");
  return [
    element(
      "details",
      {},
      element("summary", {}, `MESH: ${counted(Object.keys(all).length, "header")} and control file`),
      element("pre", { class: "command", tabindex: "0", role: "group", "aria-label": "MESH headers" }, rows),
      element(
        "div",
        { class: "form-actions" },
        copier("Copy headers", () => rows),
        copier("Copy control file", () => control),
        button("Download control file", () => download(control, `reply-${format}.ctl`, "application/xml")),
      ),
    ),
  ];
}
