// @ts-check

const NAME = "itk3-split";
const STEP = 4;
const LEAST = 25;
const MOST = 75;

/**
 * The line between message and results: moved with the pointer or the arrows. Where it stands is kept as long as the
 * tab is open; it is all that is ever kept, and says nothing of a message.
 *
 * @param {HTMLElement} divider
 * @param {HTMLElement} app
 * @param {boolean} keeps a page of its own
 */
export function createDivider(divider, app, keeps) {
  const kept = () => (keeps ? stored() : null);
  let at = kept() ?? 53;
  const attributes = {
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the message",
    "aria-valuemin": String(LEAST),
    "aria-valuemax": String(MOST),
    "aria-controls": "panel-message",
  };
  for (const [name, value] of Object.entries(attributes)) divider.setAttribute(name, value);

  /** @param {number} percent */
  function move(percent) {
    at = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    app.style.setProperty("--split", `${at}%`);
    divider.setAttribute("aria-valuenow", String(at));
  }
  move(at);
  /** The reader moved it. @param {number} percent */
  function moved(percent) {
    move(percent);
    if (keeps) keep(at);
  }

  divider.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - STEP, ArrowRight: at + STEP, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moved(to);
  });
  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.focus();
    divider.setPointerCapture(event.pointerId);
    const follow = (/** @type {PointerEvent} */ { clientX }) => {
      const { left, width } = app.getBoundingClientRect();
      moved(((clientX - left) / width) * 100);
    };
    divider.addEventListener("pointermove", follow);
    divider.addEventListener("lostpointercapture", () => divider.removeEventListener("pointermove", follow), {
      once: true,
    });
  });
}

/** Some places have no storage, a sandboxed frame among them. @returns {number | null} */
function stored() {
  try {
    return Number(sessionStorage.getItem(NAME)) || null;
  } catch {
    return null;
  }
}

/** @param {number} at */
function keep(at) {
  try {
    sessionStorage.setItem(NAME, String(at));
  } catch {
    // Then it is not kept.
  }
}
