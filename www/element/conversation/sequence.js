// @ts-check
// A conversation as a picture: who sent what to whom, one below the other, and what is still to come.
import { svg } from "../svg.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */
/** One arrow of the picture. @typedef {{ words: string, about: string, back: boolean, tone: "" | "good" | "bad" | "expected" }} Step */

const WIDTH = 560;
const [LEFT, RIGHT] = [70, WIDTH - 70];
const TOP = 46;
const STEP = 52;

/** The steps, in their order. @param {Conversation} conversation @returns {Step[]} */
export function stepsOf({ message, responses, waitingFor }) {
  const { event, title, itk2, timestamp } = message.message ?? {};
  const name = [title, event?.code ?? itk2?.serviceId?.split(":").pop()].filter(Boolean).join(" ");
  const first = { words: name || "Message", about: timestamp ?? "", back: false, tone: /** @type {const} */ ("") };
  const answers = responses.map(({ answers, to, level, code, positive, report }) => ({
    words:
      [level && `${level[0].toUpperCase()}${level.slice(1)} response`, code].filter(Boolean).join(" ") || "Response",
    about: answers || to !== undefined ? (report.message?.timestamp ?? "") : "does not answer this message",
    // The answer to a response comes from who got that one.
    back: to === undefined || responses[to]?.to !== undefined,
    tone: /** @type {Step["tone"]} */ (positive === false || !(answers || to !== undefined) ? "bad" : "good"),
  }));
  const left = waitingFor.map((words) => ({
    words,
    about: "still to come",
    back: true,
    tone: /** @type {const} */ ("expected"),
  }));
  return [first, ...answers, ...left];
}

/** @param {Conversation} conversation */
export function sequence(conversation) {
  const steps = stepsOf(conversation);
  const height = TOP + steps.length * STEP + 10;
  const said = steps.map(
    ({ words, about, back }) =>
      `${back ? "Receiver to sender" : "Sender to receiver"}: ${[words, about].filter(Boolean).join(", ")}`,
  );
  return svg(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${height}`,
      width: WIDTH,
      height,
      class: "sequence",
      role: "img",
      "aria-label": said.join(". "),
    },
    ...[
      ["Sender", LEFT],
      ["Receiver", RIGHT],
    ].flatMap(([name, x]) => [
      svg("text", { x, y: 18, "text-anchor": "middle", "font-weight": "bold" }, String(name)),
      svg("line", { x1: x, y1: 28, x2: x, y2: height - 4 }),
    ]),
    ...steps.map((step, at) => arrow(step, TOP + at * STEP + 24)),
  );
}

/** @param {Step} step @param {number} y */
function arrow({ words, about, back, tone }, y) {
  const [from, to] = back ? [RIGHT, LEFT] : [LEFT, RIGHT];
  const tip = back ? 8 : -8;
  const middle = { x: WIDTH / 2, "text-anchor": "middle" };
  return svg(
    "g",
    { class: tone || null },
    svg("line", { x1: from, y1: y, x2: to, y2: y }),
    svg("path", { d: `M${to + tip} ${y - 5} L${to} ${y} L${to + tip} ${y + 5}` }),
    svg("text", { ...middle, y: y - 7 }, words),
    svg("text", { ...middle, y: y + 17, class: "muted", "font-size": 12 }, about),
  );
}
