//! The forms in which reports are written, one after another.

use super::csv;
use super::harness::Harness;
use super::junit::Junit;
use super::sarif::Sarif;
use super::text::{Style, styled};
use super::{Issue, Report, Severity, operation_outcome};

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Line, caret and sentence.
    Text,
    /// The report as an object, one a line.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// A table.
    Csv,
    /// An STU3 OperationOutcome.
    OperationOutcome {
        /// In XML, otherwise in JSON.
        xml: bool,
    },
    /// Every check as the NHS's test harness reports it, passes too, and what its simulator would answer.
    Harness {
        /// As a page in HTML, otherwise in JSON.
        page: bool,
    },
}

impl Form {
    /// The names of the forms.
    pub const NAMES: &'static [&'static str] =
        &["text", "json", "sarif", "junit", "csv", "operation-outcome", "operation-outcome-json", "harness", "harness-json"];

    /// The form of a name.
    pub fn of(name: &str) -> Option<Form> {
        Some(match name {
            "text" => Form::Text,
            "json" => Form::Json,
            "sarif" => Form::Sarif,
            "junit" => Form::Junit,
            "csv" => Form::Csv,
            "operation-outcome" | "operation-outcome-xml" => Form::OperationOutcome { xml: true },
            "operation-outcome-json" => Form::OperationOutcome { xml: false },
            "harness" => Form::Harness { page: true },
            "harness-json" => Form::Harness { page: false },
            _ => return None,
        })
    }
}

/// Writes reports in one form.
#[derive(Debug)]
pub struct Writer {
    form: Form,
    /// Colours, in text.
    pub colour: bool,
    /// Findings as heavy as this or heavier are a failure, where the form knows failures.
    pub fail_on: Severity,
    /// Failures alone are written, as far as the form can leave out the others.
    pub quiet: bool,
    /// When the reports were made, in the forms that say so.
    pub date: Option<String>,
    started: bool,
    sarif: Sarif,
    junit: Junit,
    harness: Harness,
}

impl Writer {
    /// A writer of plain text or another form.
    pub fn new(form: Form) -> Writer {
        let (sarif, junit, harness) = (Sarif::default(), Junit::default(), Harness::default());
        Writer { form, colour: false, fail_on: Severity::Error, quiet: false, date: None, started: false, sarif, junit, harness }
    }

    /// Takes a report; gives what can be written already. `source` is the text that was checked.
    pub fn add(&mut self, report: &Report, name: &str, source: &str) -> String {
        let (fail_on, quiet) = (self.fail_on, self.quiet);
        let fails = |issue: &Issue| issue.severity <= fail_on && issue.waived.is_none();
        let shown = |issue: &Issue| !quiet || fails(issue);
        let first = !std::mem::replace(&mut self.started, true);
        match self.form {
            Form::Text if quiet && !report.has(fail_on) => String::new(),
            Form::Text => styled(report, name, source, Style { colour: self.colour, shown: &shown, unchecked: !quiet }),
            Form::Json => json(report, name) + "\n",
            Form::Sarif => {
                self.sarif.add(report, name, &shown);
                String::new()
            }
            Form::Junit => {
                self.junit.add(report, name, &fails);
                String::new()
            }
            Form::Csv => [if first { csv::HEAD } else { "" }, &csv::rows(report, name, &shown, !quiet)].concat(),
            Form::OperationOutcome { xml } => operation_outcome(report, xml),
            Form::Harness { .. } => {
                self.harness.add(report, name, source);
                String::new()
            }
        }
    }

    /// What is written after the last report.
    pub fn finish(self) -> String {
        match self.form {
            Form::Sarif => self.sarif.finish(),
            Form::Junit => self.junit.finish(),
            Form::Harness { page } => self.harness.finish(page, self.date),
            Form::Csv if !self.started => csv::HEAD.to_owned(),
            _ => String::new(),
        }
    }
}

/// The report as one line of JSON, the name of its file first.
fn json(report: &Report, name: &str) -> String {
    let mut out = String::from("{\"file\":");
    crate::json::string(&mut out, name);
    let object = serde_json::to_string(report).unwrap_or_default();
    out.push(',');
    out.push_str(object.strip_prefix('{').unwrap_or(&object));
    out
}
