// @ts-check
// Brings a report before the reader, and takes away what is left of one.
import { button } from "./dom.js";
import { since } from "./problems/compare.js";
import { verdictOn } from "./verdict.js";
import { counted, kindOfText, size } from "./words.js";

/** @typedef {import("./session.js").Checked} Checked */
/** @typedef {import("./message/editor.js").Taken} Taken */

/** Of more problems than this, not everything is shown in one go: the page stays alive. */
const MANY = 500;
const nextTask = () => new Promise((/** @type {(value?: undefined) => void} */ done) => setTimeout(done));

/**
 * @typedef {object} Parts
 * @property {import("./shell.js").Shell} shell
 * @property {import("./session.js").Session} session
 * @property {import("./navigation.js").Navigation} navigation
 * @property {import("./workspace.js").Settings} settings
 * @property {import("./workspace.js").Emit} emit
 * @property {import("./problems/problems.js").Problems} problems
 * @property {ReturnType<typeof import("./verdict.js").createVerdict>} verdict
 * @property {ReturnType<typeof import("./panes.js").createPanes>} panes
 * @property {ReturnType<typeof import("./message/twin.js").createTwin>} twin
 * @property {ReturnType<typeof import("./message/crumbs.js").createCrumbs>} crumbs
 * @property {ReturnType<typeof import("./message/tools.js").createTools>} tools
 * @property {ReturnType<typeof import("./inside.js").createInside>} inside
 */

export class ReportView {
  /** @type {Parts} */
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** Shows a report, unless a newer one takes its place meanwhile. @param {Checked} next @param {Taken} taken */
  async show(next, taken) {
    const { shell, session, settings, emit, problems, panes } = this.#parts;
    const { report } = next;
    const isLong = report.issues.length > MANY;
    const isCurrent = session.nextTurn();
    // What came from the worker has taken its time already.
    if (isLong) await nextTask();
    if (!isCurrent()) return;
    const { before, isOtherMessage } = session.accept(next, taken);
    if (isOtherMessage) panes.clear();
    this.#showVerdict(next, since(before, report));
    const focused = focusIn(shell.app);
    const shown = problems.show(report, isOtherMessage, isLong ? nextTask : null);
    if (isLong) await shown;
    if (session.checked !== next) return;
    this.#showBeside(next);
    // What was pressed may be gone, and the focus with it. In somebody else's page the focus is theirs.
    if (settings.page && isGone(focused) && document.hasFocus() && isFree(shell.app, focused))
      problems.tree.focus({ preventScroll: true });
    if (isLong) await nextTask();
    if (session.checked !== next) return;
    session.source.showProblems(report.issues, taken);
    const { fatal, error, warning, information } = report.counts;
    const counts = { fatal, error, warning, information };
    emit("itk3-result", { valid: report.conforms, counts, ms: next.milliseconds });
  }

  /** @param {Checked} checked @param {string} changes since the last check, in words */
  #showVerdict({ report, milliseconds }, changes) {
    const { shell, session, verdict } = this.#parts;
    shell.welcome.hidden = true;
    shell.tabs.hidden = false;
    shell.app.toggleAttribute("data-report", true);
    const cut = session.source.isCut()
      ? " · only the beginning is shown, and cannot be edited; the whole message was checked"
      : "";
    shell.kind.textContent = kindOfText(report) + cut;
    verdict.keep({ ...verdictOn(report, milliseconds, changes), actions: this.#actionsOn(report) });
  }

  /** What may be done beside the verdict. @param {Checked["report"]} report */
  #actionsOn({ notChecked, summary }) {
    const { session, navigation, settings } = this.#parts;
    const actions = [];
    if (notChecked.length > 0) {
      const label = `${counted(notChecked.length, "thing")} not checked`;
      actions.push(button(label, () => this.#toNotChecked(), { class: "link" }));
    }
    const text = `${summary.format.toUpperCase()} · ${size(summary.bytes)} · ${settings.editable ? "change" : "show"}`;
    actions.push(button(text, navigation.write, { class: "link narrow-only" }));
    // On a phone the tab beside it is enough.
    if (!navigation.tabs.isShown("message") && settings.tabs("report") && session.isAble("operationOutcome")) {
      const title = "OperationOutcome, SARIF, CSV, HTML and others";
      actions.push(button("Export…", () => this.#toExport(), { class: "link", title }));
    }
    return actions;
  }

  /** A message inside something else is one click away. @param {Checked} checked */
  async #offerInside(checked) {
    const { inside, session, verdict } = this.#parts;
    const made = await inside.buttonFor(checked.report, checked.text);
    if (made && session.checked === checked) verdict.offer(made);
  }

  async #toExport() {
    const { navigation, panes, session } = this.#parts;
    navigation.tabs.select("report");
    const pane = await panes.reach("report", session.checked);
    pane?.toExport?.();
  }

  #toNotChecked() {
    this.#parts.navigation.toProblems();
    this.#parts.problems.notChecked.focus();
  }

  /** Tabs and texts beside the problems. @param {Checked} checked */
  #showBeside(checked) {
    const { navigation, panes, twin, crumbs } = this.#parts;
    const { message, issues, suggestion } = checked.report;
    this.#offerInside(checked);
    navigation.tabs.count("problems", issues.filter(({ rule }) => rule !== "limit-issues").length);
    this.offer();
    const isMessage = /^(send-payload|response|infrastructure-response|business-response|itk2-.*)$/.test(
      message?.kind ?? "",
    );
    const isAsked = isMessage && (suggestion?.infrastructure.reply || suggestion?.business.reply);
    navigation.tabs.mark("reply", isAsked ? "a reply is asked for" : "");
    panes.show(navigation.tabs.current(), checked);
    twin.update(checked);
    crumbs.again();
  }

  /** Offers what the engine is able to do. */
  offer() {
    const { session, panes, tools } = this.#parts;
    panes.offer();
    tools.offer(session.isAble);
  }

  /** Leaves nothing of a report. */
  clear() {
    const { shell, session, navigation, problems, panes, twin } = this.#parts;
    session.forgetReport();
    problems.clear();
    panes.clear();
    navigation.tabs.count("problems", null);
    shell.tabs.hidden = true;
    shell.app.toggleAttribute("data-report", false);
    navigation.besideProblems();
    twin.clear();
  }

  /** Leaves nothing of a message. */
  blank() {
    const { shell, session, verdict, twin, crumbs, tools } = this.#parts;
    this.clear();
    twin.close();
    const { taken } = session.source.take();
    session.source.showProblems([], taken);
    session.source.release(taken);
    tools.offer(session.isAble);
    verdict.hide();
    crumbs.hide();
    shell.kind.textContent = "";
    shell.welcome.hidden = false;
  }
}

/** @param {HTMLElement} app @returns {HTMLElement | null} */
const focusIn = (app) =>
  /** @type {HTMLElement | null} */ (/** @type {ShadowRoot} */ (app.getRootNode()).activeElement);

/**
 * Returns whether nothing has the focus, or only the hidden element that had it: browsers take the focus from that one later.
 * @param {HTMLElement} app @param {HTMLElement | null} focused
 */
function isFree(app, focused) {
  const active = focusIn(app) ?? document.activeElement;
  return active === document.body || active === focused;
}

/** @param {HTMLElement | null} focused */
const isGone = (focused) => !focused?.isConnected || focused.offsetParent === null;
