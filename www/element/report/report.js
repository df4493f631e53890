// @ts-check
import { button, element } from "../dom.js";
import { createShare } from "../share/message.js";
import { copier, download } from "../transfer.js";
import { counted, number, problems, shortName } from "../words.js";
import { cardOf } from "./card.js";
import { pageOf } from "./page.js";
import { summaryText } from "./summary.js";

/** @typedef {import("../../index.d.ts").Report} Report */
/** Made by the engine with `args`, or here with `make`. @typedef {{ name: string, about: string, needs: string, file: [string, string], args: (text: string) => [string, unknown[]], make?: (report: Report) => string }} Form */

/** What the report can be had as. @type {readonly Form[]} */
const FORMS = [
  {
    name: "OperationOutcome, XML",
    about: "FHIR STU3",
    needs: "operationOutcome",
    file: ["outcome.xml", "application/fhir+xml"],
    args: (text) => ["operationOutcome", [text, "xml"]],
  },
  {
    name: "OperationOutcome, JSON",
    about: "FHIR STU3",
    needs: "operationOutcome",
    file: ["outcome.json", "application/fhir+json"],
    args: (text) => ["operationOutcome", [text, "json"]],
  },
  {
    name: "SARIF",
    about: "for code scanning",
    needs: "render",
    file: ["report.sarif", "application/sarif+json"],
    args: (text) => ["render", [text, "sarif"]],
  },
  {
    name: "CSV",
    about: "for a spreadsheet",
    needs: "render",
    file: ["report.csv", "text/csv"],
    args: (text) => ["render", [text, "csv"]],
  },
  {
    name: "JUnit",
    about: "for a build server",
    needs: "render",
    file: ["report.xml", "application/xml"],
    args: (text) => ["render", [text, "junit"]],
  },
  {
    name: "HTML",
    about: "a separate page, to read or print",
    needs: "validate",
    file: ["report.html", "text/html"],
    args: (text) => ["validate", [text]],
    make: pageOf,
  },
  {
    name: "Test harness, HTML",
    about: "every check as the NHS test harness reports it, including passes",
    needs: "render",
    file: ["harness.html", "text/html"],
    args: (text) => ["render", [text, "harness", { date: new Date().toISOString() }]],
  },
  {
    name: "Test harness, JSON",
    about: "the same, for programs",
    needs: "render",
    file: ["harness.json", "application/json"],
    args: (text) => ["render", [text, "harness-json", { date: new Date().toISOString() }]],
  },
  {
    name: "Text",
    about: "as the command prints it",
    needs: "render",
    file: ["report.txt", "text/plain"],
    args: (text) => ["render", [text, "text"]],
  },
];

/**
 * The tab from which the report goes elsewhere.
 *
 * @param {HTMLElement} panel
 * @param {import("../workspace.js").App} app
 * @returns {import("../panes.js").Pane}
 */
export function createReport(panel, { ask, isAble, address }) {
  const body = element("div", { class: "report" });
  const said = element("p", { class: "about", role: "status" });
  panel.append(body, said);

  /** @param {Form} form @param {string} text @param {Report} report */
  async function made({ args, make }, text, report) {
    if (make) return make(report);
    const [name, values] = args(text);
    const answer = await ask(name, values, `report ${values[1]}`);
    if (answer.kind === "done") return /** @type {string} */ (answer.value);
    said.textContent = "message" in answer ? answer.message : "It could not be created.";
    throw new Error(said.textContent);
  }

  /** @param {string} text */
  async function redact(text) {
    const answer = await ask("redact", [text]);
    if (answer.kind !== "done") {
      said.textContent = "message" in answer ? answer.message : "It could not be created.";
      return;
    }
    const xml = text.trimStart().startsWith("<");
    download(
      answer.value,
      xml ? "message-redacted.xml" : "message-redacted.json",
      xml ? "application/fhir+xml" : "application/fhir+json",
    );
    const [before, after] = await Promise.all([
      ask("validate", [text], "redacted before"),
      ask("validate", [answer.value], "redacted after"),
    ]);
    if (before.kind !== "done" || after.kind !== "done") return;
    const same = before.value.issues.length === after.value.issues.length;
    said.textContent = same
      ? `The redacted copy was checked: it shows the same ${counted(after.value.issues.length, "problem")}.`
      : `The redacted copy was checked: it shows ${counted(after.value.issues.length, "problem")} of ${number(before.value.issues.length)}; the others are about values that it no longer contains.`;
  }

  /** @param {string} text @param {string} page */
  function share(text, page) {
    const dialog = createShare(text, ask, page);
    panel.append(dialog);
    dialog.showModal();
  }

  return {
    update({ text, report, milliseconds }) {
      said.textContent = "";
      const rows = FORMS.filter(({ needs }) => isAble(needs)).map((form) =>
        rowOf(form, () => made(form, text, report)),
      );
      const actions = element(
        "div",
        { class: "form-actions" },
        copier("Copy summary for a ticket", () => summaryText(report)),
        button("Print", () => print()),
        isAble("redact") ? button("Download redacted copy", () => redact(text), { title: REDACTED }) : null,
        isAble("redact") && address !== null ? button("Share…", () => share(text, address)) : null,
      );
      body.replaceChildren(
        ...summary(report, milliseconds),
        ...cardOf(report.message),
        actions,
        element("p", { class: "about" }, ABOUT),
        take(rows),
      );
    },
    toExport() {
      const heading = /** @type {HTMLElement | null} */ (body.querySelector(".report-take h3"));
      heading?.scrollIntoView({ block: "start" });
      heading?.focus({ preventScroll: true });
    },
    clear() {
      body.replaceChildren();
      said.textContent = "";
    },
  };
}

const REDACTED = "Every value is replaced by its kind and length";
const ABOUT =
  "The summary has counts, rules and paths, but no values from the message; some of the other forms include what was found.";

/** @param {Form} form @param {() => Promise<string>} made */
function rowOf({ name, about, file }, made) {
  const save = button("Download", async () => download(await made(), ...file), { "aria-label": `Download ${name}` });
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, name, element("span", { class: "about" }, ` ${about}`)),
    element("td", {}, save),
    element("td", {}, named(copier("Copy", made), `Copy ${name}`)),
  );
}

/** @param {HTMLElement[]} rows one for each form */
function take(rows) {
  const command = { class: "command", tabindex: "0", role: "group", "aria-label": "Command" };
  return element(
    "div",
    { class: "report-take" },
    element("h3", { tabindex: -1 }, "Export"),
    element("table", { class: "report-forms" }, element("tbody", {}, ...rows)),
    element("h3", {}, "Run this on the command line"),
    element("pre", command, "npx itk3-validator message.xml"),
  );
}

/** @param {HTMLElement} made @param {string} name */
function named(made, name) {
  made.setAttribute("aria-label", name);
  return made;
}

/** @param {Report} report @param {number} milliseconds */
function summary({ verdict, counts, summary: about, message, definitions, notChecked }, milliseconds) {
  const facts = [
    ["Verdict", verdict],
    ["Problems", problems(counts)],
    [
      "Message",
      [message?.title, about.resourceType && `${about.resourceType}${about.bundleType ? ` (${about.bundleType})` : ""}`]
        .filter(Boolean)
        .join(", "),
    ],
    ["Profile", about.profiles.map(shortName).join(", ")],
    ["Event", message?.event && [message.event.code, message.event.display].filter(Boolean).join(" ")],
    [
      "Checked",
      `${counted(about.elements, "element")} in ${number(Math.round(milliseconds))} ms; ${counted(notChecked.length, "thing")} not checked`,
    ],
    ["Definitions", definitions],
  ];
  const rows = facts
    .filter(([, value]) => value)
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
  return [element("h3", {}, "Summary"), element("dl", { class: "facts" }, ...rows)];
}
