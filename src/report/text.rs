//! A report for a terminal and for tests: line, caret, sentence.

use std::fmt::Write;

use super::{FoldedIssue, Issue, Place, Report, Severity};
use crate::source::Lines;

/// Most characters of a source line that are shown.
const WIDTH: usize = 110;

/// The report with the lines of the text that it speaks of.
pub fn text(report: &Report, name: &str, source: &str) -> String {
    styled(report, name, source, Style { colour: false, shown: &|_| true, unchecked: true })
}

/// How the text looks, and what of the report stands in it.
#[derive(Clone, Copy)]
pub(super) struct Style<'a> {
    pub(super) colour: bool,
    pub(super) shown: &'a dyn Fn(&Issue) -> bool,
    /// With what was not checked.
    pub(super) unchecked: bool,
}

pub(super) const BOLD: &str = "1";
pub(super) const DIM: &str = "2";

/// A finding's colour, for a terminal.
pub(super) fn hue(severity: Severity) -> &'static str {
    match severity {
        Severity::Fatal | Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Information => "1;36",
    }
}

impl Style<'_> {
    pub(super) fn paint(self, hue: &str, text: &str) -> String {
        if self.colour { ["\u{1b}[", hue, "m", text, "\u{1b}[0m"].concat() } else { text.to_owned() }
    }
}

pub(super) fn styled(report: &Report, name: &str, source: &str, style: Style<'_>) -> String {
    let lines = Lines::new(source);
    let mut out = String::new();
    let mut line = Line::default();
    for issue in report.issues.iter().filter(|issue| (style.shown)(issue)) {
        one(&mut out, issue, name, &lines, &mut line, style);
    }
    for folded in report.folded.iter().flatten().filter(|folded| (style.shown)(&folded.issue)) {
        let (place, what) = (folded.issue.place, style.paint(DIM, &["folded [", &folded.issue.rule, "]"].concat()));
        let why = why(folded, report);
        let _ = writeln!(out, "{name}:{}:{}: {what} {}; {why}", place.line, place.column, folded.issue.message);
    }
    for not in report.not_checked.iter().filter(|_| style.unchecked) {
        let times = if not.count > 1 { format!(" ({} times)", not.count) } else { String::new() };
        let what = style.paint(DIM, "not checked");
        let _ = writeln!(out, "{name}:{}:{}: {what} [{}] {}{times}", not.place.line, not.place.column, not.reason, not.message);
    }
    let counts = report.counts;
    let words = in_a_sentence(report.verdict);
    let verdict = style.paint(verdict_hue(report), &words);
    let _ = write!(
        out,
        "{name}: {verdict}: {} fatal, {}, {}, {} information, {} not checked",
        counts.fatal,
        number(counts.error, "error"),
        number(counts.warning, "warning"),
        counts.information,
        report.not_checked.len()
    );
    for (count, what) in [(report.waived(), "waived"), (report.ignored as usize, "ignored")] {
        if count > 0 {
            let _ = write!(out, ", {count} {what}");
        }
    }
    out.push('\n');
    message(&mut out, report, &[name, ": "].concat());
    out
}

/// The colour of the verdict, for a terminal.
pub(super) fn verdict_hue(report: &Report) -> &'static str {
    match (report.conforms, report.header_unknown) {
        (true, false) => "1;32",
        (true, true) => "1;33",
        (false, _) => "1;31",
    }
}

/// A count with its noun, in the singular or plural.
pub(super) fn number(count: u32, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Words as they stand in the middle of a line.
pub(super) fn in_a_sentence(words: &str) -> String {
    let mut words = words.to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    words
}

/// Why a finding is not listed: because of which other, or of what in the text.
pub(super) fn why(folded: &FoldedIssue, report: &Report) -> String {
    match folded.under.and_then(|under| report.issues.get(under as usize)) {
        Some(other) => format!("resolved with {} at line {}", other.rule, other.place.line),
        None => in_a_sentence(folded.because),
    }
}

/// What the text is in ITK3's terms, and what a receiver would answer.
pub(super) fn message(out: &mut String, report: &Report, before: &str) {
    if let Some(note) = report.note() {
        let _ = writeln!(out, "{before}{note}");
    }
    let Some(suggestion) = report.suggestion.as_ref().filter(|_| report.message.era.is_some()) else { return };
    let _ = write!(out, "{before}{}", report.message.title);
    if let Some(domain) = report.message.domain.as_ref().filter(|_| report.message.response.is_none()) {
        let _ = write!(out, ", {}", domain.title);
    }
    if let Some(era) = report.message.era.filter(|era| *era != "current") {
        let _ = write!(out, ", {era}");
    }
    let reply = [(&suggestion.infrastructure, "infrastructure"), (&suggestion.business, "business")];
    let asked: Vec<&str> = reply.iter().filter(|(asked, _)| asked.reply).map(|(_, level)| *level).collect();
    if let (Some(code), false) = (suggestion.codes.first(), asked.is_empty()) {
        let _ = writeln!(out, "; to answer: {} {} ({})", code.code, code.display, asked.join(", then "));
    } else {
        out.push_str("; no response is requested\n");
    }
}

/// What a message holds must not steer the terminal that shows it.
pub(super) fn harmless(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}

/// The characters of a source line with their columns, kept for the findings that follow on the same line.
#[derive(Default)]
struct Line {
    number: u32,
    characters: Vec<(u32, char)>,
}

impl Line {
    fn become_line(&mut self, number: u32, lines: &Lines<'_>) {
        if self.number == number {
            return;
        }
        let mut units = 1;
        self.number = number;
        self.characters.clear();
        self.characters.extend(lines.line(number).chars().map(|c| {
            let at = units;
            units += c.len_utf16() as u32;
            (at, if c == '\t' { ' ' } else { harmless(c) })
        }));
    }
}

fn one(out: &mut String, issue: &Issue, name: &str, lines: &Lines<'_>, shown: &mut Line, style: Style<'_>) {
    let Place { line, column, .. } = issue.place;
    let hue = if issue.waived.is_some() { DIM } else { hue(issue.severity) };
    let waived = if issue.waived.is_some() { "waived " } else { "" };
    let severity = style.paint(hue, &[waived, issue.severity.word()].concat());
    let _ = writeln!(
        out,
        "{name}:{line}:{column}: {severity} {} {}",
        style.paint(DIM, &["[", &issue.rule, "]"].concat()),
        style.paint(BOLD, &issue.message)
    );
    if let Some(reason) = &issue.waived {
        let _ = writeln!(out, "    because   {reason}");
    }
    if !issue.path.is_empty() {
        let _ = writeln!(out, "    at        {}", issue.path);
    }
    if let Some(resource) = &issue.resource {
        let _ = writeln!(out, "    resource  {}", resource.chars().map(harmless).collect::<String>());
    }
    if let Some(expected) = &issue.expected {
        let _ = writeln!(out, "    expected  {expected}");
    }
    if let Some(found) = &issue.found {
        let _ = writeln!(out, "    found     {}", found.chars().map(harmless).collect::<String>());
    }
    if let Some(profile) = &issue.profile {
        let _ = writeln!(out, "    profile   {profile}");
    }
    for consequence in &issue.consequences {
        let _ = writeln!(out, "    so also   {consequence}");
    }
    if let Some(code) = issue.response.filter(|_| issue.severity <= Severity::Error && issue.waived.is_none()) {
        let _ = writeln!(out, "    response  {code}");
    }
    shown.become_line(line, lines);
    caret(out, issue.place, &shown.characters, hue, style);
}

/// The source line and marks below the place. Columns are UTF-16, the marks stand under characters.
fn caret(out: &mut String, place: Place, characters: &[(u32, char)], hue: &str, style: Style<'_>) {
    let start = characters.partition_point(|(at, _)| *at < place.column);
    let end = if place.end_line > place.line { characters.len() } else { characters.partition_point(|(at, _)| *at < place.end_column) };
    // A long line is cut so that the place stays in sight.
    let from = if start > WIDTH / 2 && characters.len() > WIDTH { start - WIDTH / 2 } else { 0 };
    let shown: String = characters[from..].iter().take(WIDTH).map(|(_, c)| *c).collect();
    let marks = end.saturating_sub(start).clamp(1, (WIDTH + from).saturating_sub(start).max(1));
    let _ = writeln!(out, "    {:>5} | {}", place.line, shown.trim_end());
    let _ = writeln!(out, "          | {}{}", " ".repeat(start - from), style.paint(hue, &"^".repeat(marks)));
}
