// The cases of a rule: messages that break it, and neighbours that keep it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { cases } from "./places.mjs";

/** @typedef {{ name: string, file: string, text: string, about: string, isNeighbour: boolean }} Case */

/** What the README of a folder says of each of its files. */
function captions(folder) {
  const readme = readFileSync(path.join(folder, "README.md"), "utf8");
  const items = readme.matchAll(/^- `([^`]+)`: ([\s\S]*?)(?=\n- |\n\n|$(?![\s\S]))/gm);
  return new Map([...items].map(([, name, about]) => [name, about.replace(/\s+/g, " ").trim()]));
}

const files = (folder) => (existsSync(folder) ? readdirSync(folder).sort() : []);

/**
 * What stands in the folder of a rule, the shortest message first.
 *
 * @returns {{ messages: Case[], definitions: string[] }}
 */
export function casesOf(rule) {
  const folder = path.join(cases, rule);
  if (!existsSync(folder)) return { messages: [], definitions: [] };
  const about = captions(folder);
  const messages = files(folder)
    .filter((name) => /\.(xml|json)$/.test(name))
    .map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      const text = bytes.toString("utf8");
      return {
        name,
        file: path.join(folder, name),
        bytes,
        text,
        about: about.get(name) ?? "",
        isNeighbour: name.includes(".ok."),
      };
    })
    .sort((a, b) => a.bytes.length - b.bytes.length);
  const definitions = files(path.join(folder, "definitions")).map((name) => path.join(folder, "definitions", name));
  return { messages, definitions };
}
