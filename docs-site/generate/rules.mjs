// A page for every rule: from what the engine knows of it, and from its cases.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createTwoFilesPatch, structuredPatch } from "diff";
import { casesOf } from "./cases.mjs";
import { attribute, block, code, page, plain } from "./markdown.mjs";
import { base, pages } from "./places.mjs";

/** A message with more lines is linked, and not printed. */
const LONGEST = 60;
/** Two messages that differ in more lines than this are shown each on its own. */
const MOST_CHANGES = 30;

const SEVERITY = { fatal: "Fatal", error: "Error", warning: "Warning", information: "Information" };
const lines = (text) => text.trimEnd().split("\n").length;
const language = (name) => path.extname(name).slice(1);

/** Writes the page of each rule, with the messages that are shown on it. Says which rules have no message. */
export function writeRules({ Validator }, rules) {
  const ids = new Set(rules.map(({ id }) => id));
  mkdirSync(path.join(pages, "rules"), { recursive: true });
  const shared = new Validator();
  const withoutMessage = [];
  for (const [at, rule] of rules.entries()) {
    const { messages, definitions } = casesOf(rule.id);
    const validator = definitions.length === 0 ? shared : new Validator();
    for (const file of definitions) validator.addDefinitions(readFileSync(file), path.basename(file));
    const wrong = firing(rule, messages, validator, ids);
    const right = wrong && neighbour(wrong, messages);
    if (!wrong) withoutMessage.push(rule.id);
    for (const one of [wrong, right]) if (one) publish(rule.id, one.file, one.name);
    for (const file of definitions) publish(rule.id, file, `definitions/${path.basename(file)}`);
    const names = definitions.map((file) => path.basename(file));
    writeFileSync(
      path.join(pages, "rules", `${rule.id}.md`),
      rulePage(rule, { wrong, right, definitions: names, beside: [rules[at - 1], rules[at + 1]] }),
    );
    if (validator !== shared) validator.free();
  }
  shared.free();
  return withoutMessage;
}

function publish(id, from, name) {
  const to = path.join(pages, "public/cases", id, name);
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to);
}

/** The message that breaks the rule with the fewest other findings, the shortest of them. */
function firing(rule, messages, validator, ids) {
  let best;
  for (const message of messages.filter(({ isNeighbour }) => !isNeighbour)) {
    const report = validator.validate(message.bytes);
    const isIts = (issue) => issue.rule === rule.id || (rule.id === "invariant" && !ids.has(issue.rule));
    const issue = report.issues.find(isIts);
    if (!issue) continue;
    const others = report.issues.filter((one) => !isIts(one) && one.severity !== "information").length;
    if (!best || others < best.others) best = { ...message, issue, others };
  }
  return best;
}

/** The neighbour that is most like the wrong message. */
function neighbour(wrong, messages) {
  const candidates = messages.filter(({ isNeighbour, name }) => isNeighbour && language(name) === language(wrong.name));
  const scored = candidates.map((one) => ({ ...one, changes: changes(wrong.text, one.text) }));
  return scored.sort((a, b) => a.changes - b.changes)[0] ?? messages.find(({ isNeighbour }) => isNeighbour);
}

const changes = (from, to) =>
  structuredPatch("", "", from, to, "", "", { context: 0 }).hunks.reduce((sum, { lines }) => sum + lines.length, 0);

function rulePage(rule, { wrong, right, definitions, beside }) {
  const { id, severity, code: issue, title, why, response, link } = rule;
  const facts = [
    ["Severity", `<span class="severity ${severity}">${SEVERITY[severity]}</span>`],
    ["Issue code", code(issue)],
    [
      "Response code",
      response
        ? `<a href="../codes.html#c${response}">${response}</a>`
        : '<a href="../codes.html#by-place">depends on the place</a>',
    ],
    ["Source", `<a href="${attribute(link)}" target="_blank" rel="noreferrer">${plain(shown(link))}</a>`],
  ];
  const body = [
    `# ${code(id)} {#rule}`,
    `<p class="rule-title">${plain(title)}</p>`,
    `<dl class="facts">\n${facts.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("\n")}\n</dl>`,
    "## Why",
    plain(why),
    ...inShort(rule),
    ...(wrong ? wrongExample(id, wrong, definitions) : without(rule)),
    ...(right ? rightExample(id, wrong, right) : []),
  ].join("\n\n");
  return page(id, `${title}. ${why}`, body, around(beside));
}

/** The rules before and after it, for the foot of the page. */
const around = (beside) =>
  ["prev", "next"]
    .map((name, at) => {
      const rule = beside[at];
      return `${name}: ${rule ? JSON.stringify({ text: rule.id, link: `/rules/${rule.id}` }) : false}\n`;
    })
    .join("");

/** Where a link leads, short enough for a narrow screen. */
const shown = (link) => link.replace(/^https?:\/\//, "").replace(/^(.{56}).{4,}$/, "$1…");

function inShort({ wrong, right }) {
  const rows = [
    ["Wrong", wrong],
    ["Right", right],
  ].filter(([, text]) => text);
  if (rows.length === 0) return [];
  return ["## In short", rows.map(([name, text]) => `**${name}**\n\n${block(text)}`).join("\n")];
}

function wrongExample(id, { name, about, issue }, definitions) {
  const address = `${base}cases/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  const added = definitions.length === 0 ? "" : ` definitions="${attribute(JSON.stringify(definitions))}"`;
  const also =
    definitions.length === 0
      ? ""
      : " It is checked against further definitions, which are added to the published ones.";
  return [
    "## Wrong",
    plain(about) + also,
    finding(issue),
    `<LiveMessage title="The message that breaks ${attribute(id)}" src="${attribute(address)}" select="${attribute(issue.rule)}"${added} />`,
  ];
}

/** What the check says of the message, in words that need no script. */
function finding({ rule, severity, message, expected, found, path: where, place }) {
  const rows = [
    ["Expected", expected && code(expected)],
    ["Found", found && code(found)],
    ["Where", `line ${place.line}, ${where ? code(where) : `column ${place.column}`}`],
  ].filter(([, value]) => value);
  return [
    `<div class="finding ${severity}">`,
    `<p><strong>${SEVERITY[severity]}:</strong> ${plain(message)} <small>${code(rule)}</small></p>`,
    `<dl>${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join("")}</dl>`,
    "</div>",
  ].join("\n");
}

function rightExample(id, wrong, right) {
  const { name, about, text, changes: count } = right;
  const address = `../cases/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  const download = `<a href="${attribute(address)}" target="_self" download>Download ${code(name)}</a>`;
  const parts = ["## Right", plain(about)];
  if (count !== undefined && count > 0 && count <= MOST_CHANGES && lines(text) > 8) {
    const patch = createTwoFilesPatch(wrong.name, name, wrong.text, text, "", "", { context: 3 });
    const hunks = patch.slice(patch.indexOf("\n---") + 1);
    parts.push("The difference from the wrong message:", block(clip(hunks), "diff"));
  } else if (lines(text) <= LONGEST) parts.push(block(clip(text), language(name)));
  parts.push(download);
  return parts;
}

/** A line of base64 says nothing to a reader. */
const clip = (text) => text.replace(/^(.{400}).{20,}$/gm, "$1…");

function without({ id, link }) {
  const isOfBoth = /response/.test(id) || id === "ITK2-A5";
  const reason = id.startsWith("limit-")
    ? "A message that reaches this limit is too large to show here."
    : isOfBoth
      ? "A message alone cannot break this rule: it is about a message and its responses together. See [scenarios](../scenarios.md) for whole exchanges."
      : "A message alone cannot break this rule: other information decides, such as MESH metadata or the ids of earlier messages.";
  return ["## Wrong", reason, `The rule is stated at <${link}>.`];
}
