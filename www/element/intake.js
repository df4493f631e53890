// @ts-check
import { isGzip, kindOfFile } from "./file-kinds.js";

/** Larger files than this are not even read: the checker would refuse them. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Takes texts and definitions that are pasted outside the editor, dropped, or opened.
 *
 * @param {object} parts
 * @param {EventTarget} parts.area where pasting and dropping count
 * @param {HTMLElement} parts.app is marked while something is dragged over it
 * @param {HTMLInputElement} parts.file
 * @param {() => boolean} parts.hasText a message is there already
 * @param {(text: string, name?: string) => void} parts.onText
 * @param {(bytes: Uint8Array, name: string) => void} parts.onDefinitions
 * @param {(bytes: Uint8Array, name: string) => void} parts.onPacked a gzip file, whatever is in it
 * @param {(title: string, reason: string, act?: [string, () => void]) => void} parts.onRefusal
 */
export function takeIn({ area, app, file, hasText, onText, onDefinitions, onPacked, onRefusal }) {
  /** @param {Iterable<File>} chosen */
  async function read(chosen) {
    for (const one of chosen) {
      if (one.size > LARGEST) {
        const most = `The most that can be checked is ${LARGEST / 1024 / 1024} MB.`;
        onRefusal(`${one.name} is too large`, most);
        continue;
      }
      try {
        const bytes = new Uint8Array(await one.arrayBuffer());
        const kind = kindOfFile(bytes);
        if (isGzip(bytes)) onPacked(bytes, one.name);
        else if (kind) onRefusal(`${one.name} is ${kind}`, NO_MESSAGE);
        else if (bytes.length === 0) onRefusal(`${one.name} is empty`, "There is nothing in it to check.");
        else give(decode(bytes), one.name);
      } catch {
        onRefusal(`${one.name} could not be read`, "It may have been moved, or be a folder.");
      }
    }
  }

  /** @param {string} text @param {string} [name] of the file that it comes from */
  function give(text, name) {
    if (isDefinition(text)) onDefinitions(new TextEncoder().encode(text), name ?? "pasted");
    else onText(text, name);
  }

  file.addEventListener("change", async () => {
    await read([...(file.files ?? [])]);
    // The same file may be chosen again after it was mended.
    file.value = "";
  });

  /** @param {string} name @param {(event: any) => void} act */
  const on = (name, act) => area.addEventListener(name, act, { capture: true });

  on("paste", (/** @type {ClipboardEvent} */ event) => {
    const { clipboardData } = event;
    if (!clipboardData) return;
    if (clipboardData.files.length > 0) return take(event, () => read([...clipboardData.files]));
    if (isField(event)) return;
    const text = clipboardData.getData("text/plain");
    if (text.trim() === "")
      return take(event, () =>
        onRefusal("Nothing was pasted", "The clipboard holds no text. Copy the message, then paste again."),
      );
    // A snippet that was meant for a field replaces no message.
    if (!hasText() || LIKE_A_MESSAGE.test(text)) return take(event, () => give(text));
    take(event, () => onRefusal("Not pasted over the message", NOT_LIKE_ONE, ["Check it anyway", () => give(text)]));
  });

  // Before the editor, which would put the file's text where it was dropped.
  for (const name of ["dragenter", "dragover"]) {
    on(name, (/** @type {DragEvent} */ event) => {
      if (!brings(event)) return;
      event.preventDefault();
      app.classList.add("dropping");
    });
  }
  on("dragleave", (/** @type {DragEvent} */ event) => {
    if (event.relatedTarget === null || area !== document) app.classList.remove("dropping");
  });
  on("drop", (/** @type {DragEvent} */ event) => {
    app.classList.remove("dropping");
    const { dataTransfer } = event;
    if (!dataTransfer || !brings(event)) return;
    const dropped = [...dataTransfer.files];
    const text = dataTransfer.getData("text/plain");
    take(event, () => (dropped.length > 0 ? read(dropped) : text && give(text)));
  });
}

const NO_MESSAGE = "A message is XML or JSON: open the file that holds it, or paste its text.";
const NOT_LIKE_ONE = "The pasted text does not look like a message, so the open message was kept.";

/** @param {Event} event @param {() => void} act */
function take(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** Is it something to check? Text dropped into the editor is the editor's own affair. @param {DragEvent} event */
function brings(event) {
  const types = event.dataTransfer?.types ?? [];
  const own = event
    .composedPath()
    .some(
      (target) => target instanceof Element && (target.classList.contains("cm-editor") || target.matches("textarea")),
    );
  return types.includes("Files") || (types.includes("text/plain") && !own);
}

/** Does the reader paste into something that takes text itself? @param {Event} event */
function isField(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
}

/** What begins as a resource, another XML document, or HL7 v2, and is no part of one. */
const LIKE_A_MESSAGE = /^[\s\ufeff\v]*(<[?!A-Z]|<[^>]*\sxmlns|MSH\||\{[\s\S]{0,2000}"resourceType")/;

/** Bytes as text: UTF-8, or what a byte order mark says. @param {Uint8Array} bytes */
function decode(bytes) {
  const [first, second] = bytes;
  const name =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(name).decode(bytes);
}

const DEFINITION = "(StructureDefinition|ValueSet|CodeSystem|MessageDefinition)";
const XML = new RegExp(`^\\s*(<\\?[^>]*\\?>|<!--[\\s\\S]*?-->|\\s)*<${DEFINITION}[\\s>]`);
const JSON_ = new RegExp(`^\\s*\\{[^{[]{0,300}"resourceType"\\s*:\\s*"${DEFINITION}"`);

/** By its root, which stands near the beginning. @param {string} text */
export function isDefinition(text) {
  const start = text.slice(0, 4000);
  return XML.test(start) || JSON_.test(start);
}
