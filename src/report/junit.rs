//! Reports as JUnit's XML, which build servers show: one test for each file.

use super::xml::attribute;
use super::{Issue, Report};

/// What was written of the files so far.
#[derive(Debug, Default)]
pub(super) struct Junit {
    tests: u32,
    failures: u32,
    cases: String,
}

impl Junit {
    /// One file. It fails where a finding does.
    pub(super) fn add(&mut self, report: &Report, name: &str, fails: &dyn Fn(&Issue) -> bool) {
        let out = &mut self.cases;
        self.tests += 1;
        out.push_str("    <testcase classname=\"itk3-validator\" name=\"");
        attribute(out, name);
        out.push_str("\" file=\"");
        attribute(out, name);
        out.push_str("\">\n");
        let failing: Vec<&Issue> = report.issues.iter().filter(|issue| fails(issue)).collect();
        if let Some(first) = failing.first() {
            self.failures += 1;
            out.push_str("      <failure type=\"");
            attribute(out, &first.rule);
            out.push_str("\" message=\"");
            attribute(out, &first.message);
            if failing.len() > 1 {
                out.push_str(&format!(" (and {} more)", failing.len() - 1));
            }
            out.push_str("\">");
            lines(out, name, &failing);
            out.push_str("</failure>\n");
        }
        let others: Vec<&Issue> = report.issues.iter().filter(|issue| !fails(issue)).collect();
        let note = report.note();
        if !others.is_empty() || note.is_some() || !report.not_checked.is_empty() {
            out.push_str("      <system-out>");
            lines(out, name, &others);
            not_checked(out, report, name, note);
            out.push_str("</system-out>\n");
        }
        out.push_str("    </testcase>\n");
    }

    pub(super) fn finish(self) -> String {
        let counts = format!("name=\"itk3-validator\" tests=\"{}\" failures=\"{}\" errors=\"0\"", self.tests, self.failures);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite {counts} skipped=\"0\">\n{}  </testsuite>\n</testsuites>\n",
            self.cases
        )
    }
}

/// A line for each kind of thing that was not checked. Where a reference leads may say whom the message is about.
fn not_checked(out: &mut String, report: &Report, name: &str, note: Option<String>) {
    if let Some(note) = note {
        attribute(out, &format!("{name}: {note}\n"));
    }
    for not in &report.not_checked {
        let message = if not.reason == "external-reference" { "a reference that leads outside the message" } else { &not.message };
        let (line, column) = (not.place.line, not.place.column);
        attribute(out, &format!("{name}:{line}:{column}: not checked [{}] {message}\n", not.reason));
    }
}

/// A line for each finding. No value of the message is quoted: build servers keep what they are given.
fn lines(out: &mut String, name: &str, issues: &[&Issue]) {
    for issue in issues {
        let waived = issue.waived.as_ref().map(|reason| format!(" (waived: {reason})")).unwrap_or_default();
        let mut line = format!(
            "{name}:{}:{}: {} [{}] {}{waived}",
            issue.place.line,
            issue.place.column,
            issue.severity.word(),
            issue.rule,
            issue.message
        );
        if !issue.path.is_empty() {
            line.push_str(" at ");
            line.push_str(&issue.path);
        }
        attribute(out, &line);
        out.push('\n');
    }
}
