//! Reports for GitLab's code quality: one list for all files. No value of the message is quoted.

use std::collections::HashSet;

use serde::Serialize;

use super::sarif::fingerprint;
use super::{Issue, Report, Severity, bare};

/// The items so far, and their fingerprints, each of which may stand once.
#[derive(Debug, Default)]
pub(super) struct Gitlab {
    items: String,
    fingerprints: HashSet<String>,
}

/// One problem, as Code Quality has it.
#[derive(Serialize)]
struct Item<'a> {
    description: &'a str,
    check_name: &'a str,
    fingerprint: &'a str,
    severity: &'a str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

impl Gitlab {
    pub(super) fn add(&mut self, report: &Report, name: &str, shown: &dyn Fn(&Issue) -> bool, with_unchecked: bool) {
        for issue in report.issues.iter().filter(|issue| issue.waived.is_none() && shown(issue)) {
            let expected = issue.expected.as_ref().map(|expected| [". Expected: ", expected].concat()).unwrap_or_default();
            let at = if issue.path.is_empty() { String::new() } else { [" (", &issue.path, ")"].concat() };
            let severity = match issue.severity {
                Severity::Fatal => "blocker",
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Information => "info",
            };
            let description = [&issue.message, expected.as_str(), &at].concat();
            self.item(&description, &issue.rule, severity, name, &issue.path, issue.place.line);
        }
        if !with_unchecked {
            return;
        }
        let mut all: Vec<String> = report.note().into_iter().collect();
        all.extend(report.not_checked.iter().map(|not| format!("line {}: {}", not.place.line, not.without_target())));
        if !all.is_empty() {
            self.item(&["Not checked: ", &all.join("; ")].concat(), "not-checked", "info", name, "", 1);
        }
    }

    fn item(&mut self, description: &str, rule: &str, severity: &str, name: &str, path: &str, line: u32) {
        // The second finding of a rule at an element is told from the first by its number.
        let fingerprint = (0..).map(|i: u32| fingerprint(&[bare(name), rule, path, &i.to_string()]));
        let Some(fingerprint) = fingerprint.into_iter().find(|fingerprint| !self.fingerprints.contains(fingerprint)) else { return };
        let item = Item {
            description,
            check_name: rule,
            fingerprint: &fingerprint,
            severity,
            location: Location { path: bare(name), lines: Lines { begin: line.max(1) } },
        };
        self.items.push_str(if self.items.is_empty() { "\n  " } else { ",\n  " });
        self.items.push_str(&serde_json::to_string(&item).unwrap_or_default());
        self.fingerprints.insert(fingerprint);
    }

    pub(super) fn finish(self) -> String {
        if self.items.is_empty() { "[]\n".to_owned() } else { ["[", &self.items, "\n]\n"].concat() }
    }
}
