// @ts-check
// Within a sandboxed frame: the page around it may hand a message in, and is told what came of the check. What the message
// says is told to nobody.

/** @param {import("../element/itk3-validator.js").Itk3Validator} validator */
export function answerFrame(validator) {
  if (window.parent === window) return;
  document.documentElement.dataset.framed = "";
  // Whoever shows the frame may be anybody: they get counts, and nothing that would be theirs alone.
  const tell = (/** @type {object} */ words) => window.parent.postMessage(words, "*");
  addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.itk3 === "check" && typeof data.text === "string")
      validator.value = data.text;
  });
  validator.addEventListener("itk3-result", (event) =>
    tell({ itk3: "result", .../** @type {CustomEvent} */ (event).detail }),
  );
  new ResizeObserver(() => tell({ itk3: "size", height: document.documentElement.scrollHeight })).observe(
    document.body,
  );
  validator.ready.then(() => tell({ itk3: "ready" }));
}
