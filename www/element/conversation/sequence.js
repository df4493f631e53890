// @ts-check
// The conversation as a sequence picture, as `review --format svg` draws it.
import { svg } from "../svg.js";

/** @typedef {import("../../index.d.ts").Conversation} Conversation */
/** @typedef {{ fromSender: boolean, tone: string, says: string, about: string }} Step */

const WIDTH = 760;
const SENDER = 110;
const RECEIVER = 650;
const TOP = 56;
const STEP = 62;

/** @param {Conversation} conversation */
export function sequence(conversation) {
  const steps = stepsOf(conversation);
  const height = TOP + STEP * steps.length + 14;
  const label = steps.map(told).join(" ");
  const made = svg("svg", {
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    class: "sequence",
    role: "img",
    "aria-label": label,
  });
  for (const [x, name] of /** @type {[number, string][]} */ ([
    [SENDER, "Sender"],
    [RECEIVER, "Receiver"],
  ])) {
    made.append(
      svg("path", { d: `M${x} 42V${height}`, class: "sequence-life" }),
      svg("rect", { x: x - 60, y: 12, width: 120, height: 30, rx: 4, class: "sequence-box" }),
      svg("text", { x, y: 32, class: "sequence-party" }, name),
    );
  }
  made.append(...steps.flatMap((step, place) => arrow(step, TOP + STEP * place + 40)));
  return made;
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
  const name = level ? `${level[0].toUpperCase()}${level.slice(1)} response` : "Response";
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
    says: [name, code, display?.split(/[(.]/)[0].trim()].filter(Boolean).join(" "),
    about: about.filter(Boolean).join("; "),
  };
}

/** @param {Step} step */
function told({ fromSender, says, about }) {
  const way = fromSender ? "Sender to receiver" : "Receiver to sender";
  return `${way}: ${says}${about ? `, ${about}` : ""}.`;
}

/** @param {Step} step @param {number} y */
function arrow({ fromSender, tone, says, about }, y) {
  const [from, to, back] = fromSender ? [SENDER, RECEIVER, RECEIVER - 10] : [RECEIVER, SENDER, SENDER + 10];
  const middle = (SENDER + RECEIVER) / 2;
  return [
    svg("path", { d: `M${from} ${y}H${back}`, class: `sequence-arrow sequence-${tone}` }),
    svg("path", { d: `M${to} ${y}L${back} ${y - 6}V${y + 6}Z`, class: `sequence-head sequence-${tone}` }),
    svg("text", { x: middle, y: y - 8, class: "sequence-says" }, says),
    svg("text", { x: middle, y: y + 16, class: "sequence-about" }, about),
  ];
}
