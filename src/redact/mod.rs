//! A message without what it says of people: every text has a stand-in of its type and length, ids have hashes, dates keep
//! their order alone. Structure, codes, systems and profiles stay, and so do the problems.

mod dates;
mod mask;
mod stand_in;

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::check::{check, is_snomed_id, same_display};
use crate::definitions::Definitions;
use crate::itk3;
use crate::itk3::acknowledge::UNREADABLE;
use crate::order::sort_by;
use crate::read::{Format, Limits, read};
use crate::source::Span;
use crate::tree::{NodeId, Tree, form};
use crate::typed::Typed;
use dates::Dates;
use mask::{Part, mask_json, mask_text, mask_xml};
use stand_in::{base64, class, class_as_written, hashed, identifier, stand_in, stand_in_with_number, uuid};

/// The redacted text. What is no value of an element (comments, text where none belongs, what could not be read) is masked
/// letter by letter.
pub(crate) fn redact(definitions: &Definitions, text: &str) -> String {
    if Format::of(text) == Format::Unknown || itk3::foreign(text).is_some() {
        return if Format::of(text) == Format::Xml { mask_xml(text, &[]) } else { mask_text(text) };
    }
    let (tree, findings) = read(text, Limits::default());
    let parts = itk3::Parts::of(text, &tree);
    let (checked, typed) =
        check(&tree, definitions, Limits::default(), parts.index.clone(), &itk3::assumed(&tree, &parts, definitions), None);
    let mut faulty = vec![Fault::None; tree.len()];
    for finding in &checked.findings {
        if let Some(node) = finding.at.node() {
            faulty[node.0 as usize] = Fault::Value;
        }
    }
    // What the reader stumbles over often stands in a value, and then says nothing of which node that is.
    for finding in findings.iter().take(100) {
        let at = crate::report::span(&tree, finding.at);
        for node in (0..tree.len() as u32).map(NodeId) {
            let value = tree.value_span(node);
            if tree.value(node).is_some() && value.start <= at.start && at.start <= value.end {
                faulty[node.0 as usize] = Fault::Writing;
            }
        }
    }
    let mut salt = DefaultHasher::new();
    text.hash(&mut salt);
    let nodes = || (0..tree.len() as u32).map(NodeId);
    let dates = nodes().filter(|&node| is_date(kind(&typed, node))).filter_map(|node| tree.value(node));
    let redaction = Redaction { tree: &tree, typed: &typed, faulty, dates: Dates::of(dates), salt: salt.finish() };

    let mut parts: Vec<Part> = nodes().filter_map(|node| redaction.part(node)).collect();
    sort_by(&mut parts, |a, b| a.span.start < b.span.start);
    match Format::of(text) {
        Format::Json => mask_json(text, &parts),
        _ => mask_xml(text, &parts),
    }
}

/// What was found at a node.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Value,
    /// As it is written it cannot be read.
    Writing,
}

struct Redaction<'a> {
    tree: &'a Tree<'a>,
    typed: &'a Typed<'a>,
    faulty: Vec<Fault>,
    dates: Dates,
    /// Of the whole text, so that nobody can try values until a hash fits.
    salt: u64,
}

fn kind<'a>(typed: &Typed<'a>, node: NodeId) -> &'a str {
    typed.type_of(node).map_or("", |code| typed.definitions.text(code))
}

fn is_date(kind: &str) -> bool {
    matches!(kind, "date" | "dateTime" | "instant" | "time")
}

impl Redaction<'_> {
    /// Where the value of a node stands, and what takes its place.
    fn part(&self, node: NodeId) -> Option<Part> {
        let tree = self.tree;
        let value = tree.value(node)?;
        let xhtml = kind(self.typed, node) == "xhtml";
        // The markup of a narrative in XML is that of the text around it.
        if xhtml && !tree.has(node, form::STRING) {
            return None;
        }
        let span = tree.value_span(node);
        let written = &tree.text[span.start as usize..span.end as usize];
        let new = if xhtml {
            Some(mask_xml(value, &[]))
        } else if self.faulty[node.0 as usize] == Fault::Writing
            && written.contains(|c: char| matches!(c, '\\' | '&' | '<') || c.is_control())
        {
            return Some(Part { span, written: Some(class_as_written(written)) });
        } else {
            let core = value.trim();
            let start = value.len() - value.trim_start().len();
            // White space around a value is a problem of its own.
            self.replaced(node, core).map(|new| [&value[..start], &new, &value[start + core.len()..]].concat())
        };
        let quote = tree.text[..span.start as usize].chars().next_back();
        Some(Part { span, written: new.map(|new| self.written(node, &new, quote)) })
    }

    fn written(&self, node: NodeId, new: &str, quote: Option<char>) -> String {
        let mut out = String::new();
        if self.tree.has(node, form::NUMBER) {
            // A number that begins with 0 is none.
            return new.to_owned();
        }
        if Format::of(self.tree.text) == Format::Json {
            crate::json::string(&mut out, new);
            return out[1..out.len() - 1].to_owned();
        }
        crate::report::attribute(&mut out, new);
        if quote == Some('\'') { out.replace('\'', "&#39;") } else { out }
    }

    /// What stands for a value; nothing where it may stay.
    fn replaced(&self, node: NodeId, value: &str) -> Option<String> {
        let tree = self.tree;
        let name = tree.name(node);
        let parent = tree.parent(node);
        let parent_name = parent.map_or("", |parent| tree.name(parent));
        let parent_kind = parent.map_or("", |parent| kind(self.typed, parent));
        let known = || self.typed.definitions.symbol(value).is_some();
        let faulty = self.faulty[node.0 as usize] != Fault::None;
        let kind = kind(self.typed, node);
        if value.is_empty() || tree.has(node, form::BOOLEAN) {
            return None;
        }
        if tree.has(node, form::NUMBER) && !matches!(kind, "integer" | "positiveInt" | "unsignedInt" | "decimal") {
            return Some(value.chars().map(|c| if matches!(c, '1'..='9') { '1' } else { c }).collect());
        }
        // Of an element that nobody knows, only its name says what it holds.
        let kind = match (kind, name) {
            ("", "system" | "profile" | "url" | "fullUrl") => "uri",
            ("", "reference") => "string",
            ("", "code") => "code",
            _ => kind,
        };
        match (kind, name) {
            ("id", _) | ("string" | "", "id") => Some(self.id(value)),
            (_, "fullUrl") | ("string", "reference") => self.reference(value),
            ("string", "display") if parent_kind == "Coding" && parent.is_some_and(|coding| self.is_display(coding, value)) => None,
            ("string", "title") if parent_name == "section" && known() => None,
            ("string", "title")
                if is_kind_of_document(value) && parent.and_then(|parent| tree.resource_type(parent)) == Some("Composition") =>
            {
                None
            }
            ("string", "value") if parent_kind == "Identifier" => {
                Some(self.reference_of_urn(value).unwrap_or_else(|| identifier(value, self.salt)))
            }
            // Words of the protocol.
            ("string", _) if value.contains("://") && known() => None,
            ("string", _) if itk3::is_interaction(value) => None,
            ("string", _) if parent.is_some_and(|parent| is_protocol(tree, parent)) && !value.contains(char::is_whitespace) => None,
            ("string" | "markdown", _) if value.eq_ignore_ascii_case("none") || !value.contains(char::is_alphanumeric) => None,
            ("string" | "markdown", _) => Some(match (itk3::nhs_number_in(value, true), faulty) {
                (true, _) => stand_in_with_number(value, self.salt),
                (_, true) => class(value),
                _ => stand_in(kind, value),
            }),
            ("uri" | "oid", "system" | "profile" | "url") if !faulty && (name != "url" || parent_name.ends_with("xtension")) => None,
            ("uri" | "oid", _) if known() => None,
            ("uri" | "oid", _) => Some(self.reference_of_urn(value).unwrap_or_else(|| address(value))),
            ("code", _) if known() || is_snomed_id(value) => None,
            // A code system's word, known or not.
            ("code", "code") if !value.contains(char::is_whitespace) && parent.is_some_and(|coding| has_system(tree, coding)) => None,
            ("code", _) => (faulty || value.contains(char::is_whitespace)).then(|| class(value)),
            ("boolean", _) => (faulty && !matches!(value, "true" | "false")).then(|| class(value)),
            ("integer" | "positiveInt" | "unsignedInt" | "decimal", _) => {
                (!value.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))).then(|| class(value))
            }
            ("base64Binary", _) => Some(base64(value)),
            (kind, _) if is_date(kind) => Some(self.dates.replaced(value).unwrap_or_else(|| class(value))),
            _ => Some(class(value)),
        }
    }

    /// Is it what the definitions call the code, or a name they give to one?
    fn is_display(&self, coding: NodeId, value: &str) -> bool {
        let (tree, definitions) = (self.tree, self.typed.definitions);
        let called = tree.child_value(coding, "system").zip(tree.child_value(coding, "code"));
        let called = called.and_then(|(system, code)| definitions.concept(system, code).flatten().flatten());
        called.is_some_and(|display| same_display(display, value)) || definitions.symbol(value).is_some()
    }

    /// The same for the same id, wherever it stands.
    fn id(&self, id: &str) -> String {
        // It stands for an id, and is nobody's.
        if id == UNREADABLE {
            return id.to_owned();
        }
        uuid(id).unwrap_or_else(|| hashed(id, self.salt))
    }

    /// `urn:uuid:` and what follows; of another urn the name of its space stays.
    fn reference_of_urn(&self, value: &str) -> Option<String> {
        if let Some(id) = value.strip_prefix("urn:uuid:") {
            return Some(["urn:uuid:", &self.id(id)].concat());
        }
        if let Some(made) = uuid(value) {
            return Some(made);
        }
        let (space, rest) = value.strip_prefix("urn:")?.rsplit_once(':')?;
        Some(["urn:", space, ":", &class(rest)].concat())
    }

    /// A reference: ids are mapped as they are elsewhere, what the definitions know stays.
    fn reference(&self, value: &str) -> Option<String> {
        if let Some(id) = value.strip_prefix('#') {
            return Some(if id.is_empty() { value.to_owned() } else { ["#", &self.id(id)].concat() });
        }
        if let Some(urn) = self.reference_of_urn(value) {
            return Some(urn);
        }
        if value.contains("://") && self.typed.definitions.symbol(value).is_some() {
            return None;
        }
        let (path, query) = value.split_once('?').map_or((value, None), |(path, query)| (path, Some(query)));
        let parts: Vec<&str> = path.split('/').collect();
        let definitions = self.typed.definitions;
        let is_type = |part: &str| definitions.symbol(part).is_some_and(|symbol| definitions.type_definition(symbol).is_some());
        let host = if path.contains("://") { 3 } else { 0 };
        let mut out: Vec<String> = Vec::new();
        for (i, &part) in parts.iter().enumerate() {
            let follows = i > host.min(1) && (is_type(parts[i - 1]) || parts[i - 1] == "_history");
            let of_definition = i > 0 && (parts[i - 1].ends_with("Definition") || matches!(parts[i - 1], "ValueSet" | "CodeSystem"));
            let kept = i < host
                || of_definition
                || part.is_empty()
                || !follows && (is_type(part) || i + 1 < parts.len() && (part == "_history" || host > 0));
            // What stands where a type should keeps its capital, and so its problem.
            let instead = i + 2 == parts.len() && host == 0 && part.starts_with(|c: char| c.is_ascii_uppercase());
            out.push(match kept {
                true => part.to_owned(),
                false if instead => class(part),
                false => self.id(part),
            });
        }
        let query = query.map(|query| ["?", &class(query)].concat()).unwrap_or_default();
        Some(out.join("/") + &query)
    }
}

fn has_system(tree: &Tree<'_>, coding: NodeId) -> bool {
    tree.child_value(coding, "system").is_some_and(|system| system.contains("://") || system.starts_with("urn:"))
}

/// The one title that a domain asks for.
fn is_kind_of_document(title: &str) -> bool {
    title.eq_ignore_ascii_case("Consultation report")
}

/// The key of the handling specification that says how a domain uses a message. (The other text there is the sender's
/// reference.)
fn is_protocol(tree: &Tree<'_>, extension: NodeId) -> bool {
    tree.child_value(extension, "url") == Some("LocalExtension")
}

/// An address: its scheme stays.
fn address(value: &str) -> String {
    match value.split_once("://") {
        Some((scheme, rest)) => [scheme, "://", &class(rest)].concat(),
        None => class(value),
    }
}

impl Part {
    fn at(parts: &[Part], start: usize) -> Option<&Part> {
        parts.binary_search_by(|part| (part.span.start as usize).cmp(&start)).ok().map(|at| &parts[at])
    }

    fn span(&self) -> Span {
        self.span
    }
}
