//! One file: its report, and what of it can be put right.

use itk3_validator::report::Report;
use itk3_validator::source::{self, Encoding};
use itk3_validator::syntax::unwrap;
use itk3_validator::tools::fixes::{fixed, fixes};
use itk3_validator::{Options, Validator};

use super::ndjson;
use super::pool::Pool;
use super::selection::Selection;
use super::stopwatch::Stopwatch;
use crate::host::Fault;
use crate::streams::most;

/// How files are checked. Nothing of it changes while they are, so that several may be at once.
pub(super) struct Check<'a> {
    pub(super) validator: Validator,
    pub(super) options: Options,
    pub(super) selection: Selection,
    pub(super) pool: &'a Pool,
    /// Messages are taken out of what is around them.
    pub(super) unwrap: bool,
    /// Every file has a resource on each line.
    pub(super) ndjson: bool,
    pub(super) fixing: Fixing,
}

/// Which fixes are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fixing {
    None,
    Certain,
    /// Those, too, that should be looked at.
    All,
}

/// What came of a file.
pub(super) struct Checked {
    pub(super) report: Report,
    pub(super) bytes: Vec<u8>,
    /// What was put right.
    pub(super) fixed: Option<Fixed>,
    pub(super) said: Option<String>,
    pub(super) microseconds: u64,
}

/// The text before and after.
pub(super) struct Fixed {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) count: usize,
    /// The file began with a byte order mark.
    pub(super) mark: bool,
}

/// How often fixes may bring others about.
const ROUNDS: usize = 5;

impl Check<'_> {
    pub(super) fn file(&self, path: &str, mut bytes: Vec<u8>) -> Checked {
        let watch = Stopwatch::start();
        let mut said = None;
        if self.unwrap
            && let Some(inside) = unwrap(&bytes, most() as usize)
        {
            said = Some([path, ": ", inside.what, " was left out"].concat());
            bytes = inside.text.into_bytes();
        }
        let mut report = self.report(path, &bytes);
        let fixed = self.fixed(path, &bytes, &mut report);
        if let Some(fixed) = &fixed {
            bytes = fixed.after.clone().into_bytes();
        }
        Checked { report, bytes, fixed, said, microseconds: watch.microseconds() }
    }

    /// In place of a file that is larger than what is read: the form of the report has a place for it, as for any limit.
    pub(super) fn too_large(&self, size: Option<u64>) -> Checked {
        let report = self.validator.report_too_large(size, &self.options);
        Checked { report, bytes: Vec::new(), fixed: None, said: None, microseconds: 0 }
    }

    fn report(&self, path: &str, bytes: &[u8]) -> Report {
        let mut report = if self.ndjson || path.to_ascii_lowercase().ends_with(".ndjson") {
            ndjson::report(&self.validator, &self.options, self.pool, bytes)
        } else {
            self.validator.validate_bytes(bytes, &self.options)
        };
        self.selection.apply(&mut report);
        report
    }

    /// Puts right what can be, until nothing can; the report is that of the result.
    fn fixed(&self, path: &str, bytes: &[u8], report: &mut Report) -> Option<Fixed> {
        if self.fixing == Fixing::None {
            return None;
        }
        let (text, encoding, fault) = source::decode(bytes);
        // Another encoding would have to be written again as it was.
        if encoding != Encoding::Utf8 || fault.is_some() {
            return None;
        }
        let (mut after, mut count) = (text.clone().into_owned(), 0);
        for _ in 0..ROUNDS {
            let mut fixes = fixes(report);
            fixes.retain(|fixable| self.fixing == Fixing::All || !fixable.fix.needs_a_look);
            if fixes.is_empty() {
                break;
            }
            count += fixes.len();
            after = fixed(&after, &fixes);
            *report = self.report(path, after.as_bytes());
        }
        let mark = bytes.starts_with("\u{feff}".as_bytes());
        (count > 0).then(|| Fixed { before: text.into_owned(), after, count, mark })
    }
}

/// What was read of a file, checked.
pub(super) fn checked(check: &Check<'_>, path: &str, bytes: Result<Vec<u8>, Fault>) -> Result<Checked, Fault> {
    match bytes {
        Ok(bytes) => Ok(check.file(path, bytes)),
        Err(Fault::TooLarge { size }) => Ok(check.too_large(size)),
        Err(fault) => Err(fault),
    }
}
