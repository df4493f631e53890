//! ITK 2 beyond the cases of each rule: what a text is, published inputs beside the repository, broken and long texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};
use itk3_validator::report::Report;
use itk3_validator::{Options, Validator};

fn validate(text: &str) -> Report {
    Validator::new().validate(text, &Options::default())
}

fn case(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(path)).expect("a case can be read")
}

fn rules(report: &Report) -> Vec<&str> {
    report.issues.iter().map(|issue| &*issue.rule).collect()
}

#[test]
fn a_text_is_known_by_its_root_and_what_it_carries() {
    let kinds = [
        ("ITK2-E1/complete.ok.xml", "itk2-envelope", "ITK 2 distribution envelope"),
        ("ITK2-S1/present.ok.xml", "itk2-request", "ITK 2 web service request"),
        ("ITK2-S2/captured.ok.xml", "itk2-request", "ITK 2 web service request"),
        ("ITK2-S2/multipart.ok.xml", "itk2-request", "ITK 2 web service request"),
        ("ITK2-S3/answer.ok.xml", "itk2-response", "ITK 2 synchronous answer"),
        ("ITK2-F4/complete.ok.xml", "itk2-fault", "ITK 2 SOAP fault"),
        ("ITK2-A6/generic.ok.xml", "itk2-infrastructure-response", "ITK 2 infrastructure response"),
        ("ITK2-A1/bare.ok.xml", "itk2-infrastructure-response", "ITK 2 infrastructure response without a distribution envelope"),
        ("ITK2-B1/accepted.ok.xml", "itk2-business-response", "ITK 2 business response"),
    ];
    for (path, kind, title) in kinds {
        let report = validate(&case(path));
        assert_eq!((report.message.kind, report.message.title), (kind, title), "{path}");
        assert!(report.message.itk2.is_some(), "{path}");
    }
    let envelope = case("ITK2-B1/accepted.ok.xml");
    let start = envelope.find("<BusinessResponseMessage").expect("a payload");
    let end = envelope.find("</BusinessResponseMessage>").expect("its end") + "</BusinessResponseMessage>".len();
    let report = validate(&envelope[start..end]);
    assert_eq!((report.message.kind, report.issues.len()), ("itk2-business-response", 0));
}

#[test]
fn a_report_says_who_sends_what() {
    let report = validate(&case("ITK2-S1/present.ok.xml"));
    let card = report.message.itk2.expect("a message of ITK 2");
    assert_eq!(card.service_id.as_deref(), Some("urn:nhs-itk:services:201005:SendCDADocument-v2-0"));
    assert_eq!(card.tracking_id.as_deref(), Some("4E1C7A90-2B3D-4F68-8A17-5C9D0E2F3B41"));
    assert_eq!(card.from_address.map(|address| address.uri).as_deref(), Some("urn:nhs-uk:addressing:ods:RXX:clinic4"));
    assert_eq!(card.to_address.len(), 1);
    assert_eq!((card.payloads[0].kind, card.is_response), ("cda", false));
    let suggestion = report.suggestion.expect("something to answer");
    assert_eq!((suggestion.codes[0].code, suggestion.infrastructure.reply, suggestion.business.reply), ("OK", true, false));
    let response = validate(&case("ITK2-A1/failure.ok.xml")).message.itk2.and_then(|card| card.response).expect("a response");
    assert_eq!((response.level, response.result.as_deref()), ("infrastructure", Some("Failure")));
    assert_eq!(response.conversation_id.as_deref(), Some("4E1C7A90-2B3D-4F68-8A17-5C9D0E2F3B41"));
    assert_eq!(response.codes, ["DE0003"]);
}

/// Published inputs beside the repository, with the rule that each breaks.
#[test]
fn published_inputs_give_the_rule_that_they_break() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/itk2");
    let Ok(expected) = fs::read_to_string(folder.join("expected.json")) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let expected: BTreeMap<String, String> = serde_json::from_str(&expected).expect("expected.json is an object of texts");
    for (name, words) in expected {
        let path: PathBuf = folder.join(format!("{name}.xml"));
        let report = validate(&fs::read_to_string(&path).expect("an input can be read"));
        let found = rules(&report);
        if words.starts_with("silent") {
            assert!(found.is_empty(), "{name}: {words}, found {found:?}");
            continue;
        }
        let number = words.split(' ').next().unwrap_or_default();
        // A form of MessageID has a letter behind the number of its rule.
        let is_right = |rule: &&str| rule.strip_prefix("ITK2-").is_some_and(|rule| rule == number || rule.trim_end_matches('b') == number);
        assert!(found.len() == 1 && found.iter().all(is_right), "{name}: {words}, found {found:?}");
        let severity = report.issues[0].severity.word();
        assert!(!words.contains("warning") || severity == "warning", "{name}: {words}, found a {severity}");
        assert!(!words.contains("information") || severity == "information", "{name}: {words}, found a {severity}");
    }
}

#[test]
fn a_text_cut_anywhere_is_read_as_far_as_it_goes() {
    let validator = Validator::new();
    let mut texts = vec![case("ITK2-S2/captured.ok.xml"), case("ITK2-F4/complete.ok.xml"), case("ITK2-B2/reason.ok.xml")];
    texts.push(case("ITK2-A2/toolkit.ok.xml"));
    for text in texts {
        for end in (0..text.len()).step_by(7) {
            let report = validator.validate(&text[..end], &Options::default());
            // What is missing may stand in the rest: the break is all there is to say.
            let is_of_break = |rule: &&str| !rule.starts_with("ITK2-");
            if report.message.kind.starts_with("itk2-") {
                assert!(rules(&report).iter().all(is_of_break), "{}: {:?}", &text[..end], report.issues);
                assert!(!report.conforms, "{}", &text[..end]);
            }
        }
    }
}

#[test]
fn many_items_take_time_in_proportion() {
    let message = |count: usize| {
        let id = |at: usize| format!("uuid_00000000-0000-4000-8000-{at:012}");
        let items: String = (0..count).map(|at| format!("<manifestitem id=\"{}\" mimetype=\"text/xml\"/>", id(at))).collect();
        let payloads: String = (0..count).rev().map(|at| format!("<payload id=\"{}\"><x xmlns=\"urn:x\"/></payload>", id(at))).collect();
        let specs: String = (0..count).map(|at| format!("<spec key=\"urn:x:{at}\" value=\"v\"/>")).collect();
        format!(
            "<DistributionEnvelope xmlns=\"urn:nhs-itk:ns:201005\"><header service=\"urn:nhs-itk:services:201005:x\" \
             trackingid=\"00000000-0000-4000-8000-00000000000A\"><auditIdentity><id uri=\"urn:nhs-uk:identity:ods:RXX\"/></auditIdentity>\
             <manifest count=\"{count}\">{items}</manifest><handlingSpecification>{specs}</handlingSpecification></header>\
             <payloads count=\"{count}\">{payloads}</payloads></DistributionEnvelope>"
        )
    };
    let time = |text: &str| {
        let start = std::time::Instant::now();
        assert_eq!(rules(&validate(text)), ["ITK2-E7-order"]);
        start.elapsed()
    };
    let (few, many) = (message(2_000), message(16_000));
    time(&few);
    let (few, many) = (time(&few), time(&many));
    assert!(many < few * 40, "eight times the text took {many:?} in place of {few:?}");
}

#[test]
fn whatever_is_done_to_a_text_there_are_answers() {
    let validator = Validator::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut texts = Vec::new();
    for rule in fs::read_dir(folder).expect("cases").flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("ITK2-")) {
        let files = fs::read_dir(rule.path()).expect("a folder").flatten().map(|file| file.path());
        texts.extend(
            files.filter(|path| path.extension().is_some_and(|ending| ending == "xml")).map(|path| fs::read(path).expect("a case")),
        );
    }
    texts.sort();
    // No chance: the same numbers each time.
    let mut state = 17_u64;
    let mut next = |most: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most.max(1)
    };
    let organization = Some(Organization { ods: "A99999".to_owned(), ..Organization::default() });
    let responder = Responder { organization, ..Responder::default() };
    let options = AcknowledgementOptions {
        ids: (1..=6).map(|at| format!("abcdef00-0000-4000-8000-00000000000{at}")).collect(),
        now: "2026-11-21T10:30:00Z".to_owned(),
        even_unasked: true,
        ..AcknowledgementOptions::default()
    };
    const PIECES: [&[u8]; 8] = [b"<", b">", b"\"", b"&", b"</", b"<![CDATA[", b"xmlns:itk=\"\"", b"\xff"];
    for text in &texts {
        for _ in 0..4 {
            let mut changed = text.clone();
            for _ in 0..=next(3) {
                let (from, length) = (next(changed.len()), next(60));
                let to = (from + length).min(changed.len());
                match next(3) {
                    0 => drop(changed.drain(from..to)),
                    1 => {
                        let copied = changed[from..to].to_vec();
                        let at = next(changed.len());
                        changed.splice(at..at, copied);
                    }
                    _ => drop(changed.splice(from..from, PIECES[next(8)].iter().copied())),
                }
            }
            let document = validator.open_bytes(&changed);
            let report = document.validate(&Options::default());
            assert!(report.issues.windows(2).all(|pair| pair[0].place.start <= pair[1].place.start));
            _ = (document.map(), document.redact(), document.explain(next(4000) as u32));
            // Whatever was received, what is built has no fault.
            if report.message.kind.starts_with("itk2-") {
                let built = document.acknowledge("suggested", &responder, &options);
                let is_right = built.report.as_ref().is_some_and(|report| report.issues.is_empty());
                assert!(built.refused.is_some() || is_right, "{:?}\n{:?}", built.text, built.report.map(|report| report.issues));
            }
            _ = document.review(&[validator.open_bytes(text)], &Options::default());
        }
    }
}
