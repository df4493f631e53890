//! A file with a resource on each line, as bulk exports have them: one report, whose findings name line and resource.

use std::collections::HashMap;

use itk3_validator::report::{NotChecked, Place, Report};
use itk3_validator::source;
use itk3_validator::{Options, Validator};

use super::pool::Pool;

/// The reports of all lines as one. Empty lines are passed over.
pub(super) fn report(validator: &Validator, options: &Options, pool: &Pool, bytes: &[u8]) -> Report {
    let text = source::decode(bytes).0;
    let mut lines = Vec::new();
    let (mut number, mut units) = (0, 0);
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            lines.push((line, number, units));
        }
        number += 1;
        units += line.chars().map(|c| c.len_utf16() as u32).sum::<u32>() + 1;
    }
    let checked = pool.map(lines, |(line, number, units)| {
        let mut report = validator.validate(line, options);
        move_to(&mut report, number, units);
        report
    });
    one(checked, text.len(), validator)
}

/// Moves places from a line of its own to where the line is.
fn move_to(report: &mut Report, lines: u32, units: u32) {
    let moved = |place: &mut Place| {
        place.start += units;
        place.end += units;
        place.line += lines;
        place.end_line += lines;
    };
    let summary = &report.summary;
    let resource = summary.resource_type.as_ref().map(|kind| match &summary.id {
        Some(id) => [kind, "/", id].concat(),
        None => kind.clone(),
    });
    for issue in report.issues.iter_mut().chain(report.folded.iter_mut().flatten().map(|folded| &mut folded.issue)) {
        moved(&mut issue.place);
        issue.resource.clone_from(&resource);
    }
    for not in &mut report.not_checked {
        moved(&mut not.place);
    }
    // What a whole text is, a line of many is, too.
    if let Some(note) = report.note() {
        let place = Place { start: units, end: units, line: lines + 1, column: 1, end_line: lines + 1, end_column: 1 };
        report.not_checked.push(NotChecked { reason: "itk3-rules", message: note, count: 1, path: String::new(), place });
    }
}

fn one(reports: Vec<Report>, bytes: usize, validator: &Validator) -> Report {
    let mut all = Report { conforms: true, verdict: "Conforms", ..Report::default() };
    all.summary.format = "ndjson";
    all.summary.bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    all.summary.entries = reports.len() as u32;
    validator.definitions().summary().clone_into(&mut all.definitions);
    let mut seen: HashMap<(&'static str, String), usize> = HashMap::new();
    for report in reports {
        if !report.conforms || (report.header_unknown && all.conforms) {
            all.verdict = report.verdict;
        }
        all.conforms &= report.conforms;
        all.header_unknown |= report.header_unknown;
        all.summary.elements += report.summary.elements;
        all.counts.fatal += report.counts.fatal;
        all.counts.error += report.counts.error;
        all.counts.warning += report.counts.warning;
        all.counts.information += report.counts.information;
        let before = all.issues.len() as u32;
        all.issues.extend(report.issues);
        if let Some(folded) = report.folded {
            let moved = folded.into_iter().map(|mut folded| {
                folded.under = folded.under.map(|under| under + before);
                folded
            });
            all.folded.get_or_insert_default().extend(moved);
        }
        // The same on every line is said once, with its number.
        for not in report.not_checked {
            match seen.get(&(not.reason, not.message.clone())) {
                Some(&at) => {
                    let known: &mut NotChecked = &mut all.not_checked[at];
                    known.count += not.count;
                }
                None => {
                    seen.insert((not.reason, not.message.clone()), all.not_checked.len());
                    all.not_checked.push(not);
                }
            }
        }
    }
    all
}
