//! A document answers as the functions of one question do, in whatever order it is asked.

use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator};

fn messages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in
        ["www/examples", "tests/cases/other-standard", "tests/cases/other-fhir-version", "tests/cases/xml-syntax", "tests/cases/slice-min"]
    {
        let entries = fs::read_dir(root.join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
        files
            .extend(entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "xml" || e == "json")));
    }
    files.sort();
    files
}

/// As it is compared: whatever is written of it.
fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("it can be written")
}

#[test]
fn a_document_answers_as_one_question_does() {
    let validator = Validator::new();
    let responder = Responder {
        organization: Some(Organization { ods: "X26".into(), ..Organization::default() }),
        endpoint: "X26OT001".into(),
        ..Responder::default()
    };
    let acknowledgement = AcknowledgementOptions {
        ids: (1..=6).map(|n| format!("00000000-0000-4000-8000-00000000000{n}")).collect(),
        now: "2026-11-20T17:00:00+00:00".into(),
        ..AcknowledgementOptions::default()
    };
    let options = Options::default();
    let files = messages();
    assert!(files.len() > 10, "{}", files.len());
    for file in files {
        let bytes = fs::read(&file).expect("a file can be read");
        let name = file.display();
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let document = validator.open_bytes(&bytes);
        // What is learned by one question is there for the next.
        assert_eq!(written(&document.map()), written(&validator.map(text)), "{name}");
        assert_eq!(document.redact(), validator.redact(text), "{name}");
        assert_eq!(written(&document.validate(&options)), written(&validator.validate(text, &options)), "{name}");
        assert_eq!(written(&document.validate(&options)), written(&validator.validate_bytes(&bytes, &options)), "{name}");
        for format in [Format::Xml, Format::Json] {
            let (one, other) = (document.convert(format), validator.convert(text, format, &options));
            assert_eq!(one.as_ref().ok(), other.as_ref().ok(), "{name}");
            assert_eq!(one.err().map(|issue| written(&issue)), other.err().map(|issue| written(&issue)), "{name}");
        }
        assert_eq!(written(&document.explain(100)), written(&validator.explain(text, 100)), "{name}");
        let reply = document.acknowledge("suggested", &responder, &acknowledgement);
        assert_eq!(written(&reply), written(&validator.build_acknowledgement(&bytes, "suggested", &responder, &acknowledgement)), "{name}");
        let review = document.review(&[validator.open_bytes(&bytes)], &options);
        assert_eq!(written(&review), written(&validator.review_conversation(&bytes, &[&bytes], &options)), "{name}");
    }
}

#[test]
fn text_of_another_encoding_is_decoded_once() {
    let validator = Validator::new();
    let text = r#"<Patient xmlns="http://hl7.org/fhir"><gender value="x"/></Patient>"#;
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let document = validator.open_bytes(&utf_16);
    assert_eq!(document.text(), text);
    assert_eq!(document.validate(&Options::default()).issues[0].rule, "binding-required");
}
