//! The checks of a file, each with its result, and what this validator says of the same.

use serde::Serialize;

use crate::itk3::harness::{Check, CheckResult, Simulation, checks, simulate};
use crate::itk3::rules;
use crate::report::{Issue, Report, Severity};
use crate::syntax::{self, Format, Limits};

/// A finding of this validator beside a check.
#[derive(Debug, Serialize)]
pub(super) struct Finding {
    pub(super) rule: String,
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A check, and what this validator says of the same.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    #[serde(flatten)]
    pub(super) check: Check,
    pub(super) findings: Vec<Finding>,
    /// How the two differ, where they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) differs: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) file: String,
    pub(super) result: CheckResult,
    /// What the message is, and its event.
    pub(super) message: String,
    pub(super) checks: Vec<Row>,
    /// What the simulator would answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) answer: Option<Simulation>,
    /// What is to be known of the whole.
    pub(super) notes: Vec<&'static str>,
}

/// How often a check failed.
#[derive(Debug, Serialize)]
pub(super) struct Failed {
    pub(super) test: &'static str,
    pub(super) count: usize,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Summary {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date: Option<String>,
    pub(super) files_validated: usize,
    pub(super) checks_reported: usize,
    pub(super) passes: usize,
    pub(super) check_issues: usize,
    pub(super) not_run: usize,
    pub(super) configuration: &'static str,
    pub(super) definitions: String,
}

const WELL_FORMED: &str = "Message is well-formed";
const PROFILES: &str = "hapifhirvalidator FHIR3";
const PROFILES_GP_CONNECT: &str = "hapifhirvalidator GPC";
const OWN_RULES: &str = "Rules of ITK3 and of the programme";

const NO_EVENT: &str = "The harness checks ITK3 messages by their event; this is not an ITK3 message";
const NO_CHECKS: &str = "The public configuration has no checks for this event";
const JSON: &str = "The harness reads XML; a message in JSON is checked here as if it were the same message in XML";
const NOT_HAPI: &str = "Profiles are checked by this validator, not by HAPI FHIR, whose findings may differ in number and wording";

pub(super) fn file(report: &Report, name: &str, source: &str) -> File {
    let event = report.message.event.as_ref().and_then(|event| event.code.as_deref()).filter(|_| report.message.era.is_some());
    let mut checks_of_file = vec![well_formed(report)];
    let is_read = checks_of_file[0].check.result == CheckResult::Pass;
    let (mut answer, mut notes) = (None, Vec::new());
    match event.filter(|_| is_read) {
        Some(event) => {
            let (tree, _) = syntax::read(source, Limits::default());
            let of_harness = checks(&tree, event);
            if of_harness.is_empty() {
                notes.push(NO_CHECKS);
            }
            let name = if matches!(event, "ITK007C" | "ITK014M") { PROFILES_GP_CONNECT } else { PROFILES };
            checks_of_file.push(profiles(report, name));
            checks_of_file.extend(of_harness.into_iter().map(|check| beside(report, check)));
            answer = simulate(&tree, event);
        }
        None => {
            notes.push(NO_EVENT);
            checks_of_file.push(profiles(report, PROFILES));
        }
    }
    if Format::of(source) == Format::Json {
        notes.push(JSON);
    }
    notes.push(NOT_HAPI);
    checks_of_file.push(own_rules(report));
    let is_failed = checks_of_file.iter().any(|row| row.check.result == CheckResult::Fail);
    let display = report.message.event.as_ref().and_then(|event| event.display.as_deref());
    let words = [Some(report.message.title), event, display.filter(|_| event.is_some())];
    File {
        file: name.to_owned(),
        result: if is_failed { CheckResult::Fail } else { CheckResult::Pass },
        message: words.into_iter().flatten().collect::<Vec<_>>().join(", "),
        checks: checks_of_file,
        answer,
        notes,
    }
}

fn is_messaging(issue: &Issue) -> bool {
    rules::ALL.iter().any(|rule| rule.id == issue.rule)
}

/// Waived findings are no findings.
fn live(report: &Report) -> impl Iterator<Item = &Issue> {
    report.issues.iter().filter(|issue| issue.waived.is_none())
}

fn finding(issue: &Issue) -> Finding {
    Finding {
        rule: issue.rule.clone().into_owned(),
        severity: issue.severity,
        message: issue.message.clone(),
        path: issue.path.clone(),
        line: issue.place.line,
        column: issue.place.column,
    }
}

/// A check that is this validator's own: it fails where there is an error.
fn own(name: &'static str, test: &'static str, findings: Vec<Finding>) -> Row {
    let is_failed = findings.iter().any(|finding| finding.severity <= Severity::Error);
    let result = if is_failed { CheckResult::Fail } else { CheckResult::Pass };
    Row { check: Check { name, test, result, rules: &[], caution: "" }, findings, differs: None }
}

fn well_formed(report: &Report) -> Row {
    let fatal = live(report).filter(|issue| issue.severity == Severity::Fatal).map(finding).collect();
    own(WELL_FORMED, "The text can be read to the end", fatal)
}

fn profiles(report: &Report, name: &'static str) -> Row {
    let of_definitions = live(report).filter(|issue| issue.severity != Severity::Fatal && !is_messaging(issue)).map(finding).collect();
    own(name, "The message conforms to STU3 and to its profiles", of_definitions)
}

fn own_rules(report: &Report) -> Row {
    let of_messaging = live(report).filter(|issue| issue.severity != Severity::Fatal && is_messaging(issue)).map(finding).collect();
    own(OWN_RULES, "What the guides require beyond profiles, as this validator checks it", of_messaging)
}

/// A check of the harness, beside the errors that look at the same.
fn beside(report: &Report, check: Check) -> Row {
    let is_same = |issue: &&Issue| check.rules.contains(&&*issue.rule) || issue.response.is_some_and(|code| check.rules.contains(&code));
    let errors: Vec<&Issue> = live(report).filter(|issue| issue.severity <= Severity::Error).filter(is_same).collect();
    let differs = match check.result {
        CheckResult::Pass if !errors.is_empty() => "The harness passes what this validator reports",
        CheckResult::Fail if errors.is_empty() => "The harness fails what this validator reports differently or not at all",
        _ => "",
    };
    let words = [differs, check.caution].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(". ");
    Row { check, findings: errors.into_iter().map(finding).collect(), differs: (!differs.is_empty()).then_some(words) }
}
