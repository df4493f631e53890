// @ts-check
import { gotoLine, searchKeymap } from "@codemirror/search";
import { EditorSelection } from "@codemirror/state";
import { EditorView, getDialog, showDialog } from "@codemirror/view";
import { button, element } from "../dom.js";

const NAME = "cm-goto-line";

/** The keys of the search, with a question for a line that has no form: the page makes none. */
export const searchKeys = searchKeymap.map((binding) =>
  binding.run === gotoLine ? { ...binding, run: goToLine } : binding,
);

/** Asks for the number of a line, and goes there. @param {EditorView} view */
function goToLine(view) {
  const open = getDialog(view, NAME);
  if (open) {
    open.dom.querySelector("input")?.select();
    return true;
  }
  showDialog(view, { class: NAME, focus: true, content: question });
  return true;
}

/** @param {EditorView} view @param {() => void} close */
function question(view, close) {
  const { doc, selection } = view.state;
  const field = /** @type {HTMLInputElement} */ (
    element("input", {
      type: "text",
      inputmode: "numeric",
      class: "cm-textfield",
      value: doc.lineAt(selection.main.head).number,
    })
  );
  function go() {
    const lines = view.state.doc;
    const number = Number(field.value);
    close();
    if (!Number.isInteger(number)) return;
    const { from } = lines.line(Math.max(1, Math.min(lines.lines, number)));
    view.dispatch({
      selection: EditorSelection.cursor(from),
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
    view.focus();
  }
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") go();
    else close();
  });
  return element("div", {}, element("label", {}, "Go to line: ", field), " ", button("Go", go, { class: "cm-button" }));
}
