//! Texts that are a little broken: the same ones in every run.

use std::path::Path;
use std::{env, fs};

use crate::chance::Chance;
use crate::material;

/// What is put in, where XML has a meaning for it.
pub(crate) const XML: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "&",
    "&amp;",
    "&#65;",
    "&#x110000;",
    "&#1;",
    "&nbsp;",
    "\"",
    "'",
    "=",
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<?x y?>",
    "<?xml version=\"1.0\"?>",
    "<?",
    "?>",
    " ",
    "\n",
    "\t",
    "\r",
    "é",
    "\u{1}",
    "\u{fffe}",
    "\u{feff}",
    "\u{1f600}",
    "x:",
    "xmlns:x=\"urn:x\" ",
    "xmlns=\"urn:y\" ",
    "a=\"b\" ",
    "id=\"a\" ",
    "value=\"v\" ",
    "x:y=\"1\" ",
    "<a>",
    "</a>",
    "<a/>",
    "<!DOCTYPE a>",
    "0",
    "-",
    ".",
    ":",
    "]",
    "!",
];

/// And for JSON.
pub(crate) const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\\n",
    "null",
    "true",
    "false",
    "tru",
    "0",
    "-",
    "1e5",
    ".5",
    "01",
    "1.",
    "\n",
    "\t",
    " ",
    "é",
    "\u{1}",
    "\u{7f}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\u{1f600}",
    "\"a\":1,",
    "\"a\":{},",
    "\"_a\":[null],",
    "fhir_comments",
    "\"fhir_comments\":[1 2],",
    "resourceType",
    "_",
    "'",
    "//",
    "/**/",
    "NaN",
];

/// A text with one to three changes: something deleted, put in, replaced, or copied to another place.
pub(crate) fn mutated(text: &str, chance: &mut Chance, pieces: &[&str]) -> String {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(3) {
        let at = boundary(&text, chance.below(text.len() + 1));
        let piece = pieces[chance.below(pieces.len())];
        match chance.below(4) {
            0 => {
                let end = boundary(&text, at + 1 + chance.below(6));
                text.replace_range(at..end.max(at), "");
            }
            1 => text.insert_str(at, piece),
            2 => {
                let end = boundary(&text, at + 1 + chance.below(3));
                text.replace_range(at..end.max(at), piece);
            }
            _ => {
                let end = boundary(&text, at + chance.below(80));
                let copy = text[at..end.max(at)].to_owned();
                let to = boundary(&text, chance.below(text.len() + 1));
                text.insert_str(to, &copy);
            }
        }
    }
    text
}

/// The start of the character that a byte is part of.
fn boundary(text: &str, byte: usize) -> usize {
    text.floor_char_boundary(byte)
}

/// Everything at hand that is text of a format: cases, fixtures, and the corpus where it is there.
pub(crate) fn texts(begins: char) -> Vec<String> {
    let mut texts: Vec<String> = material::corpus().into_iter().filter_map(|(_, bytes)| String::from_utf8(bytes).ok()).collect();
    let mut folders =
        vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases"), Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<_> =
            fs::read_dir(&folder).expect("the folder can be read").map(|e| e.expect("it can be read").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                texts.push(text);
            }
        }
    }
    texts.retain(|text| text.trim_start_matches('\u{feff}').trim_start().starts_with(begins));
    assert!(texts.len() > 60, "there are texts to break");
    texts
}
