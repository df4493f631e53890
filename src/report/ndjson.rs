//! Reports as a stream of objects, one a line: each finding, each thing that was not checked, and the verdict on each file.

use serde::Serialize;

use super::{Counts, Issue, Report};
use crate::json::string;

/// The verdict on a file.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    conforms: bool,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    counts: Counts,
    not_checked: usize,
    waived: usize,
    ignored: u32,
}

/// The lines of one report. Each begins with its kind and its file.
pub(super) fn lines(report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool, with_unchecked: bool) -> String {
    let mut out = String::new();
    for issue in report.issues.iter().filter(|issue| shown(issue)) {
        line(&mut out, "finding", name, &serde_json::to_string(issue).unwrap_or_default());
    }
    for not in report.not_checked.iter().filter(|_| with_unchecked) {
        line(&mut out, "not-checked", name, &serde_json::to_string(not).unwrap_or_default());
    }
    let verdict = Verdict {
        conforms: report.conforms,
        verdict: report.verdict,
        note: report.note(),
        counts: report.counts,
        not_checked: report.not_checked.len(),
        waived: report.waived(),
        ignored: report.ignored,
    };
    line(&mut out, "file", name, &serde_json::to_string(&verdict).unwrap_or_default());
    out
}

fn line(out: &mut String, kind: &str, name: &str, object: &str) {
    out.push_str("{\"type\":\"");
    out.push_str(kind);
    out.push_str("\",\"file\":");
    string(out, name);
    out.push(',');
    out.push_str(object.strip_prefix('{').unwrap_or(object));
    out.push('\n');
}
