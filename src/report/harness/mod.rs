//! The report of the NHS's test harness: every check that ran, passes too, and what the harness would answer.

mod page;
mod rows;

use serde::Serialize;

use super::Report;
use crate::itk3::harness::{CONFIGURATION, CheckResult};
use rows::{Failed, File, Summary, file};

#[derive(Debug, Serialize)]
struct Whole<'a> {
    summary: Summary,
    files: &'a [File],
    failures: Vec<Failed>,
}

/// Reports, gathered until the last has come: the summary stands first.
#[derive(Debug, Default)]
pub(super) struct Harness {
    files: Vec<File>,
    definitions: String,
}

impl Harness {
    pub(super) fn add(&mut self, report: &Report, name: &str, source: &str) {
        self.definitions.clone_from(&report.definitions);
        self.files.push(file(report, name, source));
    }

    pub(super) fn finish(self, as_page: bool, date: Option<String>) -> String {
        let rows = || self.files.iter().flat_map(|file| &file.checks);
        let count = |result| rows().filter(|row| row.check.result == result).count();
        let (passes, check_issues) = (count(CheckResult::Pass), count(CheckResult::Fail));
        let summary = Summary {
            date,
            files_validated: self.files.len(),
            checks_reported: passes + check_issues,
            passes,
            check_issues,
            not_run: count(CheckResult::NotRun),
            configuration: CONFIGURATION,
            definitions: self.definitions.clone(),
        };
        let mut failures: Vec<Failed> = Vec::new();
        for row in rows().filter(|row| row.check.result == CheckResult::Fail) {
            match failures.iter_mut().find(|failed| failed.test == row.check.name) {
                Some(failed) => failed.count += 1,
                None => failures.push(Failed { test: row.check.name, count: 1 }),
            }
        }
        if as_page {
            return page::page(&summary, &self.files, &failures);
        }
        serde_json::to_string(&Whole { summary, files: &self.files, failures }).unwrap_or_default() + "\n"
    }
}
