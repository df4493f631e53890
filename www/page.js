// @ts-check
import "./lockdown.js";
import workerSource from "inlined:worker";
import { createChecking } from "./checking.js";
import { createClient } from "./client.js";
import { createEditor } from "./editor.js";
import { offerExamples } from "./examples.js";
import { takeIn } from "./intake.js";
import { loadEngine } from "./load-engine.js";
import { createResults } from "./results.js";
import { followShortcuts } from "./shortcuts.js";
import { createStates } from "./states.js";
import { followTheme } from "./theme.js";
import { kindOfText } from "./words.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const file = /** @type {HTMLInputElement} */ (at("file"));
const help = /** @type {HTMLDialogElement} */ (at("help"));

/** The text that the report on show is about. @type {import("./editor.js").Taken | null} */
let shown = null;
/** The reader wrote something that would be lost. */
let written = false;

const editor = createEditor(at("editor"), {
  onChange(change) {
    if (change !== "pasted") written = change === "typed" && !editor.isEmpty();
    if (change === "replaced") results.forget();
    states.isEmpty(editor.isEmpty());
    checking.changed(change);
  },
  onLine: (line) => results.markLine(line),
});

const results = createResults(
  { verdict: at("verdict"), filters: at("filters"), tree: at("tree"), notChecked: at("not-checked"), detail: at("detail") },
  {
    reveal: (place) => shown && editor.reveal(place, shown),
    goTo(place) {
      if (!shown) return;
      look("message");
      editor.reveal(place, shown);
      editor.goTo(place, shown);
    },
    clearMark: editor.clearMark,
    lineOf: (place) => (shown ? editor.lineOf(place, shown) : place.line),
    excerpt: (place) => (shown ? editor.excerpt(place, shown, 2) : []),
  },
);

const client = createClient({
  source: workerSource,
  loadEngine,
  onReady: (version) => { at("version").textContent = `Version ${version}`; },
});

const checking = createChecking({
  editor,
  client,
  onBusy: (ready, length) => states.busy(ready, length),
  onWait: () => states.wait(),
  onOutcome(outcome, taken, text) {
    states.ended();
    if (editor.isEmpty()) return;
    if (outcome.kind !== "report") return states.tell(outcome, text.length);
    shown = taken;
    at("kind").textContent = kindOfText(outcome.report.summary);
    at("definitions").textContent = outcome.report.definitions;
    editor.showProblems(outcome.report.issues, taken);
    results.show(outcome.report, outcome.milliseconds);
    // What was pressed may be gone, and the focus with it.
    if (document.activeElement === document.body) results.focus({ preventScroll: true });
  },
});

const states = createStates({
  results,
  welcome: at("welcome"),
  kind: at("kind"),
  run: at("check"),
  check: checking.check,
  cancel: client.cancel,
  retry: () => (editor.isEmpty() ? prepare() : checking.check()),
});

/** Starts the engine before there is something to check. */
function prepare() {
  client.prepare().then(
    () => editor.isEmpty() && states.isEmpty(true),
    (problem) => states.tell({ kind: "unstarted", message: problem.message }, 0),
  );
}

/** Another text in place of the present one. @param {string} text */
function replace(text) {
  editor.replace(text);
  look("results");
}

/** Which of its two sides a narrow screen shows. @param {"results" | "message"} side */
function look(side) {
  document.documentElement.dataset.side = side;
  for (const name of ["results", "message"]) at(`look-${name}`).setAttribute("aria-pressed", String(name === side));
}

takeIn({ page: document, file, onText: replace, onRefusal: (reason) => states.refuse(reason) });
offerExamples([at("examples"), at("welcome-examples")], replace);
followTheme(/** @type {HTMLSelectElement} */ (at("theme")));
followShortcuts(window, {
  check: checking.startOrStop,
  open: () => file.click(),
  step: results.step,
  back: () => { look("results"); results.focus(); },
  help: () => help.showModal(),
});

at("check").addEventListener("click", checking.startOrStop);
for (const id of ["open", "welcome-open"]) at(id).addEventListener("click", () => file.click());
at("welcome-write").addEventListener("click", () => {
  look("message");
  editor.focus();
});
at("show-help").addEventListener("click", () => help.showModal());
for (const side of /** @type {const} */ (["results", "message"])) at(`look-${side}`).addEventListener("click", () => look(side));

addEventListener("beforeunload", (event) => {
  if (written) event.preventDefault();
});

// The page is painted first; the engine is ready by the time there is something to check.
requestAnimationFrame(() => setTimeout(prepare));
