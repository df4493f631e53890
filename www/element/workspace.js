// @ts-check
// Puts together what an element has once its message can be shown. Texts and reports go one way: from the session to what
// shows them; what the reader does comes back as a call to the session or to the navigation.
import { createChecking } from "./checking.js";
import { createDefinitions } from "./definitions.js";
import { createInside } from "./inside.js";
import { createCrumbs } from "./message/crumbs.js";
import { createTools } from "./message/tools.js";
import { createTwin } from "./message/twin.js";
import { createNavigation } from "./navigation.js";
import { createNotices } from "./notices.js";
import { createPanes } from "./panes.js";
import { Problems } from "./problems/problems.js";
import { followRoom } from "./room.js";
import { openSession, textOfReport } from "./session.js";
import { ReportView } from "./show-report.js";
import { createStates } from "./states.js";
import { createVerdict } from "./verdict.js";

/** @typedef {{ editable: boolean, page: boolean, address: string | null, oneFile: string | null, tabs: (id: string) => boolean, profile: () => string | null, docs: () => string | null }} Settings */
/** Sends an event of the element. @typedef {(type: string, detail: object) => void} Emit */

/**
 * What a tab may use of all this.
 *
 * @typedef {object} App
 * @property {import("./session.js").Ask} ask
 * @property {(name: string) => boolean} isAble whether the engine can do this
 * @property {(text: string, notice: string) => void} open puts another message in place of the present one, and offers the way back
 * @property {(place: import("../index.d.ts").Place) => void} goTo
 * @property {((text: string, name: string) => void) | null} addResponse where there is a conversation: adds a response to the conversation, and shows it
 * @property {(index: number) => void} showProblem
 * @property {Emit} emit
 * @property {string | null} address where the element is the page: its address without fragment, which a link to a message begins with
 * @property {(text: string) => import("./conversation/story.js").Story | null} story the conversation that begins with a text, told once
 */

/**
 * @typedef {object} Surroundings
 * @property {import("./shell.js").Shell} shell
 * @property {Settings} settings
 * @property {Emit} emit
 */

/**
 * Opens a workspace with an empty text.
 *
 * @param {Surroundings} surroundings
 * @param {import("./session.js").CreateSource} createSource
 * @param {import("./engine/client.js").Client} client
 */
export async function openWorkspace(surroundings, createSource, client) {
  return new Workspace(surroundings, await openSession(createSource, client));
}

export class Workspace {
  /** Says what was replaced last, and takes it back. @type {HTMLElement | null} */
  fixNotice = null;
  /** Says what was not opened last. @type {HTMLElement | null} */
  refusal = null;

  /** @param {Surroundings} surroundings @param {import("./session.js").Session} session */
  constructor({ shell, settings, emit }, session) {
    const { source, ask, isAble, client } = session;
    this.shell = shell;
    this.session = session;
    this.emit = emit;
    this.verdict = createVerdict(shell.verdict);
    const notices = createNotices(shell.notices);
    this.navigation = createNavigation({ shell, session, notices, onTab: (id) => panes.show(id, session.checked) });
    const { open, goTo } = this.navigation;
    this.notices = notices;
    this.inside = createInside({ session, notices, navigation: this.navigation });
    this.twin = createTwin(shell.twin, { ask });
    this.crumbs = createCrumbs(shell.crumbs, { ask: session.askIfAble, text: source.text, caret: source.caret });
    this.tools = createTools(shell.tools, { session, twin: this.twin, editable: settings.editable });
    this.problems = new Problems(
      this.navigation.problemsPanel,
      { ...textOfReport(session, settings.editable, settings.address), goTo, reveal: (place) => this.#reveal(place) },
      {
        onSelect: (row, isChosen) => this.#select(row, isChosen),
        onFixed: (words, undo) => {
          this.fixNotice = notices.add(words, [], { act: ["Undo", undo] });
        },
        room: followRoom(shell.app),
        pageOf: (rule) => pageOf(rule, settings.docs()),
      },
    );
    const showProblem = (/** @type {number} */ index) => this.#showProblem(index);
    const addResponse = async (/** @type {string} */ text, /** @type {string} */ name) => {
      this.navigation.tabs.select("conversation");
      const pane = await panes.reach("conversation", session.checked);
      pane?.add?.(text, name);
    };
    const panes = createPanes({
      tabs: this.navigation.tabs,
      isOffered: settings.tabs,
      app: {
        ask,
        isAble,
        open,
        goTo,
        showProblem,
        addResponse: settings.tabs("conversation") ? addResponse : null,
        emit,
        address: settings.address,
        story: (text) => this.#storyOf(text),
      },
    });
    const { navigation, problems, verdict, twin, crumbs, tools, inside } = this;
    const parts = { shell, session, navigation, settings, emit, problems, verdict, panes, twin, crumbs, tools, inside };
    this.view = new ReportView(parts);
    this.states = createStates({
      verdict,
      run: shell.check,
      isReady: () => client.about() !== null,
      check: () => this.checking.check(),
      cancel: session.cancel,
      retry: () => (source.isEmpty() ? this.prepare() : this.checking.check()),
      oneFile: settings.oneFile,
      onBlank: () => this.view.clear(),
      onDismiss: () => (source.isEmpty() ? this.view.blank() : this.checking.check()),
    });
    this.checking = createChecking({ session, profile: settings.profile, ...reactionsOf(this) });
    this.definitions = createDefinitions({
      notices,
      session,
      onChange: () => source.isEmpty() || this.checking.check(),
    });
    session.listen(this);
    shell.check.addEventListener("click", this.checking.startOrStop);
    navigation.toProblems();
  }

  /** The text is another. @param {import("./session.js").Change} change */
  onChange(change) {
    const { session, shell, problems, emit } = this;
    const { source } = session;
    // What was said of the last fix is not true of the text any more.
    this.fixNotice?.remove();
    if (change === "replaced") {
      this.navigation.forgetWayBack();
      this.refusal?.remove();
      problems.forget();
      this.verdict.forget();
    }
    if (source.isEmpty()) this.view.blank();
    else shell.welcome.hidden = true;
    shell.app.toggleAttribute("data-empty", source.isEmpty());
    this.checking.changed(change);
    problems.markStale();
    // Putting a large text together takes a while; it is done for who asks.
    emit("itk3-input", {
      get value() {
        return source.text();
      },
    });
  }

  /** @param {number} line @param {boolean} isOtherLine */
  onCaret(line, isOtherLine) {
    this.crumbs.moved();
    if (isOtherLine) this.problems.markLine(line);
  }

  /** @param {import("../index.d.ts").Place} place */
  #reveal(place) {
    const { taken, checked, source } = this.session;
    if (!taken || !checked) return;
    source.reveal(place, taken);
    // Of a text that has been changed since, the place is not known to the letter.
    if (source.length() === checked.text.length) this.crumbs.at(place.start);
  }

  /** @param {import("./problems/problem-tree.js").Row} row @param {boolean} isChosen by the reader */
  #select({ issue, index }, isChosen) {
    if (!issue) return;
    this.twin.select(issue);
    if (!isChosen) return;
    const { rule, severity, path, place } = issue;
    this.emit("itk3-select", { problem: { rule, severity, path, line: place.line, index } });
  }

  /** @param {string} text */
  #storyOf(text) {
    const { story } = this.session;
    if (story?.text !== text) return null;
    this.session.story = null;
    return story.story;
  }

  /** @param {number} index */
  #showProblem(index) {
    this.navigation.toProblems();
    this.problems.choose(index);
    this.problems.tree.focus();
  }

  /** Says why something was not opened. A message that is open stays. @param {string} title @param {string} reason @param {[string, () => void]} [act] */
  refuse(title, reason, act) {
    if (this.session.source.isEmpty() && !act) return this.states.refuse(title, reason);
    this.refusal?.remove();
    this.refusal = this.notices.add(`${title}.`, [reason], { bad: true, act });
  }

  /** Leads to the list of problems. */
  toProblems() {
    this.navigation.toProblems();
    this.problems.tree.focus();
  }

  /** Leads to the next problem, or to the one before. @param {1 | -1} step */
  step(step) {
    this.navigation.besideProblems();
    this.problems.tree.step(step);
  }

  /** Starts the engine before there is something to check; says whether it runs. */
  async prepare() {
    const { session, view, shell } = this;
    try {
      await session.client.prepare();
    } catch (problem) {
      const outcome = /** @type {const} */ ({ kind: "unstarted", message: /** @type {Error} */ (problem).message });
      shell.welcome.hidden = true;
      this.states.unanswered(outcome, 0);
      this.emit("itk3-error", outcome);
      return false;
    }
    view.offer();
    if (session.source.isEmpty() && !session.checked) view.blank();
    return true;
  }
}

/**
 * What becomes of a check: it is shown, and told to the page around.
 *
 * @param {Workspace} workspace
 * @returns {import("./checking.js").Reactions}
 */
function reactionsOf({ session, shell, states, view, emit }) {
  const { source, client } = session;
  return {
    onBusy(length) {
      states.busy(length);
      emit("itk3-progress", { phase: client.about() ? "checking" : "starting", done: 0, total: length });
    },
    onProgress(progress, length) {
      states.progress(progress, length);
      const { phase, done, total, counts } = progress;
      emit("itk3-progress", { phase, done, total, counts });
    },
    onNothing: () => states.refuse("Nothing to check", "Paste, open or drop a message."),
    onWait: () => states.wait(source.length(), source.isCut()),
    onOutcome(outcome, taken, text, options) {
      states.ended();
      if (source.isEmpty()) return;
      if (outcome.kind === "done") {
        const { value: report, milliseconds } = outcome;
        view.show({ text, report, milliseconds, options }, taken);
        return;
      }
      shell.welcome.hidden = true;
      states.unanswered(outcome, text.length);
      emit("itk3-error", { kind: outcome.kind, message: "message" in outcome ? outcome.message : "" });
    },
  };
}

/** The page of a rule in documentation at an address; null where there is none. @param {string} rule @param {string | null} docs */
function pageOf(rule, docs) {
  if (!docs) return null;
  try {
    const folder = new URL(docs.endsWith("/") ? docs : `${docs}/`, document.baseURI);
    return new URL(`rules/${encodeURIComponent(rule)}.html`, folder).href;
  } catch {
    // The attribute is no address.
    return null;
  }
}
