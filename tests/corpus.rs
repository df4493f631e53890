//! Published messages that nobody here wrote: what is known of them has to be what is reported.

mod invariants;
mod material;

use std::collections::BTreeMap;

use itk3_validator::report::{Issue, Report, Severity, operation_outcome, text};
use itk3_validator::{Options, Validator, source};

/// The report of one message of the corpus, and its text, or `None` if the corpus is absent.
fn report(name: &str) -> Option<(Report, String)> {
    let path = material::path("corpus")?.join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some((Validator::new().validate(&text, &Options::default()), text))
}

fn errors(report: &Report) -> Vec<&Issue> {
    report.issues.iter().filter(|issue| issue.severity <= Severity::Error).collect()
}

fn line(text: &str, line: u32) -> &str {
    text.lines().nth(line as usize - 1).unwrap_or_default().trim()
}

#[test]
fn every_message_gets_a_report_that_holds_together() {
    let validator = Validator::new();
    for (name, bytes) in material::corpus() {
        let report = validator.validate_bytes(&bytes, &Options::default());
        assert!(report.summary.resource_type.is_some(), "{name}: its resource is recognised");
        assert!(report.summary.elements > 1, "{name}: it is read");
        invariants::hold(&name, &source::decode(&bytes).0, &report);
    }
}

#[test]
fn every_message_gives_the_same_bytes_twice() {
    let (first, second) = (Validator::new(), Validator::new());
    for (name, bytes) in material::corpus() {
        let all = |validator: &Validator| {
            let report = validator.validate_bytes(&bytes, &Options::default());
            let json = serde_json::to_string(&report).expect("a report is JSON");
            (json, text(&report, &name, &source::decode(&bytes).0), operation_outcome(&report, true), operation_outcome(&report, false))
        };
        assert!(all(&first) == all(&second), "{name}");
    }
}

#[test]
fn no_published_message_is_broken_text() {
    let validator = Validator::new();
    for (name, bytes) in material::corpus() {
        let report = validator.validate_bytes(&bytes, &Options::default());
        let fatal: Vec<&Issue> = report.issues.iter().filter(|issue| issue.severity == Severity::Fatal).collect();
        assert!(fatal.is_empty(), "{name}: {fatal:?}");
    }
}

#[test]
fn messages_that_conform_have_no_errors() {
    for name in ["contraception-service--example-1.xml", "pharmacy-first-service--example-1.xml"] {
        let Some((report, _)) = report(&format!("messages/{name}")) else { return };
        assert!(report.conforms, "{name}: {:?}", errors(&report));
    }
}

#[test]
fn white_space_in_a_profile_is_an_error_and_the_profile_holds_all_the_same() {
    let Some((report, text)) = report("messages/blood-pressure-check-service--example-1.xml") else { return };
    let errors = errors(&report);
    let found: Vec<(&str, &str)> = errors.iter().map(|issue| (issue.rule.as_ref(), line(&text, issue.place.line))).collect();
    assert_eq!(found.len(), 2, "{errors:?}");
    for (issue, (rule, line)) in errors.iter().zip(&found) {
        assert_eq!(*rule, "lexical");
        assert!(line.trim_start_matches("<profile value=\"").starts_with(' '), "{line}");
        assert!(issue.path.ends_with(".meta.profile[0]"), "{}", issue.path);
    }
    let without_display = text.replacen("<display value=\"ITK Update Record\" />", "", 1);
    assert!(without_display.len() < text.len());
    let report = Validator::new().validate(&without_display, &Options::default());
    let header = "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2";
    let missing = report.issues.iter().find(|issue| issue.rule == "min" && issue.profile.as_deref().is_some_and(|p| p.starts_with(header)));
    assert_eq!(missing.map(|issue| issue.path.as_str()), Some("Bundle.entry[0].resource.event"));
}

#[test]
fn a_receiver_that_is_no_entry_is_reported_at_its_line() {
    for (name, target) in [
        ("ITK-Response-10001-Example-1.xml", "urn:uuid:a26185b3-dc72-4981-8cc5-b9fab39d3e98"),
        ("ITK-Response-10003-Example-1.xml", "urn:uuid:b0bbf5e7-e269-4273-af25-5bf77b18ba6b"),
    ] {
        let Some((report, text)) = report(&format!("responses/{name}")) else { return };
        let unresolved: Vec<&Issue> = report.issues.iter().filter(|issue| issue.rule == "reference-unresolved").collect();
        let [issue] = unresolved.as_slice() else { panic!("{name}: {unresolved:?}") };
        assert_eq!(issue.path, "Bundle.entry[0].resource.receiver.reference", "{name}");
        assert_eq!(line(&text, issue.place.line), format!("<reference value=\"{target}\"/>"), "{name}");
        assert_eq!(line(&text, issue.place.line - 1), "<receiver>", "{name}");
        assert_eq!(issue.found.as_deref(), Some(target), "{name}");
    }
}

#[test]
fn a_header_without_the_handling_extension_is_reported() {
    let Some((report, _)) = report("responses/ITK-Response-20009-Example-2.xml") else { return };
    let missing = report.issues.iter().find(|issue| issue.rule == "slice-min" && issue.message.contains("ITKMessageHandling"));
    let missing = missing.unwrap_or_else(|| panic!("{:?}", report.issues));
    assert_eq!((missing.path.as_str(), missing.severity), ("Bundle.entry[0].resource", Severity::Error));
    assert!(missing.profile.as_deref().is_some_and(|profile| profile.contains("ITK-MessageHeader-2")), "{missing:?}");
}

#[test]
fn a_payload_that_was_removed_leaves_an_empty_bundle() {
    let Some((report, text)) = report("messages/ITK-SendPayload-Payload-Removed-Example-1.xml") else { return };
    let empty: Vec<&Issue> = report.issues.iter().filter(|issue| issue.rule == "element-empty").collect();
    let [issue] = empty.as_slice() else { panic!("{empty:?}") };
    assert!(issue.path.starts_with("Bundle.entry[") && issue.path.ends_with("].resource"), "{}", issue.path);
    assert!(line(&text, issue.place.line).starts_with("<Bundle"), "{}", line(&text, issue.place.line));
}

/// What the corpus holds, folder by folder: `cargo test --test corpus table -- --nocapture` shows it.
#[test]
fn table_of_findings_by_folder() {
    let validator = Validator::new();
    let mut folders: BTreeMap<String, (u32, u32, BTreeMap<String, u32>)> = BTreeMap::new();
    for (name, bytes) in material::corpus() {
        let report = validator.validate_bytes(&bytes, &Options::default());
        let folder = name.split('/').next().unwrap_or_default().to_owned();
        let (files, with_errors, rules) = folders.entry(folder).or_default();
        *files += 1;
        *with_errors += u32::from(!report.conforms);
        for issue in errors(&report) {
            *rules.entry(issue.rule.to_string()).or_default() += 1;
        }
    }
    println!("{:<14} {:>5} {:>11} {:>6}  most frequent", "folder", "files", "with errors", "errors");
    for (folder, (files, with_errors, rules)) in folders {
        let mut often: Vec<(&String, &u32)> = rules.iter().collect();
        often.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let often: Vec<String> = often.iter().take(5).map(|(rule, count)| format!("{rule} {count}")).collect();
        println!("{folder:<14} {files:>5} {with_errors:>11} {:>6}  {}", rules.values().sum::<u32>(), often.join(", "));
    }
}
