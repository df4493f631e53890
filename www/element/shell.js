// @ts-check
// What every element has from the start, before there is a message, an editor or an engine.
import styles from "styles:element";
import { button, element } from "./dom.js";

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** What `rem` means in the styles: a length, worked out where it is set and not where it is used. */
const BASE = { name: "--itk3-base", syntax: "<length>", inherits: true, initialValue: "16px" };

/** @typedef {ReturnType<typeof createShell>} Shell */

/**
 * Fills the shadow root of an element.
 *
 * @param {ShadowRoot} root
 */
export function createShell(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    // A style sheet made by a script needs no leave from the page's policy.
    sheet.replaceSync(styles);
    try {
      CSS.registerProperty(BASE);
    } catch {
      // Another copy of the element did.
    }
  }
  root.adoptedStyleSheets = [sheet];
  // Where it is one of several, its parts are no landmarks of the page.
  const role = root.host.hasAttribute("page") ? "region" : "group";

  const messageParts = messageSide(role);
  const resultParts = resultsSide(role, messageParts.file);
  const divider = element("div", { class: "divider" });

  const app = element(
    "div",
    { class: "app", part: "app" },
    messageParts.message,
    divider,
    resultParts.results,
    element("div", { class: "drop-here", "aria-hidden": "true" }, element("p", {}, "Drop the message here")),
  );
  const fallback = element("div", { class: "fallback" }, element("slot"));
  root.replaceChildren(element("slot", { name: "header" }), fallback, app);

  return { app, fallback, divider, ...messageParts, ...resultParts };
}

/** The message, and what is done with it. @param {string} role */
function messageSide(role) {
  const open = button("Open file…", () => file.showPicker(), { id: "open" });
  const file = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "file",
      id: "file",
      class: "unseen",
      tabindex: -1,
      "aria-hidden": "true",
      accept: ".xml,.json,.txt,.dat,.tgz,application/xml,application/json,text/plain",
    })
  );
  const examples = element("div", { id: "examples", class: "menu-list" });
  const examplesMenu = element(
    "details",
    { class: "menu", hidden: true },
    element("summary", {}, "Examples"),
    examples,
  );
  const tools = element("span", { class: "tools" });
  const check = button("Check", () => {}, { id: "check", class: "primary", title: "Ctrl+Enter" });
  const bar = element(
    "div",
    { class: "bar", part: "toolbar" },
    element("h2", { id: "message-title" }, "Message"),
    open,
    file,
    examplesMenu,
    tools,
    check,
  );
  const kind = element("p", { id: "kind", class: "kind" });
  const editor = element("div", { id: "editor", class: "editor", part: "editor" });
  const twin = element("section", { class: "twin", role: "group", hidden: true });
  const crumbs = element("div", { class: "crumbs", hidden: true });
  const message = element(
    "section",
    { class: "side side-message", role, id: "panel-message", "aria-labelledby": "message-title" },
    bar,
    kind,
    element("div", { class: "texts" }, editor, twin),
    crumbs,
  );
  return { file, examples, examplesMenu, tools, check, kind, editor, twin, crumbs, message };
}

const CHECKED = [
  "XML and JSON, the resources and data types of FHIR STU3, and its terminology as far as it can be listed",
  "the profiles of ITK3 and of the NHS programmes that use it",
  "what the guides require beyond profiles: ITK3, GP Connect Send Document, Update Record, Transfer of Care, MESH metadata",
  "envelopes and responses of ITK 2",
];
const NOT_CHECKED = [
  "whether codes of SNOMED CT and dm+d exist",
  "whether an ODS code, an NHS number or a mailbox is in use: only the format is checked",
  "what an attachment says, and what a message means for the patient",
];

function whatIsChecked() {
  const list = (/** @type {string[]} */ items) =>
    element("ul", { class: "checked-list" }, ...items.map((one) => element("li", {}, one)));
  return element(
    "details",
    { class: "checked" },
    element("summary", {}, "What is checked, and what is not"),
    element("p", {}, "Checked:"),
    list(CHECKED),
    element("p", {}, "Not checked:"),
    list(NOT_CHECKED),
  );
}

/** What comes of a check. @param {string} role @param {HTMLInputElement} file */
function resultsSide(role, file) {
  const welcomeExamples = element("div", { id: "welcome-examples" });
  const write = button("Write or paste", () => {}, { id: "welcome-write" });
  const welcome = element(
    "div",
    { id: "welcome", class: "welcome" },
    element(
      "slot",
      { name: "empty" },
      element("h2", {}, "Check an ITK3 message"),
      element("p", {}, "Paste an ITK3 message here, drop a file, or try an example. XML and JSON are both read."),
    ),
    element(
      "div",
      { class: "welcome-ways" },
      button("Drop a file here, or choose one…", () => file.showPicker(), { id: "welcome-open", class: "drop-area" }),
      write,
    ),
    welcomeExamples,
    whatIsChecked(),
    element("p", { class: "promise" }, "The message stays in this tab: it is neither sent nor stored."),
  );
  const verdict = element("div", { id: "verdict", class: "verdict", part: "verdict", hidden: true });
  const notices = element("div", { class: "notices" });
  const tabs = element("div", { class: "tabs", role: "tablist", "aria-label": "Results", hidden: true });
  const panels = element("div", { class: "panels" });
  const results = element(
    "section",
    { class: "side side-results", role, "aria-label": "Results" },
    welcome,
    verdict,
    notices,
    tabs,
    panels,
  );
  return { welcome, welcomeExamples, write, verdict, notices, tabs, panels, results };
}
