// @ts-check
import { element } from "../dom.js";
import { field, textInput } from "../form.js";

/** @typedef {import("../../index.d.ts").Responder} Responder */

/** What was written, as long as the page is open; it is stored nowhere. */
const remembered = { ods: "", site: "", endpoint: "", family: "", given: "", sdsUserId: "", sdsRoleProfileId: "" };

/** @type {readonly [keyof typeof remembered, string, string?][]} */
const ORGANISATION = [
  ["ods", "ODS code", "required: the organisation’s code"],
  ["site", "ODS code of a site", "if it replies for one"],
  ["endpoint", "MESH mailbox", "required: your mailbox, such as X26OT001"],
];
/** @type {readonly [keyof typeof remembered, string, string?][]} */
const PERSON = [
  ["sdsUserId", "SDS user id"],
  ["sdsRoleProfileId", "SDS role profile id"],
  ["family", "Family name"],
  ["given", "Given name"],
];

/**
 * Who replies.
 *
 * @param {() => void} onChange
 */
export function createResponder(onChange) {
  /** @param {readonly [keyof typeof remembered, string, string?][]} names */
  const fields = (names) =>
    names.map(([name, label, hint]) => {
      const input = textInput(remembered[name]);
      input.addEventListener("input", () => {
        remembered[name] = input.value.trim();
        // What was written over, or taken away, is the reader's own.
        if (name === "ods") suggested = "";
        onChange();
      });
      return { name, input, row: field(label, input, hint) };
    });
  /** What the present message says, as long as nothing else is written. */
  let suggested = "";
  const organisation = fields(ORGANISATION);
  const person = fields(PERSON);
  const host = element(
    "fieldset",
    {},
    element("legend", {}, "Who replies"),
    element("div", { class: "fields" }, ...organisation.map(({ row }) => row)),
    element(
      "details",
      {},
      element("summary", { class: "link" }, "Reply as a person"),
      element("div", { class: "fields" }, ...person.map(({ row }) => row)),
    ),
    element("p", { class: "about" }, "Kept until you close the page; never stored."),
  );

  return {
    host,
    /** Fills in what the message says of whom it was sent to, unless something was written. @param {string | undefined} ods */
    suggest(ods = "") {
      if (remembered.ods) return;
      suggested = organisation[0].input.value = ods;
    },
    /** @returns {Responder} */
    value() {
      const { site, endpoint, family, given, sdsUserId, sdsRoleProfileId } = remembered;
      const ods = remembered.ods || suggested;
      const words = (/** @type {Record<string, string>} */ parts) =>
        Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== ""));
      const practitioner = words({ sdsUserId, sdsRoleProfileId, family, given });
      return {
        organization: words({ ods, site }),
        ...(Object.keys(practitioner).length > 0 ? { practitioner } : {}),
        endpoint,
      };
    },
  };
}
