// @ts-check
// A message that came in the fragment of the page's address, as somebody shared it.
import { fromFragment } from "../element/share/fragment.js";
import { fragment } from "./lockdown/fragment.js";

const WHOLE = "This message came in the link that opened the page.";
const CUT =
  "This message came in the link that opened the page. It was cut down to show one problem, so other problems may come from missing parts.";

/** @param {import("../element/itk3-validator.js").Itk3Validator} validator */
export async function openShared(validator) {
  const shared = await fromFragment(fragment);
  if (shared === null) return;
  await validator.ready;
  const { text, rule } = shared;
  if (rule) validator.addEventListener("itk3-result", () => validator.focusProblem(rule), { once: true });
  validator.openFrom(text, rule ? CUT : WHOLE);
}
