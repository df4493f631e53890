//! Whatever the text, every door answers: no panic, no endless run. Seeded, so that each run tries the same.

mod chance;

use std::fs;
use std::path::Path;

use chance::Chance;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};
use itk3_validator::report::{Form, Writer};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator};

/// Pieces that mean something to one of the readers.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/>",
    "</",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "null",
    "true",
    "1e999999999",
    "-",
    "&amp;",
    "&#x0;",
    "&#xD800;",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?",
    "<!DOCTYPE",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "é",
    "\u{1f600}",
    "urn:uuid:",
    "#",
    "_id",
    "resourceType",
    "<extension url=\"",
    "<div xmlns=\"http://www.w3.org/1999/xhtml\">",
    "valueString",
    "fhir_comments",
    "contained",
    "2026-02-30",
    "  ",
    "\r\n",
];

#[test]
fn broken_messages_get_an_answer_at_every_door() {
    let validator = Validator::new();
    let mut seeded = Chance::new(42);
    let mut texts = Vec::new();
    for folder in ["tests/fixtures/messages", "tests/fixtures/parity"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the folder can be read") {
            texts.push(fs::read(entry.expect("the folder can be read").path()).expect("the file can be read"));
        }
    }
    texts.sort();
    let responder = Responder {
        organization: Some(Organization { ods: "A12345".to_owned(), site: String::new() }),
        practitioner: None,
        endpoint: "A12345OT001".to_owned(),
        ..Responder::default()
    };
    let options = AcknowledgementOptions {
        ids: (1..=12).map(|n| format!("00000000-0000-4000-8000-{n:012}")).collect(),
        now: "2026-11-20T17:00:00+00:00".to_owned(),
        even_unasked: true,
        ..AcknowledgementOptions::default()
    };
    for _ in 0..1200 {
        let mut bytes = texts[seeded.below(texts.len())].clone();
        for _ in 0..1 + seeded.below(6) {
            let at = seeded.below(bytes.len());
            let until = (at + 1 + seeded.below(60)).min(bytes.len());
            match seeded.below(5) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..until)),
                2 => drop(bytes.splice(at..at, PIECES[seeded.below(PIECES.len())].bytes())),
                3 => {
                    let again = bytes[at..until].to_vec();
                    drop(bytes.splice(at..at, again));
                }
                _ => bytes[at] = seeded.below(256) as u8,
            }
            if bytes.is_empty() {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let report = validator.validate_bytes(&bytes, &Options::default());
        assert!(!report.message.kind.is_empty());
        let format = if Format::of(&text) == Format::Json { Format::Xml } else { Format::Json };
        if let Ok(other) = validator.convert(&text, format, &Options::default()) {
            assert_eq!(Format::of(&other), format);
            let _ = validator.validate(&other, &Options::default());
        }
        let built = validator.build_acknowledgement(&bytes, "suggested", &responder, &options);
        assert!(built.refused.is_some() || built.report.is_some_and(|report| report.conforms), "{text}");
        let conversation = validator.review_conversation(&bytes, &[&bytes], &Options::default());
        assert_eq!(conversation.responses.len(), 1);
        let picture = conversation.picture();
        assert!(roxmltree::Document::parse(&picture).is_ok(), "{picture}");
        let simulated = validator.open_bytes(&bytes).simulate(&responder, &options);
        let replies = simulated.iter().flat_map(|simulated| &simulated.replies);
        assert!(replies.into_iter().all(|reply| reply.text.is_some() || reply.refused.is_some()), "{text}");
        for (form, is_json) in [("harness", false), ("harness-json", true)] {
            let mut writer = Writer::new(Form::of(form).expect("there is this form"));
            let written = writer.add(&report, "a.xml", &text) + &writer.finish();
            let dtd = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
            let is_read = if is_json {
                serde_json::from_str::<serde_json::Value>(&written).is_ok()
            } else {
                roxmltree::Document::parse_with_options(&written, dtd).is_ok()
            };
            assert!(is_read, "{written}");
        }
        let redacted = validator.redact(&text);
        let _ = validator.validate(&redacted, &Options::default());
    }
}
