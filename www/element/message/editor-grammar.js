// @ts-check
import { json } from "@codemirror/lang-json";
import { xml } from "@codemirror/lang-xml";
import { Compartment } from "@codemirror/state";

/** Colours for longer lines than this (base64 mostly) would take longer than the reader waits. */
const LONGEST_LINE = 100_000;

export const grammar = new Compartment();

const XML = xml();
const JSON_ = json();
/** @type {readonly never[]} */
const NONE = [];

/**
 * The grammar for a text, told by its first sign; null where the present one fits.
 *
 * @param {import("@codemirror/state").Text} doc
 * @param {unknown} present
 */
export function grammarFor(doc, present) {
  const first = doc.sliceString(0, 200).trimStart()[0];
  const byFirst = first === "<" ? XML : first === "{" || first === "[" ? JSON_ : NONE;
  const wanted = byFirst !== NONE && hasLongLine(doc) ? NONE : byFirst;
  return wanted === present ? null : wanted;
}

/** @param {import("@codemirror/state").Text} doc */
function hasLongLine(doc) {
  if (doc.length <= LONGEST_LINE) return false;
  for (const line of doc.iterLines()) if (line.length > LONGEST_LINE) return true;
  return false;
}
