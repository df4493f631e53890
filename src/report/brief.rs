//! A report for people who read many: the name of a file once, and at most three lines for a finding.

use std::fmt::Write;

use super::text::{BOLD, DIM, Style, harmless, hue, in_a_sentence, message, number, verdict_hue, why};
use super::{Issue, Report};

/// The findings of a file below its name, and the verdict below them; in one line where there is nothing more to say.
pub(super) fn brief(report: &Report, name: &str, style: Style<'_>) -> String {
    let mut body = String::new();
    for issue in report.issues.iter().filter(|issue| (style.shown)(issue)) {
        finding(&mut body, issue, style);
    }
    for folded in report.folded.iter().flatten().filter(|folded| (style.shown)(&folded.issue)) {
        let (place, what) = (folded.issue.place, style.paint(DIM, &["folded [", &folded.issue.rule, "]"].concat()));
        let _ = writeln!(body, "  {}:{} {what} {}; {}", place.line, place.column, folded.issue.message, why(folded, report));
    }
    for not in report.not_checked.iter().filter(|_| style.unchecked) {
        let times = if not.count > 1 { format!(" ({} times)", not.count) } else { String::new() };
        let what = style.paint(DIM, "not checked");
        let _ = writeln!(body, "  {}:{} {what} [{}] {}{times}", not.place.line, not.place.column, not.reason, not.message);
    }
    let note = report.note().map(|note| ["; ", &note].concat()).unwrap_or_default();
    let verdict = [&style.paint(verdict_hue(report), &in_a_sentence(report.verdict)), counts(report).as_str(), &note].concat();
    let mut out =
        if body.is_empty() { format!("{name}: {verdict}\n") } else { format!("{}\n{body}  {verdict}\n", style.paint(BOLD, name)) };
    if report.note().is_none() {
        message(&mut out, report, "  ");
    }
    out
}

fn finding(out: &mut String, issue: &Issue, style: Style<'_>) {
    let (hue, waived) = if issue.waived.is_some() { (DIM, "waived ") } else { (hue(issue.severity), "") };
    let severity = style.paint(hue, &[waived, issue.severity.word()].concat());
    let rule = style.paint(DIM, &["[", &issue.rule, "]"].concat());
    let (line, column) = (issue.place.line, issue.place.column);
    let _ = writeln!(out, "  {line}:{column} {severity} {rule} {}", style.paint(BOLD, &issue.message));
    let mut place = issue.path.clone();
    if let Some(resource) = &issue.resource {
        let of = if place.is_empty() { "" } else { " of " };
        place.push_str(&[of, &resource.chars().map(harmless).collect::<String>()].concat());
    }
    if let Some(more) = Some(issue.consequences.len()).filter(|more| *more > 0) {
        let follow = if more == 1 { "1 more fault follows".to_owned() } else { format!("{more} more faults follow") };
        place.push_str(&[if place.is_empty() { "" } else { "; " }, &follow, " from it"].concat());
    }
    if !place.is_empty() {
        let _ = writeln!(out, "    at {place}");
    }
    let found = issue.found.as_ref().map(|found| ["found ", &found.chars().map(harmless).collect::<String>()].concat());
    let expected = issue.expected.as_ref().map(|expected| ["expected ", expected.as_str()].concat());
    let because = issue.waived.as_ref().map(|reason| ["waived because ", reason.as_str()].concat());
    let said: Vec<String> = [because, expected, found].into_iter().flatten().collect();
    if !said.is_empty() {
        let _ = writeln!(out, "    {}", said.join("; "));
    }
}

/// What there is of each kind, and nothing of what there is none.
fn counts(report: &Report) -> String {
    let counts = report.counts;
    let mut parts = Vec::new();
    for (count, noun) in [(counts.error, "error"), (counts.warning, "warning")] {
        if count > 0 {
            parts.push(number(count, noun));
        }
    }
    if counts.fatal > 0 {
        parts.insert(0, format!("{} fatal", counts.fatal));
    }
    let rest = [
        (counts.information as usize, "information"),
        (report.not_checked.len(), "not checked"),
        (report.waived(), "waived"),
        (report.ignored as usize, "ignored"),
    ];
    parts.extend(rest.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    if parts.is_empty() { String::new() } else { [": ", &parts.join(", ")].concat() }
}
