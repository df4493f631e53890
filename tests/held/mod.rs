//! What must hold for any bytes, for each door of the library: `fuzz/` looks for bytes for which it does not, and
//! `tests/fuzzed.rs` tries again what was found.

mod of_words;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::sync::{LazyLock, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};
use itk3_validator::report::{Form, Report, Writer};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator, source};
use of_words::OF_WORDS;
use serde_json::json;

use crate::{invariants, readers, round_trip};

static VALIDATOR: LazyLock<Validator> = LazyLock::new(Validator::new);

/// To unpack the definitions takes longer than most checks. A validator to which definitions are added is used again while it
/// knows no others than a new one, or only such as are replaced.
static SPARE: Mutex<Option<(Validator, usize)>> = Mutex::new(None);

fn spare() -> (Validator, usize) {
    let spare = SPARE.lock().unwrap_or_else(PoisonError::into_inner).take();
    spare.filter(|(_, uses)| *uses < 200).unwrap_or_else(|| (Validator::new(), 0))
}

fn keep(validator: Validator, uses: usize) {
    *SPARE.lock().unwrap_or_else(PoisonError::into_inner) = Some((validator, uses + 1));
}

/// A message that is held to definitions of any kind, and on which expressions are evaluated.
const PATIENT: &str = include_str!("patient.json");

/// A target by its name, and what must hold for any bytes there.
type Target = (&'static str, fn(&[u8]));

pub(crate) const TARGETS: &[Target] = &[
    ("xml", xml),
    ("json", json),
    ("fhirpath", fhirpath),
    ("definitions", definitions),
    ("validate", validate),
    ("convert", convert),
    ("redact", redact),
    ("acknowledge", acknowledge),
];

/// A number that is always the same for the same bytes.
fn number(bytes: &[u8]) -> usize {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish() as usize
}

fn xml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if Format::of(text) == Format::Xml {
        readers::refuse_the_same_xml(text);
        readers::mean_the_same_in_xml(text);
    }
}

fn json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if Format::of(text) == Format::Json {
        readers::refuse_the_same_json(text);
        readers::mean_the_same_in_json(text);
    }
}

/// Whatever the invariant of a profile says, it is answered, and the same way twice.
fn fhirpath(bytes: &[u8]) {
    let Ok(expression) = std::str::from_utf8(bytes) else { return };
    let url = "https://example.org/fhir/StructureDefinition/any";
    let constraint = json!([{"key": "any-1", "severity": "error", "human": "Any", "expression": expression}]);
    let profile = json!({
        "resourceType": "StructureDefinition", "url": url, "name": "any", "status": "draft", "kind": "resource", "abstract": false,
        "type": "Patient", "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "derivation": "constraint",
        "differential": {"element": [{"path": "Patient", "constraint": constraint}]},
    });
    let (mut validator, uses) = spare();
    validator.add_definitions("any.json", profile.to_string().as_bytes());
    let options = Options { profiles: vec![url.to_owned()], ..Options::default() };
    let report = validator.validate(PATIENT, &options);
    invariants::hold("fhirpath", PATIENT, &report);
    same(&report, &validator.validate(PATIENT, &options));
    keep(validator, uses);
}

/// Whatever is added, a message is checked. Bytes that begin with `tar:` are packed as a FHIR package is.
fn definitions(bytes: &[u8]) {
    let packed = bytes.strip_prefix(b"tar:").map(|archive| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(archive).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
    });
    let (mut validator, uses) = spare();
    let added = validator.add_definitions("any", packed.as_deref().unwrap_or(bytes));
    let is_as_before = added.loaded.is_empty();
    assert!(!added.loaded.is_empty() || !added.faults.is_empty() || added.older > 0, "bytes are taken in, or it is said why not");
    let profiles = added.loaded.into_iter().map(|loaded| loaded.url).collect();
    let report = validator.validate(PATIENT, &Options { profiles, ..Options::default() });
    assert_eq!(report.conforms, report.counts.fatal + report.counts.error == 0);
    // What the definitions hold may have any name, so no more can be asked of the words.
    let _ = validator.validate(&String::from_utf8_lossy(bytes), &Options::default());
    if is_as_before {
        keep(validator, uses);
    }
}

fn validate(bytes: &[u8]) {
    let options = Options { explain_folding: true, ..Options::default() };
    let document = VALIDATOR.open_bytes(bytes);
    let report = document.validate(&options);
    let text = &source::decode(bytes).0;
    invariants::hold("validate", text, &report);
    same(&report, &document.validate(&options));
    for name in Form::NAMES {
        let mut writer = Writer::new(Form::of(name).expect("a form has a name"));
        let written = writer.add(&report, "any", text) + &writer.finish();
        // Annotations are of findings, and there may be none.
        assert!(matches!(*name, "text" | "github") || !written.is_empty(), "{name}");
        if matches!(*name, "json" | "sarif" | "operation-outcome-json") {
            serde_json::from_str::<serde_json::Value>(&written).unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
        } else if matches!(*name, "junit" | "operation-outcome") {
            roxmltree::Document::parse(&written).unwrap_or_else(|error| panic!("{name}: {error}\n{written}"));
        }
    }
    let _ = document.map();
    let units = text.encode_utf16().count();
    let _ = document.explain((number(bytes) % (units + 1)) as u32);
}

fn convert(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(why) = round_trip::held(&VALIDATOR, text) {
        panic!("{why}\nof {text}");
    }
}

/// A name that nobody has, in place of some word of the text, is not in the copy; and what is well-formed stays so. What can be
/// read without a fatal fault has the same rules broken in the copy; where text is broken, what stands after that place is read
/// by chance, and half a surrogate pair makes a value unreadable.
fn redact(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if let Some(word) = words.get(number(bytes) % words.len().max(1)) {
        redacted(&text.replace(word, "ZebedeeSmith9990548609"));
    }
    let copy = redacted(text);
    let before = VALIDATOR.validate(text, &Options::default());
    let is_broken = before.counts.fatal > 0 || before.issues.iter().any(|issue| issue.rule == "json-surrogate");
    if !is_broken && before.summary.resource_type.is_some() {
        assert_eq!(rules(before), rules(VALIDATOR.validate(&copy, &Options::default())), "{copy}\nof {text}");
    }
}

fn redacted(text: &str) -> String {
    let copy = VALIDATOR.redact(text);
    assert!(!copy.to_lowercase().contains("zebedeesmith"), "{copy}\nof {text}");
    // roxmltree lets numbers of no character pass, which this reader does not. What is not FHIR is not checked for them.
    let before = VALIDATOR.validate(text, &Options::default());
    let is_read = before.counts.fatal == 0 && before.issues.iter().all(|issue| issue.rule != "other-standard");
    if is_read && round_trip::is_well_formed(text).is_ok() {
        assert!(round_trip::is_well_formed(&copy).is_ok(), "{copy}\nof {text}");
    }
    copy
}

fn rules(report: Report) -> Vec<String> {
    let issues = report.issues.into_iter().filter(|issue| !OF_WORDS.contains(&&*issue.rule));
    let mut rules: Vec<String> = issues.map(|issue| issue.rule.into()).collect();
    // An item that matches no slice explains a missing slice if their values are similar. The copy has different values.
    if rules.iter().any(|rule| rule == "slice-closed") {
        rules.retain(|rule| rule != "slice-min");
    }
    // The value of an unknown element may show that it stands for a missing one. The copy has another value.
    if rules.iter().any(|rule| rule == "element-unknown") {
        rules.retain(|rule| rule != "min");
    }
    rules.sort();
    rules
}

/// What is built conforms, and whatever is taken for a response is reviewed.
fn acknowledge(bytes: &[u8]) {
    let codes = ["suggested", "20013", "30003", "10001", "20001", "10006", "20005", "20006", "20007", "20008"];
    let chosen = number(bytes);
    let responder = Responder {
        organization: Some(Organization { ods: "A12345".to_owned(), site: String::new() }),
        endpoint: "A12345OT001".to_owned(),
        ..Responder::default()
    };
    let options = AcknowledgementOptions {
        ids: (1..=6).map(|n| format!("00000000-0000-4000-8000-00000000000{n}")).collect(),
        now: "2026-11-20T17:00:00+00:00".to_owned(),
        even_unasked: true,
        receiver: chosen & 256 == 0,
        ..AcknowledgementOptions::default()
    };
    let built = VALIDATOR.build_acknowledgement(bytes, codes[chosen % codes.len()], &responder, &options);
    match (&built.refused, &built.text, &built.report) {
        (Some(refused), ..) => assert!(!refused.message.is_empty()),
        (None, Some(text), Some(report)) => {
            assert!(report.conforms, "{:?}\n{text}", report.issues);
            let reviewed = VALIDATOR.review_conversation(bytes, &[text.as_bytes()], &Options::default());
            assert_eq!(reviewed.responses.len(), 1);
        }
        (None, ..) => panic!("neither built nor refused"),
    }
    let reviewed = VALIDATOR.review_conversation(include_bytes!("../../www/examples/send-document.xml"), &[bytes], &Options::default());
    assert_eq!(reviewed.responses.len(), 1);
}

#[track_caller]
fn same(one: &Report, other: &Report) {
    let written = |report| serde_json::to_string(report).expect("a report can be written");
    assert_eq!(written(one), written(other), "the same text has the same report");
}
