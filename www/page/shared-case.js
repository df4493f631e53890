// @ts-check
// A message that came in the fragment of the page's address, as somebody shared it.
import { fromFragment } from "../element/wrong/fragment.js";
import { fragment } from "./lockdown/fragment.js";

/** @param {import("../element/itk3-validator.js").Itk3Validator} validator */
export async function openShared(validator) {
  const text = await fromFragment(fragment);
  if (text === null) return;
  await validator.ready;
  validator.openFrom(
    text,
    "This message came in the link that opened the page. It was cut down to show one problem, so other problems may come from missing parts.",
  );
}
