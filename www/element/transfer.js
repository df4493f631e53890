// @ts-check
import { button } from "./dom.js";

/** Hands a text over as a file. @param {string | Blob} text @param {string} name @param {string} type */
export function download(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The name and the type that a message's file should have. @param {string} text @param {string} stem @returns {[string, string]} */
export function fileOf(text, stem) {
  return text.trimStart().startsWith("<")
    ? [`${stem}.xml`, "application/fhir+xml"]
    : [`${stem}.json`, "application/fhir+json"];
}

/** How long a button says what it has done. */
const SAID = 2000;

/**
 * A button that copies.
 *
 * @param {string} label
 * @param {() => string | Promise<string>} text
 */
export function copier(label, text) {
  const made = button(label, async () => {
    const name = made.getAttribute("aria-label");
    try {
      await navigator.clipboard.writeText(await text());
      made.textContent = "Copied";
    } catch {
      made.textContent = "The browser did not allow it";
    }
    // What is heard is what is seen.
    if (name) made.removeAttribute("aria-label");
    setTimeout(() => {
      made.textContent = label;
      if (name) made.setAttribute("aria-label", name);
    }, SAID);
  });
  return made;
}
