// @ts-check
// The conversation as a sequence picture, as `review --format svg` draws it.
import { element } from "../dom.js";
import { svg } from "../svg.js";
import { responseName } from "./outcome.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */
/** @typedef {{ fromSender: boolean, tone: string, says: string, about: string }} Step */

/** Where things stand across, and how many letters a line holds. @typedef {{ width: number, sender: number, receiver: number, party: number, letters: number }} Layout */

/** @type {Layout} */
const WIDE = { width: 760, sender: 110, receiver: 650, party: 120, letters: 84 };
/** @type {Layout} */
const NARROW = { width: 340, sender: 50, receiver: 290, party: 92, letters: 34 };
/** The width in pixels below which it is drawn for a phone. */
const SMALL = 560;
const TOP = 56;
/** From one arrow to the next, where each says a line above it and one below. */
const STEP = 62;
const LINE = 17;

/** Keeps a picture of the latest conversation, as wide as there is room. */
export function createSequence() {
  const host = element("div", { class: "sequence-host" });
  /** @type {Conversation | null} */
  let latest = null;
  /** @type {Layout | null} */
  let drawn = null;

  function draw() {
    const layout = host.clientWidth < SMALL ? NARROW : WIDE;
    if (!latest || host.clientWidth === 0 || layout === drawn) return;
    drawn = layout;
    host.replaceChildren(sequence(latest, layout));
  }
  new ResizeObserver(draw).observe(host);

  return {
    host,
    /** @param {Conversation} conversation */
    show(conversation) {
      latest = conversation;
      drawn = null;
      draw();
    },
    clear() {
      latest = null;
      host.replaceChildren();
    },
  };
}

/** @param {Conversation} conversation @param {Layout} layout */
function sequence(conversation, layout) {
  const { width, sender, receiver, party } = layout;
  const steps = stepsOf(conversation);
  let y = TOP;
  const arrows = steps.flatMap((step) => {
    const above = linesOf(step.says, layout.letters);
    const below = linesOf(step.about, layout.letters);
    const at = y + 40 + LINE * (above.length - 1);
    y += STEP + LINE * Math.max(above.length + below.length - 2, 0);
    return arrow(step, at, above, below, layout);
  });
  const height = y + 14;
  const label = steps.map(told).join(" ");
  const made = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: "sequence",
    role: "img",
    "aria-label": label,
  });
  for (const [x, name] of /** @type {[number, string][]} */ ([
    [sender, "Sender"],
    [receiver, "Receiver"],
  ])) {
    made.append(
      svg("path", { d: `M${x} 42V${height}`, class: "sequence-life" }),
      svg("rect", { x: x - party / 2, y: 12, width: party, height: 30, rx: 4, class: "sequence-box" }),
      svg("text", { x, y: 32, class: "sequence-party" }, name),
    );
  }
  made.append(...arrows);
  return made;
}

/** Words in lines of so many letters at most, unless one word is longer. @param {string} words @param {number} most */
function linesOf(words, most) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** @param {Conversation} conversation @returns {Step[]} */
function stepsOf({ message: { message }, responses, waitingFor }) {
  const asks = message.card?.asksFor;
  const about = !asks
    ? "cannot be read"
    : asks.length === 0
      ? "requests no response"
      : `requests ${asks.join(" and ")} response${asks.length === 1 ? "" : "s"}`;
  const says = message.domain ? `${message.title}: ${message.domain.title}` : message.title;
  return [
    { fromSender: true, tone: "sent", says, about },
    ...responses.map((response) => stepOf(response, responses)),
    ...waitingFor.map((says) => ({ fromSender: false, tone: "absent", says, about: "has not arrived" })),
  ];
}

/** @param {Conversation["responses"][number]} response @param {Conversation["responses"]} all @returns {Step} */
function stepOf({ report, answers, to, level, code, display, positive, issues }, all) {
  const answered = to === undefined ? undefined : all[to];
  const about = [
    !answers && answered && `answers the ${answered.level ?? "other"} response`,
    !answers && !answered && "does not answer this message",
    issues[0]?.message,
    !report.conforms && "does not conform",
  ];
  const isStray = !answers && !answered;
  return {
    fromSender: answered?.answers === true,
    tone: isStray ? "absent" : positive === false ? "bad" : "good",
    says: [responseName({ report, level }), code, display?.split(/[(.]/)[0].trim()].filter(Boolean).join(" "),
    about: about.filter(Boolean).join("; "),
  };
}

/** @param {Step} step */
function told({ fromSender, says, about }) {
  const way = fromSender ? "Sender to receiver" : "Receiver to sender";
  return `${way}: ${says}${about ? `, ${about}` : ""}.`;
}

/**
 * @param {Step} step
 * @param {number} y
 * @param {string[]} above the lines of what it says
 * @param {string[]} below the lines about it
 * @param {Layout} layout
 */
function arrow({ fromSender, tone }, y, above, below, { sender, receiver }) {
  const [from, to, back] = fromSender ? [sender, receiver, receiver - 10] : [receiver, sender, sender + 10];
  const x = (sender + receiver) / 2;
  return [
    svg("path", { d: `M${from} ${y}H${back}`, class: `sequence-arrow sequence-${tone}` }),
    svg("path", { d: `M${to} ${y}L${back} ${y - 6}V${y + 6}Z`, class: `sequence-head sequence-${tone}` }),
    ...above.map((line, at) =>
      svg("text", { x, y: y - 8 - LINE * (above.length - 1 - at), class: "sequence-says" }, line),
    ),
    ...below.map((line, at) => svg("text", { x, y: y + 16 + LINE * at, class: "sequence-about" }, line)),
  ];
}
