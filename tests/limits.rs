//! Bounds on what is read and reported, and texts that are made to break a reader.

mod invariants;

use std::fmt::Write;

use itk3_validator::report::{Report, Severity, text};
use itk3_validator::syntax::Limits;
use itk3_validator::tools::progress::Progress;
use itk3_validator::{Options, Validator, source};

const XML: &str = r#"<Patient xmlns="http://hl7.org/fhir"><name><family value="Example"/></name><birthDate value="20 Nov"/></Patient>"#;
const JSON: &str = r#"{"resourceType": "Patient", "name": [{"family": "Example"}], "birthDate": "20 Nov"}"#;

/// The report of a text, which holds together and can be shown.
fn report(message: &str, limits: Limits) -> Report {
    let report = Validator::new().validate(message, &Options { limits, ..Options::default() });
    assert!(!text(&report, "message", message).is_empty());
    report
}

fn rules(report: &Report) -> Vec<&str> {
    report.issues.iter().map(|issue| issue.rule.as_ref()).collect()
}

#[test]
fn the_default_limits_let_twenty_megabytes_through() {
    let limits = Limits::default();
    assert!(limits.bytes >= 20 << 20 && limits.nodes >= 1_000_000 && limits.issues >= 1_000);
    for message in [XML, JSON] {
        assert_eq!(rules(&report(message, limits)), ["lexical"]);
    }
}

#[test]
fn a_text_larger_than_the_limit_is_not_read() {
    for message in [XML, JSON] {
        let at = |bytes| report(message, Limits { bytes, ..Limits::default() });
        assert_eq!(rules(&at(message.len())), ["lexical"]);
        let report = at(message.len() - 1);
        assert_eq!(rules(&report), ["limit-bytes"]);
        assert_eq!((report.issues[0].severity, report.conforms), (Severity::Fatal, false));
        assert_eq!(report.issues[0].found, Some(format!("{} bytes", message.len())));
    }
}

#[test]
fn elements_deeper_than_the_limit_are_not_read_and_the_others_are_checked() {
    for message in [XML, JSON] {
        let at = |depth| report(message, Limits { depth, ..Limits::default() });
        let deep_enough = (1..10).find(|&depth| rules(&at(depth)) == ["lexical"]).expect("a depth is enough");
        let report = at(deep_enough - 1);
        assert!(rules(&report).contains(&"limit-depth"), "{:?}", report.issues);
        assert!(!report.conforms);
        // Nothing is said of what is missing in what was not read.
        assert!(rules(&report).iter().all(|rule| matches!(*rule, "limit-depth" | "lexical")), "{:?}", report.issues);
        assert_eq!(report.issues.iter().filter(|issue| issue.rule == "limit-depth").count(), 1);
        invariants::hold("a message cut at its depth", message, &report);
    }
}

#[test]
fn elements_beyond_the_limit_are_not_read_and_the_others_are_checked() {
    for message in [XML, JSON] {
        let at = |nodes| report(message, Limits { nodes, ..Limits::default() });
        let all = at(1000).summary.elements as usize;
        assert_eq!(rules(&at(all)), ["lexical"]);
        for nodes in 1..all {
            let report = at(nodes);
            assert!(rules(&report).contains(&"limit-nodes"), "{nodes}: {:?}", report.issues);
            assert!(report.summary.elements as usize <= nodes && !report.conforms);
        }
    }
}

#[test]
fn findings_beyond_the_limit_are_counted_as_one() {
    // Half of them are the reader's, half are the check's.
    let names = r#"<name value=""/><name/>"#.repeat(50);
    let xml = format!(r#"<Patient xmlns="http://hl7.org/fhir">{names}</Patient>"#);
    let json = format!(r#"{{"resourceType": "Patient", "name": [{}{{"nick": "a"}}]}}"#, r#"{}, {"nick": "a"}, "#.repeat(50));
    for message in [xml, json] {
        let all = report(&message, Limits::default());
        assert!(all.issues.len() >= 100 && !rules(&all).contains(&"limit-issues"), "{}", all.issues.len());
        let some = report(&message, Limits { issues: 10, ..Limits::default() });
        assert!(rules(&some).contains(&"limit-issues"), "{:?}", rules(&some));
        assert!(some.issues.len() <= 22, "ten of the reader, ten of the check, and one that says so each: {}", some.issues.len());
        assert!(some.issues.iter().any(|issue| issue.rule == "limit-issues" && issue.severity == Severity::Fatal));
    }
}

#[test]
fn no_limit_lets_a_check_run_out_of_stack() {
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    for open in [r#"<extension url="a">"#, "<section>", "<contained><Bundle><entry><resource><Patient>", "<a>"] {
        let message = format!(r#"<Composition xmlns="http://hl7.org/fhir">{}"#, open.repeat(50_000));
        assert!(rules(&report(&message, limits)).contains(&"limit-depth"), "{open}");
    }
    for open in [r#""extension": [{"url": "a","#, r#""section": [{"#, r#""contained": [{"resourceType": "Patient","#, r#""a": {"#] {
        let message = format!(r#"{{"resourceType": "Composition",{}"#, open.repeat(50_000));
        assert!(rules(&report(&message, limits)).contains(&"limit-depth"), "{open}");
    }
}

/// A hundred thousand times the same, or nearly: everything about it takes a number of steps in proportion.
const MANY: usize = 100_000;

#[test]
fn absurd_xml_gets_a_report() {
    let patient = |inner: &str| format!(r#"<Patient xmlns="http://hl7.org/fhir">{inner}</Patient>"#);
    let attributes = (0..MANY).fold(String::new(), |mut all, i| {
        let _ = write!(all, " a{i}='1'");
        all
    });
    for message in [
        "<a>".repeat(MANY),
        "</a>".repeat(MANY),
        "<!--".repeat(MANY),
        "<![CDATA[".repeat(MANY),
        "<?".repeat(MANY),
        format!("<!DOCTYPE a [{}", "<!ENTITY a 'b'>".repeat(1000)),
        format!("{}{}", "<a>".repeat(MANY), "</a>".repeat(MANY)),
        patient(&"<name/>".repeat(MANY)),
        patient(&"</name>".repeat(MANY)),
        patient(&format!(r#"<id value="{}"/>"#, "x".repeat(1 << 20))),
        patient(&format!(r#"<id value="{}"/>"#, "&".repeat(1 << 20))),
        patient(&format!(r#"<id value="{}"/>"#, "<".repeat(1 << 20))),
        patient(&format!(r#"<id value={}/>"#, "\"".repeat(1 << 20))),
        patient(&format!("<{}/>", "A".repeat(1 << 20))),
        patient(&format!("<id{attributes}/>")),
        patient(&"\u{1}".repeat(MANY)),
        // Elements of others, beside many that they may belong in.
        patient(&format!("{}{}", "<name><use value='usual'/></name>".repeat(MANY), "<system value='a'/><value value='a'/>".repeat(MANY))),
        patient(&(0..MANY).fold("<id value=''/>".to_owned(), |mut all, i| {
            let _ = write!(all, "<extension url='https://example.com/{i}'><valueString value='a'/></extension>");
            all
        })),
    ] {
        let report = report(&message, Limits::default());
        assert!(!report.conforms, "{}", &message[..40]);
    }
}

#[test]
fn absurd_json_gets_a_report() {
    let patient = |members: &str| format!(r#"{{"resourceType": "Patient"{members}}}"#);
    let keys = (0..MANY).fold(String::new(), |mut all, i| {
        let _ = write!(all, r#", "a{i}": 1"#);
        all
    });
    for message in [
        "{\"a\":".repeat(MANY),
        format!("{{\"a\":{}", "[".repeat(MANY)),
        "{".repeat(MANY),
        patient(&r#", "active": true"#.repeat(MANY)),
        patient(&keys),
        patient(&format!(r#", "{}": 1"#, "A".repeat(1 << 20))),
        patient(&format!(r#", "id": "{}""#, "x".repeat(1 << 20))),
        patient(&format!(r#", "id": "{}""#, r"\ud800".repeat(MANY))),
        patient(&format!(r#", "gender": [{}"male"]"#, r#""male", "#.repeat(MANY))),
        patient(&format!(r#", "name": [{}{{}}]"#, "{}, ".repeat(MANY))),
        patient(&format!(r#", "name": [{}1]"#, "1, ".repeat(MANY))),
        patient(&format!(r#", "_birthDate": [{}null]"#, "null, ".repeat(MANY))),
        patient(&format!(r#", "fhir_comments": {}{}"#, "[".repeat(100), "]".repeat(100))),
        patient(&format!(r#", "multipleBirthInteger": {}"#, "9".repeat(1 << 20))),
    ] {
        let report = report(&message, Limits::default());
        assert!(!report.conforms, "{}", &message[..40]);
    }
}

#[test]
fn many_responses_to_a_long_questionnaire_get_a_report() {
    const OF_EACH: usize = 10_000;
    let items = (0..OF_EACH)
        .map(|i| format!(r#"{{"linkId":"{i}","type":"string","required":true,"enableWhen":[{{"question":"a","hasAnswer":true}}]}}"#));
    let items = items.collect::<Vec<_>>().join(",");
    let response = r#",{"resource":{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":{"reference":"https://example.com/q"},"item":[{"linkId":"0"}]}}"#;
    let questionnaire = format!(
        r#"{{"resourceType":"Questionnaire","url":"https://example.com/q","status":"active","item":[{{"linkId":"a","type":"string"}},{items}]}}"#
    );
    let entries = format!(r#"{{"resource":{questionnaire}}}{}"#, response.repeat(OF_EACH));
    let message = format!(r#"{{"resourceType": "Bundle", "type": "collection", "entry": [{entries}]}}"#);
    let report = Validator::new().validate(&message, &Options::default());
    assert!(report.not_checked.iter().any(|not| not.reason == "questionnaire"), "{:?}", report.not_checked);
}

#[test]
fn a_hundred_thousand_entries_with_references_get_a_report() {
    let entries = (0..MANY).fold(String::new(), |mut entries, i| {
        let target = match i % 3 {
            0 => format!("Basic/{}", MANY - 1 - i),
            1 => format!("urn:uuid:{i}"),
            _ => format!("http://example.org/Basic/{i}"),
        };
        let comma = if i == 0 { "" } else { "," };
        let basic = format!(r#"{{"resourceType":"Basic","id":"{i}","code":{{"text":"a"}},"subject":{{"reference":"{target}"}}}}"#);
        let _ = write!(entries, r#"{comma}{{"resource":{basic}}}"#);
        entries
    });
    let message = format!(r#"{{"resourceType": "Bundle", "type": "collection", "entry": [{entries}]}}"#);
    let report = Validator::new().validate(&message, &Options::default());
    assert_eq!(report.summary.entries as usize, MANY);
    // A third leads to an entry, a third to none and a third out of the message.
    let unresolved = report.issues.iter().filter(|issue| issue.rule == "reference-unresolved").count();
    assert_eq!((unresolved, report.issues.len()), (Limits::default().issues, Limits::default().issues + 1));
    let outside: u32 = report.not_checked.iter().filter(|not| not.reason == "external-reference").map(|not| not.count).sum();
    assert_eq!(outside as usize, MANY / 3);
}

#[test]
fn a_text_without_anything_in_it_is_told_from_one_that_is_broken() {
    let validator = Validator::new();
    for nothing in ["", "\u{feff}", " \n\t", "\u{feff}\r\n"] {
        let report = validator.validate(nothing, &Options::default());
        assert_eq!(rules(&report), ["not-fhir"], "{nothing:?}");
        assert!(report.issues[0].message.contains("empty"), "{:?}", report.issues);
        assert!(report.tree.is_none() && report.summary.elements == 0);
    }
}

#[test]
fn every_encoding_of_a_message_gives_the_same_findings() {
    let validator = Validator::new();
    for message in [XML.replace("Example", "Exemplé 😀"), JSON.replace("Example", "Exemplé 😀")] {
        let expected = validator.validate(&message, &Options::default());
        let places = |report: &Report| -> Vec<(u32, u32)> { report.issues.iter().map(|i| (i.place.line, i.place.column)).collect() };
        let marked = format!("\u{feff}{message}");
        let utf16 = |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        for bytes in [
            message.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&message, u16::to_le_bytes),
            utf16(&message, u16::to_be_bytes),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
        ] {
            let report = validator.validate_bytes(&bytes, &Options::default());
            assert_eq!(rules(&report), rules(&expected), "{:?}", &bytes[..8]);
            // A byte order mark of UTF-8 is part of the text, and a column of its own.
            let shift = u32::from(bytes.starts_with(&[0xef, 0xbb, 0xbf]));
            let shifted: Vec<(u32, u32)> = places(&expected).into_iter().map(|(line, column)| (line, column + shift)).collect();
            assert_eq!(places(&report), shifted, "{:?}", &bytes[..8]);
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_reported_at_their_place_and_the_rest_is_checked() {
    let validator = Validator::new();
    for message in [XML, JSON] {
        let mut bytes = message.as_bytes().to_vec();
        let at = message.find("Example").expect("it is there");
        bytes[at] = 0xff;
        let report = validator.validate_bytes(&bytes, &Options::default());
        assert_eq!(rules(&report), ["encoding", "lexical"]);
        assert_eq!(report.issues[0].place.start as usize, at);
        assert_eq!(report.issues[0].severity, Severity::Fatal);
        invariants::hold("a byte that is no text", &source::decode(&bytes).0, &report);
    }
}

#[test]
fn who_watches_a_check_is_told_of_entries_and_phases() {
    let entry = r#"<entry><resource><Patient><birthDate value="yesterday"/></Patient></resource></entry>"#;
    let inner = format!("<entry><resource><Bundle><type value=\"collection\"/>{}</Bundle></resource></entry>", entry.repeat(3));
    let message = format!(r#"<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>{entry}{inner}</Bundle>"#);
    let told = std::cell::RefCell::new(Vec::new());
    let watch = |at: &Progress<'_>| told.borrow_mut().push((at.phase, at.done, at.total, at.counts.error, at.first.len()));
    let watched = Validator::new().validate_watched(&message, &Options::default(), &watch);
    let entries = |done, errors: u32| ("entries", done, 5, errors, errors as usize);
    assert_eq!(
        told.into_inner(),
        [
            ("reading", 0, message.len() as u32, 0, 0),
            entries(0, 0),
            entries(1, 1),
            entries(2, 1),
            entries(3, 2),
            entries(4, 3),
            ("invariants", 0, 0, 4, 4),
            ("rules", 0, 0, 4, 4),
            ("report", 0, 0, 4, 4),
        ]
    );
    let alone = Validator::new().validate(&message, &Options::default());
    assert_eq!(text(&watched, "message", &message), text(&alone, "message", &message));
}

#[test]
fn a_name_of_a_megabyte_is_not_written_in_every_path_below_it() {
    let name = "a".repeat(1_000_000);
    for text in [
        format!(r#"<Patient xmlns="http://hl7.org/fhir"><{name}>{}</{name}></Patient>"#, "<b value=\"\"/>".repeat(500)),
        format!(r#"<Patient xmlns="http://hl7.org/fhir"><{name}>{}</{name}></Patient>"#, "</b>".repeat(500)),
        format!(r#"{{"resourceType": "Patient", "{name}": [{}]}}"#, vec!["{}"; 500].join(",")),
    ] {
        let report = Validator::new().validate(&text, &Options::default());
        assert!(!report.conforms);
        let written: usize =
            report.issues.iter().map(|i| i.path.len() + i.message.len() + i.found.as_ref().map_or(0, |found| found.len())).sum();
        assert!(written < 1_000_000, "{written} bytes for {} findings", report.issues.len());
    }
}
