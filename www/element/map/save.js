// @ts-check
// The picture as a file that looks the same wherever it is opened: styles are written into it.
import { download } from "../transfer.js";

/** What of a style is seen. */
const SEEN = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
];
/** Pixels of a picture for one of the drawing's, and the most that a side may have. */
const SHARP = 2;
const MOST = 8000;

/** The picture alone, with what is behind it. @param {SVGElement} shown @returns {string} */
export function textOf(shown) {
  const copy = /** @type {SVGElement} */ (shown.cloneNode(true));
  const [originals, copies] = [shown, copy].map((root) => [...root.querySelectorAll("rect, path, text")]);
  for (const [at, original] of originals.entries()) {
    const style = getComputedStyle(original);
    for (const name of SEEN) copies[at].setAttribute(name, style.getPropertyValue(name));
  }
  for (const one of [copy, ...copy.querySelectorAll("*")])
    for (const name of ["class", "style", "tabindex", "role", "aria-label", "aria-description"])
      one.removeAttribute(name);
  const behind = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const colour = getComputedStyle(shown).backgroundColor;
  for (const [name, value] of [
    ["width", "100%"],
    ["height", "100%"],
    ["fill", colour],
  ])
    behind.setAttribute(name, value);
  copy.prepend(behind);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {SVGElement} shown @param {string} stem */
export function saveSvg(shown, stem) {
  download(textOf(shown), `${stem}.svg`, "image/svg+xml");
}

/** Says whether it was saved. @param {SVGElement} shown @param {string} stem @returns {Promise<boolean>} */
export async function savePng(shown, stem) {
  const [width, height] = ["width", "height"].map((name) => Number(shown.getAttribute(name)));
  const scale = Math.min(SHARP, MOST / width, MOST / height);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(textOf(shown))}`;
  try {
    await image.decode();
  } catch {
    return false;
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  if (blob) download(blob, `${stem}.png`, "image/png");
  return blob !== null;
}
