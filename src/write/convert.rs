//! A resource that was read from one format, written in the other. What the definitions know of an element decides
//! whether JSON has an array or quotes.

use std::borrow::Cow;

use super::{Element, Value, write};
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
    Some(write(kind, &children(typed, NodeId::ROOT), xml))
}

fn children<'a>(typed: &'a Typed<'a>, node: NodeId) -> Vec<Element<'a>> {
    let tree = typed.tree;
    tree.children(node).filter(|&child| tree.name(child) != "fhir_comments").map(|child| element(typed, node, child)).collect()
}

fn element<'a>(typed: &'a Typed<'a>, parent: NodeId, node: NodeId) -> Element<'a> {
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
    Element { name: Cow::Borrowed(tree.name(node)), list: typed.is_list(node), value, children: children(typed, node) }
}
