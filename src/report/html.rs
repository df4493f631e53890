//! Reports as one page for people, without scripts. No value of the message is quoted: build servers keep what they are given.

use std::fmt::Write;

use super::xml::attribute;
use super::{Counts, Issue, Report, rules};

/// Sections of the files so far, and what they come to.
#[derive(Debug, Default)]
pub(super) struct Html {
    sections: String,
    rows: String,
    files: u32,
    failed: u32,
    counts: Counts,
}

impl Html {
    pub(super) fn add(&mut self, report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool, fails: bool) {
        self.files += 1;
        self.failed += u32::from(fails);
        let Counts { fatal, error, warning, information } = report.counts;
        self.counts.fatal += fatal;
        self.counts.error += error;
        self.counts.warning += warning;
        self.counts.information += information;
        let (id, name, verdict) = (self.files, escaped(name), report.verdict);
        let class = if report.conforms { "conforms" } else { "fails" };
        let _ = write!(self.rows, "<tr><th scope=\"row\"><a href=\"#f{id}\">{name}</a></th><td class=\"{class}\">{verdict}</td>");
        for count in [fatal + error, warning, information, report.not_checked.len() as u32] {
            let _ = write!(self.rows, "<td class=\"number\">{count}</td>");
        }
        self.rows.push_str("</tr>\n");

        let out = &mut self.sections;
        let _ = write!(out, "<section id=\"f{id}\">\n<h2>{name}</h2>\n<p class=\"{class}\">{verdict}</p>\n");
        if let Some(note) = report.note() {
            let _ = writeln!(out, "<p>{}</p>", escaped(&note));
        }
        if report.issues.iter().any(shown) {
            out.push_str("<ol>\n");
            report.issues.iter().filter(|issue| shown(issue)).for_each(|issue| finding(out, issue));
            out.push_str("</ol>\n");
        }
        if !report.not_checked.is_empty() {
            let _ = write!(out, "<details>\n<summary>Not checked: {}</summary>\n<ul>\n", report.not_checked.len());
            for not in &report.not_checked {
                let _ = writeln!(out, "<li>Line {}: {}</li>", not.place.line, escaped(not.without_target()));
            }
            out.push_str("</ul>\n</details>\n");
        }
        out.push_str("</section>\n");
    }

    pub(super) fn finish(self) -> String {
        let Counts { fatal, error, warning, information } = self.counts;
        let Html { sections, rows, files, failed, .. } = self;
        format!(
            "{HEAD}<p>{files} checked, {failed} failed: {} errors, {warning} warnings, {information} information</p>\n\
             <table>\n<thead><tr><th scope=\"col\">File</th><th scope=\"col\">Verdict</th><th scope=\"col\">Errors</th>\
             <th scope=\"col\">Warnings</th><th scope=\"col\">Information</th><th scope=\"col\">Not checked</th></tr></thead>\n\
             <tbody>\n{rows}</tbody>\n</table>\n{sections}</main>\n</body>\n</html>\n",
            fatal + error
        )
    }
}

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>ITK3 messages: report</title>\n<style>\n\
:root { color-scheme: light dark; }\n\
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem; }\n\
table { border-collapse: collapse; width: 100%; }\n\
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; }\n\
.number { text-align: right; font-variant-numeric: tabular-nums; }\n\
h2 { overflow-wrap: anywhere; margin-top: 2rem; }\n\
li { margin-bottom: .5rem; overflow-wrap: anywhere; }\n\
.fails, .error, .fatal { color: light-dark(#a5201a, #ff8f85); }\n\
.conforms { color: light-dark(#005a30, #6fd39b); }\n\
.warning { color: light-dark(#7a5200, #f0c36d); }\n\
</style>\n</head>\n<body>\n<main>\n<h1>ITK3 messages: report</h1>\n";

fn finding(out: &mut String, issue: &Issue) {
    let severity = issue.severity.word();
    let waived = if issue.waived.is_some() { "waived " } else { "" };
    let _ = write!(
        out,
        "<li><strong class=\"{severity}\">{waived}{severity}</strong> line {}: {} <a href=\"{}\">{}</a>",
        issue.place.line,
        escaped(&issue.message),
        escaped(&rules::page(&issue.rule).unwrap_or_else(|| issue.link.clone())),
        escaped(&issue.rule)
    );
    if !issue.path.is_empty() {
        let _ = write!(out, "<br>at <code>{}</code>", escaped(&issue.path));
    }
    for (label, text) in [("expected", &issue.expected), ("waived because", &issue.waived)] {
        if let Some(text) = text {
            let _ = write!(out, "<br>{label} {}", escaped(text));
        }
    }
    for consequence in &issue.consequences {
        let _ = write!(out, "<br>so also: {}", escaped(consequence));
    }
    out.push_str("</li>\n");
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    attribute(&mut out, text);
    out
}
