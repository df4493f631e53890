// @ts-check

/**
 * Lets the reader choose light or dark. The choice lasts as long as the page: nothing is stored.
 *
 * @param {HTMLSelectElement} choice
 */
export function followTheme(choice) {
  choice.addEventListener("change", () => {
    const { documentElement } = choice.ownerDocument;
    if (choice.value === "auto") documentElement.removeAttribute("data-theme");
    else documentElement.setAttribute("data-theme", choice.value);
  });
}
