//! What a response says of the faults: rules and places, never values.

use crate::diagnostic::Severity;
use crate::itk3::codes::Outcome;
use crate::report::{Issue, Report};
use crate::validator::Validator;

/// Longer diagnostics help nobody.
const MOST: usize = 20;

pub(super) fn text(report: &Report, outcome: &Outcome, validator: &Validator) -> String {
    let errors = || report.issues.iter().filter(|issue| issue.severity <= Severity::Error);
    // First what the code is about, then the rest.
    let about = errors().filter(|issue| issue.response == Some(outcome.code));
    let others = errors().filter(|issue| issue.response != Some(outcome.code));
    let all: Vec<&Issue> = about.chain(others).collect();
    if all.is_empty() || outcome.code.starts_with('3') {
        return outcome.when.to_owned();
    }
    let mut lines: Vec<String> = all.iter().take(MOST).map(|issue| line(issue, validator)).collect();
    if all.len() > MOST {
        lines.push(format!("and {} more", all.len() - MOST));
    }
    lines.join("; ")
}

fn line(issue: &Issue, validator: &Validator) -> String {
    let (rule, path) = (&issue.rule, validator.quotable_path(issue));
    if path.is_empty() { format!("{rule} at line {}", issue.place.line) } else { format!("{rule} at {path}") }
}

impl Validator {
    /// Returns the path of a finding as far as its names are FHIR's: a name that FHIR does not have comes from the message and may
    /// say anything; so may what could not be read. For whoever passes findings on where the message itself must not go.
    ///
    /// ```
    /// use itk3_validator::{Options, Validator};
    ///
    /// let validator = Validator::new();
    /// let report = validator.validate(r#"{"resourceType": "Patient", "name": [{"jane": "Doe"}]}"#, &Options::default());
    /// assert_eq!(report.issues[0].path, "Patient.name[0].jane");
    /// assert_eq!(validator.quotable_path(&report.issues[0]), "Patient.name[0]");
    /// ```
    pub fn quotable_path(&self, issue: &Issue) -> String {
        let of_text = crate::syntax::rules::ALL.iter().any(|known| known.id == issue.rule);
        let path = match issue.path.rsplit_once('.') {
            _ if of_text => "",
            Some((parent, _)) if issue.rule == "element-unknown" => parent,
            _ => &issue.path,
        };
        known(path, self)
    }
}

/// A path as far as its names are FHIR's: anything else comes from the message and may say anything.
fn known(path: &str, validator: &Validator) -> String {
    let definitions = validator.definitions();
    let is_known = |part: &&str| {
        let name = part.split('[').next().unwrap_or_default();
        definitions.symbol(name).is_some() && name.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    path.split('.').take_while(is_known).collect::<Vec<_>>().join(".")
}
