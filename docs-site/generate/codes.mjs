// The response codes, and the rules that lead to each.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { code, page, plain } from "./markdown.mjs";
import { pages } from "./places.mjs";

const BY_PLACE = `## By place {#by-place}

If a rule has no code of its own, the place of the finding decides: 10001 or the code of the key for the handling specification, 10004
for the event, 20006 for the rest of the header, and 20009 for the payload. A text that cannot be read is 10009. Warnings and information
are no reason to reject a message.`;

export async function writeCodes({ responseCodes }, rules) {
  const [itk3, itk2] = [await responseCodes(), await responseCodes("itk2")];
  const body = [
    "# Response codes",
    "A response carries one of these codes. Infrastructure responses say whether the message could be processed; business responses say " +
      "what happened to its content. *Support* says whether receivers MUST or SHOULD support the code. `MessageHeader.response.code` is " +
      "`ok` with a positive code, and `fatal-error` with a negative one.",
    ...["infrastructure", "business"].flatMap((level) => [
      `## ${level === "business" ? "Business" : "Infrastructure"} responses`,
      table(
        itk3.filter((one) => one.level === level),
        rules,
      ),
    ]),
    BY_PLACE,
    "## ITK 2",
    "Codes of acknowledgements of the distribution envelope (DE) and of SOAP faults.",
    `| Code | Meaning | Send it when | Same message again | Rules |\n|---|---|---|---|---|\n${itk2
      .map(
        (one) =>
          `| <span id="c${one.code}">${one.code}</span> | ${plain(one.display)} | ${plain(one.when)} | ${one.retry ? "yes" : "no"} | ${links(one.code, rules)} |`,
      )
      .join("\n")}`,
  ].join("\n\n");
  writeFileSync(
    path.join(pages, "codes.md"),
    page("Response codes", "Every response code of ITK3 and ITK 2, and when to send it", body),
  );
}

function table(codes, rules) {
  const rows = codes.map(
    ({ code: id, display, when, positive, support, source }) =>
      `| <span id="c${id}">[${id}](${source})</span> | **${plain(display)}**<br>${plain(when)} | ${positive ? "positive" : "negative"} | ${support} | ${links(id, rules)} |`,
  );
  return `| Code | Meaning, and when to send it | Result | Support | Rules |\n|---|---|---|---|---|\n${rows.join("\n")}`;
}

function links(id, rules) {
  const leading = rules
    .filter(({ response }) => response === id)
    .map((rule) => `[${code(rule.id)}](./rules/${rule.id}.md)`);
  if (leading.length <= 2) return leading.join(", ");
  return `<details><summary>${leading.length} rules</summary>${leading.join(", ")}</details>`;
}
