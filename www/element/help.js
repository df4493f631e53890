// @ts-check
import { button, element } from "./dom.js";

/** Keys, as they are written, and what they do. */
const KEYS = [
  ["Ctrl+Enter", "Check, or cancel"],
  ["Ctrl+O, Ctrl+S", "Open a file; download the message"],
  ["Ctrl+Z, Ctrl+Y", "Undo, redo a change of the message"],
  ["F8, Shift+F8", "Next problem, previous problem"],
  ["Ctrl+F", "Find in the message"],
  ["Ctrl+Shift+M", "Back to the problems"],
  ["↑ ↓ Home End", "Move among the problems"],
  ["→ ←", "Open, close; first row below, row above"],
  ["*", "Open all groups"],
  ["Enter", "Go to the problem’s place in the message"],
  ["Letters", "Next problem that starts with them"],
  ["C, R", "Among the problems: copy this one; group by rule"],
  ["?", "This help"],
];

/** What the page does beside checking. */
const ABOUT = [
  "A problem with one right value has a button that replaces it; what is missing can be inserted, with placeholders to fill in.",
  "Reply builds the acknowledgement of the message. Conversation shows what the responses say, and what is outstanding.",
  "Map shows the entries of the message and how they refer to each other.",
  "Report exports the findings, downloads a copy without personal data, and shares the message as a link.",
];

/** The list of keys, and what the checker is for. @returns {HTMLDialogElement} */
export function createHelp() {
  const close = button("Close", () => help.close(), { class: "primary" });
  const rows = KEYS.map(([keys, act]) =>
    element("tr", {}, element("th", { scope: "row" }, ...written(keys)), element("td", {}, act)),
  );
  const help = /** @type {HTMLDialogElement} */ (
    element(
      "dialog",
      { class: "help", "aria-labelledby": "help-title" },
      element("h2", { id: "help-title" }, "Help"),
      element(
        "p",
        {},
        "A message is checked against HL7 FHIR STU3 and the published ITK3 profiles. Choose a problem to see where it is, what was expected and what was found.",
      ),
      element("ul", { class: "help-list" }, ...ABOUT.map((words) => element("li", {}, words))),
      element("p", {}, "Drop a StructureDefinition, a ValueSet or a FHIR package (.tgz) to check against it too."),
      element("h3", {}, "Keys"),
      element("table", {}, element("tbody", {}, ...rows)),
      element("p", {}, "On a Mac, ", element("kbd", {}, "⌘"), " stands for ", element("kbd", {}, "Ctrl"), "."),
      close,
    )
  );
  return help;
}

/** @param {string} keys */
function written(keys) {
  return keys
    .split(/([+, ]+)/)
    .map((part) => (/^[+, ]*$/.test(part) || part === "Letters" ? part : element("kbd", {}, part)));
}
