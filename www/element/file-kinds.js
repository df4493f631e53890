// @ts-check
// Recognises binary files by their first bytes, so that they are named rather than shown as text.

/** Of an Office document or a ZIP archive, so much is looked at for what is in it. */
const FAR = 1 << 16;

/** How files begin, and what they are. @type {readonly [string, string][]} */
const BEGINNINGS = [
  ["%PDF-", "a PDF file"],
  ["\x89PNG", "a PNG image"],
  ["\xff\xd8\xff", "a JPEG image"],
  ["GIF8", "a GIF image"],
  ["II*\0", "a TIFF image"],
  ["MM\0*", "a TIFF image"],
  ["\xd0\xcf\x11\xe0", "an older Word, Excel or Outlook file"],
  ["{\\rtf", "a Rich Text file"],
  ["7z\xbc\xaf", "a 7-Zip archive"],
  ["Rar!", "a RAR archive"],
  ["BZh", "a bzip2 file"],
  ["\xfd7zXZ", "an xz file"],
  ["\x7fELF", "a program"],
];

/** What is in ZIP archives that are documents. @type {readonly [string, string][]} */
const OFFICE = [
  ["word/", "a Word document"],
  ["xl/", "an Excel workbook"],
  ["ppt/", "a PowerPoint presentation"],
  ["mimetypeapplication/vnd.oasis", "an OpenDocument file"],
];

/**
 * Names a file that cannot be a message; null for one that can.
 *
 * @param {Uint8Array} bytes
 * @returns {string | null}
 */
export function kindOfFile(bytes) {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  if (start.startsWith("PK\x03\x04")) {
    const names = new TextDecoder("latin1").decode(bytes.subarray(0, FAR));
    return OFFICE.find(([name]) => names.includes(name))?.[1] ?? "a ZIP archive";
  }
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP") return "a WebP image";
  const known = BEGINNINGS.find(([begin]) => start.startsWith(begin));
  if (known) return known[1];
  return isUtf16(start) || !bytes.subarray(0, 4096).includes(0) ? null : "a file that is not text";
}

/** Every other byte of such a text is nothing, with a byte order mark or without. @param {string} start */
const isUtf16 = (start) => /^(\xff\xfe|\xfe\xff|\0[<{\s]|[<{\s]\0)/.test(start);

/** A gzip file: a FHIR package, or a message that was packed. @param {Uint8Array} bytes */
export const isGzip = (bytes) => bytes[0] === 0x1f && bytes[1] === 0x8b;
