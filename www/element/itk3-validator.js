// @ts-check
import { createBadge } from "./badge.js";
import { createDivider } from "./divider.js";
import { element } from "./dom.js";
import { takeIn } from "./intake.js";
import { background } from "./load-panes.js";
import { closeByItself, offerExamples } from "./menu.js";
import { createSource } from "./message/source.js";
import { client, elementCame, elementWent } from "./shared.js";
import { createShell } from "./shell.js";
import { followShortcuts } from "./shortcuts.js";
import { openWorkspace } from "./workspace.js";

/** Started when this near to what the reader sees. */
const NEAR = "400px";

/** On a server there is no such class: the element can be imported there, and does nothing. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement ?? /** @type {any} */ (class {});

/** Checks an NHS ITK3 message in the reader's browser. Its attributes, events and parts: docs/element.md. */
export class Itk3Validator extends Base {
  static observedAttributes = ["src", "profile", "view", "theme", "height", "severity"];

  #root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
  /** @type {import("./shell.js").Shell | null} */
  #shell = null;
  /** @type {import("./workspace.js").Workspace | null} */
  #workspace = null;
  /** @type {ReturnType<typeof createBadge> | null} */
  #badge = null;
  /** @type {HTMLDialogElement | null} */
  #help = null;
  /** A message that came before there was something to show it in. @type {string | null} */
  #early = null;
  /** @type {readonly import("./menu.js").Example[]} */
  #examples = [];
  /** @type {(element: this) => void} */
  #resolve = () => {};

  /** The element can be used; it resolves to the element. @type {Promise<this>} */
  ready = new Promise((resolve) => {
    this.#resolve = resolve;
  });

  connectedCallback() {
    elementCame();
    if (this.#shell) return;
    this.#shell = createShell(this.#root);
    this.#style();
    if (this.getAttribute("lazy") === "false" || this.hasAttribute("page")) return void this.#start();
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        this.#start();
      },
      { rootMargin: NEAR },
    );
    watch.observe(this);
  }

  disconnectedCallback() {
    elementWent();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.#shell) return;
    this.#style();
    if (name === "src" && this.#workspace) this.#fetch();
    if (name === "profile") this.#workspace?.checking.check();
    if (name === "severity") this.#workspace?.problems.filters.atLeast(now);
  }

  #style() {
    const { app } = /** @type {import("./shell.js").Shell} */ (this.#shell);
    app.dataset.view = this.getAttribute("view") ?? "split";
    app.toggleAttribute("data-editable", this.editable);
    app.toggleAttribute("data-empty", this.#workspace?.session.source.isEmpty() ?? true);
    app.style.setProperty("--height", this.hasAttribute("page") ? "" : (this.getAttribute("height") ?? ""));
  }

  async #start() {
    const shell = /** @type {import("./shell.js").Shell} */ (this.#shell);
    const isSummary = this.getAttribute("view") === "summary";
    const isPage = this.hasAttribute("page");
    // Once the page is painted, the engine and the editor come side by side. Where one fails, that is said when it is needed.
    if (isPage) requestAnimationFrame(() => setTimeout(() => client.prepare().catch(() => {})));
    if (this.editable) this.#takeIn(shell, isPage ? document : this);
    closeByItself(shell.examplesMenu, this.#root);
    this.#offerExamples();
    createDivider(shell.divider, shell.app, isPage);
    const surroundings = {
      shell,
      settings: this.#settings(isPage),
      emit: (/** @type {string} */ type, /** @type {object} */ detail) => this.#emit(type, detail),
    };
    const workspace = await openWorkspace(
      surroundings,
      (reactions) => createSource(shell.editor, this.editable && !isSummary, reactions),
      client,
    );
    this.#workspace = workspace;
    shell.write.addEventListener("click", workspace.navigation.write);
    followShortcuts(isPage ? window : this, {
      check: workspace.checking.startOrStop,
      step: (step) => workspace.step(step),
      back: () => workspace.toProblems(),
      help: () => this.showHelp(),
      open: () => this.editable && shell.file.showPicker(),
      save: workspace.tools.save,
      undo: this.editable ? () => void workspace.session.source.undo() : null,
      redo: this.editable ? () => void workspace.session.source.redo() : null,
    });
    if (isPage) addEventListener("beforeunload", (event) => workspace.session.isWritten && event.preventDefault());
    if (isSummary) this.#badge = createBadge(shell.app, () => this.#showAll());
    if (this.hasAttribute("severity")) workspace.problems.filters.atLeast(this.getAttribute("severity"));
    await this.#takeFirst();
    if (isPage) requestAnimationFrame(() => setTimeout(() => this.#prepare()));
    this.#resolve(this);
    this.#emit("itk3-ready", {});
  }

  /** @param {import("./shell.js").Shell} shell @param {EventTarget} area where pasting and dropping count */
  #takeIn(shell, area) {
    takeIn({
      area,
      app: shell.app,
      file: shell.file,
      onText: (text, name) => this.#take(text, name),
      hasText: () => this.value !== "",
      onDefinitions: (bytes, name) => this.addDefinitions(bytes, name),
      onPacked: async (bytes, name) => {
        await this.ready;
        if (!(await this.#workspace?.inside.offerFile(bytes, name))) this.addDefinitions(bytes, name);
      },
      onRefusal: (title, reason, act) => this.#workspace?.refuse(title, reason, act),
    });
  }

  /** @param {boolean} isPage @returns {import("./workspace.js").Settings} */
  #settings(isPage) {
    const isOneFile = document.documentElement.dataset.edition === "one-file";
    return {
      editable: this.editable,
      page: isPage,
      address: isPage && location.protocol !== "file:" ? location.href.split("#")[0] : null,
      oneFile: isPage && !isOneFile ? "itk3-validator.html" : null,
      profile: () => this.getAttribute("profile"),
      docs: () => this.getAttribute("docs"),
      tabs: (id) =>
        isPage || this.editable || (id !== "conversation" && (id !== "reply" || this.hasAttribute("reply"))),
    };
  }

  /** Opens a summary. */
  #showAll() {
    this.setAttribute("view", "split");
    this.#workspace?.navigation.tabs.focus();
  }

  /** Takes the message that came first: by a script, within the element, or by its address. */
  async #takeFirst() {
    const inline = this.querySelector('script[type^="application/fhir+"]')?.textContent?.trim();
    if (this.#early !== null) this.value = this.#early;
    else if (inline) this.value = inline;
    else if (this.hasAttribute("src")) await this.#fetch();
    else this.#shown();
  }

  async #prepare() {
    if (await this.#workspace?.prepare()) this.#emit("itk3-started", { version: client.about()?.version });
  }

  /** There is something to show in place of what stands in the document. */
  #shown() {
    this.#shell?.app.classList.add("started");
    this.#shell?.fallback.toggleAttribute("hidden", true);
  }

  async #fetch() {
    const address = this.getAttribute("src");
    if (!address) return;
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
      const text = await answer.text();
      // Meanwhile another may have been asked for.
      if (this.getAttribute("src") === address) this.value = text;
    } catch (problem) {
      const message = `${address} could not be loaded: ${problem instanceof Error ? problem.message : problem}`;
      // What the document shows in its place stays; where that is nothing, this is better.
      this.#shell?.fallback
        .querySelector("slot")
        ?.replaceChildren(element("span", { class: "notice notice-bad" }, message));
      this.#emit("itk3-error", { kind: "source", message });
    }
  }

  /** @param {string} type @param {object} detail */
  #emit(type, detail) {
    if (type === "itk3-result") this.#afterResult();
    this.#badge?.update(type, this.result);
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #afterResult() {
    const { session, navigation } = this.#workspace ?? {};
    if (session?.story && session.story.text === session.checked?.text) navigation?.tabs.select("conversation");
    const wanted = this.getAttribute("select");
    if (wanted) queueMicrotask(() => this.#workspace?.problems.choose(wanted));
    const lines = this.getAttribute("lines")?.match(/^(\d+)/);
    if (lines) queueMicrotask(() => this.#workspace?.session.source.revealLine(Number(lines[1])));
  }

  /**
   * @param {string} text
   * @param {string} [name] of the file that it comes from
   * @param {import("./conversation/story.js").Story} [story] that begins with it
   */
  #take(text, name = "", story) {
    if (!this.#workspace) this.#early = text;
    else {
      this.#shown();
      this.#workspace.session.story = story ? { text, story } : null;
      this.#shell?.examplesMenu.removeAttribute("open");
      this.#workspace.navigation.replace(text, name);
    }
  }

  #offerExamples() {
    if (!this.#shell) return;
    for (const host of [this.#shell.examples, this.#shell.welcomeExamples])
      offerExamples(host, this.#examples, ({ text, story }) => this.#take(text, "", story));
    this.#shell.examplesMenu.hidden = this.#examples.length === 0;
  }

  /** May the message be changed? */
  get editable() {
    return this.hasAttribute("editable");
  }

  /** The message. */
  get value() {
    return this.#workspace?.session.source.text() ?? this.#early ?? "";
  }

  set value(text) {
    this.#take(String(text));
  }

  /** Takes a message that comes from elsewhere, and says from where. @param {string} text @param {string} notice */
  openFrom(text, notice) {
    this.#shown();
    this.#workspace?.navigation.open(text, notice);
  }

  /** The latest report, or null before the first check. */
  get result() {
    return this.#workspace?.session.checked?.report ?? null;
  }

  /** Messages to start with: `{ name, about, text }`. */
  get examples() {
    return this.#examples;
  }

  set examples(examples) {
    this.#examples = examples;
    this.#offerExamples();
  }

  /** Checks now. */
  validate() {
    this.#workspace?.checking.check();
  }

  cancel() {
    this.#workspace?.session.cancel();
  }

  /** Selects a problem by its rule or path, or by its place in the report. @param {string | number} what */
  focusProblem(what) {
    this.#workspace?.problems.choose(what);
    this.#workspace?.problems.tree.focus();
  }

  /** @param {string} [path] of a group; all groups without */
  expand(path = "") {
    this.#workspace?.problems.tree.open(path, true);
  }

  /** @param {string} [path] of a group; all groups without */
  collapse(path = "") {
    this.#workspace?.problems.tree.open(path, false);
  }

  /** @param {string} words shows only problems with these */
  filter(words) {
    this.#workspace?.problems.filters.search(words);
  }

  /** @param {string} tab "problems", "map", "reply", "report", "conversation" */
  show(tab) {
    this.#workspace?.navigation.tabs.select(tab);
  }

  async showHelp() {
    const more = await background();
    if (!more || !this.#shell) return;
    if (!this.#help) {
      this.#help = more.createHelp();
      this.#shell.app.append(this.#help);
    }
    this.#help.showModal();
  }

  /** @param {string | Uint8Array} definitions @param {string} [name] */
  addDefinitions(definitions, name = "definitions") {
    return this.ready.then(() => this.#workspace?.definitions.add(definitions, name) ?? null);
  }

  /** The report as an STU3 OperationOutcome. @param {"xml" | "json"} [format] */
  toOperationOutcome(format = "json") {
    return this.#ask("operationOutcome", [this.value, format]);
  }

  toSarif() {
    return this.#ask("render", [this.value, "sarif"]);
  }

  toCsv() {
    return this.#ask("render", [this.value, "csv"]);
  }

  /**
   * Builds the acknowledgement of the message, with its own report.
   *
   * @param {string} outcome a response code, or "suggested"
   * @param {import("../index.d.ts").Responder} responder
   * @param {import("../index.d.ts").AcknowledgementOptions} [options]
   * @returns {Promise<import("../index.d.ts").Acknowledgement>}
   */
  createReply(outcome, responder, options = {}) {
    return this.#ask("buildAcknowledgement", [this.value, outcome, responder, options]);
  }

  /** Tries to reach the network from the worker, and says what came of it. */
  tryToLeave() {
    return this.#ask("tryToLeave", []);
  }

  /** @param {string} name @param {unknown[]} args */
  async #ask(name, args) {
    await this.ready;
    await client.prepare();
    const answer = await /** @type {import("./workspace.js").Workspace} */ (this.#workspace).session.ask(name, args);
    if (answer.kind === "done") return answer.value;
    throw new Error("message" in answer ? answer.message : `itk3-validator: ${answer.kind}`);
  }
}
