// @ts-check
// A message that came in the fragment of the page's address, as somebody shared it.
import { fromFragment } from "../element/wrong/fragment.js";

/** @param {import("../element/itk3-validator.js").Itk3Validator} validator */
export function openShared(validator) {
  const take = async () => {
    const text = await fromFragment(location.hash);
    if (text === null) return;
    // The message stays neither in the address nor in the history.
    history.replaceState(null, "", location.pathname + location.search);
    await validator.ready;
    validator.openFrom(text, "This message came in the link that opened the page.");
  };
  addEventListener("hashchange", take);
  return take();
}
