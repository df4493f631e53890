// @ts-check
import { makeElement, refuseScripts } from "./realms.js";

/** What the page may still do when all of it is there. */
const SEALED =
  "default-src 'none'; script-src 'wasm-unsafe-eval'; img-src data:; worker-src blob:; form-action 'none'; base-uri 'none'";

let sealed = false;

/**
 * Ends all loading. Until then the page may load scripts from where it came from, and a script could ask for one by an
 * address that says something; whatever a policy allows by its hash could even be asked of another server. A worker
 * keeps the policies that its page has when it is made: it is made after this.
 *
 * @param {string} [but] a directive that allows more
 */
export function seal(but) {
  if (sealed) return;
  sealed = true;
  restrict(but ? `${SEALED}; ${but}` : SEALED);
  // An address of a link in the head is looked up before anybody asks a policy.
  for (const link of document.querySelectorAll("link")) link.remove();
  refuseScripts();
}

/** Holds the page to one more policy; it keeps every one that it was ever given. @param {string} policy */
export function restrict(policy) {
  document.head.append(makeElement("meta", { "http-equiv": "Content-Security-Policy", content: policy }));
}
