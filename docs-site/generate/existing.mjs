// The documents of docs/, as pages: the text is theirs, the links are made to fit.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { docs, pages, repository, root } from "./places.mjs";

/** Documents about the code, which are read beside it. */
const BESIDE_THE_CODE = ["decisions"];

/** The name of the page of a document. */
const nameOf = (document) => (document === "rules.md" ? "rules/index.md" : document);

/** Every document, by its path within docs/. */
export function documents(folder = "") {
  return readdirSync(path.join(docs, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return BESIDE_THE_CODE.includes(name) ? [] : documents(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

export function writeDocuments(rules) {
  const ids = new Set(rules.map(({ id }) => id));
  const all = documents();
  for (const document of all) {
    put(
      nameOf(document),
      adapted(readFileSync(path.join(docs, document), "utf8"), `docs/${document}`, nameOf(document), ids),
    );
  }
  return all.map(nameOf);
}

export function put(name, text) {
  const file = path.join(pages, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** A text of the repository, for the page of a name: blocks of code stay as they are. */
export function adapted(text, source, name, ids) {
  const pieces = text.split(/^(`{3,}|~{3,})([\s\S]*?)^\1[ \t]*$/m);
  let out = "";
  for (let at = 0; at < pieces.length; at += 3) {
    out += indentedFenced(pieces[at], (text) => prose(text, source, name, ids));
    if (at + 1 < pieces.length) out += `${pieces[at + 1]}${pieces[at + 2]}${pieces[at + 1]}`;
  }
  return out;
}

/** Blocks of code that are indented become fenced ones, which can be scrolled by keyboard; what stands around them is adapted. */
function indentedFenced(text, adapt) {
  const pieces = text.split(/(?<=\n\n)((?: {4}\S.*\n)+)(?=\n|$)/);
  const fenced = (lines) => `\`\`\`sh\n${lines.replace(/^ {4}/gm, "")}\`\`\`\n`;
  return pieces.map((piece, at) => (at % 2 === 0 ? adapt(piece) : fenced(piece))).join("");
}

function prose(text, source, name, ids) {
  const toRule = (id) => path.posix.relative(path.posix.dirname(name), `rules/${id}.md`);
  const inRules = name === "rules/index.md";
  const link = /(!?)\[((?:`[^`]*`|[^\]`])*)\]\(([^)\s]+)\)|(`+)([^`]+)\4/g;
  return text.replace(link, (whole, image, label, target, ticks, word) => {
    if (ticks) return ids.has(word) ? `[${whole}](${encoded(toRule(word))})` : whole;
    const id = label.replaceAll("`", "");
    // The list of rules leads to their pages, which lead on to who states them.
    if (inRules && ids.has(id)) return `[${label}](${encoded(toRule(id))})`;
    return `${image}[${label}](${resolved(target, source, name, image !== "")})`;
  });
}

const encoded = (link) => (link.startsWith(".") ? link : `./${link}`);

/** Where a link of a document leads from its page. */
function resolved(target, source, name, isImage) {
  if (/^([a-z]+:|#|\/)/i.test(target)) return target;
  const [file, anchor] = target.split("#");
  const wanted = path.posix.normalize(path.posix.join(path.posix.dirname(source), file));
  const here = path.join(root, wanted);
  if (!existsSync(here)) throw new Error(`${source}: ${target} leads nowhere`);
  const hash = anchor ? `#${anchor}` : "";
  if (isImage) return picture(wanted, name);
  const document = wanted.startsWith("docs/") ? wanted.slice("docs/".length) : undefined;
  const isPage = document?.endsWith(".md") && !BESIDE_THE_CODE.some((one) => document.startsWith(`${one}/`));
  if (isPage) return encoded(path.posix.relative(path.posix.dirname(name), nameOf(document))) + hash;
  return `${repository}/${statSync(here).isDirectory() ? "tree" : "blob"}/main/${wanted}${hash}`;
}

/** Copies a picture to where its page finds it. */
function picture(wanted, name) {
  const copy = `pictures/${wanted.replace(/^(docs|examples)\//, "").replaceAll("/", "-")}`;
  mkdirSync(path.join(pages, "pictures"), { recursive: true });
  cpSync(path.join(root, wanted), path.join(pages, copy));
  return encoded(path.posix.relative(path.posix.dirname(name), copy));
}
