//! What came of all files.

use itk3_validator::report::{Counts, Report, Severity};

/// The rule of a message that is larger than what is read.
const LIMIT_BYTES: &str = "limit-bytes";

/// What came of all files.
#[derive(Default)]
pub(super) struct Total {
    pub(super) files: usize,
    pub(super) failed: usize,
    pub(super) unread: usize,
    pub(super) waived: usize,
    pub(super) ignored: usize,
    pub(super) counts: Counts,
}

impl Total {
    pub(super) fn add(&mut self, report: &Report, fail_on: Severity) {
        // Of what is larger than the limit nothing was checked: it is as if it had not been read.
        if report.issues.iter().any(|issue| issue.rule == LIMIT_BYTES) {
            self.unread += 1;
            self.counts.fatal += report.counts.fatal;
            return;
        }
        self.files += 1;
        self.failed += usize::from(report.has(fail_on));
        self.waived += report.waived();
        self.ignored += report.ignored as usize;
        self.counts.fatal += report.counts.fatal;
        self.counts.error += report.counts.error;
        self.counts.warning += report.counts.warning;
        self.counts.information += report.counts.information;
    }

    pub(super) fn code(&self) -> u8 {
        if self.unread > 0 { 2 } else { u8::from(self.failed > 0) }
    }

    pub(super) fn summary(&self) -> String {
        let Counts { fatal, error, warning, information } = self.counts;
        let mut text = format!(
            "{} files, {} failed: {fatal} fatal, {error} error{}, {warning} warning{}, {information} information",
            self.files,
            self.failed,
            if error == 1 { "" } else { "s" },
            if warning == 1 { "" } else { "s" }
        );
        for (count, what) in [(self.waived, "waived"), (self.ignored, "ignored"), (self.unread, "not read")] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        text + "\n"
    }
}
