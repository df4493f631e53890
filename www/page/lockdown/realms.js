// @ts-check
// An empty frame is no connection, so that no policy forbids it; but it is a realm of its own, with every interface
// that was taken away from this one. Hence no frame can be made, nor anything else that loads or connects by itself.

/**
 * Elements that bring a realm, or reach out before the policy is asked: `link` for names and sockets, and `form`, whose
 * server the browser connects to before it finds that nothing may be sent there.
 */
const REFUSED = new Set([
  "iframe",
  "frame",
  "frameset",
  "object",
  "embed",
  "applet",
  "fencedframe",
  "controlledframe",
  "webview",
  "portal",
  "link",
  "base",
  "area",
  "form",
]);
/** Text that becomes elements, whatever is in it. The page makes each element by name. @type {[object | undefined, string[]][]} */
const PARSERS = [
  [globalThis, ["DOMParser", "XSLTProcessor"]],
  [Element.prototype, ["innerHTML", "insertAdjacentHTML", "setHTML", "setHTMLUnsafe"]],
  [ShadowRoot.prototype, ["innerHTML", "setHTML", "setHTMLUnsafe"]],
  [Range.prototype, ["createContextualFragment"]],
  [Document, ["parseHTML", "parseHTMLUnsafe"]],
  [Document.prototype, ["open", "close", "write", "writeln", "execCommand"]],
  [DOMImplementation.prototype, ["createDocument"]],
];
for (const [from, names] of PARSERS) for (const name of names) if (from) Reflect.deleteProperty(from, name);
// This one is read where the report becomes a page, and never set.
const { get: outerHTML } = /** @type {PropertyDescriptor} */ (
  Object.getOwnPropertyDescriptor(Element.prototype, "outerHTML")
);
Object.defineProperty(Element.prototype, "outerHTML", {
  get: outerHTML,
  set: undefined,
  enumerable: true,
  configurable: false,
});

const SVG = "http://www.w3.org/2000/svg";

// Kept from before any other script ran, so that none can change what these do.
const { apply } = Reflect;
const { has } = Set.prototype;
const { toLowerCase, slice, lastIndexOf } = String.prototype;
const { createElement, createElementNS } = Document.prototype;
const { define } = CustomElementRegistry.prototype;

/** @param {string} name of an element, with its prefix if it has one @returns {string} */
const localName = (name) => apply(toLowerCase, apply(slice, name, [apply(lastIndexOf, name, [":"]) + 1]), []);

/** @param {unknown} name @returns {string} */
function allowed(name) {
  const words = `${name}`;
  const local = localName(words);
  if (apply(has, REFUSED, [local])) throw new DOMException(`This page makes no ${local}.`, "SecurityError");
  return words;
}

put(Document.prototype, "createElement", function (name) {
  return apply(createElement, this, [allowed(name)]);
});
put(Document.prototype, "createElementNS", function (namespace, name) {
  const [space, words] = [namespace === null ? null : `${namespace}`, allowed(name)];
  // A link within a picture is another kind of link, which nobody looks after here.
  if (space === SVG && localName(words) === "a")
    throw new DOMException("This page makes no links in pictures.", "SecurityError");
  return apply(createElementNS, this, [space, words]);
});
// Without its third argument, which makes a class of the page's own of an element that is refused here.
put(CustomElementRegistry.prototype, "define", function (name, type) {
  apply(define, this, [name, type]);
});

/** Makes an element that the page itself needs, whatever is refused. @param {string} name @param {Record<string, string>} attributes */
export function makeElement(name, attributes) {
  const made = /** @type {HTMLElement} */ (apply(createElement, document, [name]));
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** Makes the one frame of the page that shows how to embed; it must be sandboxed. @param {Record<string, string> & { sandbox: string }} attributes */
export const makeFrame = (attributes) => /** @type {HTMLIFrameElement} */ (makeElement("iframe", attributes));

/** From now on the page's own scripts load nothing more. */
export function refuseScripts() {
  REFUSED.add("script");
}

/** @param {object} on @param {string} name @param {(this: any, ...args: any[]) => unknown} value */
export function put(on, name, value) {
  Object.defineProperty(on, name, { value, writable: false, enumerable: true, configurable: false });
}
