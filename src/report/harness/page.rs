//! The harness's report as a page: a summary, results by file, and failures by test, as the harness lays them out.

use super::rows::{Failed, File, Finding, Row, Summary};
use crate::itk3::harness::{CheckResult, Simulation};
use crate::report::attribute;

const STYLE: &str = "\
:root{color-scheme:light dark}body{font:1rem/1.4 Arial,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;margin:.5rem 0 1.5rem}th,td{border:1px solid #768692;padding:.25rem .5rem;text-align:left;vertical-align:top}\
td{overflow-wrap:anywhere}ul{margin:.25rem 0;padding-left:1.25rem}.pass{background:#cdeccd;color:#0b3d0b}.fail{background:#f6c9c5;color:#5f0f08}\
.not-run{background:#e8edee;color:#2b3840}small{display:block}@media print{body{margin:0;max-width:none}}";

pub(super) fn page(summary: &Summary, files: &[File], failures: &[Failed]) -> String {
    let mut out = Page::default();
    let title = match &summary.date {
        Some(date) => ["Validation summary ", date].concat(),
        None => "Validation summary".to_owned(),
    };
    out.raw("<!DOCTYPE html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/><title>");
    out.text(&title);
    out.raw("</title><style>").raw(STYLE).raw("</style></head>\n<body>\n");
    out.element("h1", &title);
    out.raw("<table><caption>Summary</caption><tbody>\n");
    let counts = [
        ("Files validated", summary.files_validated),
        ("Checks reported", summary.checks_reported),
        ("Passes", summary.passes),
        ("Check issues", summary.check_issues),
        ("Not run here", summary.not_run),
    ];
    for (name, count) in counts {
        out.fact(name, &count.to_string());
    }
    out.fact("Configuration", summary.configuration);
    out.fact("Definitions", &summary.definitions);
    out.raw("</tbody></table>\n<h2>Results by file</h2>\n");
    for file in files {
        out.file(file);
    }
    if !failures.is_empty() {
        out.raw("<h2>Failures by test</h2>\n<table><thead><tr><th scope=\"col\">Test</th><th scope=\"col\">Count of failures</th></tr></thead><tbody>\n");
        for failed in failures {
            out.fact(failed.test, &failed.count.to_string());
        }
        out.raw("</tbody></table>\n");
    }
    out.raw("</body></html>\n");
    out.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn raw(&mut self, markup: &str) -> &mut Page {
        self.0.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Page {
        attribute(&mut self.0, text);
        self
    }

    fn element(&mut self, name: &str, text: &str) -> &mut Page {
        self.raw("<").raw(name).raw(">").text(text).raw("</").raw(name).raw(">\n")
    }

    fn fact(&mut self, name: &str, value: &str) {
        self.raw("<tr><th scope=\"row\">").text(name).raw("</th><td>").text(value).raw("</td></tr>\n");
    }

    fn file(&mut self, file: &File) {
        self.element("h3", &file.file).element("p", &file.message);
        self.raw("<table><thead><tr><th scope=\"col\">File</th><th scope=\"col\">Result</th><th scope=\"col\">Comment</th></tr></thead><tbody>\n");
        for row in &file.checks {
            self.row(&file.file, row);
        }
        self.raw("</tbody></table>\n");
        if let Some(answer) = &file.answer {
            self.answer(answer);
        }
        for note in &file.notes {
            self.element("p", note);
        }
    }

    fn row(&mut self, file: &str, row: &Row) {
        let (class, words) = match row.check.result {
            CheckResult::Pass => ("pass", "pass"),
            CheckResult::Fail => ("fail", "fail"),
            CheckResult::NotRun => ("not-run", "not run"),
        };
        self.raw("<tr><td>").text(file).raw("</td><td class=\"").raw(class).raw("\">").raw(words).raw("</td><td>");
        self.text(row.check.name).raw("<small>").text(row.check.test).raw("</small>");
        if let Some(differs) = &row.differs {
            self.raw("<small>").text(differs).raw("</small>");
        }
        if !row.findings.is_empty() {
            self.raw("<ul>");
            row.findings.iter().for_each(|finding| self.finding(finding));
            self.raw("</ul>");
        }
        self.raw("</td></tr>\n");
    }

    fn finding(&mut self, finding: &Finding) {
        let Finding { severity, rule, message, path, line, column } = finding;
        self.raw("<li>").raw(severity.word()).raw(" [").text(rule).raw("] ").text(message);
        self.raw(&format!(", line {line}, column {column}"));
        if !path.is_empty() {
            self.raw(": <code>").text(path).raw("</code>");
        }
        self.raw("</li>");
    }

    fn answer(&mut self, answer: &Simulation) {
        self.raw("<h4>What the harness would answer</h4>\n<p>").text(&answer.because).raw(": ");
        if answer.responses.is_empty() {
            self.raw("no response");
        }
        for (place, response) in answer.responses.iter().enumerate() {
            self.raw(if place == 0 { "" } else { ", then " }).raw(response.level.word()).raw(" response ").raw(response.code);
        }
        self.raw("</p>\n");
        for note in &answer.notes {
            self.element("p", note);
        }
    }
}
