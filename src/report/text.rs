//! A report for a terminal and for tests: line, caret, sentence.

use std::fmt::Write;

use super::{Issue, Place, Report, Severity};
use crate::source::Lines;

/// Most characters of a source line that are shown.
const WIDTH: usize = 110;

/// The report with the lines of the text that it speaks of.
pub fn text(report: &Report, name: &str, source: &str) -> String {
    let lines = Lines::new(source);
    let mut out = String::new();
    for issue in &report.issues {
        one(&mut out, issue, name, &lines);
    }
    for not in &report.not_checked {
        let times = if not.count > 1 { format!(" ({} times)", not.count) } else { String::new() };
        let _ = writeln!(out, "{name}:{}:{}: not checked [{}] {}{times}", not.place.line, not.place.column, not.reason, not.message);
    }
    let counts = report.counts;
    let verdict = if report.conforms { "conforms" } else { "does not conform" };
    let _ = writeln!(
        out,
        "{name}: {verdict}: {} fatal, {} errors, {} warnings, {} information, {} not checked",
        counts.fatal,
        counts.error,
        counts.warning,
        counts.information,
        report.not_checked.len()
    );
    out
}

fn one(out: &mut String, issue: &Issue, name: &str, lines: &Lines<'_>) {
    let severity = match issue.severity {
        Severity::Fatal => "fatal",
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information => "information",
    };
    let Place { line, column, .. } = issue.place;
    let _ = writeln!(out, "{name}:{line}:{column}: {severity} [{}] {}", issue.rule, issue.message);
    if !issue.path.is_empty() {
        let _ = writeln!(out, "    at      {}", issue.path);
    }
    if let Some(wanted) = &issue.wanted {
        let _ = writeln!(out, "    wanted  {wanted}");
    }
    if let Some(found) = &issue.found {
        let _ = writeln!(out, "    found   {found}");
    }
    if let Some(profile) = &issue.profile {
        let _ = writeln!(out, "    profile {profile}");
    }
    caret(out, issue.place, lines.line(line));
}

/// The source line and marks below the place. Columns are UTF-16, the marks stand under characters.
fn caret(out: &mut String, place: Place, line: &str) {
    let mut units = 1;
    let characters: Vec<(u32, char)> = line
        .chars()
        .map(|c| {
            let at = units;
            units += c.len_utf16() as u32;
            (at, if c == '\t' { ' ' } else { c })
        })
        .collect();
    let start = characters.iter().position(|(at, _)| *at >= place.column).unwrap_or(characters.len());
    let end = if place.end_line > place.line {
        characters.len()
    } else {
        characters.iter().position(|(at, _)| *at >= place.end_column).unwrap_or(characters.len())
    };
    // A long line is cut so that the place stays in sight.
    let from = if start > WIDTH / 2 && characters.len() > WIDTH { start - WIDTH / 2 } else { 0 };
    let shown: String = characters.iter().skip(from).take(WIDTH).map(|(_, c)| *c).collect();
    let marks = end.saturating_sub(start).clamp(1, (WIDTH + from).saturating_sub(start).max(1));
    let _ = writeln!(out, "    {:>5} | {}", place.line, shown.trim_end());
    let _ = writeln!(out, "          | {}{}", " ".repeat(start - from), "^".repeat(marks));
}
