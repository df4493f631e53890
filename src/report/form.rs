//! The forms in which reports are written, one after another.

use super::brief::brief;
use super::gitlab::Gitlab;
use super::harness::Harness;
use super::html::Html;
use super::junit::Junit;
use super::sarif::Sarif;
use super::text::{Style, styled};
use super::{Issue, Report, Severity, csv, github, ndjson, operation_outcome};

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// At most three lines for a finding.
    Text,
    /// All that is known of a finding, with its line of the text and a caret.
    Full,
    /// The report as an object, one a line.
    Json,
    /// Findings as objects, one a line.
    Ndjson,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit's XML.
    Junit,
    /// Commands of GitHub Actions, which become annotations.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
    /// A page for people.
    Html,
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
    pub const NAMES: &'static [&'static str] = &[
        "text",
        "full",
        "json",
        "ndjson",
        "sarif",
        "junit",
        "github",
        "gitlab",
        "html",
        "csv",
        "operation-outcome",
        "operation-outcome-json",
        "harness",
        "harness-json",
    ];

    /// The form of a name.
    pub fn of(name: &str) -> Option<Form> {
        Some(match name {
            "text" => Form::Text,
            "full" => Form::Full,
            "json" => Form::Json,
            "ndjson" => Form::Ndjson,
            "sarif" => Form::Sarif,
            "junit" => Form::Junit,
            "github" => Form::Github,
            "gitlab" => Form::Gitlab,
            "html" => Form::Html,
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
    /// What was not checked is listed in text; otherwise it is counted.
    pub unchecked: bool,
    /// How long the next report took to make, in microseconds, where the form tells it.
    pub microseconds: Option<u64>,
    /// When the reports were made, in the forms that say so.
    pub date: Option<String>,
    started: bool,
    sarif: Sarif,
    junit: Junit,
    gitlab: Gitlab,
    html: Html,
    harness: Harness,
}

impl Writer {
    /// A writer of plain text or another form.
    pub fn new(form: Form) -> Writer {
        Writer {
            form,
            colour: false,
            fail_on: Severity::Error,
            quiet: false,
            unchecked: false,
            microseconds: None,
            date: None,
            started: false,
            sarif: Sarif::default(),
            junit: Junit::default(),
            gitlab: Gitlab::default(),
            html: Html::default(),
            harness: Harness::default(),
        }
    }

    /// Takes a report; gives what can be written already. `source` is the text that was checked.
    pub fn add(&mut self, report: &Report, name: &str, source: &str) -> String {
        let (fail_on, quiet) = (self.fail_on, self.quiet);
        let fails = |issue: &Issue| issue.severity <= fail_on && issue.waived.is_none();
        let shown = |issue: &Issue| !quiet || fails(issue);
        let first = !std::mem::replace(&mut self.started, true);
        match self.form {
            Form::Text | Form::Full if quiet && !report.has(fail_on) => String::new(),
            Form::Text => brief(report, name, Style { colour: self.colour, shown: &shown, unchecked: self.unchecked && !quiet }),
            Form::Full => styled(report, name, source, Style { colour: self.colour, shown: &shown, unchecked: !quiet }),
            Form::Json => json(report, name) + "\n",
            Form::Ndjson => ndjson::lines(report, name, &shown, !quiet),
            Form::Sarif => {
                self.sarif.add(report, name, &shown);
                String::new()
            }
            Form::Junit => {
                self.junit.add(report, name, self.microseconds.take(), &fails);
                String::new()
            }
            Form::Github => github::lines(report, name, &shown, !quiet),
            Form::Gitlab => {
                self.gitlab.add(report, name, &shown, !quiet);
                String::new()
            }
            Form::Html => {
                self.html.add(report, name, &shown, report.has(fail_on));
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
            Form::Gitlab => self.gitlab.finish(),
            Form::Html => self.html.finish(),
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
