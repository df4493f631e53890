// @ts-check
// Around the picture: zoom, a search, the whole window, and files of it.
import { button, element } from "../dom.js";
import { counted } from "../words.js";
import { savePng, saveSvg } from "./save.js";

/** @typedef {import("./graph.js").Box} Box */
/** @typedef {import("./picture.js").Picture} Picture */

const STEP = 1.25;
const [LEAST, MOST] = [0.2, 3];
/** Smaller than this the words are not shown at first: they could not be read. */
const READABLE = 0.85;

/** What stands around the picture, and moves it. */
export class Viewer {
  /** @type {Picture | null} */
  #picture = null;
  #scale = 1;
  /** What was found, and which of it the reader is at. @type {Box[]} */
  #hits = [];
  #at = -1;
  #scroll = element("div", { class: "map-scroll", part: "map" });
  #said = element("span", { class: "about", role: "status" });
  #search = searchField();
  #whole = /** @type {HTMLDialogElement} */ (element("dialog", { class: "map-whole", "aria-label": "Map" }));
  #size = button("Full size", () => (this.#whole.open ? this.#whole.close() : this.#enlarge()), {
    "aria-pressed": "false",
  });
  #view = element("div", { class: "map-view" }, this.#tools(), this.#scroll);
  host = element("div", { class: "map-host" }, this.#view, this.#whole);

  /**
   * @param {object} parts
   * @param {(box: Box, words: string) => boolean} parts.has a box has these words
   * @param {() => string} parts.stem of a file's name
   */
  constructor({ has, stem }) {
    this.has = has;
    this.stem = stem;
    this.#whole.addEventListener("close", () => {
      this.host.prepend(this.#view);
      this.#size.setAttribute("aria-pressed", "false");
      this.#size.focus();
    });
    this.#search.addEventListener("input", () => this.#look());
    this.#search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || this.#hits.length === 0) return;
      event.preventDefault();
      this.#at = (this.#at + 1) % this.#hits.length;
      this.#bringNear(this.#hits[this.#at]);
      this.#picture?.arrive(this.#hits[this.#at]);
    });
  }

  #tools() {
    const save = { title: "Save the map" };
    return element(
      "div",
      { class: "map-tools", role: "group", "aria-label": "Map" },
      button("−", () => this.#zoom(this.#scale / STEP), { "aria-label": "Zoom out", title: "Zoom out" }),
      button("+", () => this.#zoom(this.#scale * STEP), { "aria-label": "Zoom in", title: "Zoom in" }),
      button("Fit", () => this.#zoom(this.#fitting())),
      this.#size,
      this.#search,
      this.#said,
      button("SVG", () => this.#picture && saveSvg(this.#picture.host, this.stem()), save),
      button("PNG", () => this.#savePng(), save),
    );
  }

  async #savePng() {
    if (this.#picture && !(await savePng(this.#picture.host, this.stem())))
      this.#said.textContent = "The browser did not make the picture";
  }

  /** @param {number} to */
  #zoom(to) {
    if (!this.#picture) return;
    const { width, height } = this.#picture.drawing;
    const scroll = this.#scroll;
    // What is in the middle stays there.
    const [x, y] = [scroll.scrollLeft + scroll.clientWidth / 2, scroll.scrollTop + scroll.clientHeight / 2];
    const next = Math.min(MOST, Math.max(LEAST, to));
    Object.assign(this.#picture.host.style, { width: `${width * next}px`, height: `${height * next}px` });
    const by = next / this.#scale;
    scroll.scrollTo(x * by - scroll.clientWidth / 2, y * by - scroll.clientHeight / 2);
    this.#scale = next;
  }

  /** The whole picture, as large as it goes. */
  #fitting() {
    if (!this.#picture) return 1;
    const { width, height } = this.#picture.drawing;
    const { clientWidth, clientHeight } = this.#scroll;
    const most = Number.parseFloat(getComputedStyle(this.#scroll).maxHeight) || clientHeight;
    return Math.min(1, (clientWidth - 2) / width, (most - 2) / height);
  }

  /** In all of the window. */
  #enlarge() {
    this.#whole.append(this.#view);
    this.#whole.showModal();
    this.#size.setAttribute("aria-pressed", "true");
    this.#size.focus();
    this.#zoom(Math.max(READABLE, this.#fitting()));
  }

  #look() {
    const words = this.#search.value.trim().toLowerCase();
    this.#hits = this.#picture?.mark(words ? (box) => this.has(box, words) : null) ?? [];
    this.#at = -1;
    this.#said.textContent = words ? counted(this.#hits.length, "box", "boxes") : "";
    // The field keeps the focus.
    if (this.#hits.length > 0) this.#bringNear(this.#hits[0]);
  }

  /** @param {Box} box */
  #bringNear(box) {
    const { x, y } = /** @type {Picture} */ (this.#picture).placeOf(box);
    const { clientWidth, clientHeight } = this.#scroll;
    this.#scroll.scrollTo(x * this.#scale - clientWidth / 3, y * this.#scale - clientHeight / 3);
  }

  /** @param {Picture | null} next @param {HTMLElement} legend */
  show(next, legend) {
    this.#picture = next;
    this.host.hidden = next === null;
    this.#scroll.replaceChildren(...(next ? [next.host] : []));
    this.#view.querySelector(".map-legend")?.remove();
    if (!next) return;
    this.#view.append(legend);
    this.#scale = 1;
    this.#zoom(Math.max(READABLE, Math.min(1, (this.#scroll.clientWidth - 2) / next.drawing.width)));
    this.#scroll.scrollTo(0, 0);
    this.#look();
  }
}

/** @returns {HTMLInputElement} */
function searchField() {
  const names = { class: "search", "aria-label": "Search the map", placeholder: "Search the map" };
  const off = { spellcheck: "false", autocomplete: "off" };
  return /** @type {HTMLInputElement} */ (element("input", { type: "search", ...names, ...off }));
}
