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
mod document;
mod fhirpath;
#[cfg(not(target_arch = "wasm32"))]
pub mod generate;
mod hash;
pub mod itk2;
pub mod itk3;
mod json;
mod letters;
#[cfg(test)]
#[path = "../tests/material/mod.rs"]
#[expect(dead_code, reason = "the corpus is read by other tests")]
mod material;
mod near;
pub mod reply;
pub mod report;
mod resolve;
pub mod source;
pub mod syntax;
pub mod tools;
mod typed;
mod validate;
mod validator;
#[cfg(all(target_arch = "wasm32", feature = "javascript"))]
mod wasm;
mod write;

pub use document::Document;
pub use validate::requested::UnknownProfile;
pub use validator::{Options, Validator};

use reply::{Acknowledgement, AcknowledgementOptions, Conversation, Responder};
use report::{Issue, Report};
use syntax::Format;
use tools::explain::Explanation;
use tools::map::Map;
use tools::progress::Progress;

/// One question of one text. Whoever has several [opens](Validator::open) it.
impl Validator {
    /// Checks a text. Whatever it holds, there is a report.
    pub fn validate(&self, text: &str, options: &Options) -> Report {
        self.open_within(text, options.limits).validate(options)
    }

    /// Checks bytes: UTF-8 or UTF-16. Offsets of the report count in the decoded text.
    pub fn validate_bytes(&self, bytes: &[u8], options: &Options) -> Report {
        self.open_bytes_within(bytes, options.limits).validate(options)
    }

    /// Checks a text, and tells `watch` how far it has come: before it is read, at entries of a Bundle, a hundred times at the
    /// most, and before each of what follows.
    pub fn validate_watched(&self, text: &str, options: &Options, watch: &dyn Fn(&Progress<'_>)) -> Report {
        tools::progress::begin(watch, text.len());
        self.open_within(text, options.limits).validate_watched(options, watch)
    }

    /// The same resource in another format: well-formed, and of the same information. Comments, processing instructions and
    /// `xsi:schemaLocation` are left out.
    ///
    /// # Errors
    ///
    /// The first reason why not, with its place: the text cannot be read without a fault, holds no resource of STU3, or holds
    /// what the other format cannot, such as a number that is none.
    pub fn convert(&self, text: &str, format: Format, options: &Options) -> Result<String, Box<Issue>> {
        self.open_within(text, options.limits).convert(format)
    }

    /// The same of bytes: UTF-8 or UTF-16.
    ///
    /// # Errors
    ///
    /// As [`Validator::convert`] has them, and bytes that are no text.
    pub fn convert_bytes(&self, bytes: &[u8], format: Format, options: &Options) -> Result<String, Box<Issue>> {
        self.open_bytes_within(bytes, options.limits).convert(format)
    }

    /// The message without what it says of people, to show where its problems are: what is not FHIR's or the NHS's own word is
    /// replaced, names and URLs included. Texts have stand-ins of their type and length, ids hashes, dates keep their order
    /// alone.
    pub fn redact(&self, text: &str) -> String {
        self.open(text).redact()
    }

    /// Entries of the message's Bundles, and where its references lead.
    pub fn map(&self, text: &str) -> Map {
        self.open(text).map()
    }

    /// What may stand at a place, counted in UTF-16 code units, and who says so.
    pub fn explain(&self, text: &str, offset: u32) -> Option<Explanation> {
        self.open(text).explain(offset)
    }

    /// Builds the acknowledgement of a message; see [`Document::acknowledge`].
    pub fn build_acknowledgement(
        &self,
        message: &[u8],
        outcome: &str,
        responder: &Responder,
        options: &AcknowledgementOptions,
    ) -> Acknowledgement {
        self.open_bytes_within(message, options.limits).acknowledge(outcome, responder, options)
    }

    /// Holds responses against the message that they answer, in the order in which they came.
    pub fn review_conversation(&self, message: &[u8], responses: &[&[u8]], options: &Options) -> Conversation {
        let open = |bytes| self.open_bytes_within(bytes, options.limits);
        let responses: Vec<Document<'_>> = responses.iter().map(|bytes| open(bytes)).collect();
        open(message).review(&responses, options)
    }
}
