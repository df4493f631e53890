// @ts-check

/** Takes an interface from this realm, wherever along the chain of its prototypes it is. @param {string} name */
export function takeAway(name) {
  for (let at = /** @type {any} */ (globalThis); at !== null; at = Object.getPrototypeOf(at)) {
    // What a browser does not let go of, can be overwritten.
    if (Object.hasOwn(at, name) && !Reflect.deleteProperty(at, name)) at[name] = undefined;
  }
}
