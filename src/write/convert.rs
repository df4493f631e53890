//! A resource that was read from one format, written in the other. What the definitions know of an element decides
//! whether JSON has an array or quotes.

use std::borrow::Cow;

use super::{Element, Value, write};
use crate::definitions::shape::{Child, ShapeId};
use crate::order::sort_by;
use crate::tree::{NodeId, Tree};
use crate::typed::Typed;

/// The resource of a tree as XML or JSON; nothing where there is no resource. What the format cannot say, such as
/// comments, is left out.
pub(crate) fn convert(typed: &Typed<'_>, xml: bool) -> Option<String> {
    let tree = typed.tree;
    if tree.is_empty() {
        return None;
    }
    let kind = tree.resource_type(NodeId::ROOT)?;
    Some(write(kind, &children(typed, NodeId::ROOT, resource(typed, NodeId::ROOT)), xml))
}

/// What a resource may hold.
fn resource(typed: &Typed<'_>, node: NodeId) -> Option<ShapeId> {
    let code = typed.definitions.symbol(typed.tree.resource_type(node)?)?;
    typed.definitions.type_definition(code).map(|(definition, _)| ShapeId { definition, element: 0 })
}

/// The children of a node: in the order of its type where the format that was read has none of its own, as JSON.
fn children<'a>(typed: &'a Typed<'a>, node: NodeId, shape: Option<ShapeId>) -> Vec<Element<'a>> {
    let tree = typed.tree;
    let shape = shape.map_or(&[][..], |shape| typed.definitions.shape(shape));
    let place = |child: NodeId| typed.element(child).and_then(|name| shape.iter().position(|known| known.name == name));
    let kept = tree.children(node).filter(|&child| tree.name(child) != "fhir_comments");
    // What the type does not have stays behind what it stands behind.
    let mut last = 0;
    let mut placed: Vec<(usize, NodeId)> = Vec::new();
    for child in kept {
        last = place(child).unwrap_or(last);
        placed.push((last, child));
    }
    if !tree.ordered {
        sort_by(&mut placed, |a, b| a.0 < b.0);
    }
    placed.into_iter().map(|(_, child)| element(typed, node, child, place(child).map(|place| &shape[place]))).collect()
}

/// What an element may hold.
fn below(typed: &Typed<'_>, node: NodeId, known: Option<&Child>) -> Option<ShapeId> {
    if typed.tree.resource_type(node).is_some() {
        return resource(typed, node);
    }
    let code = typed.type_of(node)?;
    match typed.definitions.text(code) {
        "BackboneElement" | "Element" => known.map(|child| ShapeId { definition: child.definition, element: child.element }),
        _ => typed.definitions.type_shape(code),
    }
}

fn element<'a>(typed: &'a Typed<'a>, parent: NodeId, node: NodeId, known: Option<&Child>) -> Element<'a> {
    let tree: &'a Tree<'a> = typed.tree;
    let kind = typed.type_of(node).map_or("", |code| typed.definitions.text(code));
    let value = match (tree.resource_type(node), tree.value(node)) {
        (Some(kind), _) => Value::Resource(Cow::Borrowed(kind)),
        // The names of primitive types begin with small letters.
        (None, None) if kind.starts_with(|c: char| c.is_ascii_lowercase()) => Value::Absent,
        (None, None) => Value::None,
        (None, Some(value)) => {
            let value = Cow::Borrowed(value);
            match (tree.name(node), kind) {
                ("div", _) => Value::Narrative(value),
                ("id", _) if tree.resource_type(parent).is_none() => Value::Attribute(value),
                ("url", _) if matches!(tree.name(parent), "extension" | "modifierExtension") => Value::Attribute(value),
                (_, "boolean" | "integer" | "decimal" | "unsignedInt" | "positiveInt") => Value::Bare(value),
                _ => Value::Text(value),
            }
        }
    };
    Element {
        name: Cow::Borrowed(tree.name(node)),
        list: typed.is_list(node),
        value,
        children: children(typed, node, below(typed, node, known)),
    }
}
