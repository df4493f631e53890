// @ts-check
// Nothing leads away from the page but a link that a person clicks, and that one to where it led when they clicked it.
import { put } from "./realms.js";

// Kept from before any other script ran, so that none can change what these do.
const { apply } = Reflect;
const { startsWith } = String.prototype;
const { composedPath, preventDefault } = Event.prototype;
const { click } = HTMLElement.prototype;
const { dispatchEvent } = EventTarget.prototype;
const typeOf = getter(Event.prototype, "type");
const parentOf = getter(Node.prototype, "parentNode");
const addressOf = getter(HTMLAnchorElement.prototype, "href");
const fileOf = getter(HTMLAnchorElement.prototype, "download");
const targetOf = getter(HTMLAnchorElement.prototype, "target");
const openWindow = globalThis.open;

/** @param {string} text @param {string} start @returns {boolean} */
const begins = (text, start) => apply(startsWith, text, [start]);

/** Where the link leads that a person is just clicking. */
let clicked = "";

// The first listener of all: whatever others do to the link comes too late.
globalThis.addEventListener(
  "click",
  (event) => {
    clicked = "";
    if (!event.isTrusted) return;
    const path = apply(composedPath, event, []);
    for (let at = 0; at < path.length && clicked === ""; at += 1) clicked = ask(addressOf, path[at]) ?? "";
    if (!begins(clicked, "https://") && !begins(clicked, "http://")) return;
    let target = "";
    for (let at = 0; at < path.length && target === ""; at += 1) target = ask(targetOf, path[at]) ?? "";
    if (target !== "_blank") return;
    // Left alone, the browser would ask the link for its address again when all listeners are through.
    apply(preventDefault, event, []);
    apply(openWindow, globalThis, [clicked, "_blank", "noopener,noreferrer"]);
  },
  { capture: true },
);

// Where the browser has this interface, it asks here before it goes anywhere: for `location`, `<meta http-equiv=refresh>`,
// forms and links alike.
/** @type {any} */ (globalThis).navigation?.addEventListener(
  "navigate",
  (/** @type {any} */ event) => {
    const { url } = event.destination;
    const byPerson = event.userInitiated && url === clicked;
    const intoFile = event.downloadRequest !== null && begins(url, "blob:");
    // Back and forward are the person's; scripts have no such methods here, and nothing goes along.
    if (!byPerson && !intoFile && !event.hashChange && event.navigationType !== "traverse")
      apply(preventDefault, event, []);
  },
  { capture: true },
);

/**
 * May a script click this? A click on a link follows it, even on one that is shown nowhere, and on whatever stands within
 * it. A link to a file that was made here, which stands in nothing else, gives it to the person: it stays on this device.
 *
 * @param {unknown} target
 */
function mayClick(target) {
  const parent = ask(parentOf, target);
  if (parent === undefined) return true;
  return parent === null && (ask(fileOf, target) ?? "") !== "" && begins(ask(addressOf, target) ?? "", "blob:");
}

put(HTMLElement.prototype, "click", function () {
  if (mayClick(this)) apply(click, this, []);
});
put(EventTarget.prototype, "dispatchEvent", function (event) {
  if (ask(typeOf, event) === "click" && !mayClick(this ?? globalThis)) return false;
  return apply(dispatchEvent, this, [event]);
});

/** @param {object} on @param {string} name @returns {() => any} */
function getter(on, name) {
  return /** @type {() => any} */ (Object.getOwnPropertyDescriptor(on, name)?.get);
}

/** Returns what a getter reads from an object, or undefined if the object is of another type. @param {() => any} get @param {unknown} of */
function ask(get, of) {
  try {
    return apply(get, of, []);
  } catch {
    return undefined;
  }
}
