//! Checks NHS ITK3 messages (HL7 FHIR STU3) against their published profiles.
//!
//! ```
//! use itk3_validator::{Options, Validator};
//!
//! let validator = Validator::new();
//! let report = validator.validate(r#"{"resourceType": "Patient", "birthDate": "20 Nov 2026"}"#, &Options::default());
//! assert!(!report.conforms);
//! assert_eq!(report.issues[0].rule, "lexical");
//! assert_eq!((report.issues[0].place.line, report.issues[0].path.as_str()), (1, "Patient.birthDate"));
//! ```

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub mod definitions;
pub mod diagnostic;
mod fhirpath;
#[cfg(not(target_arch = "wasm32"))]
pub mod generate;
mod hash;
pub mod itk3;
mod json;
mod letters;
mod near;
mod order;
pub mod reply;
pub mod report;
mod resolve;
pub mod source;
pub mod syntax;
pub mod tools;
mod typed;
mod validate;
#[cfg(all(target_arch = "wasm32", feature = "javascript"))]
mod wasm;
mod write;

pub use validate::requested::UnknownProfile;

use definitions::{Added, Definitions};
use diagnostic::{At, Finding, Severity};
use report::{Issue, Report};
use syntax::Limits;
use tools::progress::{Progress, Watch};
use validate::Observer;

/// What a caller may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds on what is read and reported.
    pub limits: Limits,
    /// What is known beside the message.
    pub context: itk3::Context,
    /// Profiles that the root is held to beside those it declares: URLs, or their last parts. One that is not known is reported as
    /// not checked; [`Validator::find_profile`] tells before.
    pub profiles: Vec<String>,
    /// The report also has what is not listed because it goes away with something else, and why: for whoever asks of a fault
    /// why nothing is said of it.
    pub explain_folding: bool,
}

/// Holds the definitions, so that many messages are checked with one start.
#[derive(Debug)]
pub struct Validator {
    definitions: Definitions,
}

impl Default for Validator {
    fn default() -> Validator {
        Validator::new()
    }
}

impl Validator {
    /// With the embedded definitions.
    pub fn new() -> Validator {
        Validator { definitions: Definitions::embedded() }
    }

    /// The definitions that are used.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// Adds definitions: XML or JSON of one, a Bundle of them, or a FHIR package (`.tgz`). A definition whose
    /// URL is known takes the place of the known one, unless its version is older: then it is left out, with a fault that says so.
    pub fn add_definitions(&mut self, name: &str, bytes: &[u8]) -> Added {
        self.definitions.add_files(&mut std::iter::once((name.to_owned(), bytes.to_vec())), false)
    }

    /// Adds the definitions of several files together, so that they may build on each other in any order; `replace_newer` takes
    /// in those, too, that are older than the ones in use.
    pub fn add_definition_files(&mut self, files: &mut dyn Iterator<Item = (String, Vec<u8>)>, replace_newer: bool) -> Added {
        self.definitions.add_files(files, replace_newer)
    }

    /// Returns the URL of the profile that a URL or the last part of one stands for.
    ///
    /// # Errors
    ///
    /// Returns the profile that is likely meant where none has that name.
    pub fn find_profile(&self, name: &str) -> Result<String, UnknownProfile> {
        validate::requested::find(&self.definitions, name).ok_or_else(|| validate::requested::unknown(&self.definitions, name))
    }

    /// Returns the report of a text that was not read because it is larger than the limit; `size` in bytes, where that is known.
    pub fn report_too_large(&self, size: Option<u64>, options: &Options) -> Report {
        let found = size.map_or_else(|| format!("more than {} bytes", options.limits.bytes), |size| format!("{size} bytes"));
        let tree = syntax::tree::Tree::new("", false);
        let parts = itk3::Parts::of("", &tree);
        let finding = syntax::too_large(options.limits, found);
        report::report("", vec![finding].into(), validate::Outcome::default(), &typed::Typed::new(&tree, &self.definitions), &parts, false)
    }

    /// Checks a text. Whatever it holds, there is a report.
    pub fn validate(&self, text: &str, options: &Options) -> Report {
        self.report(text, None, options, None)
    }

    /// Checks a text, and tells `watch` how far it has come: before it is read, at entries of a Bundle, a hundred times at the
    /// most, and before each of what follows.
    pub fn validate_watched(&self, text: &str, options: &Options, watch: &dyn Fn(&Progress<'_>)) -> Report {
        self.report(text, None, options, Some(watch))
    }

    /// Checks bytes: UTF-8 or UTF-16. Offsets of the report count in the decoded text.
    pub fn validate_bytes(&self, bytes: &[u8], options: &Options) -> Report {
        self.bytes_report(bytes, options, None)
    }

    fn bytes_report(&self, bytes: &[u8], options: &Options, watch: Option<&dyn Fn(&Progress<'_>)>) -> Report {
        let (text, _, fault) = source::decode(bytes);
        self.report(&text, fault.map(not_encoded), options, watch)
    }

    /// The same resource in another format: well-formed, and of the same information. Comments, processing instructions and
    /// `xsi:schemaLocation` are left out.
    ///
    /// # Errors
    ///
    /// The first reason why not, with its place: the text cannot be read without a fault, holds no resource of STU3, or holds
    /// what the other format cannot, such as a number that is none.
    pub fn convert(&self, text: &str, format: syntax::Format, options: &Options) -> Result<String, Box<Issue>> {
        self.converted(text, None, format, options)
    }

    /// The same of bytes: UTF-8 or UTF-16.
    ///
    /// # Errors
    ///
    /// As [`Validator::convert`] has them, and bytes that are no text.
    pub fn convert_bytes(&self, bytes: &[u8], format: syntax::Format, options: &Options) -> Result<String, Box<Issue>> {
        let (text, _, fault) = source::decode(bytes);
        self.converted(&text, fault.map(not_encoded), format, options)
    }

    fn converted(&self, text: &str, fault: Option<Finding>, format: syntax::Format, options: &Options) -> Result<String, Box<Issue>> {
        let foreign = itk3::foreign(text).map(|(_, finding)| finding);
        let (tree, findings) = syntax::read(text, options.limits);
        let of_reader = findings.into_iter().find(|finding| finding.severity <= Severity::Error);
        let other = || itk3::other_version(&tree).map(|(_, finding)| finding);
        let refusal = fault.or(foreign).or(of_reader).or_else(other);
        let typed = match refusal {
            None => validate::typed(&tree, &self.definitions, options.limits),
            Some(_) => typed::Typed::new(&tree, &self.definitions),
        };
        let written = match refusal {
            None => tools::convert::convert(&typed, format != syntax::Format::Json, options.limits),
            Some(finding) => Err(finding),
        };
        written.map_err(|finding| {
            let (mut paths, lines) = (typed::Paths::new(&typed), source::Lines::new(text));
            Box::new(report::issue(tree.span_of(finding.at), &mut paths, &lines, finding))
        })
    }

    /// The message without what it says of people, to show where its problems are: what is not FHIR's or the NHS's own word is
    /// replaced, names and URLs included. Texts have stand-ins of their type and length, ids hashes, dates keep their order
    /// alone.
    pub fn redact(&self, text: &str) -> String {
        tools::redact::redact(&self.definitions, text)
    }

    /// Entries of the message's Bundles, and where its references lead.
    pub fn map(&self, text: &str) -> tools::map::Map {
        let (tree, _) = syntax::read(text, Limits::default());
        tools::map::map(text, &tree, &self.definitions)
    }

    /// What may stand at a place, counted in UTF-16 code units, and who says so.
    pub fn explain(&self, text: &str, offset: u32) -> Option<tools::explain::Explanation> {
        let (tree, _) = syntax::read(text, Limits::default());
        let assumed = itk3::assumed(&tree, &itk3::Parts::of(text, &tree), &self.definitions);
        tools::explain::explain(text, &tree, &self.definitions, &assumed, offset)
    }

    fn report(&self, text: &str, fault: Option<Finding>, options: &Options, watch: Option<&dyn Fn(&Progress<'_>)>) -> Report {
        if let Some((kind, finding)) = itk3::foreign(text).filter(|_| text.len() <= options.limits.bytes) {
            return self.report_foreign(text, kind, finding);
        }
        if let Some(tell) = watch {
            tools::progress::begin(tell, text);
        }
        let (tree, mut findings) = syntax::read(text, options.limits);
        findings.extend(fault);
        if let Some((kind, finding)) = itk3::other_version(&tree) {
            let typed = typed::Typed::new(&tree, &self.definitions);
            let parts = itk3::Parts::of_kind(kind);
            return report::report(text, vec![finding].into(), validate::Outcome::default(), &typed, &parts, false);
        }
        let parts = itk3::Parts::of(text, &tree);
        let mut assumed = itk3::assumed(&tree, &parts, &self.definitions);
        let mut asked = validate::Outcome::default();
        validate::requested::add(&tree, &self.definitions, &options.profiles, &mut assumed, &mut asked);
        let watch = watch.map(|tell| Watch::new(tell, text, &tree, &findings));
        let watch = watch.as_ref().map(|watch| watch as &dyn Observer);
        let (mut checked, typed) = validate::check(&tree, &self.definitions, options.limits, parts.index.clone(), &assumed, watch);
        checked.unchecked.append(&mut asked.unchecked);
        if let Some(watch) = watch {
            watch.phase("rules", &checked.findings);
        }
        let read = findings.len();
        let mut found = findings;
        found.append(&mut checked.findings);
        itk3::check(&tree, &parts, &self.definitions, &options.context, &mut checked);
        found.append(&mut checked.findings);
        if let Some(watch) = watch {
            watch.phase("report", &found[read..]);
        }
        let mut resolved = resolve::resolve(&tree, found, &checked.notes);
        resolved.limit(options.limits.issues, checked.is_full);
        report::report(text, resolved, checked, &typed, &parts, options.explain_folding)
    }

    /// Of a text of another standard, one thing is said.
    #[cold]
    fn report_foreign(&self, text: &str, kind: itk3::Kind, finding: Finding) -> Report {
        let tree = syntax::tree::Tree::new(text, false);
        let typed = typed::Typed::new(&tree, &self.definitions);
        let parts = itk3::Parts::of_kind(kind);
        report::report(text, vec![finding].into(), validate::Outcome::default(), &typed, &parts, false)
    }
}

/// Bytes that stand for no character, at their first place in the decoded text.
fn not_encoded(span: source::Span) -> Finding {
    Finding::new(&syntax::rules::ENCODING, At::Span(span), "The bytes here are no text in the message's encoding")
        .expected("UTF-8, or UTF-16 with a byte order mark")
        .found("bytes that stand for no character")
}
