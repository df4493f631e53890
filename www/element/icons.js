// @ts-check
// Drawn here because symbols of a font may have no glyph. Each severity has a shape of its own: colour is extra.

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {keyof typeof SHAPES} Shape */

/** Outlines in a square of 16. */
export const SHAPES = {
  error:
    "M8 .8A7.2 7.2 0 1 0 8 15.2 7.2 7.2 0 0 0 8 .8Zm3.3 9.3-1.2 1.2L8 9.2l-2.1 2.1-1.2-1.2L6.8 8 4.7 5.9l1.2-1.2L8 6.8l2.1-2.1 1.2 1.2L9.2 8Z",
  warning: "M8 1 .6 14.6h14.8ZM7.1 5.8h1.8v4.6H7.1Zm0 5.6h1.8v1.8H7.1Z",
  information: "M1.6 1.6v12.8h12.8V1.6Zm5.5 2h1.8v1.9H7.1Zm0 3.1h1.8v5.7H7.1Z",
  ok: "M13.6 2.9 15 4.3 6.2 13.2 1.2 8.2 2.6 6.8 6.2 10.4Z",
  lock: "M8 .8a3.8 3.8 0 0 0-3.8 3.8v2.2H2.9v8.4h10.2V6.8h-1.3V4.6A3.8 3.8 0 0 0 8 .8Zm-2 3.8a2 2 0 1 1 4 0v2.2H6Z",
  twisty: "M5 2.6 11 8 5 13.4Z",
  busy: "M8 1a7 7 0 1 0 7 7h-1.8A5.2 5.2 0 1 1 8 2.8Z",
};

/** @param {Shape} name */
export function icon(name) {
  const drawing = document.createElementNS(NAMESPACE, "svg");
  drawing.setAttribute("viewBox", "0 0 16 16");
  drawing.setAttribute("class", `icon icon-${name}`);
  // What the drawing says is also there in words.
  drawing.setAttribute("aria-hidden", "true");
  const outline = document.createElementNS(NAMESPACE, "path");
  outline.setAttribute("d", SHAPES[name]);
  drawing.append(outline);
  return drawing;
}
