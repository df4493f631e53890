// @ts-check
import { element } from "../dom.js";
import { copier } from "../transfer.js";

/** @typedef {import("../../index.d.ts").Card} Card */

/** What the guide or MESH says where a message has nothing. */
const BY_CARRIER = "Not in the message: MESH finds the receiver";

/**
 * The message card: from whom, to whom, by which service, with which ids, and what the sender asks for.
 *
 * @param {import("../../index.d.ts").Message | undefined} message
 */
export function cardOf(message) {
  const card = message?.card;
  if (!card) return [];
  const event = [card.serviceId, message?.event?.display].filter(Boolean).join(" ");
  const isResponse = message?.response !== undefined || card.conversationId !== undefined;
  /** @type {[string, string | string[] | undefined][]} */
  const facts = [
    ["From", card.fromAddress],
    ["To", card.toAddresses.length > 0 ? card.toAddresses.map(bare) : BY_CARRIER],
    ["Audit identity", card.auditIdentities.map(bare)],
    ["Service", event],
    ["Tracking id", card.trackingId],
    ["Answers", isResponse ? (card.conversationId ?? "none") : undefined],
    ["Payload id", card.businessPayloadId],
    ["Profile", card.profileId],
    ["Handling", card.handlingSpecifications.map(({ key, value }) => `${key.split(":").pop()}: ${value}`)],
    ["Requests", card.asksFor.length > 0 ? `${card.asksFor.join(" and ")} response` : "no response"],
  ];
  const rows = facts
    .filter(([, value]) => value !== undefined && value.length > 0)
    .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, ...shown(value ?? ""))]);
  const copy = copier("Copy card as JSON", async () => `${JSON.stringify(card, null, 2)}\n`);
  return [
    element("h3", {}, "Message card"),
    element("dl", { class: "facts message-card" }, ...rows),
    element("div", { class: "form-actions" }, copy),
  ];
}

/** An identifier without the beginning that all of its kind have. @param {string} identifier */
const bare = (identifier) => identifier.replace("https://fhir.nhs.uk/Id/", "").replace("|", " ");

/** @param {string | string[]} value */
function shown(value) {
  if (typeof value === "string") return [value];
  return value.length === 1 ? value : [element("ul", {}, ...value.map((one) => element("li", {}, one)))];
}
