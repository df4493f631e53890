// @ts-check

/**
 * A page may ask by its policy that addresses of scripts and workers be vouched for (`require-trusted-types-for`); then
 * only a named policy may vouch, and this is the element's. Nobody else gets hold of it.
 */
const policy = (() => {
  try {
    return /** @type {any} */ (globalThis).trustedTypes?.createPolicy("itk3-validator", {
      createScriptURL: (/** @type {string} */ address) => address,
    });
  } catch {
    // The page's policy does not name it. Then the browser says why the script was not loaded.
    return undefined;
  }
})();

/** @param {string} address one of our own @returns {string} */
export const trusted = (address) => policy?.createScriptURL(address) ?? address;
