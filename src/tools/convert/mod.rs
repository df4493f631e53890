//! A resource that was read from one format, written in the other. What the definitions know of an element decides
//! whether JSON has an array or quotes.

mod narrative;
mod obstacle;
mod rules;
mod same;

use std::borrow::Cow;

use crate::definitions::Definitions;
use crate::definitions::shape::{Child, ShapeId};
use crate::diagnostic::{At, Diagnostic, Severity};
use crate::document::Document;
use crate::report::{self, Issue};
use crate::source::{Lines, Span};
use crate::syntax::intern::Symbol;
use crate::syntax::rules::ENCODING;
use crate::syntax::tree::{NodeId, Tree};
use crate::syntax::{Format, Limits};
use crate::typed::{Paths, Typed};
use crate::write::{Element, Value, write};
use narrative::{Narratives, embeddable, is_narrative};
use obstacle::{is_attribute, kind};
use rules::NOT_CONVERTIBLE;

impl Document<'_> {
    /// The same resource in another format: well-formed, and of the same information. Comments, processing instructions and
    /// `xsi:schemaLocation` are left out.
    ///
    /// # Errors
    ///
    /// The first reason why not, with its place: the text cannot be read without a fault, holds no resource of STU3, or holds
    /// what the other format cannot, such as a number that is none.
    pub fn convert(&self, format: Format) -> Result<String, Box<Issue>> {
        let reading = &self.reading;
        let of_reader = reading.findings.iter().find(|finding| finding.severity <= Severity::Error);
        let of_other = reading.other.as_ref().map(|(_, finding)| finding);
        // Bytes that are no text are told at the end of what was read, and come first.
        let of_bytes = reading.findings.iter().find(|finding| *finding.rule == ENCODING);
        let (typed, written) = match of_bytes.or(of_other).or(of_reader) {
            Some(finding) => (Typed::new(&reading.tree, &self.validator.definitions), Err(finding.clone())),
            None => {
                let typed = self.typed();
                let written = convert(&typed, format != Format::Json, reading.limits);
                (typed, written)
            }
        };
        written.map_err(|finding| {
            let (mut paths, lines) = (Paths::new(&typed), Lines::new(self.text()));
            Box::new(report::issue(&reading.tree, &mut paths, &lines, finding))
        })
    }
}

/// The resource of a tree as XML or JSON; the first reason why not, where the format cannot hold all of it. Comments,
/// processing instructions and `xsi:schemaLocation` are no part of a resource, and are left out.
fn convert(typed: &Typed<'_>, xml: bool, limits: Limits) -> Result<String, Diagnostic> {
    let tree = typed.tree;
    let Some(kind) = (!tree.is_empty()).then(|| tree.resource_type(NodeId::ROOT)).flatten() else {
        let at = if tree.is_empty() { At::Span(Span::at(0)) } else { At::Name(NodeId::ROOT) };
        return Err(Diagnostic::new(&NOT_CONVERTIBLE, at, "The text must be a FHIR resource to be converted").expected("a FHIR resource"));
    };
    if let Some(obstacle) = obstacle::first(typed, xml) {
        return Err(obstacle);
    }
    let narratives = if tree.ordered { Narratives::of(tree) } else { Narratives::default() };
    let converter = Converter { typed, xml, narratives };
    let written = write(kind, &converter.children(NodeId::ROOT, resource(typed, NodeId::ROOT)), xml);
    match same::first_lost(tree, &written, limits) {
        None => Ok(written),
        Some(node) => {
            let format = if xml { "XML" } else { "JSON" };
            let message = ["Content cannot be converted without loss to ", format].concat();
            Err(Diagnostic::new(&NOT_CONVERTIBLE, At::Name(node), message).expected("content that both formats can represent"))
        }
    }
}

/// What a resource may hold.
fn resource(typed: &Typed<'_>, node: NodeId) -> Option<ShapeId> {
    let code = typed.definitions.symbol(typed.tree.resource_type(node)?)?;
    typed.definitions.type_definition(code).map(|(definition, _)| ShapeId { definition, element: 0 })
}

/// What an element may hold.
pub(crate) fn shape_below(typed: &Typed<'_>, node: NodeId, known: Option<&Child>) -> Option<ShapeId> {
    if typed.tree.resource_type(node).is_some() {
        return resource(typed, node);
    }
    shape_of_type(typed.definitions, typed.type_of(node)?, known)
}

/// What an element of a type may hold.
pub(crate) fn shape_of_type(definitions: &Definitions, code: Symbol, known: Option<&Child>) -> Option<ShapeId> {
    match definitions.text(code) {
        "BackboneElement" | "Element" => known.map(|child| ShapeId { definition: child.definition, element: child.element }),
        _ => definitions.type_shape(code),
    }
}

struct Converter<'a> {
    typed: &'a Typed<'a>,
    xml: bool,
    narratives: Narratives,
}

impl<'a> Converter<'a> {
    /// The children of a node: in the order of its type where the format that was read has none of its own, as JSON.
    fn children(&self, node: NodeId, shape: Option<ShapeId>) -> Vec<Element<'a>> {
        let typed = self.typed;
        let tree = typed.tree;
        let shape = shape.map_or(&[][..], |shape| typed.definitions.shape(shape));
        let place = |child: NodeId| typed.element(child).and_then(|name| shape.iter().position(|known| known.name == name));
        // What the type does not have stays behind what it stands behind.
        let mut last = 0;
        let mut placed: Vec<(usize, NodeId)> = Vec::new();
        for child in tree.children(node) {
            last = place(child).unwrap_or(last);
            placed.push((last, child));
        }
        if !tree.ordered {
            placed.sort_by_key(|item| item.0);
        }
        placed.into_iter().map(|(_, child)| self.element(child, place(child).map(|place| &shape[place]))).collect()
    }

    fn element(&self, node: NodeId, known: Option<&Child>) -> Element<'a> {
        let typed = self.typed;
        let tree: &'a Tree<'a> = typed.tree;
        let kind = kind(typed, node);
        let value = match (tree.resource_type(node), tree.value(node)) {
            (Some(kind), _) => Value::Resource(Cow::Borrowed(kind)),
            // The names of primitive types begin with small letters.
            (None, None) if kind.starts_with(|c: char| c.is_ascii_lowercase()) => Value::Absent,
            (None, None) => Value::None,
            (None, Some(value)) => {
                if is_narrative(tree, node) {
                    Value::Narrative(self.narrative(node, value))
                } else if is_attribute(tree, node) {
                    Value::Attribute(Cow::Borrowed(value))
                } else if matches!(kind, "boolean" | "integer" | "decimal" | "unsignedInt" | "positiveInt") {
                    Value::Bare(Cow::Borrowed(value))
                } else {
                    Value::Text(Cow::Borrowed(value))
                }
            }
        };
        Element {
            name: Cow::Borrowed(tree.name(node)),
            list: typed.is_list(node),
            value,
            children: self.children(node, shape_below(typed, node, known)),
        }
    }

    /// A div that stands by itself: in XML it is markup of the text, in JSON a string. Lines of markup end with a line feed, whatever
    /// they are written with (XML 1.0, section 2.11).
    fn narrative(&self, node: NodeId, value: &'a str) -> Cow<'a, str> {
        let tree = self.typed.tree;
        let rewritten = self.narratives.rewritten(tree.span(node).start).map(str::to_owned);
        let div = match rewritten.or_else(|| if self.xml && !tree.ordered { embeddable(value) } else { None }) {
            Some(div) => Cow::Owned(div),
            None => Cow::Borrowed(value),
        };
        if div.contains('\r') { Cow::Owned(div.replace("\r\n", "\n").replace('\r', "\n")) } else { div }
    }
}
