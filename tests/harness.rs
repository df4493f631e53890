//! The report of the test harness, and the pretend receiver.

use itk3_validator::reply::{AcknowledgementOptions, Responder, Simulated};
use itk3_validator::report::{Form, Writer};
use itk3_validator::{Options, Validator};
use serde_json::Value;

const GOOD: &str = include_str!("../www/examples/send-document.xml");
const MISTAKES: &str = include_str!("../www/examples/send-document-mistakes.xml");
const RESPONSE: &str = include_str!("../www/examples/response-20013.json");

fn written(form: &str, files: &[(&str, &str)]) -> String {
    let validator = Validator::new();
    let mut writer = Writer::new(Form::of(form).expect("there is this form"));
    writer.date = Some("2026-11-20T17:00:00Z".to_owned());
    let reports = files.iter().map(|(name, text)| writer.add(&validator.validate(text, &Options::default()), name, text));
    let before: String = reports.collect();
    before + &writer.finish()
}

fn json(files: &[(&str, &str)]) -> Value {
    serde_json::from_str(&written("harness-json", files)).expect("it is JSON")
}

/// Names of the checks of a file that have a result.
fn names(file: &Value, result: &str) -> Vec<String> {
    let checks = file["checks"].as_array().expect("it has checks").iter();
    checks.filter(|check| check["result"] == result).map(|check| check["name"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_message_that_conforms_passes_every_check_that_ran() {
    let report = json(&[("good.xml", GOOD)]);
    let file = &report["files"][0];
    assert_eq!((file["result"].as_str(), names(file, "fail")), (Some("pass"), vec![]));
    let passed = names(file, "pass");
    for number in ["10001", "10002", "10003", "10004", "10007", "20004"] {
        assert!(passed.iter().any(|name| name.contains(&format!("Test {number}"))), "{number}: {passed:?}");
    }
    assert!(names(file, "not-run").iter().any(|name| name == "xslt GPCSD/GPCSD"));
    assert_eq!(report["summary"]["checkIssues"], 0);
    assert_eq!(report["summary"]["passes"], passed.len());
    let codes: Vec<&Value> = file["answer"]["responses"].as_array().expect("responses").iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["20013", "30001"]);
}

#[test]
fn every_finding_stands_in_one_of_its_own_checks_and_failures_are_counted_by_test() {
    let files = [("a.xml", MISTAKES), ("b.xml", MISTAKES)];
    let report = json(&files);
    let found = Validator::new().validate(MISTAKES, &Options::default()).issues.len();
    let own = ["Message is well-formed", "hapifhirvalidator GPC", "Rules of ITK3 and of the programme"];
    let checks = report["files"][0]["checks"].as_array().expect("checks");
    let of_own = checks.iter().filter(|check| own.contains(&check["name"].as_str().unwrap_or_default()));
    assert_eq!(of_own.map(|check| check["findings"].as_array().map_or(0, Vec::len)).sum::<usize>(), found);
    let failures = report["failures"].as_array().expect("failures");
    assert!(!failures.is_empty() && failures.iter().all(|failed| failed["count"] == 2), "{failures:?}");
    let count = |name: &str| report["summary"][name].as_u64().expect("a count");
    assert_eq!(count("checksReported"), count("passes") + count("checkIssues"));
    assert_eq!(count("filesValidated"), 2);
}

#[test]
fn a_missing_key_fails_under_the_harness_number_and_the_difference_is_said() {
    let without = |key: &str| {
        let begin = GOOD.find(&format!("<extension url=\"{key}\">")).expect("it has the key");
        let end = GOOD[begin..].find("</extension>").expect("it ends") + begin + "</extension>".len();
        [&GOOD[..begin], &GOOD[end..]].concat()
    };
    for (key, number) in [("InfAckRequested", "10002"), ("BusAckRequested", "10003"), ("SenderReference", "10007")] {
        let report = json(&[("a.xml", &without(key))]);
        let checks = report["files"][0]["checks"].as_array().expect("checks");
        let check = checks.iter().find(|check| check["name"].as_str().is_some_and(|name| name.contains(number))).expect(number);
        assert_eq!(check["result"], "fail", "{number}");
        assert!(check["differs"].as_str().is_some_and(|words| words.contains("10001")), "{check}");
        assert_eq!(report["files"][0]["answer"]["responses"][0]["code"], number);
    }
}

#[test]
fn what_the_public_configuration_passes_and_is_wrong_is_said() {
    let asks = RESPONSE.replacen("\"valueBoolean\": false", "\"valueBoolean\": true", 2);
    let report = json(&[("r.json", &asks)]);
    let checks = report["files"][0]["checks"].as_array().expect("checks");
    let check = checks.iter().find(|check| check["name"].as_str().is_some_and(|name| name.contains("BusAckRequested"))).expect("GFR-19");
    assert_eq!((check["result"].as_str(), check["findings"][0]["rule"].as_str()), (Some("pass"), Some("GP-GFR-19")));
    assert!(check["differs"].as_str().is_some_and(|words| words.contains("never fails")), "{check}");
    let notes = report["files"][0]["notes"].as_array().expect("notes");
    assert!(notes.iter().any(|note| note.as_str().is_some_and(|note| note.contains("reads XML"))));
}

#[test]
fn the_page_is_well_formed_and_nothing_of_a_name_is_markup() {
    let page = written("harness", &[("<b>&\"a.xml", MISTAKES), ("odd.txt", "no message")]);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&page, options).unwrap_or_else(|error| panic!("{error}: {page}"));
    let text = |name: &str| document.descendants().find(|node| node.has_tag_name(name)).and_then(|node| node.text()).unwrap_or_default();
    assert_eq!((text("h1"), text("h3")), ("Validation summary 2026-11-20T17:00:00Z", "<b>&\"a.xml"));
    assert!(document.descendants().any(|node| node.attribute("class") == Some("fail")));
    assert!(!document.descendants().any(|node| node.has_tag_name("b") || node.has_tag_name("script")));
}

/// Six ids for each of two responses.
fn options() -> AcknowledgementOptions {
    let ids = (1..=12).map(|n| format!("00000000-0000-4000-8000-{n:012}")).collect();
    AcknowledgementOptions { ids, now: "2026-11-29T17:00:00+00:00".to_owned(), ..AcknowledgementOptions::default() }
}

fn simulated(text: &str) -> Option<Simulated> {
    Validator::new().open(text).simulate(&Responder::default(), &options())
}

#[test]
fn the_pretend_receiver_sends_responses_that_conform() {
    let answer = simulated(GOOD).expect("it answers");
    assert_eq!(answer.replies.iter().filter_map(|reply| reply.code).collect::<Vec<_>>(), ["20013", "30001"]);
    let texts: Vec<&str> = answer.replies.iter().filter_map(|reply| reply.text.as_deref()).collect();
    assert!(answer.replies.iter().all(|reply| reply.report.as_ref().is_some_and(|report| report.conforms)));
    let validator = Validator::new();
    let bytes: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
    let conversation = validator.review_conversation(GOOD.as_bytes(), &bytes, &Options::default());
    assert_eq!(conversation.title, "Complete");
    assert!(conversation.responses.iter().all(|response| response.answers && response.issues.is_empty()));
}

/// The example, its practitioner with another given name.
fn with_given(given: &str) -> String {
    let at = GOOD.find("<Practitioner>").expect("it has a practitioner");
    let begin = GOOD[at..].find("<given value=\"").expect("with a given name") + at + "<given value=\"".len();
    let end = GOOD[begin..].find('"').expect("that ends") + begin;
    [&GOOD[..begin], given, &GOOD[end..]].concat()
}

#[test]
fn triggers_choose_the_response_and_an_invalid_one_is_invalid() {
    let codes =
        |given: &str| -> Vec<&str> { simulated(&with_given(given)).expect("it answers").replies.iter().filter_map(|r| r.code).collect() };
    assert_eq!(codes("20004"), ["20004"]);
    assert_eq!(codes("IB002"), ["20013", "30002"]);
    assert_eq!(codes("30003"), ["30003"]);
    assert!(codes("noresponse").is_empty());
    assert!(codes("10006").is_empty(), "it was withdrawn");
    let invalid = simulated(&with_given("invrep")).expect("it answers");
    let text = invalid.replies[0].text.as_deref().expect("it is built");
    let report = Validator::new().validate(text, &Options::default());
    assert!(!report.conforms && text.contains("INVALIDVALUE") && text.matches("INVALIDTEXT").count() == 3, "{text}");
    assert_eq!(
        report.message.response.and_then(|response| response.identifier),
        Validator::new().validate(GOOD, &Options::default()).message.id
    );
}

#[test]
fn what_is_no_message_of_itk3_has_no_answer() {
    for text in
        ["", "no message", r#"{"resourceType": "Patient"}"#, "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"document\"/></Bundle>"]
    {
        assert!(simulated(text).is_none(), "{text}");
    }
    assert!(simulated(RESPONSE).is_some_and(|answer| answer.replies.is_empty()), "an infrastructure response ends the exchange");
}
