//! What is said of whole messages: of which kind they are, which rules of ITK3 they break, what a receiver would
//! answer; and the rules that need to know something beside the message.

mod material;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use itk3_validator::itk3::{Context, Level, Suggestion, response_codes};
use itk3_validator::report::{Issue, Report, Severity, rules};
use itk3_validator::{Options, Validator};

/// A file of the project, below `tests`.
fn own(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A message with a Patient as its payload; nothing is wrong with it.
fn plain() -> String {
    own("cases/itk3-focus/payload.ok.xml")
}

/// An outpatient letter with a PDF.
fn letter() -> String {
    own("cases/itk3-attachment-type/pdf.ok.xml")
}

/// A consultation report by GP Connect.
fn send_document() -> String {
    own("cases/GPCM-SD-CS-048/none.ok.xml")
}

/// An infrastructure response.
fn response() -> String {
    own("cases/itk3-response-triple/20013.ok.xml")
}

/// With one piece of text replaced, which has to be there once.
fn with(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old} is there once");
    text.replace(old, new)
}

/// Without the element that begins so, given with its indentation.
fn without(text: &str, start: &str) -> String {
    let from = text.find(start).unwrap_or_else(|| panic!("{start} is there"));
    let name: String = start.trim_start().chars().skip(1).take_while(|c| c.is_alphanumeric()).collect();
    let indent = &start[..start.len() - start.trim_start().len()];
    let end = format!("\n{indent}</{name}>\n");
    let to = from + text[from..].find(&end).expect("it ends") + end.len();
    format!("{}{}", &text[..from], &text[to..])
}

fn validator() -> &'static Validator {
    static VALIDATOR: LazyLock<Validator> = LazyLock::new(Validator::new);
    &VALIDATOR
}

fn report(text: &str) -> Report {
    validator().validate(text, &Options::default())
}

fn suggested(text: &str) -> Suggestion {
    report(text).suggestion.expect("there is something to answer")
}

fn codes(suggestion: &Suggestion) -> Vec<&'static str> {
    suggestion.codes.iter().map(|code| code.code).collect()
}

/// The messages of a folder of the corpus, with their reports.
fn folder(name: &str) -> Vec<(String, String, Report)> {
    let messages = material::corpus().into_iter().filter_map(|(path, bytes)| {
        let file = path.strip_prefix(name)?.strip_prefix('/')?.to_owned();
        let report = validator().validate_bytes(&bytes, &Options::default());
        Some((file, String::from_utf8_lossy(&bytes).into_owned(), report))
    });
    messages.collect()
}

fn message(path: &str) -> Option<Report> {
    let (folder_name, file) = path.split_once('/').expect("a folder and a file");
    folder(folder_name).into_iter().find(|(name, _, _)| name == file).map(|(_, _, report)| report)
}

fn errors(report: &Report) -> Vec<(&str, &str)> {
    let errors = report.issues.iter().filter(|issue| issue.severity <= Severity::Error);
    errors.map(|issue| (&*issue.rule, issue.path.as_str())).collect()
}

/// Rules of ITK3, the domains that use it and its test harness.
fn is_of_itk3(issue: &Issue) -> bool {
    ["itk3-", "FHIR-", "GPCM-", "GP-GFR-", "update-record-", "toc-", "send-document-", "mesh-"]
        .iter()
        .any(|start| issue.rule.starts_with(start))
}

fn of_itk3(report: &Report) -> Vec<(&str, Severity)> {
    report.issues.iter().filter(|issue| is_of_itk3(issue)).map(|issue| (&*issue.rule, issue.severity)).collect()
}

// What messages are.

/// `UPDATE=1 cargo test --test itk3` rewrites the table; read the difference.
#[test]
fn every_message_of_the_corpus_is_of_the_kind_in_the_table_and_breaks_the_rules_there() {
    let mut table = String::from("# of every message of the corpus: kind, era, domain, and the rules of ITK3 that it breaks\n");
    for (name, bytes) in material::corpus() {
        let report = validator().validate_bytes(&bytes, &Options::default());
        let mut rules: Vec<&str> = of_itk3(&report).into_iter().map(|(rule, _)| rule).collect();
        rules.sort_unstable();
        let message = &report.message;
        let (era, domain) = (message.era.unwrap_or("-"), message.domain.as_ref().map_or("-", |domain| domain.id));
        let row = [[name.as_str(), message.kind, era, domain].as_slice(), &rules].concat();
        table.push_str(&(row.join(" ") + "\n"));
    }
    if table.lines().count() == 1 {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kinds.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).expect("the table can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differing: Vec<(&str, &str)> = table.lines().zip(expected.lines()).filter(|(now, then)| now != then).collect();
    assert!(table == expected, "{differing:?}");
}

#[test]
fn a_message_that_is_not_itk3_breaks_none_of_its_rules() {
    for (name, bytes) in material::corpus() {
        let report = validator().validate_bytes(&bytes, &Options::default());
        let is_itk3 = ["send-payload", "infrastructure-response", "business-response", "response"].contains(&report.message.kind);
        // A bare document keeps the rules of documents, and published ones have no error against them.
        if report.message.kind == "document" {
            assert!(of_itk3(&report).iter().all(|(_, severity)| *severity > Severity::Error), "{name}: {:?}", of_itk3(&report));
        } else if !is_itk3 || report.message.era == Some("v1") {
            assert_eq!(of_itk3(&report), [], "{name}");
        }
        assert_eq!(report.suggestion.is_some(), is_itk3, "{name}: what is no message is not answered");
        assert_eq!(report.message.note.is_some(), !is_itk3, "{name}: what was not checked is said");
    }
}

#[test]
fn events_of_nems_are_named_and_not_condemned() {
    for (name, _, report) in folder("harness").iter().filter(|(name, _, _)| name.starts_with("NEMS")) {
        assert_eq!((report.message.kind, report.message.era), ("event-message", None), "{name}");
        assert!(report.message.note.is_some_and(|note| note.contains("do not apply")), "{name}: {:?}", report.message.note);
        assert_eq!(of_itk3(report), [], "{name}");
    }
}

// What is wrong with the published messages.

#[test]
fn of_the_published_responses_those_with_known_defects_have_errors() {
    let known: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::from([
        ("ITK-Response-10001-Example-1.xml", vec![("reference-unresolved", "Bundle.entry[0].resource.receiver.reference")]),
        ("ITK-Response-10003-Example-1.xml", vec![("reference-unresolved", "Bundle.entry[0].resource.receiver.reference")]),
        ("ITK-Response-20009-Example-2.xml", vec![("slice-min", "Bundle.entry[0].resource")]),
        ("ITK-Response-20014-Example-1.xml", vec![("itk3-response-triple", "Bundle.entry[0].resource.response.code")]),
    ]);
    let responses = folder("responses");
    for (name, text, report) in &responses {
        assert_eq!(errors(report), known.get(name.as_str()).cloned().unwrap_or_default(), "{name}");
        let former = report.issues.iter().filter(|issue| issue.rule == "GP-GFR-18-definition");
        let former: Vec<Severity> = former.map(|issue| issue.severity).collect();
        let expected = if text.contains("ITK-Response-MessageDefinition-Instance-1") { vec![Severity::Warning] } else { vec![] };
        assert_eq!(former, expected, "{name}: the former name is a warning");
    }
    if !responses.is_empty() {
        assert!(known.keys().all(|name| responses.iter().any(|(response, _, _)| response == name)), "each of them was read");
    }
}

#[test]
fn examples_of_update_record_break_no_rule_of_itk3() {
    for file in ["contraception-service--example-1.xml", "pharmacy-first-service--example-1.xml"] {
        let Some(report) = message(&format!("messages/{file}")) else { return };
        assert_eq!((report.conforms, of_itk3(&report)), (true, vec![]), "{file}");
        assert_eq!(report.message.domain.map(|domain| domain.id), Some("update-record"), "{file}");
    }
}

#[test]
fn five_counts_of_one_message_are_each_reported() {
    let Some(report) = message("messages/update-record--itk3--cpcs-minor-illness--justin-thyme.xml") else { return };
    let count = |rule: &str, said: &str| {
        let of_rule = report.issues.iter().filter(|issue| issue.rule == rule);
        of_rule.filter(|issue| issue.message.contains(said) || issue.path.contains(said)).count()
    };
    assert_eq!(count("code-unknown", "resource.event.code"), 1, "its event is none");
    assert_eq!(count("slice-min", "MessageDefinition is missing"), 1, "it has no MessageDefinition");
    assert_eq!(count("bundle-message-first", "Bundle.entry[0].resource"), 1, "its header is not first");
    assert_eq!(count("reference-unresolved", "The reference must match the fullUrl"), 1, "two references to one resource lead nowhere");
    assert_eq!(count("itk3-payload-kind", "Bundle.entry[3].resource"), 1, "resources stand outside of its document");
    assert!(report.message.domain.is_none(), "its flow cannot be told");
}

#[test]
fn a_message_of_the_harness_contradicts_itself() {
    let Some(report) = message("harness/ITK003D_ITK_eDischarge.xml") else { return };
    let said: Vec<&Issue> = report.issues.iter().filter(|issue| issue.rule == "itk3-payload-profile").collect();
    let [issue] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((issue.severity, issue.response), (Severity::Error, Some("10004")));
    assert!(issue.path.ends_with(".resource.entry[0].resource.meta.profile[0]"), "{}", issue.path);
    assert!(issue.found.as_ref().is_some_and(|value| value.ends_with("which is for ITK005D")), "{issue:?}");
}

#[test]
fn a_whole_letter_of_the_harness_conforms() {
    let Some(report) = message("harness/ToC-WT02-04-op_letter_full_payload_example_01-corrected.xml") else { return };
    assert_eq!((report.conforms, of_itk3(&report)), (true, vec![]), "{:?}", report.issues);
}

#[test]
fn laboratory_results_lack_the_message_definition() {
    for (name, _, report) in folder("lab-results") {
        let missing: Vec<&Issue> = report.issues.iter().filter(|issue| issue.message.contains("MessageDefinition")).collect();
        let [issue] = missing.as_slice() else { panic!("{name}: {missing:?}") };
        assert_eq!((&*issue.rule, issue.severity, issue.response), ("slice-min", Severity::Error, Some("10001")), "{name}");
        assert_eq!(of_itk3(&report), [], "{name}: nothing else is against ITK3 alone");
    }
}

/// Whatever is left out or left empty, a rule of ITK3 adds nothing to what another rule says of it.
#[test]
fn one_fault_is_one_finding() {
    let version_1 = own("cases/GPCM-SD-CS-048/version-1.ok.xml");
    let mut doubles = Vec::new();
    for (name, text) in [("plain", plain()), ("letter", letter()), ("report", version_1), ("response", response())] {
        let lines: Vec<&str> = text.lines().collect();
        let depth = |line: &str| line.len() - line.trim_start().len();
        for (at, line) in lines.iter().enumerate().skip(2).filter(|(_, line)| !line.trim().starts_with("</")) {
            let is_one_line = line.ends_with("/>") || line.contains("</");
            let inner = lines[at + 1..].iter().take_while(|inner| depth(inner) > depth(line)).count();
            let end = at + if is_one_line { 1 } else { inner + 2 };
            let left_out = [&lines[..at], &lines[end..]].concat().join("\n");
            let value = line.split_once(" value=\"").map(|(start, _)| format!("{start} value=\"\"/>"));
            let left_empty = value.map(|empty| [&lines[..at], &[empty.as_str()], &lines[end..]].concat().join("\n"));
            for text in [Some(left_out), left_empty].into_iter().flatten() {
                let report = report(&text);
                let said: Vec<&Issue> = report.issues.iter().filter(|issue| issue.severity < Severity::Information).collect();
                if said.len() > 1 && said.iter().any(|issue| is_of_itk3(issue)) {
                    let rules: Vec<String> = said.iter().map(|issue| format!("{} at {}", issue.rule, issue.path)).collect();
                    doubles.push(format!("{name}, line {}: {}", at + 1, rules.join("; ")));
                }
            }
        }
    }
    assert!(doubles.is_empty(), "{}", doubles.join("\n"));
}

// What a receiver would answer.

#[test]
fn a_clean_message_is_answered_by_success_and_as_its_flags_ask() {
    for (inf, bus) in [(true, true), (true, false), (false, true), (false, false)] {
        let flag = |name: &str, value: bool| format!("<extension url=\"{name}\">\n            <valueBoolean value=\"{value}\"/>");
        let text = with(&plain(), &flag("InfAckRequested", true), &flag("InfAckRequested", inf));
        let text = with(&text, &flag("BusAckRequested", true), &flag("BusAckRequested", bus));
        let suggestion = suggested(&text);
        assert_eq!(codes(&suggestion), ["20013"]);
        assert_eq!(suggestion.codes[0].display, "Success");
        assert_eq!((suggestion.infrastructure.asked, suggestion.infrastructure.reply), (Some(inf), inf));
        assert_eq!((suggestion.business.asked, suggestion.business.reply), (Some(bus), bus));
    }
}

#[test]
fn the_first_code_says_most_exactly_what_is_wrong() {
    let (plain, letter, send_document) = (plain(), letter(), send_document());
    let definition = "MessageDefinition/ITK-EMS-MessageDefinition-1";
    let patient = "<gender value=\"female\"/>";
    let cases: Vec<(&str, &str, String)> = vec![
        ("10009", "the text breaks off", plain[..plain.len() / 2].to_owned()),
        ("10009", "the text is no message", "Good morning".to_owned()),
        ("10002", "InfAckRequested cannot be read", with_flag(&plain, "InfAckRequested", "yes")),
        ("10003", "BusAckRequested cannot be read", with_flag(&plain, "BusAckRequested", "1")),
        ("10004", "MessageDefinition is of another event", with(&plain, definition, "MessageDefinition/ITK-OPL-MessageDefinition-4")),
        ("10004", "the event has no code", with(&plain, "<code value=\"ITK011M\"/>", "")),
        ("10007", "SenderReference is too long", with(&plain, "X26-2026-000117", &"0".repeat(256))),
        ("10007", "SenderReference refers to nothing", with(&plain, "X26-2026-000117", "---")),
        ("10010", "RecipientType is none", with(&plain, "<code value=\"FA\"/>", "<code value=\"XX\"/>")),
        ("10001", "no handling extension", without(&plain, "        <extension url=\"https://fhir.nhs.uk/STU3/Struc")),
        ("10001", "no SenderReference", without(&plain, "          <extension url=\"SenderReference\">")),
        ("10008", "Send Document asks for no response", with_flag(&send_document, "BusAckRequested", "false")),
        (
            "20006",
            "the header has no id",
            with(
                &plain,
                "        <id value=\"2fe75059-f32e-42aa-b04a-9038878bfd0f\"/>
",
                "",
            ),
        ),
        ("20006", "the id is none", with(&plain, "        <id value=\"2fe75059-", "        <id value=\"an id: ")),
        ("20006", "no source", without(&plain, "        <source>")),
        ("20006", "the event stands at another place", {
            let event = "        <timestamp value=\"2026-03-02T10:15:00+00:00\"/>\n";
            with(&with(&plain, event, ""), "        <event>\n", &format!("{event}        <event>\n"))
        }),
        ("20006", "the sender is nobody of this message", with(&plain, "<value value=\"X00001\"/>", "")),
        ("20009", "the payload is wrong", with(&plain, patient, "<gender value=\"woman\"/>")),
        ("20004", "an attachment is of no approved type", with(&letter, "application/pdf", "application/zip")),
        ("20014", "a replacement names nothing to replace", own("cases/itk3-replacement/target-reference.xml")),
    ];
    for (code, what, text) in &cases {
        let suggestion = suggested(text);
        assert_eq!(codes(&suggestion)[0], *code, "{what}: {:?}", report(text).issues);
        assert!(!suggestion.business.reply, "{what}: nothing follows a negative response");
        assert!(suggestion.infrastructure.reply, "{what}");
        for suggested in &suggestion.codes {
            let report = report(text);
            assert!(
                !suggested.issues.is_empty() && !suggested.because.is_empty() && !suggested.display.is_empty(),
                "{what}: {suggested:?}"
            );
            for &issue in &suggested.issues {
                assert_eq!(report.issues[issue as usize].response, Some(suggested.code), "{what}");
            }
        }
    }
}

fn with_flag(text: &str, name: &str, value: &str) -> String {
    let flag = |value: &str| format!("<extension url=\"{name}\">\n            <valueBoolean value=\"{value}\"/>");
    with(text, &flag("true"), &flag(value))
}

#[test]
fn codes_stand_from_the_most_exact_to_the_least() {
    let text = with(&plain(), "X26-2026-000117", "---");
    let text = with(&without(&text, "        <source>"), "<gender value=\"female\"/>", "<gender value=\"woman\"/>");
    let text = without(&text, "          <extension url=\"LocalExtension\">");
    assert_eq!(codes(&suggested(&text)), ["10007", "10001", "20006", "20009"]);
}

#[test]
fn a_warning_is_no_reason_to_refuse_a_message() {
    let text = own("cases/itk3-source-endpoint/web-address.xml");
    assert_eq!(codes(&suggested(&text)), ["20013"]);
}

#[test]
fn flags_that_cannot_be_read_are_answered() {
    let suggestion = suggested(&without(&plain(), "          <extension url=\"InfAckRequested\">"));
    assert_eq!((suggestion.infrastructure.asked, suggestion.infrastructure.reply), (None, true));
    let suggestion = suggested("<Bundle");
    assert_eq!((suggestion.infrastructure.asked, suggestion.infrastructure.reply), (None, true));
    assert_eq!(codes(&suggestion), ["10009"]);
}

#[test]
fn an_infrastructure_response_is_never_answered_and_a_business_response_by_the_infrastructure_alone() {
    let suggestion = suggested(&response());
    assert!(!suggestion.infrastructure.reply && !suggestion.business.reply);
    let business = with(&response(), "<code value=\"20013\"/>", "<code value=\"30001\"/>");
    let display = "<display value=\"Patient known here. (e.g. Patient is registered here)\"/>";
    let business = with(&business, "<display value=\"Success\"/>", display);
    let flag = "<extension url=\"InfAckRequested\">\n            <valueBoolean value=";
    let suggestion = suggested(&with(&business, &format!("{flag}\"false\""), &format!("{flag}\"true\"")));
    assert!(suggestion.infrastructure.reply && !suggestion.business.reply, "{suggestion:?}");
    assert!(!suggested(&business).infrastructure.reply);
}

// What needs to be known beside the message.

/// Findings of a message together with what is known beside it.
fn beside(text: &str, context: Context) -> Vec<(String, String, Option<&'static str>)> {
    let report = validator().validate(text, &Options { context, ..Options::default() });
    let issues = report.issues.into_iter().filter(|issue| issue.severity <= Severity::Error);
    issues.map(|issue| (issue.rule.into_owned(), issue.path, issue.response)).collect()
}

fn finding(rule: &str, path: &str, response: &'static str) -> Vec<(String, String, Option<&'static str>)> {
    vec![(rule.to_owned(), path.to_owned(), Some(response).filter(|code| !code.is_empty()))]
}

#[test]
fn a_message_that_was_received_before_is_a_duplicate() {
    let text = letter();
    let read = report(&text).message;
    let received = |id: &str| Context { received: vec!["something else".to_owned(), id.to_owned()], ..Context::default() };
    assert_eq!(beside(&text, received("never seen")), []);
    let header = read.id.expect("its header has an id");
    assert_eq!(beside(&text, received(&header)), finding("itk3-message-received-before", "Bundle.entry[0].resource.id", "20007"));
    let identifier = read.identifier.expect("it has an identifier");
    assert_eq!(beside(&text, received(&identifier)), finding("itk3-message-received-before", "Bundle.identifier.value", "20007"));
}

#[test]
fn a_document_that_was_received_before_is_a_duplicate() {
    let text = letter();
    let bundle = text.find("      <Bundle>").expect("it has a document");
    let id = text[bundle..].split("<id value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("its document has an id");
    let context = Context { received: vec![id.to_owned()], ..Context::default() };
    assert_eq!(beside(&text, context), finding("FHIR-RR-05", "Bundle.entry[2].resource.id", "20008"));
}

#[test]
fn the_patient_of_the_mesh_address_is_the_patient_of_the_document() {
    let text = send_document();
    let to = |address: &str| Context { mesh_to: Some(address.to_owned()), ..Context::default() };
    for address in ["GPPROVIDER_9990001235_01011970_Testpatient", "GPPROVIDER_9990001235_19700101_TESTPATIENT"] {
        assert_eq!(beside(&text, to(address)), [], "{address}");
    }
    for (address, differs) in [
        ("GPPROVIDER_9990001243_01011970_Testpatient", "another NHS number"),
        ("GPPROVIDER_9990001235_02011970_Testpatient", "another birth date"),
        ("GPPROVIDER_9990001235_01011970_Otherpatient", "another family name"),
        ("GPPROVIDER_9990001243_02011970_Testpatient", "another NHS number, birth date"),
        ("GPPROVIDER", "another form of the address"),
    ] {
        let report = validator().validate(&text, &Options { context: to(address), ..Options::default() });
        let of_rule: Vec<&Issue> = report.issues.iter().filter(|issue| issue.rule == "GPCM-SD-CS-042").collect();
        let [issue] = of_rule.as_slice() else { panic!("{address}: {:?}", report.issues) };
        assert_eq!((issue.found.as_deref(), issue.severity), (Some(differs), Severity::Error), "{address}");
        assert!(issue.path.ends_with("entry[1].resource"), "{address}: {}", issue.path);
    }
}

#[test]
fn a_plain_mailbox_is_compared_with_nobody() {
    let found = |text: &str| {
        let context = Context { mesh_to: Some("X26OT001".to_owned()), ..Context::default() };
        let report = validator().validate(text, &Options { context, ..Options::default() });
        let of_address = report.issues.iter().filter(|issue| matches!(&*issue.rule, "GPCM-SD-056" | "GPCM-SD-CS-042"));
        of_address.map(|issue| (issue.rule.to_string(), issue.severity)).collect::<Vec<_>>()
    };
    assert_eq!(found(&letter()), [], "Transfer of Care goes to a mailbox");
    let local = "<extension url=\"LocalExtension\">";
    let text = send_document();
    let at = text.find(local).expect("it has the key") + local.len();
    let online =
        format!("{}{}", &text[..at], text[at..].replacen("value=\"None\"", "value=\"SendDocument-OnlineConsultationReport-1\"", 1));
    assert_ne!(online, text);
    assert_eq!(found(&online), [], "an Online Consultation goes to the mailbox of a practice");
    assert_eq!(found(&text), [("GPCM-SD-056".to_owned(), Severity::Warning)], "GP Connect is routed by patient");
}

#[test]
fn a_document_without_a_message_keeps_the_rules_of_its_payload() {
    let text = letter();
    let start = text.find("      <Bundle>").expect("it has a document");
    let end = text.rfind("</Bundle>").and_then(|last| text[..last].rfind("</Bundle>")).expect("it ends") + "</Bundle>".len();
    let bare = text[start..end].replacen("<Bundle>", "<Bundle xmlns=\"http://hl7.org/fhir\">", 1);
    let plain = report(&bare);
    assert_eq!((plain.message.kind, plain.counts.error, plain.counts.warning), ("document", 0, 0), "{:?}", plain.issues);
    let zip = report(&bare.replace("application/pdf", "application/zip"));
    let found: Vec<_> = zip.issues.iter().filter(|issue| issue.severity <= Severity::Error).map(|i| (&*i.rule, i.response)).collect();
    assert_eq!(found, [("itk3-attachment-type", Some("20004"))]);
    // One that declares no profile of theirs is known by its identifiers.
    let zip = bare.replace("application/pdf", "application/zip");
    let undeclared = zip.replace("https://fhir.nhs.uk/STU3/StructureDefinition/", "https://example.org/");
    let undeclared = undeclared.replace("https://fhir.hl7.org.uk/STU3/StructureDefinition/", "https://example.org/");
    assert!(report(&undeclared).issues.iter().any(|issue| issue.rule == "itk3-attachment-type"));
    // Of a document that is none of the NHS's the guides say nothing.
    let foreign = report(&undeclared.replace("https://fhir.nhs.uk/Id/", "https://example.org/"));
    assert_eq!(of_itk3(&foreign), []);
}

#[test]
fn a_message_over_five_megabytes_is_a_warning() {
    let pdf = "JVBERi0xLjQKJSBNYWRlIHVwOiBub2JvZHkgaW4gaXQgZXhpc3RzLgo=";
    let text = letter();
    let sized = |bytes: usize| {
        let letters = bytes - text.len() + pdf.len();
        with(&text, pdf, &format!("JVBERi0x{}", "A".repeat((letters - 8) / 4 * 4)))
    };
    let of_size = |text: &str| {
        let report = report(text);
        assert_eq!(report.counts.error, 0, "{:?}", report.issues);
        let of_rule = report.issues.iter().filter(|issue| issue.rule == "itk3-message-size");
        of_rule.map(|issue| (issue.severity, issue.found.clone(), issue.response)).collect::<Vec<_>>()
    };
    assert_eq!(of_size(&sized(5_000_000)), []);
    assert_eq!(of_size(&sized(5_200_000)), [(Severity::Warning, Some("5.2 MB".to_owned()), Some("20015"))]);
}

#[test]
fn mesh_metadata_beside_a_message_are_compared_with_it() {
    let text = send_document();
    let found = |mesh: &str| {
        let options = Options { context: Context { mesh: Some(mesh.to_owned()), ..Context::default() }, ..Options::default() };
        let report = validator().validate(&text, &options);
        let of_mesh = report.issues.iter().filter(|issue| issue.rule.starts_with("mesh-") || issue.rule == "GPCM-SD-CS-042");
        assert!(report.issues.iter().all(|issue| !issue.rule.starts_with("mesh-") || issue.response.is_none()));
        of_mesh.map(|issue| format!("{} {}", issue.rule, issue.path)).collect::<Vec<_>>()
    };
    let right = "Mex-From: X00001OT001\nMex-To: GPPROVIDER_9990001235_01011970_Testpatient\nMex-WorkflowID: GPCONNECT_SEND_DOCUMENT\nMex-LocalID: X00001\nMex-Subject: Consultation report for Example Testpatient, NHS Number: 9990001235\n";
    assert!(found(right).is_empty(), "{:?}", found(right));
    let header = "Bundle.entry[0].resource";
    let patient = "Bundle.entry[2].resource.entry[1].resource";
    for (old, new, expected) in [
        ("GPCONNECT_SEND_DOCUMENT", "GPCONNECT_UPDATE_RECORD", format!("mesh-workflow {header}.event")),
        ("GPCONNECT_SEND_DOCUMENT", "GPCONNECT_SEND_DOCUMENT_ACK", format!("mesh-workflow {header}.event")),
        ("X00001OT001", "X00002OT001", format!("mesh-from {header}.source.endpoint")),
        ("_01011970_", "_30021970_", format!("mesh-address {patient}")),
        ("_01011970_", "_02011970_", format!("GPCM-SD-CS-042 {patient}")),
        ("Mex-LocalID: X00001", "Mex-LocalID: Testpatient", format!("mesh-local-id {header}")),
        ("Mex-LocalID: X00001", "Mex-LocalID: X00002-7", format!("mesh-local-id {header}")),
        ("Number: 9990001235", "Number: 9990000018", format!("mesh-subject {patient}")),
        ("Example Testpatient,", "Example Someone,", format!("mesh-subject {patient}")),
    ] {
        let wrong = right.replacen(old, new, 1);
        assert_ne!(wrong, right);
        assert_eq!(found(&wrong), [expected], "{new}");
    }
    assert!(found(&right.replace("LocalID: X00001", "LocalID: x00001-000117")).is_empty(), "the code may be a part of it");
    // Of a form that is not the published one, a name cannot be told.
    assert!(found(&right.replace("for Example Testpatient", "about Example Someone")).is_empty());
    assert!(found(&right.replace("Mex-", "mex-")).is_empty(), "names of headers are the same in any case");
}

// Response codes.

#[test]
fn there_are_49_response_codes_and_a_response_with_each_conforms() {
    let codes = response_codes(validator().definitions());
    assert_eq!(codes.len(), 49);
    assert!(codes.is_sorted_by_key(|code| code.code), "in their order, and none twice");
    let template = own("cases/GPCM-SD-042-v1/diagnostics.ok.xml");
    for code in &codes {
        let level = if code.code.starts_with('3') { Level::Business } else { Level::Infrastructure };
        assert_eq!(code.level, level, "{}", code.code);
        assert_eq!(code.positive, code.response_code == "ok", "{}", code.code);
        assert!(!code.display.is_empty() && !code.when.is_empty() && code.source.starts_with("https://"), "{code:?}");
        let must = code.code == "10001" || level == Level::Business;
        assert_eq!(code.support, if must { "MUST" } else { "SHOULD" }, "{}", code.code);
        let old = "<code value=\"20009\"/>";
        let text = with(&template, old, &old.replace("20009", code.code));
        let text =
            with(&text, "<display value=\"Payload validation failure\"/>", &format!("<display value=\"{}\"/>", escaped(&code.display)));
        let text = with(&text, "<code value=\"fatal-error\"/>", &format!("<code value=\"{}\"/>", code.response_code));
        let text = with(&text, "<severity value=\"fatal\"/>", &format!("<severity value=\"{}\"/>", code.severity));
        for issue in code.issue_codes {
            let text = with(&text, "<code value=\"structure\"/>", &format!("<code value=\"{issue}\"/>"));
            let report = validator().validate(&text, &Options::default());
            assert!(report.issues.is_empty(), "{} {issue}: {:?}", code.code, report.issues);
            let answer = report.message.response.expect("it is a response");
            assert_eq!(answer.outcomes[0].code.as_deref(), Some(code.code));
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The value of an element, from the place where another begins.
fn value<'t>(text: &'t str, after: &str, name: &str) -> &'t str {
    let from = text.find(after).unwrap_or_else(|| panic!("{after}"));
    let rest = &text[from..];
    let at = rest.find(&format!("<{name} value=\"")).unwrap_or_else(|| panic!("{name} after {after}"));
    rest[at..].split('"').nth(1).expect("it has a value")
}

#[test]
fn the_published_responses_have_the_codes_of_the_table() {
    let codes = response_codes(validator().definitions());
    for (name, text, _) in folder("responses") {
        let (header, outcome) = text.split_at(text.find("<OperationOutcome").expect("it has an outcome"));
        let code = value(outcome, "<coding>", "code");
        let known = codes.iter().find(|known| known.code == code).unwrap_or_else(|| panic!("{name}: {code}"));
        let found = (value(header, "<response>", "code"), value(outcome, "<issue>", "severity"), value(outcome, "<issue>", "code"));
        assert_eq!(found.0 != known.response_code, code == "20014", "{name}: {found:?}");
        assert_eq!(found.1, known.severity, "{name}");
        assert!(known.issue_codes.contains(&found.2), "{name}: {found:?}");
        assert_eq!(value(outcome, "<coding>", "display").trim(), known.display, "{name}");
    }
}

/// Every rule of ITK3 has an id that its source gave it, or one of ours.
#[test]
fn rules_of_itk3_have_the_ids_of_their_requirements() {
    let ids: Vec<&str> = rules::all().map(|rule| rule.id).filter(|id| id.starts_with(|c: char| c.is_ascii_uppercase())).collect();
    assert!(ids.len() > 40);
    for id in ids {
        assert!(["FHIR-", "GPCM-", "GP-GFR-", "ITK2-"].iter().any(|start| id.starts_with(start)), "{id}");
    }
}
