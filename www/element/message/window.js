// @ts-check
// A very long message is checked as a whole and shown in part.

/** @typedef {import("./editor.js").Source} Source */

/** From here on only the beginning is shown. UTF-16 code units. */
export const VERY_LONG = 20_000_000;
/** So much of it. */
const SHOWN = 5_000_000;

/**
 * What shows the message, for texts of any length.
 *
 * @param {Source} inner
 * @returns {Source & { isCut: () => boolean, isBeyond: (place: import("../../index.d.ts").Place) => boolean }}
 */
export function windowed(inner) {
  /** All of a text of which the beginning is shown. @type {string | null} */
  let whole = null;
  let shown = 0;
  const isBeyond = (/** @type {import("../../index.d.ts").Place} */ place) => whole !== null && place.start >= shown;

  return {
    ...inner,
    isCut: () => whole !== null,
    isBeyond,
    length: () => whole?.length ?? inner.length(),
    text: () => whole ?? inner.text(),
    take() {
      const { text, taken } = inner.take();
      return { text: whole ?? text, taken };
    },
    replace(text, by) {
      // A part of a message is not to come back as if it were a whole one.
      if (whole !== null) {
        whole = null;
        inner.forget();
      }
      if (text.length <= VERY_LONG) {
        whole = null;
        inner.freeze(false);
        return inner.replace(text, by);
      }
      // Lines end as in the editor, so that places are the same in both.
      whole = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
      const end = whole.lastIndexOf("\n", SHOWN);
      shown = end > 0 ? end : SHOWN;
      inner.freeze(true);
      inner.replace(whole.slice(0, shown), by);
    },
    reveal: (place, from) => (isBeyond(place) ? inner.clearMark() : inner.reveal(place, from)),
    goTo: (place, from) => (isBeyond(place) ? undefined : inner.goTo(place, from)),
    lineOf: (place, from) => (isBeyond(place) ? place.line : inner.lineOf(place, from)),
    isTouched: (place, from) => whole === null && inner.isTouched(place, from),
    edit: (edits, from) => (whole === null ? inner.edit(edits, from) : undefined),
    undo: () => whole === null && inner.undo(),
    redo: () => whole === null && inner.redo(),
    showProblems: (issues, from) =>
      inner.showProblems(
        issues.filter(({ place }) => !isBeyond(place)),
        from,
      ),
    excerpt(place, from, around) {
      if (whole === null || !isBeyond(place)) return inner.excerpt(place, from, around);
      let start = whole.lastIndexOf("\n", place.start - 1) + 1;
      let first = place.line;
      for (let i = 0; i < around && start > 0; i += 1) {
        start = whole.lastIndexOf("\n", start - 2) + 1;
        first -= 1;
      }
      const lines = [];
      for (let at = first; at <= place.line + around && start < whole.length; at += 1) {
        const end = whole.indexOf("\n", start);
        lines.push({ number: at, text: whole.slice(start, end < 0 ? undefined : end), here: at === place.line });
        start = end < 0 ? whole.length : end + 1;
      }
      return lines;
    },
  };
}
