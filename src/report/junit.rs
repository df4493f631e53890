//! Reports as JUnit's XML, which build servers show: one test for each file.

use super::xml::attribute;
use super::{Issue, Report};

/// What was written of the files so far.
#[derive(Debug, Default)]
pub(super) struct Junit {
    tests: u32,
    failures: u32,
    microseconds: u64,
    cases: String,
}

impl Junit {
    /// One file. It fails where a finding does.
    pub(super) fn add(&mut self, report: &Report, name: &str, microseconds: Option<u64>, fails: &dyn Fn(&Issue) -> bool) {
        let out = &mut self.cases;
        self.tests += 1;
        out.push_str("    <testcase classname=\"itk3-validator\" name=\"");
        attribute(out, name);
        out.push_str("\" file=\"");
        attribute(out, name);
        if let Some(time) = microseconds {
            self.microseconds += time;
            out.push_str("\" time=\"");
            out.push_str(&seconds(time));
        }
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
        let time = if self.microseconds > 0 { format!(" time=\"{}\"", seconds(self.microseconds)) } else { String::new() };
        let counts = format!("name=\"itk3-validator\" tests=\"{}\" failures=\"{}\" errors=\"0\"{time}", self.tests, self.failures);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {counts}>\n  <testsuite {counts} skipped=\"0\">\n{}  </testsuite>\n</testsuites>\n",
            self.cases
        )
    }
}

/// Microseconds as seconds.
fn seconds(microseconds: u64) -> String {
    format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000)
}

/// A line for each kind of thing that was not checked.
fn not_checked(out: &mut String, report: &Report, name: &str, note: Option<String>) {
    if let Some(note) = note {
        attribute(out, &format!("{name}: {note}\n"));
    }
    for not in &report.not_checked {
        let (line, column, message) = (not.place.line, not.place.column, not.without_target());
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
