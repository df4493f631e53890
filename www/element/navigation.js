// @ts-check
// How the reader gets from one thing to another: tabs, places of the message, problems, and other messages.
import { createTabs } from "./tabs.js";

/** @typedef {import("../index.d.ts").Place} Place */

/** @typedef {ReturnType<typeof createNavigation>} Navigation */

/**
 * @param {object} parts
 * @param {import("./shell.js").Shell} parts.shell
 * @param {import("./session.js").Session} parts.session
 * @param {import("./notices.js").Notices} parts.notices
 * @param {(id: string) => void} parts.onTab a tab came before the reader
 */
export function createNavigation({ shell, session, notices, onTab }) {
  const { source } = session;
  /** The notice that leads back to the message before. @type {HTMLElement | null} */
  let wayBack = null;

  const tabs = createTabs(shell.tabs, shell.panels, (id) => {
    shell.app.dataset.tab = id;
    if (id === "message") source.measure();
    onTab(id);
  });
  const problemsPanel = tabs.add("problems", "Problems");
  tabs.add("message", "Message", shell.message);
  shell.message.classList.remove("panel-away");

  // Where there is room for both, the message needs no tab.
  const toMessage = () => tabs.isShown("message") && tabs.select("message");
  new ResizeObserver(() => {
    if (tabs.current() === "message" && !tabs.isShown("message")) tabs.select("problems");
  }).observe(shell.app);

  /** Puts another text in place of all. @param {string} text @param {string} [fileName] */
  function replace(text, fileName) {
    session.replace(text, fileName);
    tabs.select("problems");
  }

  return {
    tabs,
    problemsPanel,
    replace,

    /** Puts another message in place of the present one, and offers the way back. @param {string} text @param {string} notice */
    open(text, notice) {
      const before = source.text();
      const [tab, fileName] = [tabs.current(), session.fileName];
      const back = () => {
        replace(before, fileName);
        tabs.select(tab);
        tabs.focus();
      };
      replace(text);
      wayBack = notices.add(notice, [], before === "" ? {} : { act: ["Back to it", back] });
    },

    /** There is another message: the way back from the one before leads nowhere. */
    forgetWayBack: () => wayBack?.remove(),

    /** Leads to where the reader writes. */
    write() {
      toMessage();
      source.focus();
    },

    /** Leads to a place of the latest report. @param {Place} place */
    goTo(place) {
      if (!session.taken) return;
      toMessage();
      source.reveal(place, session.taken);
      source.goTo(place, session.taken);
    },

    toProblems: () => tabs.select("problems"),

    /** Leads to the problems from wherever they are out of sight. */
    besideProblems() {
      if (tabs.current() !== "message") tabs.select("problems");
    },
  };
}
