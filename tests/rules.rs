//! `docs/rules.md` is written from the rules, and from what stands here of requirements that no rule can check.
//! `UPDATE=1 cargo test --test rules` rewrites it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use itk3_validator::report::rules::groups;

const INTRODUCTION: &str = "\
# Rules

Every rule has an id, which stays the same in all versions. If a requirement has an id, such as `FHIR-SR-05`, the rule has the same
id. The two versions of GP Connect Send Document number their requirements independently: a rule has the id from the guide that the
message follows. Ids of version 1 that version 2 uses for something else end in `-v1`. The guides of Update Record and Transfer of Care
have no ids: their rules begin with `update-record-` and `toc-`.

- *Severity* is the severity of the rule. A finding may have a lower one if published sources contradict each other, and it then says so; it may have a higher one if the value also breaks a stricter rule.
- *Issue* is the code from FHIR's IssueType value set, as in an OperationOutcome.
- *Response* is the ITK3 response code for a finding. If it is empty, the place of the finding decides: 10001 or the code of the
  key for the handling specification, 10004 for the event, 20006 for the rest of the header, and 20009 for the payload. Warnings and
  information are no reason to reject a message, except for an unknown event. Rules about a message and its responses together have no code.
- A fault in a message of ITK 2 has a code of ITK 2: DE0001 to DE0012 for the envelope, by place unless the column names one, and 1000
  for SOAP, the code of a fault.
- `invariant` stands for all invariants of the base specification and the profiles; a finding has the key of the invariant.

`itk3-validator rules` prints the same list.
";

/// Requirements that are met or checked in another way than by a rule with their id.
const ELSEWHERE: &[(&str, &str)] = &[
    ("FHIR-HA-01", "Attachments must be detected: the report lists them with type, size and path in `message.attachments`."),
    ("FHIR-SR-01, FHIR-SR-02", "RecipientType must be FA or FI: the profile checks this. Only the sender knows which of the two is right."),
    ("FHIR-PDS-07, FHIR-DEM-02", "They require the same demographics as `FHIR-PDS-02`, in other circumstances."),
    ("FHIR-CC-02", "Coded content is checked against the profiles that it declares, and those that its document requires."),
    ("FHIR-CC-04", "References within a document are followed: see `reference-unresolved`."),
    ("FHIR-V&V-01", "Both sides need a means to ensure that a document is valid. This validator is one."),
    ("RC-HS-01, RC-HS-02", "Which response codes an implementation must support: `itk3-validator codes` says MUST or SHOULD for each."),
    ("GP Connect, Transfer of Care", "`programmes.md` lists each requirement and how it is met."),
];

/// Requirements that no look at a message can check.
const UNCHECKED: &[(&str, &str)] = &[
    ("FHIR-PDS-01", "The sender first aligns the document with the Personal Demographics Service."),
    ("FHIR-PDS-03", "The sender checks there whether the patient's record is flagged."),
    ("FHIR-PDS-04", "If a patient's record is sensitive, the sender's organisation decides which addresses to include."),
    ("FHIR-PDS-05", "The document is held back while the service reports the NHS number as invalid."),
    ("FHIR-PDS-08", "A data quality investigation of a record is no reason to hold a document back."),
    ("FHIR-PDS-09", "A patient's dissent from sharing does not stop routine letters to their own practice."),
    ("FHIR-MR-01", "All recipients must get the same document: checking this needs all copies."),
    ("FHIR-CC-01", "The guidance of the payload says what to do if nothing could be coded."),
    ("FHIR-RR-01", "Whether the receiver serves the organisation or person in the header. It is checked that they are in the message."),
    ("FHIR-RR-02", "Whether the receiver knows the patient, and sends a response if it does not."),
    ("FHIR-RR-03", "Whether the receiver uses coded entries."),
    ("FHIR-RR-04", "Whether the new care setting of a patient who has moved is informed."),
    ("FHIR-DOC-01", "Documents are logged when they are sent and received."),
    ("FHIR-DOC-02", "The audit trail has an entry when a document is shown, stored or printed."),
    ("FHIR-DOC-03", "The content of such an entry."),
    ("FHIR-DOC-04", "Documents can be shown to people who are allowed to see them."),
    (
        "FHIR-DOC-05, FHIR-DOC-06",
        "Whether a SNOMED CT concept is in the published sets of document types and care settings. Its format is checked.",
    ),
    ("FHIR-DOC-09", "The text of sections and the files are treated as clinical data."),
    ("FHIR-BA-01", "Responses are logged, and administrators are notified of them."),
    ("FHIR-V&V-02", "The author reads the document before it is sent."),
    ("GP Connect", "What users see, the appearance of the PDF, and what triggers a system to send."),
];

const GAPS: &str = "\
The guide has no text for FHIR-SR-04 (it was about Priority, which was withdrawn), FHIR-DOC-07 and FHIR-DOC-08. Only the first part
of the relaxed response codes of Generic FHIR Receive could be found.
";

fn catalogue() -> String {
    let mut out = INTRODUCTION.to_owned();
    for (title, rules) in groups() {
        let _ = write!(out, "\n## {title}\n\n| Rule | About | Severity | Issue | Response |\n|---|---|---|---|---|\n");
        for rule in rules {
            let response = rule.response.unwrap_or("");
            let severity = rule.severity.word();
            let _ = writeln!(out, "| [`{}`]({}) | {} | {severity} | {} | {response} |", rule.id, rule.link, rule.title, rule.code);
        }
    }
    for (title, rows) in [("Requirements met in another way", ELSEWHERE), ("Requirements that a message does not show", UNCHECKED)] {
        let _ = write!(out, "\n## {title}\n\n| Requirement | |\n|---|---|\n");
        for (id, text) in rows {
            let _ = writeln!(out, "| {id} | {text} |");
        }
    }
    out + "\n" + GAPS
}

#[test]
fn the_catalogue_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let catalogue = catalogue();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &catalogue).expect("the catalogue can be written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == catalogue, "docs/rules.md is not what the rules say; UPDATE=1 cargo test --test rules writes it");
}

#[test]
fn the_readme_has_their_number() {
    let readme = include_str!("../README.md");
    let number: usize = groups().into_iter().map(|(_, rules)| rules.len()).sum();
    assert!(readme.contains(&format!("each of the {number} rules")), "there are {number} rules");
}

#[test]
fn a_requirement_is_either_a_rule_or_none() {
    let ids: Vec<&str> = groups().into_iter().flat_map(|(_, rules)| rules.iter().map(|rule| rule.id)).collect();
    for (id, _) in ELSEWHERE {
        assert!(id.split(", ").all(|id| !ids.contains(&id)), "{id} is a rule");
    }
    // In part they are.
    let in_part = ["FHIR-RR-01", "FHIR-DOC-05", "FHIR-DOC-06"];
    for id in UNCHECKED.iter().flat_map(|(id, _)| id.split(", ")) {
        assert_eq!(ids.contains(&id), in_part.contains(&id), "{id}");
    }
}

#[test]
fn a_table_has_no_broken_rows() {
    for line in catalogue().lines().filter(|line| line.starts_with('|')) {
        let columns = line.matches('|').count() - 1;
        assert!(columns == 2 || columns == 5, "{line}");
    }
    for (_, rules) in groups() {
        for rule in rules {
            assert!(rule.link.starts_with("https://") && !rule.title.ends_with('.'), "{}", rule.id);
        }
    }
}

#[test]
fn every_rule_that_is_declared_is_listed() {
    fn files(folder: &Path, into: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(folder).expect("src can be read").flatten() {
            if entry.path().is_dir() { files(&entry.path(), into) } else { into.push(entry.path()) }
        }
    }
    let mut sources = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let texts = sources.iter().map(|path| fs::read_to_string(path).expect("a source can be read"));
    let declared: usize = texts.map(|text| text.lines().filter(|line| *line == "rule! {").count()).sum();
    // Why a resource is not converted is in no report.
    let listed: usize = groups().into_iter().map(|(_, rules)| rules.len()).sum();
    assert_eq!(declared - 1, listed, "a rule is missing in the rules.rs of its layer, or listed twice");
}

#[test]
fn a_rule_says_why_in_sentences_that_are_read_once() {
    const ARCHAIC: &[&str] = &["has not", "is no ", "of which", "so has to", "Mend", "mend ", "stands", "earns", "told"];
    for rule in groups().into_iter().flat_map(|(_, rules)| rules) {
        assert!(rule.why.ends_with('.') && rule.why.split(". ").count() <= 3, "{}: {}", rule.id, rule.why);
        for words in [rule.title, rule.why] {
            assert!(ARCHAIC.iter().all(|archaic| !words.contains(archaic)), "{}: {words}", rule.id);
            assert!(words.split(['.', ';']).all(|sentence| sentence.split_whitespace().count() <= 25), "{}: {words}", rule.id);
        }
    }
}
