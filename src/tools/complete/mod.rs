//! What can be written at a place: elements that may stand there, codes that a value set has, profiles, targets of references.
//!
//! What is being typed breaks the text. It is read without that, and with something else in its place: what its parent is held
//! to is then known from the walk, as for a check.

mod codes;
mod json;
mod names;
mod values;
mod xml;

use std::cell::RefCell;

use serde::Serialize;

use super::explain::byte_of;
use crate::definitions::Definitions;
use crate::document::{Document, Reading};
use crate::itk3;
use crate::source::{Lines, NodeId, Span};
use crate::syntax::Format;
use crate::syntax::tree::{Tree, form};
use crate::validate::{Observer, Visit, watched};

/// The name of what stands in for what is being typed.
const STAND_IN: &str = "itk3-completion";

/// Most suggestions that are made at once.
const MOST: usize = 500;

/// What a suggestion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuggestionKind {
    /// An element.
    Element,
    /// A slice of an element, or an extension.
    Slice,
    /// A code, or what else a value is chosen from.
    Code,
    /// The target of a reference.
    Reference,
    /// A resource type.
    ResourceType,
    /// The URL of a profile or an extension.
    Url,
}

/// Something that can be written at a place.
#[derive(Clone, Debug, Serialize)]
pub struct Suggested {
    /// What it is.
    pub kind: SuggestionKind,
    /// What is shown of it.
    pub label: String,
    /// How often and of which type, or what a code means.
    pub detail: String,
    /// Who says so, a line each.
    pub said: Vec<String>,
    /// What is written. `${…}` stands for what only a person can know.
    pub text: String,
    /// What is held against what was typed.
    pub filter: String,
    /// The definitions ask for it.
    pub required: bool,
}

/// What can be written at a place.
#[derive(Clone, Debug, Serialize)]
pub struct Completion {
    /// Offset of the first UTF-16 code unit that gives way.
    pub start: u32,
    /// Offset after the last one.
    pub end: u32,
    /// The suggestions, the best first.
    pub suggestions: Vec<Suggested>,
    /// There are more than these: another letter, or one less, may bring them.
    pub is_incomplete: bool,
}

/// Where the cursor is.
struct Cursor {
    /// What gives way to what is chosen.
    replaced: Span,
    /// The text as it is read.
    text: String,
    /// Where the stand-in, or the element that is edited, begins in that.
    begin: usize,
    asked: Asked,
}

/// What is asked for.
#[derive(Clone, Debug)]
enum Asked {
    Element(Shape),
    Value {
        /// Of XML, an attribute that is a value by itself.
        attribute: Option<String>,
        /// The quotes are there, and stay.
        quoted: bool,
    },
    ResourceType {
        quoted: bool,
    },
}

/// As what an element is written.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// XML, all of it.
    Whole,
    /// XML, after its `<`.
    Opened,
    /// The name alone.
    Name,
    /// JSON, and the commas that it needs.
    Member { lead: &'static str, trail: &'static str },
}

/// A name of XML as far as FHIR has them.
fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

impl Document<'_> {
    /// Finds what can be written at a place, counted in UTF-16 code units, or `None` where nothing is known of it.
    ///
    /// ```
    /// let validator = itk3_validator::Validator::new();
    /// let text = "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"f\"/></Patient>";
    /// let offset = text.find("f\"/>").unwrap_or_default() as u32 + 1;
    /// let completion = validator.open(text).complete(offset).expect("gender has codes");
    /// assert_eq!(completion.suggestions[0].label, "female");
    /// ```
    pub fn complete(&self, offset: u32) -> Option<Completion> {
        let text = self.text();
        let at = byte_of(text, offset) as usize;
        let cursor = match Format::of(text) {
            Format::Xml => xml::cursor(text, at),
            Format::Json => json::cursor(text, at),
            Format::Unknown => None,
        }?;
        let replaced = cursor.replaced;
        let typed = text[replaced.start as usize..at].trim_start_matches('"');
        let reading = Reading::of(&*cursor.text, self.reading.limits);
        let document = Document { validator: self.validator, reading: reading.into() };
        let mut suggestions = document.suggest(&cursor)?;
        let all = suggestions.len();
        narrow(&mut suggestions, typed);
        let is_incomplete = suggestions.len() < all || all > MOST;
        suggestions.truncate(MOST);
        let lines = Lines::new(text);
        let (start, end) = (lines.position(replaced.start).offset, lines.position(replaced.end).offset);
        Some(Completion { start, end, suggestions, is_incomplete })
    }

    fn suggest(&self, cursor: &Cursor) -> Option<Vec<Suggested>> {
        let tree = &self.reading.tree;
        if self.reading.itk2.is_some() || self.reading.other.is_some() || tree.is_empty() {
            return None;
        }
        let definitions = &self.validator.definitions;
        let place = Place { tree, definitions };
        match &cursor.asked {
            Asked::ResourceType { quoted } => {
                Some(place.resource_types(Written { quoted: *quoted || !tree.ordered, is_xml: tree.ordered }))
            }
            Asked::Element(shape) => {
                let node = place.beginning_at(cursor.begin)?;
                if tree.resource_type(node) == Some(STAND_IN) {
                    return Some(place.resource_types_as_elements(*shape));
                }
                let parent = tree.parent(node)?;
                let ask = |visit: &Visit<'_>| place.elements(visit, node, *shape);
                let alone = || place.lacks_type(parent).then(|| vec![place.resource_type_member(*shape)]);
                self.at_visit(parent, &ask).or_else(alone)
            }
            Asked::Value { attribute, quoted } => {
                let node = match attribute {
                    Some(name) => tree.child(place.beginning_at(cursor.begin)?, name)?,
                    None if tree.ordered => place.beginning_at(cursor.begin)?,
                    None => place.around(cursor.begin + 1)?,
                };
                self.values(&place, node, Written { quoted: !*quoted && !tree.ordered, is_xml: tree.ordered })
            }
        }
    }

    /// What is said at the visit of a node.
    fn at_visit<T>(&self, node: NodeId, ask: &dyn Fn(&Visit<'_>) -> T) -> Option<T> {
        struct Once<'a, T> {
            node: NodeId,
            ask: &'a dyn Fn(&Visit<'_>) -> T,
            said: RefCell<Option<T>>,
        }
        impl<T> Observer for Once<'_, T> {
            fn visit(&self, visit: &Visit<'_>) {
                let mut said = self.said.borrow_mut();
                if visit.node == self.node && said.is_none() {
                    *said = Some((self.ask)(visit));
                }
            }
        }
        let once = Once { node, ask, said: RefCell::new(None) };
        self.watch(&once);
        once.said.into_inner()
    }

    fn watch(&self, observer: &dyn Observer) {
        let (tree, definitions) = (&self.reading.tree, &self.validator.definitions);
        let assumed = itk3::assumed(tree, &self.reading.parts(), definitions);
        watched(tree, definitions, &assumed, observer);
    }
}

/// How a value is written.
#[derive(Clone, Copy, Debug)]
struct Written {
    /// With quotes around it.
    quoted: bool,
    is_xml: bool,
}

impl Written {
    fn text(self, value: &str) -> String {
        let mut out = String::new();
        if self.is_xml {
            crate::report::attribute(&mut out, value);
            return out.replace('\'', "&apos;");
        }
        crate::json::string(&mut out, value);
        if self.quoted { out } else { out[1..out.len() - 1].to_owned() }
    }
}

/// A tree, and what is known.
#[derive(Clone, Copy)]
struct Place<'a> {
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
}

impl Place<'_> {
    fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> {
        (0..self.tree.len() as u32).map(NodeId)
    }

    /// The element that begins at a byte.
    fn beginning_at(&self, byte: usize) -> Option<NodeId> {
        let is_element = |node: &NodeId| !self.tree.has(*node, form::ATTRIBUTE);
        self.nodes().filter(is_element).find(|&node| self.tree.span(node).start as usize == byte)
    }

    /// The innermost node around a byte.
    fn around(&self, byte: usize) -> Option<NodeId> {
        let has = |node: &NodeId| (self.tree.span(*node).start..=self.tree.span(*node).end).contains(&(byte as u32));
        self.nodes().rfind(has)
    }
}

/// Leaves what goes with what was typed: what begins with it, then what has it in it. Where nothing does, all of it stays.
fn narrow(suggestions: &mut Vec<Suggested>, typed: &str) {
    let typed = typed.trim_start_matches('<').to_lowercase();
    if typed.is_empty() {
        return;
    }
    let rank = |one: &Suggested| {
        let (label, detail) = (one.label.to_lowercase(), one.detail.to_lowercase());
        match () {
            () if label.starts_with(&typed) => 0,
            () if label.contains(&typed) => 1,
            () if one.kind != SuggestionKind::Element && detail.contains(&typed) => 2,
            () => 3,
        }
    };
    if suggestions.iter().any(|one| rank(one) < 3) {
        suggestions.retain(|one| rank(one) < 3);
        suggestions.sort_by_key(rank);
    }
}

#[cfg(test)]
mod tests;
