// @ts-check
import { button, element } from "../dom.js";
import { icon } from "../icons.js";
import { createReader } from "../message/reader.js";
import { copier, download } from "../transfer.js";
import { counted, problems } from "../words.js";

/** @typedef {import("../../index.d.ts").Acknowledgement} Acknowledgement */

/**
 * @typedef {object} Reactions
 * @property {(text: string) => void} onOpen
 * @property {((text: string, name: string) => void) | null} onAnswer adds it to the conversation, where there is one
 * @property {() => void} onTaken it left the page: the next one is another reply
 * @property {() => void} onOverride builds what was refused
 * @property {(text: string, format: "xml" | "json") => Promise<string | null>} inFormat
 */

/** The reply as it was built: whether it conforms, its text, and where it can go. @param {Reactions} reactions */
export function createResult({ onOpen, onAnswer, onTaken, onOverride, inFormat }) {
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
    const fresh = before === null ? [] : freshLines(before, lines);
    if (before === null || fresh.length > 0)
      changed.textContent =
        fresh.length > 0 ? `${counted(fresh.length, "line")} changed by the last choice, marked below.` : "";
    reader.showChanged(new Set(fresh));
    before = lines;
  }

  /** @param {NonNullable<Acknowledgement["refused"]> | undefined} refused */
  function showRefusal(refused) {
    const isAboutResponder = refused?.reason === "responder";
    verdict.className = `outcome ${isAboutResponder ? "" : "outcome-bad"}`;
    const words = isAboutResponder ? " Say who replies" : " No reply was built";
    verdict.replaceChildren(
      element("strong", {}, icon(isAboutResponder ? "information" : "warning"), words),
      refused?.message ?? "",
    );
    actions.replaceChildren(...(refused?.overridable ? [button("Build it anyway", onOverride)] : []));
    for (const part of [list, changed, mesh]) part.replaceChildren();
    view.hidden = true;
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
    show(built) {
      const { refused, text, report, mesh: letter, notes: said, itk2Reply } = built;
      notes.replaceChildren(...said.map((note) => element("li", {}, note)));
      if (refused || text === undefined || !report) return showRefusal(refused);
      const isFaulty = !report.conforms;
      verdict.className = `outcome outcome-${isFaulty ? "bad" : "ok"}`;
      verdict.replaceChildren(
        icon(isFaulty ? "error" : "ok"),
        ` The reply ${isFaulty ? "has" : "was checked and conforms:"} ${problems(report.counts)}`,
      );
      list.replaceChildren(...report.issues.map((issue) => issueItem(issue, reader)));
      actions.replaceChildren(
        ...actionsOn(text, isFaulty, { onOpen, onAnswer, onTaken, inFormat }, stemOf(built), itk2Reply),
      );
      view.hidden = false;
      reader.replace(text);
      reader.showProblems(report.issues, /** @type {any} */ (null));
      markChanged(text);
      mesh.replaceChildren(...(letter ? headers(letter, stemOf(built)) : []));
    },
  };
}

/** The numbers of the lines that were not there before. @param {string[]} before @param {string[]} lines */
function freshLines(before, lines) {
  /** @type {Map<string, number>} */
  const known = new Map();
  for (const line of before) known.set(line, (known.get(line) ?? 0) + 1);
  return lines.flatMap((line, at) => {
    const left = known.get(line) ?? 0;
    if (left > 0) known.set(line, left - 1);
    // Time goes by without anybody's choice.
    return left > 0 || line.includes("timestamp") ? [] : [at + 1];
  });
}

/**
 * Where a reply can go; one of ITK 2 is XML alone.
 *
 * @param {string} text @param {boolean} isFaulty @param {Omit<Reactions, "onOverride">} reactions @param {string} stem of a file's name @param {string} [itk2Reply]
 */
function actionsOn(text, isFaulty, { onOpen, onAnswer, onTaken, inFormat }, stem, itk2Reply) {
  const taken = () => {
    onTaken();
    return text;
  };
  const hand = async (/** @type {"xml" | "json"} */ format) => {
    const words = await inFormat(text, format);
    onTaken();
    const type = itk2Reply ? "text/xml" : `application/fhir+${format}`;
    if (words !== null) download(words, `${stem}.${format}`, type);
  };
  return [
    copier("Copy", taken),
    reluctant("Download XML", isFaulty, () => hand("xml")),
    ...(itk2Reply ? [] : [reluctant("Download JSON", isFaulty, () => hand("json"))]),
    ...(onAnswer ? [button("Add to conversation", () => onAnswer(taken(), stem))] : []),
    button("Open as message", () => onOpen(taken())),
  ];
}

/** The name of its file without the ending: that of the MESH headers, where there are some. @param {Acknowledgement} built */
function stemOf({ mesh, report, code }) {
  const given = mesh?.headers["Mex-FileName"]?.replace(/\.\w+$/, "");
  const short = report?.message?.itk2?.trackingId?.slice(0, 8);
  return given ?? ([code, short?.replace(/[^\w-]/g, "")].filter(Boolean).join("-") || "reply");
}

/** A button that asks once more where the reply is faulty: nobody should send one without noticing. @param {string} label @param {boolean} isFaulty @param {() => void} act */
function reluctant(label, isFaulty, act) {
  let isAsked = !isFaulty;
  const made = button(label, () => {
    if (isAsked) return act();
    isAsked = true;
    made.textContent = `${label} despite its errors`;
  });
  return made;
}

/** @param {import("../../index.d.ts").Issue} issue @param {ReturnType<typeof createReader>} reader */
function issueItem({ message, place, path }, reader) {
  const to = button(`line ${place.line}`, () => reader.goTo(place, /** @type {any} */ (null)), { class: "link" });
  return element("li", {}, to, ` ${message} `, element("code", {}, path));
}

/** @param {NonNullable<Acknowledgement["mesh"]>} letter @param {string} stem of a file's name */
function headers({ headers: all, control }, stem) {
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
        button("Download control file", () => download(control, `${stem}.ctl`, "application/xml")),
      ),
    ),
  ];
}
