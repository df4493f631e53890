// The message of the tests, as large as one likes.
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** The message of the tests with its payload repeated until it is this large. */
export function message(kilobytes) {
  const text = readFileSync(path.join(root, "tests/fixtures/messages/send-payload.xml"), "utf8");
  if (!kilobytes) return text;
  const end = text.lastIndexOf("<entry>", text.indexOf("<Patient>"));
  const entry = text.slice(end, text.indexOf("</entry>", end) + "</entry>".length);
  const entries = Array.from({ length: Math.ceil((kilobytes * 1000 - text.length) / entry.length) }, (_, place) =>
    entry.replaceAll(
      "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f07",
      `5f0c8a52-0d1e-4a8f-9a06-${place.toString(16).padStart(12, "0")}`,
    ),
  );
  return text.slice(0, end) + entries.join("") + text.slice(end);
}
