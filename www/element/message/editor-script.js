// @ts-check
// The editor as a script of its own: it is large, and a page that only shows a message does without.
import { createEditor } from "./editor.js";

/** @type {any} */ (globalThis).itk3Editor = createEditor;
