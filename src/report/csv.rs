//! Reports as a table: one row for each finding, and for each thing that was not checked.

use super::{Issue, NotChecked, Report};

pub(super) const HEAD: &str = "file,line,column,severity,rule,message,expected,found,path,profile,link,waived\r\n";

/// The rows of one report.
pub(super) fn rows(report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool, with_unchecked: bool) -> String {
    let mut out = String::new();
    for issue in report.issues.iter().filter(|issue| shown(issue)) {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        row(
            &mut out,
            &[
                name,
                &issue.place.line.to_string(),
                &issue.place.column.to_string(),
                issue.severity.word(),
                &issue.rule,
                &issue.message,
                &text(&issue.expected),
                &text(&issue.found),
                &issue.path,
                &text(&issue.profile),
                &issue.link,
                &text(&issue.waived),
            ],
        );
    }
    if let Some(note) = report.note().filter(|_| with_unchecked) {
        row(&mut out, &[name, "", "", "not checked", "itk3-rules", &note, "", "", "", "", "", ""]);
    }
    for NotChecked { reason, message, path, place, .. } in report.not_checked.iter().filter(|_| with_unchecked) {
        let (line, column) = (place.line.to_string(), place.column.to_string());
        row(&mut out, &[name, &line, &column, "not checked", reason, message, "", "", path, "", "", ""]);
    }
    out
}

fn row(out: &mut String, cells: &[&str]) {
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        // A table that reads the file would take such a cell for a formula.
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && *cell != "-";
        if formula || cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            if formula {
                out.push('\'');
            }
            for c in cell.chars() {
                if c == '"' {
                    out.push('"');
                }
                out.push(c);
            }
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}
