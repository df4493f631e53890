//! Every file of `cases/<rule>/` is a test: its report stands beside it. `UPDATE=1 cargo test` rewrites the reports.

mod invariants;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::report::{Issue, Report, Severity, operation_outcome, rules, text};
use itk3_validator::tools::fixes;
use itk3_validator::{Options, Validator, source};

/// Rules that no small file can break.
const TESTED_ELSEWHERE: &[&str] = &[
    // With limits as arguments, in `limits.rs`.
    "limit-bytes",
    "limit-depth",
    "limit-nodes",
    "limit-issues",
    // With what is known beside the message, or with a large one, in `itk3.rs`.
    "itk3-message-received-before",
    "FHIR-RR-05",
    "GPCM-SD-CS-042",
    "GPCM-SD-056",
    "mesh-subject",
    "itk3-message-size",
    // Of a message and its responses, in `itk2_reply.rs` and `conversation.rs`.
    "ITK2-A5",
    "itk3-response-reference",
    "GPCM-SD-CS-056",
    "itk3-response-own-ids",
    "itk3-response-definition",
    "itk3-response-unasked",
    "itk3-response-too-many",
    "itk3-response-time",
    "itk3-response-parties",
    "itk3-response-sender-code",
    "GPCM-SD-CS-055",
    "GPCM-SD-CS-057",
    "send-document-response-reference",
    "send-document-response-inf-ack",
    "send-document-response-sender",
    "send-document-response-diagnostics",
    "update-record-response-reference",
    "update-record-response-inf-ack",
    "update-record-response-sender",
    "update-record-response-diagnostics",
];

struct Case {
    /// The rule whose folder it stands in.
    rule: String,
    /// Its name within.
    file: String,
    path: PathBuf,
    bytes: Vec<u8>,
}

impl Case {
    /// A near neighbour that the rule has nothing to say of.
    fn is_neighbour(&self) -> bool {
        self.file.contains(".ok.")
    }

    fn expected(&self) -> PathBuf {
        self.path.with_extension("expected.txt")
    }

    fn report(&self, validators: &Validators) -> Report {
        let validator = validators.with_definitions.get(&self.rule).unwrap_or(&validators.plain);
        validator.validate_bytes(&self.bytes, &Options::default())
    }

    /// The rule has a finding. Of an invariant the key stands for the rule.
    fn is_fired_by(&self, report: &Report, all: &BTreeSet<&str>) -> bool {
        let is_key = |rule: &str| self.rule == "invariant" && !all.contains(rule);
        report.issues.iter().any(|issue| issue.rule == self.rule || is_key(&issue.rule))
    }
}

/// The validator of most cases, and those of rules whose folder adds definitions of its own.
struct Validators {
    plain: Validator,
    with_definitions: BTreeMap<String, Validator>,
}

impl Validators {
    fn new() -> Validators {
        let mut with_definitions = BTreeMap::new();
        for rule in entries(&folder()) {
            let definitions = rule.join("definitions");
            if !definitions.is_dir() {
                continue;
            }
            let mut validator = Validator::new();
            for path in entries(&definitions) {
                let added = validator.add_definitions(&name(&path), &fs::read(&path).expect("a definition can be read"));
                assert!(!added.loaded.is_empty() && added.faults.is_empty(), "{}: {added:?}", path.display());
            }
            with_definitions.insert(name(&rule), validator);
        }
        Validators { plain: Validator::new(), with_definitions }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.expect("a folder can be read").path()).collect();
    entries.sort();
    entries
}

fn name(path: &Path) -> String {
    path.file_name().expect("a file has a name").to_string_lossy().into_owned()
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in entries(&folder()).into_iter().filter(|path| path.is_dir()) {
        for path in entries(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e == "xml" || e == "json")) {
            let bytes = fs::read(&path).expect("a case can be read");
            cases.push(Case { rule: name(&folder), file: name(&path), path, bytes });
        }
    }
    cases
}

#[test]
fn every_case_gives_the_report_beside_it() {
    let (validators, update) = (Validators::new(), std::env::var_os("UPDATE").is_some());
    let mut changed = Vec::new();
    for case in cases() {
        let report = text(&case.report(&validators), &case.file, &source::decode(&case.bytes).0);
        let expected = fs::read_to_string(case.expected()).unwrap_or_default();
        if report == expected {
            continue;
        }
        if update {
            fs::write(case.expected(), report).expect("a report can be written");
        } else {
            changed.push(format!("--- {}/{} reported before\n{expected}+++ reports now\n{report}", case.rule, case.file));
        }
    }
    assert!(changed.is_empty(), "\n{}\nUPDATE=1 cargo test takes the new reports over; read the difference", changed.join("\n"));
}

/// Errors say *must*, warnings *should*, and information neither.
#[test]
fn the_words_of_a_finding_weigh_what_it_weighs() {
    let validators = Validators::new();
    let mut wrong = BTreeSet::new();
    for case in cases() {
        for issue in case.report(&validators).issues {
            let has = |modal: &str| issue.message.split(|c: char| !c.is_alphanumeric()).any(|word| word == modal);
            let fits = match issue.severity {
                Severity::Fatal | Severity::Error => !has("should"),
                Severity::Warning => !has("must"),
                Severity::Information => !has("must") && !has("should"),
            };
            if !fits {
                wrong.insert(format!("{} [{}] {}", issue.severity.word(), issue.rule, issue.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_rule_has_a_case_and_a_neighbour_that_passes() {
    let validators = Validators::new();
    let all: BTreeSet<&str> = rules::all().map(|rule| rule.id).collect();
    let mut fired: BTreeSet<String> = BTreeSet::new();
    let mut neighbours: BTreeSet<String> = BTreeSet::new();
    for case in cases() {
        let report = case.report(&validators);
        let fires = case.is_fired_by(&report, &all);
        if case.is_neighbour() {
            assert!(!fires, "{}/{} is a neighbour that {} passes", case.rule, case.file, case.rule);
            assert!(report.conforms, "{}/{} is a neighbour without any fault: {:?}", case.rule, case.file, report.issues);
            neighbours.insert(case.rule);
        } else {
            assert!(fires, "{}/{} makes {} fire: {:?}", case.rule, case.file, case.rule, report.issues);
            fired.insert(case.rule);
        }
    }
    assert_eq!(all.len(), rules::all().count(), "each rule has an id of its own");
    let lacking: Vec<&str> = all.iter().copied().filter(|rule| !TESTED_ELSEWHERE.contains(rule) && !fired.contains(*rule)).collect();
    assert!(lacking.is_empty(), "rules without a case in tests/cases/<rule>/: {lacking:?}");
    let alone: Vec<&String> = fired.difference(&neighbours).collect();
    assert!(alone.is_empty(), "rules without a near neighbour (<name>.ok.xml or .ok.json): {alone:?}");
    let strangers: Vec<&String> = fired.union(&neighbours).filter(|rule| !all.contains(rule.as_str())).collect();
    assert!(strangers.is_empty(), "folders of no rule: {strangers:?}");
    assert!(TESTED_ELSEWHERE.iter().all(|rule| all.contains(rule)), "a rule that is tested elsewhere is a rule");
}

#[test]
fn every_case_has_one_line_in_the_readme_of_its_rule() {
    let mut expected: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for case in cases() {
        expected.entry(case.path.with_file_name("README.md")).or_default().push(case.file);
    }
    for (readme, files) in expected {
        let text = fs::read_to_string(&readme).unwrap_or_else(|error| panic!("{}: {error}", readme.display()));
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: ").map(|(file, _)| file)).collect();
        let (listed, files): (BTreeSet<&str>, BTreeSet<&str>) =
            (lines.iter().copied().collect(), files.iter().map(String::as_str).collect());
        assert_eq!(listed, files, "{}", readme.display());
        assert_eq!(lines.len(), listed.len(), "{}: one line each", readme.display());
    }
}

#[test]
fn no_report_is_left_without_its_case() {
    let known: BTreeSet<PathBuf> = cases().iter().map(Case::expected).collect();
    assert_eq!(known.len(), cases().len(), "two cases of one name share a report");
    for folder in entries(&folder()).into_iter().filter(|path| path.is_dir()) {
        for path in entries(&folder).into_iter().filter(|path| name(path).ends_with(".expected.txt")) {
            assert!(known.contains(&path), "{} belongs to no case", path.display());
        }
    }
}

#[test]
fn every_finding_has_its_place_within_its_element() {
    let validators = Validators::new();
    for case in cases() {
        let report = case.report(&validators);
        invariants::hold(&format!("{}/{}", case.rule, case.file), &source::decode(&case.bytes).0, &report);
    }
}

#[test]
fn the_same_message_gives_the_same_bytes() {
    let (first, second) = (Validators::new(), Validators::new());
    for case in cases() {
        let bytes = |validators: &Validators| {
            let report = case.report(validators);
            let json = serde_json::to_string(&report).expect("a report is JSON");
            (json, operation_outcome(&report, true), operation_outcome(&report, false))
        };
        let once = bytes(&first);
        assert_eq!(once, bytes(&first), "{}/{}: a validator keeps nothing of a message", case.rule, case.file);
        assert_eq!(once, bytes(&second), "{}/{}: two validators agree", case.rule, case.file);
    }
}

#[test]
fn a_fix_leaves_nothing_of_its_finding() {
    let validators = Validators::new();
    let mut fixed_rules = BTreeSet::new();
    for case in cases() {
        let Ok(text) = std::str::from_utf8(&case.bytes) else { continue };
        let report = case.report(&validators);
        let all = fixes::fixes(&report);
        if all.is_empty() {
            continue;
        }
        let mended = Case {
            bytes: fixes::fixed(text, &all).into_bytes(),
            rule: case.rule.clone(),
            file: case.file.clone(),
            path: case.path.clone(),
        };
        let after = mended.report(&validators);
        for mended in all.iter().map(|fixable| fixable.issue) {
            let is_same = |issue: &Issue| (&issue.rule, &issue.path, &issue.found) == (&mended.rule, &mended.path, &mended.found);
            assert!(!after.issues.iter().any(is_same), "{}/{}: {} is still there", case.rule, case.file, mended.rule);
            fixed_rules.insert(mended.rule.to_string());
        }
    }
    for rule in [
        "display",
        "fixed",
        "lexical",
        "definition-url",
        "FHIR-SR-06",
        "GPCM-SD-CS-044",
        "GPCM-SD-041",
        "GP-GFR-19",
        "update-record-bus-ack",
        "element-unknown",
        "binding-required",
        "sub-extension",
    ] {
        assert!(fixed_rules.contains(rule), "{rule} is fixed in no case");
    }
}
