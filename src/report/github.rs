//! Reports as workflow commands of GitHub Actions, which become annotations beside the lines. No value of the message is quoted.

use std::fmt::Write;

use super::{Issue, Report, Severity, bare};

/// A line for each finding that is not waived, and one for what was not checked.
pub(super) fn lines(report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool, with_unchecked: bool) -> String {
    let mut out = String::new();
    let file = property(bare(name));
    for issue in report.issues.iter().filter(|issue| issue.waived.is_none() && shown(issue)) {
        let level = match issue.severity {
            Severity::Fatal | Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "notice",
        };
        let place = issue.place;
        let _ = write!(out, "::{level} file={file},line={},endLine={}", place.line.max(1), place.end_line.max(place.line).max(1));
        // Columns are allowed within one line alone.
        if place.end_line == place.line {
            let _ = write!(out, ",col={},endColumn={}", place.column.max(1), place.end_column.max(place.column).max(1));
        }
        let expected = issue.expected.as_ref().map(|expected| [". Expected: ", expected].concat()).unwrap_or_default();
        let at = if issue.path.is_empty() { String::new() } else { ["\nat ", &issue.path].concat() };
        let _ = writeln!(out, ",title={}::{}", property(&issue.rule), data(&[&issue.message, expected.as_str(), &at].concat()));
    }
    let note = report.note().filter(|_| with_unchecked);
    if note.is_some() || (with_unchecked && !report.not_checked.is_empty()) {
        let mut all: Vec<String> = note.into_iter().collect();
        all.extend(report.not_checked.iter().map(|not| format!("line {}: {}", not.place.line, not.without_target())));
        let _ = writeln!(out, "::notice file={file},title=not checked::{}", data(&all.join("\n")));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
