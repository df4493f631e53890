// @ts-check
import { createChecking } from "./checking.js";
import { createDefinitions } from "./definitions.js";
import { button, element } from "./dom.js";
import { createCrumbs } from "./message/crumbs.js";
import { createTools } from "./message/tools.js";
import { createTwin } from "./message/twin.js";
import { VERY_LONG, windowed } from "./message/window.js";
import { createNotices } from "./notices.js";
import { createPanes } from "./panes.js";
import { since } from "./problems/compare.js";
import { createProblems } from "./problems/problems.js";
import { createStates } from "./states.js";
import { createTabs } from "./tabs.js";
import { createVerdict, verdictOn } from "./verdict.js";
import { counted, kindOfText, size } from "./words.js";

/** @typedef {import("../index.d.ts").Report} Report */
/** @typedef {import("./message/editor.js").Taken} Taken */
/** @typedef {(name: string, args: unknown[], topic?: string) => Promise<import("./engine/client.js").Answer<any>>} Ask */
/** A text and the report on it. @typedef {{ text: string, report: Report, milliseconds: number }} Now */

/**
 * What a tab may use of all this.
 *
 * @typedef {object} App
 * @property {Ask} ask
 * @property {(name: string) => boolean} able whether the engine can do this
 * @property {(text: string, said: string) => void} open puts another message in place of the present one, and offers the way back
 * @property {(place: import("../index.d.ts").Place) => void} goTo
 * @property {(index: number) => void} showProblem
 * @property {(type: string, detail: object) => void} tell sends an event
 */

/** Of more problems than this, not everything is shown in one go: the page stays alive. */
const MANY = 500;
const nextTask = () => new Promise((done) => setTimeout(done));

/** @typedef {Awaited<ReturnType<typeof createWorkspace>>} Workspace */

/**
 * Message, verdict and tabs: everything that happens once the message can be shown.
 *
 * @param {object} parts
 * @param {import("./shell.js").Shell} parts.shell
 * @param {(reactions: Parameters<typeof import("./message/editor.js").createEditor>[1]) => Promise<import("./message/editor.js").Source>} parts.createSource
 * @param {import("./engine/client.js").Client} parts.client
 * @param {{ editable: boolean, page: boolean, oneFile: string | null, tabs: (id: string) => boolean, profile: () => string | null }} parts.settings
 * @param {(type: string, detail: object) => void} parts.tell
 */
export async function createWorkspace({ shell, createSource, client, settings, tell }) {
  /** Whose questions these are. */
  const owner = {};
  /** @type {Now | null} */
  let now = null;
  /** The text that the report on show is about. @type {Taken | null} */
  let shown = null;
  /** The reader wrote something that would be lost. */
  let written = false;
  let line = 0;
  /** The file that the message was opened from. */
  let fileName = "";
  /** The notice that leads back to the message before. @type {HTMLElement | null} */
  let wayBack = null;
  /** Another message came since the last report. */
  let another = true;
  /** Reports that were to be shown. */
  let turn = 0;

  const source = windowed(
    await createSource({
      onChange(change) {
        // What was pasted over all is held like any other: in part.
        if (change === "pasted" && source.length() > VERY_LONG)
          return void queueMicrotask(() => source.replace(source.text()));
        if (change !== "pasted") written = change === "typed" && !source.isEmpty();
        if (change === "replaced") {
          another = true;
          wayBack?.remove();
          problems.forget();
          verdict.forget();
        }
        if (source.isEmpty()) blank();
        else shell.welcome.hidden = true;
        shell.app.toggleAttribute("data-empty", source.isEmpty());
        checking.changed(change);
        problems.markStale();
        // Putting a large text together takes a while; it is done for who asks.
        tell("itk3-input", {
          get value() {
            return source.text();
          },
        });
      },
      onCaret(_, at) {
        crumbs?.moved();
        if (at === line) return;
        line = at;
        problems.markLine(line);
      },
    }),
  );

  /** @type {Ask} */
  const ask = (name, args, topic) => client.ask(owner, name, args, topic);
  const verdict = createVerdict(shell.verdict);
  const tabs = createTabs(shell.tabs, arrive);
  const problemsPanel = panel("problems");
  tabs.add("problems", "Problems", problemsPanel);
  tabs.add("message", "Message", shell.message);
  shell.message.classList.remove("panel-away");

  const problems = createProblems(
    problemsPanel,
    {
      reveal(place) {
        if (!shown) return;
        source.reveal(place, shown);
        // Of a text that has been changed since, the place is not known to the letter.
        if (now && source.length() === now.text.length) crumbs.at(place.start);
      },
      goTo,
      clearMark: () => source.clearMark(),
      lineOf: (place) => (shown ? source.lineOf(place, shown) : place.line),
      excerpt: (place) => (shown ? source.excerpt(place, shown, 2) : []),
      isBeyond: (place) => source.isBeyond(place),
      isTouched: (place) => shown !== null && source.isTouched(place, shown),
      written: ({ start, end }) => now?.text.slice(start, end) ?? "",
      async explain({ start }) {
        if (!now) return [];
        const answer = await askIfAble("explain", [now.text, start], "explain problem");
        return answer.kind === "done" ? (answer.value?.elements ?? []) : [];
      },
      mend: settings.editable ? (place, insert) => shown && source.mend(place, shown, insert) : null,
    },
    ({ issue, index }) => {
      if (!issue) return;
      twin.select(issue);
      tell("itk3-select", {
        problem: { rule: issue.rule, severity: issue.severity, path: issue.path, line: issue.place.line, index },
      });
    },
  );

  const checking = createChecking({
    editor: source,
    client,
    owner,
    options() {
      const profile = settings.profile();
      return profile ? { profile } : {};
    },
    onBusy(length) {
      states.busy(length);
      tell("itk3-progress", { phase: client.about() ? "checking" : "starting", done: 0, total: length });
    },
    onProgress(progress, length) {
      states.progress(progress, length);
      const { phase, done, total, counts } = progress;
      tell("itk3-progress", { phase, done, total, counts });
    },
    onWait: () => states.wait(source.length(), source.isCut()),
    onOutcome(outcome, taken, text) {
      states.ended();
      if (source.isEmpty()) return;
      if (outcome.kind === "done")
        return void show({ text, report: outcome.value, milliseconds: outcome.milliseconds }, taken);
      if (outcome.kind === "superseded") return;
      shell.welcome.hidden = true;
      states.tell(outcome, text.length);
      tell("itk3-error", { kind: outcome.kind, message: "message" in outcome ? outcome.message : "" });
    },
  });

  const states = createStates({
    verdict,
    run: shell.check,
    isReady: () => client.about() !== null,
    check: checking.check,
    cancel: checking.cancel,
    retry: () => (source.isEmpty() ? prepare() : checking.check()),
    oneFile: settings.oneFile,
    onBlank: withoutReport,
  });

  const able = (/** @type {string} */ name) => client.about()?.abilities.includes(name) ?? false;
  const panes = createPanes({ tabs, panel, wanted: settings.tabs, app: { ask, able, open, goTo, showProblem, tell } });
  const crumbs = createCrumbs(shell.crumbs, { ask: askIfAble, text: source.text, caret: source.caret });
  const twin = createTwin(shell.twin, { ask, goTo: (path) => problems.choose(path) });
  const tools = createTools(shell.tools, {
    ask,
    source,
    twin,
    editable: settings.editable,
    text: () => source.text(),
    name: () => fileName,
  });
  const notices = createNotices(shell.notices);
  const definitions = createDefinitions({
    notices,
    client,
    owner,
    onChange: () => !source.isEmpty() && checking.check(),
  });

  shell.check.addEventListener("click", checking.startOrStop);
  tabs.select("problems");

  /** @param {string} id */
  function panel(id) {
    const made = element("div", {
      id: `panel-${id}`,
      class: `panel panel-${id}`,
      role: "tabpanel",
      "aria-labelledby": `tab-${id}`,
      part: id,
    });
    shell.panels.append(made);
    return made;
  }

  /** @type {Ask} */
  async function askIfAble(name, args, topic) {
    return able(name) ? ask(name, args, topic) : { kind: "superseded" };
  }

  /** Offers what the engine is able to do. */
  function offer() {
    panes.offer();
    tools.offer(able);
  }

  /** @param {string} id */
  function arrive(id) {
    shell.app.dataset.tab = id;
    if (id === "message") source.measure();
    panes?.show(id, now);
  }

  /** @param {Now} next @param {Taken} taken */
  async function show(next, taken) {
    const { report, milliseconds } = next;
    const many = report.issues.length > MANY;
    turn += 1;
    const mine = turn;
    // What came from the worker has taken its time already.
    if (many) await nextTask();
    if (mine !== turn || source.isEmpty()) return;
    // Undo may bring back another message, and that is no news of this one.
    const before = another || now?.report.summary.id !== report.summary.id ? null : (now?.report ?? null);
    if (another || now?.report.message?.id !== report.message?.id) panes.clear();
    now = next;
    shown = taken;
    another = false;
    shell.welcome.hidden = true;
    shell.tabs.hidden = false;
    shell.app.toggleAttribute("data-report", true);
    shell.kind.textContent =
      kindOfText(report) +
      (source.isCut() ? " · the beginning is shown, and cannot be changed; all of it was checked" : "");
    const left = report.notChecked.length;
    const toForms = () => {
      tabs.select("report");
      tabs.focus();
    };
    // On a phone the tab beside it is enough.
    const forms =
      !tabs.isShown("message") && settings.tabs("report") && able("operationOutcome")
        ? [button("Export…", toForms, { class: "link", title: "OperationOutcome, SARIF, CSV, HTML and others" })]
        : [];
    const change = button(
      `${report.summary.format.toUpperCase()} · ${size(report.summary.bytes)} · ${settings.editable ? "change" : "show"}`,
      write,
      { class: "link narrow-only" },
    );
    const more =
      left > 0
        ? [
            button(
              `${counted(left, "thing")} not checked`,
              () => {
                tabs.select("problems");
                problems.showNotChecked();
              },
              { class: "link" },
            ),
          ]
        : [];
    verdict.keep({ ...verdictOn(report, milliseconds, since(before, report)), actions: [...more, change, ...forms] });
    const focused = /** @type {ShadowRoot} */ (shell.app.getRootNode()).activeElement;
    const shownNow = problems.show(report, many ? nextTask : null);
    if (many) await shownNow;
    if (now !== next) return;
    tabs.count("problems", report.issues.filter(({ rule }) => rule !== "limit-issues").length);
    offer();
    const isItk3 = /^(send-payload|response|infrastructure-response|business-response)$/.test(
      report.message?.kind ?? "",
    );
    tabs.mark(
      "reply",
      isItk3 && (report.suggestion?.infrastructure.reply || report.suggestion?.business.reply)
        ? "a reply is asked for"
        : "",
    );
    arrive(tabs.current());
    twin.update(next);
    crumbs.moved();
    // What was pressed may be gone, and the focus with it.
    const gone = !focused || !focused.isConnected || /** @type {HTMLElement} */ (focused).offsetParent === null;
    // In somebody else's page the focus is theirs.
    if (gone && settings.page && document.hasFocus() && document.activeElement === document.body)
      problems.focus({ preventScroll: true });
    if (many) await nextTask();
    if (now !== next) return;
    source.showProblems(report.issues, taken);
    const { fatal, error, warning, information } = report.counts;
    tell("itk3-result", { valid: report.conforms, counts: { fatal, error, warning, information }, ms: milliseconds });
  }

  /** Nothing of a report is left. */
  function withoutReport() {
    now = shown = null;
    problems.clear();
    panes.clear();
    tabs.count("problems", null);
    shell.tabs.hidden = true;
    shell.app.toggleAttribute("data-report", false);
    if (tabs.current() !== "message") tabs.select("problems");
    twin.clear();
  }

  function blank() {
    withoutReport();
    twin.close();
    const { taken } = source.take();
    source.showProblems([], taken);
    source.release(taken);
    tools?.offer(able);
    verdict.hide();
    crumbs?.hide();
    shell.kind.textContent = "";
    shell.welcome.hidden = false;
  }

  /** Where there is room for both, the message needs no tab. */
  function toMessage() {
    if (tabs.isShown("message")) tabs.select("message");
  }
  new ResizeObserver(() => {
    if (tabs.current() === "message" && !tabs.isShown("message")) tabs.select("problems");
  }).observe(shell.app);

  function write() {
    toMessage();
    source.focus();
  }

  /** @param {import("../index.d.ts").Place} place */
  function goTo(place) {
    if (!shown) return;
    toMessage();
    source.reveal(place, shown);
    source.goTo(place, shown);
  }

  /** @param {number} index */
  function showProblem(index) {
    tabs.select("problems");
    problems.choose(index);
    problems.focus();
  }

  /** Another text in place of all. @param {string} text @param {string} [name] of its file */
  function replace(text, name = "") {
    fileName = name;
    source.replace(text);
    tabs.select("problems");
  }

  /** @param {string} text @param {string} said */
  function open(text, said) {
    const before = source.text();
    const [tab, name] = [tabs.current(), fileName];
    replace(text);
    wayBack = notices.tell(said, [], {
      act: [
        "Back to it",
        () => {
          replace(before, name);
          tabs.select(tab);
          tabs.focus();
        },
      ],
    });
  }

  /** Starts the engine before there is something to check. */
  function prepare() {
    return client.prepare().then(
      () => {
        offer();
        if (source.isEmpty() && !now) blank();
        return true;
      },
      (problem) => {
        shell.welcome.hidden = true;
        states.tell({ kind: "unstarted", message: problem.message }, 0);
        tell("itk3-error", { kind: "unstarted", message: problem.message });
        return false;
      },
    );
  }

  return {
    source,
    problems,
    checking,
    tabs,
    definitions,
    ask,
    replace,
    prepare,
    refuse: states.refuse,
    now: () => now,
    isWritten: () => written,
    save: tools.save,
    /** @param {1 | -1} step */
    step(step) {
      if (tabs.current() !== "message") tabs.select("problems");
      problems.step(step);
    },
    back() {
      tabs.select("problems");
      problems.focus();
    },
    write,
    end() {
      client.cancel(owner);
      source.end();
    },
  };
}
