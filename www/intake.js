// @ts-check

/** Larger files than this are not even read: the checker would refuse them. */
const LARGEST = 32 * 1024 * 1024;

/**
 * Takes texts that are pasted outside the editor, dropped anywhere, or opened.
 *
 * @param {{ page: Document, file: HTMLInputElement, onText: (text: string) => void, onRefusal: (reason: string) => void }} parts
 */
export function takeIn({ page, file, onText, onRefusal }) {
  /** @param {File | null | undefined} chosen */
  async function read(chosen) {
    if (!chosen) return;
    if (chosen.size > LARGEST) {
      onRefusal(`The file is larger than ${LARGEST / 1024 / 1024} MB, which is more than can be checked.`);
      return;
    }
    try {
      onText(decode(await chosen.arrayBuffer()));
    } catch {
      onRefusal("The file could not be read. It may have been moved, or be a folder.");
    }
  }

  file.addEventListener("change", async () => {
    await read(file.files?.[0]);
    // The same file may be chosen again after it was mended.
    file.value = "";
  });

  page.addEventListener("paste", (event) => {
    const { clipboardData } = event;
    if (!clipboardData) return;
    const [pasted] = clipboardData.files;
    if (pasted) return take(event, () => read(pasted));
    if (isField(event)) return;
    const text = clipboardData.getData("text/plain");
    if (text) take(event, () => onText(text));
  }, { capture: true });

  // Before the editor, which would put the file's text where it was dropped.
  for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
    page.addEventListener(name, (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      page.documentElement.classList.add("dropping");
    }, { capture: true });
  }
  page.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) page.documentElement.classList.remove("dropping");
  }, { capture: true });
  page.addEventListener("drop", (event) => {
    page.documentElement.classList.remove("dropping");
    const { dataTransfer } = event;
    if (!dataTransfer || !brings(event)) return;
    const [dropped] = dataTransfer.files;
    const text = dataTransfer.getData("text/plain");
    take(event, () => (dropped ? read(dropped) : text && onText(text)));
  }, { capture: true });
}

/** @param {Event} event @param {() => void} act */
function take(event, act) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** Is it something to check? Text dropped into the editor is the editor's own affair. @param {DragEvent} event */
function brings(event) {
  const types = event.dataTransfer?.types ?? [];
  const inEditor = event.composedPath().some((target) => target instanceof Element && target.classList.contains("cm-editor"));
  return types.includes("Files") || (types.includes("text/plain") && !inEditor);
}

/** Does the reader paste into something that takes text itself? @param {Event} event */
function isField(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea"));
}

/** Bytes as text: UTF-8, or what a byte order mark says. @param {ArrayBuffer} bytes */
function decode(bytes) {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  const name = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(name).decode(bytes);
}
