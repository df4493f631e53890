// @ts-check

const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * Builds an element of a picture. Strings become text and nothing else.
 *
 * @param {string} tag
 * @param {Record<string, string | number | null>} attributes null leaves one out
 * @param {...(Node | string)} children
 */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}
