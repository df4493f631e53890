// @ts-check
// Puts a button under every code block of the class `itk3-validate`; it puts the element in the block's place.
import "./element.js";

/** @param {Element} block */
function enhance(block) {
  const code = block.querySelector("pre") ?? block;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "itk3-check";
  button.textContent = "Check this message";
  button.addEventListener("click", () => {
    const validator = /** @type {import("./itk3-validator.js").Itk3Validator} */ (
      document.createElement("itk3-validator")
    );
    for (const [name, value] of Object.entries(/** @type {HTMLElement} */ (block).dataset)) {
      if (value !== undefined && name !== "itk3Enhanced") validator.setAttribute(name, value);
    }
    validator.setAttribute("lazy", "false");
    validator.value = code.textContent?.trim() ?? "";
    block.replaceWith(validator);
    button.remove();
  });
  block.after(button);
}

/** @param {ParentNode} [within] */
export function enhanceAll(within = document) {
  for (const block of within.querySelectorAll(".itk3-validate:not([data-itk3-enhanced])")) {
    block.setAttribute("data-itk3-enhanced", "");
    enhance(block);
  }
}

if (globalThis.document) enhanceAll();
