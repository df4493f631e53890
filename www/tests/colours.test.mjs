import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const STYLE = readFileSync(new URL("../element/styles/tokens.css", import.meta.url), "utf8");

/** A token's colour in the light theme (0) or the dark one (1). */
function token(name, theme) {
  const value = STYLE.match(
    new RegExp(`--${name}: (?:var\\(--itk3-[a-z]+, )?(?:light-dark\\(([^,]+), ([^)]+)\\)|([^;)]+))\\)?;`),
  );
  return value[3] ?? value[theme + 1];
}

function luminance(colour) {
  const digits =
    colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit) : colour.slice(1).match(/../g);
  const [red, green, blue] = digits
    .map((part) => parseInt(part, 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** What stands on what, and how much they must differ: 4.5 for text, 3 for edges and shapes. */
const PAIRS = [
  ...["text", "muted", "link", "error", "warning", "note", "ok"].flatMap((name) => [
    [name, "page", 4.5],
    [name, "raised", 4.5],
  ]),
  ...["code-name", "code-attribute", "code-value", "code-number"].flatMap((name) =>
    ["page", "place", "place-line"].map((ground) => [name, ground, 4.5]),
  ),
  ["text", "place", 4.5],
  ["text", "place-line", 4.5],
  ["muted", "place-line", 4.5],
  ["error", "place", 3],
  ["warning", "place", 3],
  ["note", "place", 3],
  ["border", "page", 3],
  ["border", "raised", 3],
  ["focus", "focus-edge", 3],
];

for (const [theme, name] of ["light", "dark"].entries()) {
  test(`colours can be told apart: ${name}`, () => {
    const weak = PAIRS.map(([front, ground, least]) => [
      front,
      ground,
      contrast(token(front, theme), token(ground, theme)),
      least,
    ])
      .filter(([, , found, least]) => found < least)
      .map(([front, ground, found, least]) => `${front} on ${ground}: ${found.toFixed(2)}, wanted ${least}`);
    assert.deepEqual(weak, []);
    for (const ground of ["primary"]) assert.ok(contrast("#ffffff", token(ground, theme)) >= 4.5, ground);
  });
}
