// @ts-check
import { button, element } from "./dom.js";

/** @typedef {ReturnType<typeof createNotices>} Notices */

/**
 * Short words above the results, until they are dismissed.
 *
 * @param {HTMLElement} host
 */
export function createNotices(host) {
  return {
    /**
     * @param {string} title
     * @param {(string | HTMLElement)[]} [rest]
     * @param {{ bad?: boolean, act?: [string, () => void] }} [more] what may be done about it; the notice goes then
     */
    add(title, rest = [], { bad = false, act } = {}) {
      const made = element(
        "div",
        { class: `notice ${bad ? "notice-bad" : ""}`, role: "status" },
        element("div", { class: "notice-words" }, element("strong", {}, title), " ", ...rest),
        element(
          "span",
          { class: "notice-actions" },
          act
            ? button(act[0], () => {
                made.remove();
                act[1]();
              })
            : null,
          button("Dismiss", () => made.remove(), { class: "link" }),
        ),
      );
      host.append(made);
      return made;
    },
  };
}
