// @ts-check
import { button, element, unseen } from "../dom.js";
import { shortName } from "../words.js";

/** @typedef {import("../../index.d.ts").Explanation} Explanation */
/** @typedef {import("../../index.d.ts").ElementExplanation} ElementExplanation */

const STRENGTH = {
  required: "must come from",
  extensible: "must come from, if it has a fitting code:",
  preferred: "should come from",
  example: "for example from",
};

/**
 * Why something is allowed: what the base type and each profile say of the element at the caret.
 *
 * @param {() => void} onClose
 */
export function createExplanation(onClose) {
  const body = element("div", { class: "explanation-body" });
  const panel = element(
    "section",
    {
      id: "explanation",
      class: "explanation",
      role: "group",
      "aria-label": "What is allowed here",
      tabindex: "0",
      hidden: true,
    },
    body,
  );
  panel.addEventListener("keydown", ({ key }) => key === "Escape" && onClose());

  return {
    panel,
    /** @param {Explanation} found */
    show({ path, type, elements }) {
      body.replaceChildren(
        element(
          "div",
          { class: "explanation-head" },
          element("h3", {}, path.split(".").pop() ?? path, type && element("span", { class: "about" }, ` ${type}`)),
          button("Close", onClose, { class: "link" }),
        ),
        elements.length > 0
          ? element("ul", {}, ...elements.map(part))
          : element("p", { class: "about" }, "No known definition describes this place."),
      );
    },
  };
}

/** @param {ElementExplanation} said */
function part({
  profile,
  element: name,
  min,
  max,
  types,
  binding,
  fixed,
  pattern,
  slice,
  modifier,
  mustSupport,
  link,
}) {
  const words = [
    cardinality(min, max),
    types.length > 0 && types.join(" or "),
    slice && `slice ${slice}`,
    fixed && `always ${fixed}`,
    pattern && `with ${pattern}`,
    mustSupport && "must be supported",
    modifier && "changes the meaning of what it stands in",
  ]
    .filter(Boolean)
    .join(" · ");
  const source = element(
    "span",
    { class: "explanation-source" },
    profile ? shortName(profile) : "FHIR STU3",
    " ",
    element("code", {}, name),
  );
  return element(
    "li",
    {},
    source,
    " ",
    /^https?:/.test(link)
      ? element(
          "a",
          { href: link, target: "_blank", rel: "noopener noreferrer" },
          "Read",
          unseen(` what ${profile ? shortName(profile) : "FHIR STU3"} says of ${name} (opens a new tab)`),
        )
      : null,
    element("div", {}, words),
    binding
      ? element(
          "div",
          { class: "about" },
          `Codes ${STRENGTH[binding.strength]} `,
          element("code", { title: binding.valueSet ?? "" }, shortName(binding.valueSet ?? "a value set")),
          binding.codes.length > 0 ? `: ${binding.codes.join(", ")}` : null,
        )
      : null,
  );
}

/** How often, as far as this definition says. @param {number | undefined} min @param {string | undefined} max */
function cardinality(min, max) {
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `at least ${min}`;
  return max !== undefined && `at most ${max}`;
}
