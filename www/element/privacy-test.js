// @ts-check

/** An address that is reserved, so that nobody answers there: what is tried is tried in vain even where it is let out. */
const NOWHERE = "https://itk3-privacy-test.invalid/";

/** What closed a way: the browser, by the page's policy; the page itself; or nothing. @typedef {"browser" | "page" | "nothing"} ClosedBy */
/** @typedef {{ way: string, closedBy: ClosedBy }} Tried */

/**
 * Tries the ways in which scripts can send something, and says what closed each. Runs on the page and in the worker, with
 * nothing of a message.
 *
 * @returns {Promise<Tried[]>}
 */
export async function tryToLeave() {
  const isPage = typeof document !== "undefined";
  /** @type {Tried[]} */
  const tried = [];
  // One after the other: the browser tells of a refusal to whoever listens.
  for (const [way, attempt] of Object.entries({ ...ANYWHERE, ...(isPage ? ON_A_PAGE : IN_A_WORKER) }))
    tried.push({ way, closedBy: await closed(attempt) });
  return isPage ? [...tried, { way: "another page", closedBy: await leaving() }] : tried;
}

/** @typedef {Record<string, () => unknown>} Attempts */

/** @type {Attempts} */
const ANYWHERE = {
  fetch: () => fetch(NOWHERE, { mode: "no-cors" }),
  WebSocket: () => new WebSocket(NOWHERE.replace("https", "wss")),
  EventSource: () => new EventSource(NOWHERE),
  WebTransport: () => new (interfaceOf("WebTransport"))(NOWHERE),
  WebRTC: () => new (interfaceOf("RTCPeerConnection"))(),
};

/** @type {Attempts} */
const IN_A_WORKER = {
  importScripts: () => /** @type {any} */ (globalThis).importScripts(NOWHERE),
};

/** @type {Attempts} */
const ON_A_PAGE = {
  image: () => Object.assign(new Image(), { src: NOWHERE }),
  "image from this server": () => Object.assign(new Image(), { src: "itk3-privacy-test.png" }),
  beacon: () => navigator.sendBeacon(NOWHERE, ""),
  script: () => document.createElement("script"),
  "link to load ahead": () => document.createElement("link"),
  frame: () => document.createElement("iframe"),
  form: () => document.createElement("form"),
  "new window": () => interfaceOf("open"),
};

/** A page takes interfaces away from itself. @param {string} name */
function interfaceOf(name) {
  const found = /** @type {any} */ (globalThis)[name];
  if (found === undefined) throw new DOMException(`This page has no ${name}.`, "SecurityError");
  return found;
}

/** The browser says that it refused before anything is sent; it does not take long over that. */
const PATIENCE = 400;

/** @param {() => unknown} attempt @returns {Promise<ClosedBy>} */
function closed(attempt) {
  return new Promise((resolve) => {
    const refused = () => finish("browser");
    const finish = (/** @type {ClosedBy} */ by) => {
      removeEventListener("securitypolicyviolation", refused);
      resolve(by);
    };
    addEventListener("securitypolicyviolation", refused);
    setTimeout(finish, PATIENCE, "nothing");
    try {
      Promise.resolve(attempt()).catch(() => {});
    } catch (problem) {
      // Otherwise why it failed does not matter: only the browser's own word counts.
      if (problem instanceof DOMException && problem.name === "SecurityError" && /^This page /.test(problem.message))
        finish("page");
    }
  });
}

/** Going to another page is tried only where it can be stopped: otherwise it would be done. @returns {Promise<ClosedBy>} */
async function leaving() {
  const { navigation } = /** @type {any} */ (globalThis);
  if (!navigation) return "nothing";
  return new Promise((resolve) => {
    navigation.addEventListener(
      "navigate",
      (/** @type {Event} */ event) => {
        resolve(event.defaultPrevented ? "page" : "nothing");
        event.preventDefault();
      },
      { once: true },
    );
    location.href = NOWHERE;
  });
}
