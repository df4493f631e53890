//! Text into a [`Tree`]. Never fails: what cannot be read is a finding with a place, and the rest is kept.

mod around;
pub(crate) mod fhirpath;
pub(crate) mod intern;
mod json;
mod json_scan;
pub(crate) mod rules;
pub mod tree;
mod xml;
pub(crate) mod xml_declaration;
mod xml_scan;
pub(crate) use json::holds_resource;
pub(crate) use json_scan::is_json_number;
pub(crate) use xml_scan::{
    Scanner as XmlScanner, Token, is_char as is_xml_char, is_name as is_xml_name, starts_name as starts_xml_name, unescape,
};

use std::cmp::Ordering;

use crate::diagnostic::{At, Diagnostic};
use crate::source::Span;
use crate::syntax::tree::Tree;
use around::{Around, Inside};
pub use around::{Unwrapped, unwrap};

/// Bounds on what is read and reported. Reaching one is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of text.
    pub bytes: usize,
    /// Elements within elements; more than 500 are never read.
    pub depth: usize,
    /// Elements and attributes.
    pub nodes: usize,
    /// Findings.
    pub issues: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 32 << 20, depth: 200, nodes: 4_000_000, issues: 10_000 }
    }
}

impl Limits {
    /// Findings of a stage before it is decided which of them are one fault.
    pub(crate) fn unresolved(self) -> usize {
        self.issues.saturating_mul(4).saturating_add(1000)
    }
}

/// Findings of a reader, as many as the limit allows.
struct Findings {
    list: Vec<Diagnostic>,
    most: usize,
}

impl Findings {
    fn new(limits: Limits) -> Findings {
        Findings { list: Vec::new(), most: limits.issues }
    }

    fn push(&mut self, finding: Diagnostic) {
        match self.list.len().cmp(&self.most) {
            Ordering::Less => self.list.push(finding),
            Ordering::Equal => {
                let message = "The limit on findings was reached; the rest are not listed";
                let expected = format!("at most {} findings", self.most);
                self.list.push(Diagnostic::new(&rules::LIMIT_ISSUES, finding.at, message).expected(expected).found("more"));
            }
            Ordering::Greater => {}
        }
    }

    /// No more are listed.
    fn is_full(&self) -> bool {
        self.list.len() > self.most
    }
}

/// In which of FHIR's formats a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Begins with `<`.
    Xml,
    /// Begins with `{`.
    Json,
    /// Neither.
    Unknown,
}

impl Format {
    /// The format of a text, by its first character.
    pub fn of(text: &str) -> Format {
        match text.trim_start_matches('\u{feff}').trim_start().as_bytes().first() {
            Some(b'<') => Format::Xml,
            Some(b'{' | b'[') => Format::Json,
            _ => Format::Unknown,
        }
    }

    /// `xml`, `json` or `unknown`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Xml => "xml",
            Format::Json => "json",
            Format::Unknown => "unknown",
        }
    }
}

/// Most elements within elements, whatever the limits say: a check calls itself for each.
const DEEPEST: usize = 500;

/// Reads a text. The tree is empty where nothing of it could be read.
pub fn read(text: &str, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    let (tree, mut findings) = read_format(text, Limits { depth: limits.depth.min(DEEPEST), ..limits });
    findings.iter_mut().for_each(|finding| settle(&tree, finding));
    (tree, findings)
}

/// Reads XML that is not FHIR, from a place on; text may stand before its root and behind. Attributes are nodes whose names begin
/// with `@`, the text of an element is its value, and [`Tree::namespace`] has the namespaces.
pub fn read_plain(text: &str, at: usize, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    if text.len() > limits.bytes {
        return (Tree::unread(text), vec![too_large(limits, format!("{} bytes", text.len()))]);
    }
    let (tree, mut findings) = xml::read_plain(text, at, Limits { depth: limits.depth.min(DEEPEST), ..limits });
    findings.iter_mut().for_each(|finding| settle(&tree, finding));
    (tree, findings)
}

/// Where a node ends is known only when all of it is read: what stands outside belongs to a node around it.
fn settle(tree: &Tree<'_>, finding: &mut Diagnostic) {
    while let At::Within(node, span) = finding.at {
        let whole = tree.span(node);
        if whole.start <= span.start && span.end <= whole.end {
            return;
        }
        finding.at = tree.parent(node).map_or(At::Span(span), |parent| At::Within(parent, span));
    }
}

/// What is said of a text that is larger than the limit.
pub(crate) fn too_large(limits: Limits, found: String) -> Diagnostic {
    Diagnostic::new(&rules::LIMIT_BYTES, At::Span(Span::at(0)), "The text is larger than the limit; nothing was checked")
        .expected(format!("at most {} bytes", limits.bytes))
        .found(found)
}

/// What is said of a text with a message inside it, or of a file of another kind.
fn inside(around: &Around) -> Diagnostic {
    let (at, message) = match &around.inside {
        Inside::Stretch(range) => {
            (Span::new(range.start, range.start + 1), "The text around the message must be removed: the message begins here")
        }
        Inside::Encoded(_) => (Span::at(0), "The message must be decoded first"),
        Inside::Nothing => (Span::at(0), "The file is not a message"),
    };
    Diagnostic::new(&rules::AROUND, At::Span(at), message)
        .expected("a FHIR resource alone, as XML (begins with '<') or JSON (begins with '{')")
        .found(around.what)
}

fn read_format(text: &str, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    if text.len() > limits.bytes {
        return (Tree::unread(text), vec![too_large(limits, format!("{} bytes", text.len()))]);
    }
    if let Some(around) = around::around(text) {
        return (Tree::unread(text), vec![inside(&around)]);
    }
    match Format::of(text) {
        Format::Xml => xml::read(text, limits),
        Format::Json => json::read(text, limits),
        Format::Unknown => {
            let start = text.len() - text.trim_start_matches('\u{feff}').trim_start().len();
            let first = text[start..].chars().next();
            let finding = match first {
                None => Diagnostic::new(&rules::NOT_FHIR, At::Span(Span::at(0)), "The input is empty"),
                Some(c) => {
                    Diagnostic::new(&rules::NOT_FHIR, At::Span(Span::new(start, start + c.len_utf8())), "The text is neither XML nor JSON")
                        .found(format!("it begins with {c:?}"))
                }
            }
            .expected("a FHIR resource as XML (begins with '<') or JSON (begins with '{')");
            (Tree::new(text, false), vec![finding])
        }
    }
}
