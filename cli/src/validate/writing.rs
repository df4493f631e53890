//! Reports on their way out: in order, each as soon as it is there.

use itk3_validator::report::{Form, Severity, Writer};
use itk3_validator::source;

use super::arguments::Arguments;
use super::check::{Checked, Fixed};
use super::diff::diff;
use super::statistics::Statistics;
use super::total::Total;
use crate::host::{Fault, Host, Stream};
use crate::streams::{about, put, say, write};

/// Where reports go, and what is said beside them.
pub(super) struct Writing<'a> {
    asked: &'a Arguments,
    writer: Writer,
    statistics: Option<Statistics>,
    files: usize,
    /// A summary is worth its line.
    told: bool,
    progress: bool,
    shown: bool,
    written: String,
    /// Files that were put right, or could be.
    changed: usize,
}

impl<'a> Writing<'a> {
    pub(super) fn new(host: &mut dyn Host, asked: &'a Arguments, fail_on: Severity, files: usize) -> Result<Writing<'a>, String> {
        if asked.statistics && !matches!(asked.format, Form::Text | Form::Full | Form::Json) {
            return Err("--statistics is written with --format text or json".to_owned());
        }
        let mut writer = Writer::new(asked.format);
        writer.fail_on = fail_on;
        writer.quiet = asked.quiet;
        writer.unchecked = asked.not_checked;
        writer.date = matches!(asked.format, Form::Harness { .. }).then(|| host.now());
        writer.colour = asked.color.decided().unwrap_or_else(|| {
            let refused = host.variable("NO_COLOR").is_some_and(|value| !value.is_empty());
            asked.output.is_none() && !refused && host.is_terminal(Stream::Output)
        });
        let told = files > 1 && !asked.quiet && !asked.diff;
        let progress = told && host.is_terminal(Stream::Error);
        let statistics = asked.statistics.then(Statistics::default);
        Ok(Writing { asked, writer, statistics, files, told, progress, shown: false, written: String::new(), changed: 0 })
    }

    /// How far it is.
    pub(super) fn progress(&mut self, host: &mut dyn Host, at: usize) {
        if self.progress {
            let _ = host.print(Stream::Error, &format!("\r{at} of {}", self.files));
            self.shown = true;
        }
    }

    /// Takes away what shows how far it is, before something else is written.
    pub(super) fn clear(&mut self, host: &mut dyn Host) {
        if std::mem::take(&mut self.shown) {
            let _ = host.print(Stream::Error, "\r\u{1b}[K");
        }
    }

    /// Writes what is known of a file; false where nobody reads any more.
    pub(super) fn file(&mut self, host: &mut dyn Host, path: &str, checked: &Checked) -> Result<bool, String> {
        self.clear(host);
        if let Some(said) = &checked.said {
            say(host, said);
        }
        if let Some(fixed) = &checked.fixed {
            self.fixed(host, path, fixed)?;
        }
        if let Some(statistics) = &mut self.statistics {
            statistics.add(&checked.report);
        } else if !self.asked.diff {
            self.writer.microseconds = Some(checked.microseconds);
            let text = source::decode(&checked.bytes).0;
            self.written.push_str(&self.writer.add(&checked.report, path, &text));
        }
        if self.asked.output.is_some() || self.written.is_empty() {
            return Ok(true);
        }
        // A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
        match host.print(Stream::Output, &std::mem::take(&mut self.written)) {
            Ok(()) => Ok(true),
            Err(Fault::Closed) => Ok(false),
            Err(fault) => Err(about("standard output", fault)),
        }
    }

    fn fixed(&mut self, host: &mut dyn Host, path: &str, fixed: &Fixed) -> Result<(), String> {
        self.changed += 1;
        if self.asked.diff {
            self.written.push_str(&diff(path, &fixed.before, &fixed.after));
            return Ok(());
        }
        let text = [if fixed.mark { "\u{feff}" } else { "" }, &fixed.after].concat();
        write(host, path, &text)?;
        let s = if fixed.count == 1 { "" } else { "s" };
        if !self.asked.quiet {
            let _ = host.print(Stream::Error, &format!("{path}: {} problem{s} fixed\n", fixed.count));
        }
        Ok(())
    }

    /// Files that were put right, or could be.
    pub(super) fn changed(&self) -> usize {
        self.changed
    }

    /// Writes what comes after the last report.
    pub(super) fn finish(mut self, host: &mut dyn Host, total: &Total) -> Result<(), String> {
        self.clear(host);
        let summary = if self.told { total.summary() } else { String::new() };
        let is_text = matches!(self.asked.format, Form::Text | Form::Full);
        if let Some(statistics) = &self.statistics {
            self.written.push_str(&if is_text { statistics.text() } else { statistics.json() });
        } else if !self.asked.diff {
            self.written.push_str(&self.writer.finish());
        }
        if is_text {
            self.written.push_str(&summary);
        } else if self.progress {
            let _ = host.print(Stream::Error, &summary);
        }
        put(host, self.asked.output.as_deref(), &self.written)
    }
}
