// @ts-check

/** An address that is reserved, so that nobody answers there: what is tried is tried in vain even where it is let out. */
const NOWHERE = "itk3-privacy-test.invalid";

/**
 * Tries to reach the network in the ways that scripts have, and says what came of each. Runs on the page and in the
 * worker. What the browser itself refuses, it refuses by the page's policy, and says so in an event.
 *
 * @returns {Promise<{ way: string, blocked: boolean }[]>}
 */
export async function tryToLeave() {
  const way = (/** @type {string} */ name, /** @type {() => unknown} */ attempt) => blocked(attempt).then((is) => ({ way: name, blocked: is }));
  const tried = [
    await way("fetch", () => fetch(`https://${NOWHERE}/`, { mode: "no-cors" })),
    await way("WebSocket", () => new WebSocket(`wss://${NOWHERE}/`)),
    await way("EventSource", () => new EventSource(`https://${NOWHERE}/`)),
  ];
  if (typeof document === "undefined") return [...tried, await way("importScripts", () => /** @type {any} */ (globalThis).importScripts(`https://${NOWHERE}/`))];
  return [
    ...tried,
    await way("image", () => Object.assign(new Image(), { src: `https://${NOWHERE}/` })),
    await way("beacon", () => navigator.sendBeacon(`https://${NOWHERE}/`, "")),
    await way("frame", () => {
      const frame = Object.assign(document.createElement("iframe"), { src: `https://${NOWHERE}/`, hidden: true });
      document.body.append(frame);
      setTimeout(() => frame.remove(), PATIENCE);
    }),
    { way: "WebRTC", blocked: !("RTCPeerConnection" in globalThis) },
  ];
}

/** The browser says that it refused before anything is sent; it does not take long over that. */
const PATIENCE = 400;

/** @param {() => unknown} attempt @returns {Promise<boolean>} */
function blocked(attempt) {
  return new Promise((resolve) => {
    const refused = () => finish(true);
    const finish = (/** @type {boolean} */ is) => {
      removeEventListener("securitypolicyviolation", refused);
      resolve(is);
    };
    addEventListener("securitypolicyviolation", refused);
    setTimeout(finish, PATIENCE, false);
    try {
      Promise.resolve(attempt()).catch(() => {});
    } catch {
      // Why it failed does not matter: only the browser's own word counts.
    }
  });
}
