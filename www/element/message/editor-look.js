// @ts-check
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { SHAPES } from "../icons.js";

/** A mark in the margin, of the same shape as in the list. It is a picture, which no custom property reaches: a colour for both themes. @param {string} shape @param {string} colour */
const margin = (shape, colour) => ({
  content: `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><path fill='${colour}' d='${shape}'/></svg>`)}")`,
});

/** A length by the element's own base, as `rem` is in its style sheets. @param {number} times */
const base = (times) => `calc(var(--itk3-base) * ${times})`;

/** Colours are the page's: its custom properties reach into the shadow root, and change with the theme. */
const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--page)", fontSize: base(0.8125) },
  "&.cm-focused": { outline: "none" },
  // Drawn over the text, which would cover an outline.
  "&.cm-focused::after": {
    content: '""',
    position: "absolute",
    inset: 0,
    zIndex: 300,
    pointerEvents: "none",
    border: "3px solid var(--focus)",
    boxShadow: "inset 0 0 0 2px var(--focus-edge)",
  },
  ".cm-scroller": { fontFamily: "var(--code-font)", lineHeight: "1.5" },
  ".cm-content": { caretColor: "var(--text)", padding: `${base(0.5)} 0` },
  ".cm-gutters": { backgroundColor: "var(--raised)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--page)", color: "var(--text)" },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-selectedPlaceLine": { backgroundColor: "var(--place-line)" },
  ".cm-selectedPlace": { backgroundColor: "var(--place)", outline: "1px solid var(--place-edge)" },
  ".cm-selectionMatch": { backgroundColor: "var(--place-line)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "transparent",
    outline: "1px solid var(--border)",
  },
  ".cm-foldPlaceholder": { backgroundColor: "var(--raised)", borderColor: "var(--border)", color: "var(--text)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--text)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-textfield": {
    minHeight: "24px",
    color: "var(--text)",
    backgroundColor: "var(--page)",
    borderColor: "var(--border)",
  },
  ".cm-button": {
    color: "var(--text)",
    backgroundColor: "var(--page)",
    backgroundImage: "none",
    borderColor: "var(--border)",
    minHeight: "24px",
    borderRadius: "var(--radius)",
  },
  ".cm-panel.cm-search": { padding: `${base(0.4)} ${base(2)} ${base(0.4)} ${base(0.6)}`, fontFamily: "var(--font)" },
  ".cm-panel.cm-search input, .cm-panel.cm-search button, .cm-panel.cm-search label": { fontSize: base(0.8125) },
  ".cm-panel.cm-search label": {
    display: "inline-flex",
    alignItems: "center",
    minHeight: "24px",
    verticalAlign: "middle",
  },
  ".cm-panel.cm-search [name=close]": {
    color: "var(--text)",
    fontSize: base(1.25),
    minWidth: "24px",
    minHeight: "24px",
    top: base(0.25),
    right: base(0.5),
  },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--raised)", border: "1px solid var(--border)" },
  ".cm-diagnostic": {
    whiteSpace: "pre-wrap",
    maxWidth: base(40),
    fontFamily: "var(--font)",
    padding: `${base(0.4)} ${base(0.6)}`,
  },
  ".cm-gutter-lint": { width: "1.25em" },
  ".cm-lint-marker-error": margin(SHAPES.error, "#d5281b"),
  ".cm-lint-marker-warning": margin(SHAPES.warning, "#b36200"),
  ".cm-lint-marker-info": margin(SHAPES.information, "#2f7fd0"),
  // The yellow of a focus needs its dark companion line.
  ".cm-textfield:focus-visible, .cm-button:focus-visible, .cm-search input:focus-visible, [name=close]:focus-visible": {
    outline: "3px solid var(--focus)",
    boxShadow: "0 0 0 5px var(--focus-edge)",
  },
});

const colours = HighlightStyle.define([
  { tag: [tags.tagName, tags.typeName], color: "var(--code-name)" },
  { tag: [tags.attributeName, tags.propertyName], color: "var(--code-attribute)" },
  { tag: [tags.attributeValue, tags.string], color: "var(--code-value)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.comment, tags.processingInstruction, tags.documentMeta], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.angleBracket, tags.punctuation, tags.separator, tags.definitionOperator], color: "var(--muted)" },
]);

export const editorLook = [theme, syntaxHighlighting(colours)];
