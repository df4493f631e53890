// @ts-check
// How much room there is. Widths are the style sheets' own affair; that it is low, and what follows from it, scripts have to know.

/** "wide": message and results side by side. "narrow": one of them. "low": so little height that the list needs all of it. @typedef {"wide" | "narrow" | "low"} Room */

/** The width from which there is room for both, as in narrow.css. */
const WIDE = 800;
/** Where less than this is to be seen of it, in its own base size. */
const LOW = 35;

/**
 * Keeps `data-room` of an element up to date.
 *
 * @param {HTMLElement} app
 * @returns {() => Room} tells how it is
 */
export function followRoom(app) {
  /** @returns {Room} */
  function room() {
    if (app.clientWidth >= WIDE) return "wide";
    // On a page of its own it is as long as what it shows, and the window is what is seen of it.
    const seen = Math.min(app.clientHeight || Number.POSITIVE_INFINITY, innerHeight);
    return seen < LOW * Number.parseFloat(getComputedStyle(app).fontSize) ? "low" : "narrow";
  }
  const measure = () => {
    if (app.clientWidth > 0) app.dataset.room = room();
  };
  new ResizeObserver(measure).observe(app);
  addEventListener("resize", measure);
  return () => /** @type {Room} */ (app.dataset.room ?? "wide");
}
