// @ts-check
import { button } from "../dom.js";
import { download, fileOf } from "../transfer.js";
import { formatOf } from "./colour.js";

/**
 * The tools of the message pane that are more than opening and checking.
 *
 * @param {HTMLElement} host
 * @param {object} parts
 * @param {import("../workspace.js").Ask} parts.ask
 * @param {import("./editor.js").Source} parts.source
 * @param {ReturnType<typeof import("./twin.js").createTwin>} parts.twin
 * @param {boolean} parts.editable
 * @param {() => string} parts.text
 * @param {() => string} parts.name the file that the message was opened from, if any
 */
export function createTools(host, { ask, source, twin, editable, text, name }) {
  const layOut = button(
    "Format",
    async () => {
      const before = text();
      const answer = await ask("format", [before]);
      // Somebody may have typed meanwhile.
      if (answer.kind === "done" && answer.value !== before && text() === before)
        source.replace(answer.value, "format");
    },
    { title: "Lays the message out anew: white space only" },
  );
  const other = button("", () => twin.toggle(text(), other), { "aria-pressed": "false" });
  const hand = () => download(text(), ...fileOf(text(), name().replace(/\.(xml|json|txt|dat)$/i, "") || "message"));
  const save = button("Download", hand, { title: "Ctrl+S" });
  layOut.hidden = other.hidden = save.hidden = true;
  host.append(layOut, other, save);

  return {
    /** @param {(name: string) => boolean} able */
    offer(able) {
      const format = formatOf(source.text());
      layOut.hidden = !editable || source.isEmpty();
      save.hidden = !editable || source.isEmpty();
      other.hidden = format === "unknown" || !able("convert");
      other.textContent = format === "xml" ? "As JSON" : "As XML";
    },
    save: hand,
  };
}
