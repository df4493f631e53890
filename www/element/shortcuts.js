// @ts-check

/** @typedef {{ check: () => void, open: () => void, save: () => void, step: (step: 1 | -1) => void, back: () => void, help: () => void, undo: (() => void) | null, redo: (() => void) | null }} Acts `undo` and `redo` where there is something to write */

/**
 * The keys that work everywhere in an area.
 *
 * @param {EventTarget} area
 * @param {Acts} acts
 */
export function followShortcuts(area, { check, open, save, step, back, help, undo, redo }) {
  // Before the editor: it has other plans for Ctrl+Enter.
  area.addEventListener(
    "keydown",
    (event) => {
      const act = actFor(/** @type {KeyboardEvent} */ (event));
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    },
    { capture: true },
  );

  /** @param {KeyboardEvent} event @returns {(() => void) | null} */
  function actFor(event) {
    const { key, altKey, shiftKey } = event;
    const control = event.ctrlKey || event.metaKey;
    if (altKey) return null;
    if (control && key === "Enter") return check;
    if (control && !shiftKey && key === "o") return open;
    if (control && !shiftKey && key === "s") return save;
    if (control && shiftKey && key.toLowerCase() === "m") return back;
    // A field and the editor have an undo of their own.
    if (control && /^[zy]$/i.test(key) && !isTyping(event)) return shiftKey || key.toLowerCase() === "y" ? redo : undo;
    if (!control && key === "F8") return () => step(shiftKey ? -1 : 1);
    return !control && key === "?" && !isTyping(event) ? help : null;
  }
}

/** @param {KeyboardEvent} event */
function isTyping(event) {
  const [target] = event.composedPath();
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}
