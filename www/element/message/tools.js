// @ts-check
import { button } from "../dom.js";
import { download, fileOf } from "../transfer.js";
import { formatOf } from "./colour.js";

/**
 * The tools of the message pane that are more than opening and checking.
 *
 * @param {HTMLElement} host
 * @param {object} parts
 * @param {import("../session.js").Session} parts.session
 * @param {ReturnType<typeof import("./twin.js").createTwin>} parts.twin
 * @param {boolean} parts.editable
 */
export function createTools(host, { session, twin, editable }) {
  const { source } = session;
  const layOut = button(
    "Format",
    async () => {
      const before = source.text();
      const answer = await session.ask("format", [before]);
      // Somebody may have typed meanwhile.
      if (answer.kind === "done" && answer.value !== before && source.text() === before)
        source.replace(answer.value, "format");
    },
    { title: "Reformats the message: only white space changes" },
  );
  const other = button("", () => twin.toggle(source.text(), other), { "aria-pressed": "false" });
  function save() {
    const text = source.text();
    download(text, ...fileOf(text, session.fileName.replace(/\.(xml|json|txt|dat)$/i, "") || "message"));
  }
  const downloadButton = button("Download", save, { title: "Ctrl+S" });
  layOut.hidden = other.hidden = downloadButton.hidden = true;
  host.append(layOut, other, downloadButton);

  return {
    /** @param {(name: string) => boolean} isAble */
    offer(isAble) {
      const format = formatOf(source.text());
      layOut.hidden = !editable || source.isEmpty();
      downloadButton.hidden = !editable || source.isEmpty();
      other.hidden = format === "unknown" || !isAble("convert");
      other.textContent = format === "xml" ? "As JSON" : "As XML";
    },
    save,
  };
}
