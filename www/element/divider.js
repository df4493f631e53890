// @ts-check

const STEP = 4;
const LEAST = 25;
const MOST = 75;

/**
 * The line between message and results: moved with the pointer or the arrows. Where it stands is kept as long as the
 * page is open.
 *
 * @param {HTMLElement} divider
 * @param {HTMLElement} app
 */
export function createDivider(divider, app) {
  let at = 53;
  const attributes = {
    role: "separator", tabindex: "0", "aria-orientation": "vertical", "aria-label": "Width of the message",
    "aria-valuemin": String(LEAST), "aria-valuemax": String(MOST), "aria-controls": "panel-message",
  };
  for (const [name, value] of Object.entries(attributes)) divider.setAttribute(name, value);

  /** @param {number} percent */
  function move(percent) {
    at = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    app.style.setProperty("--split", `${at}%`);
    divider.setAttribute("aria-valuenow", String(at));
  }
  move(at);

  divider.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - STEP, ArrowRight: at + STEP, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
  });
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.focus();
    divider.setPointerCapture(event.pointerId);
    const follow = (/** @type {PointerEvent} */ { clientX }) => {
      const { left, width } = app.getBoundingClientRect();
      move(((clientX - left) / width) * 100);
    };
    divider.addEventListener("pointermove", follow);
    divider.addEventListener("lostpointercapture", () => divider.removeEventListener("pointermove", follow), { once: true });
  });
}
