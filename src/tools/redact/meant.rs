//! Finds the element that a misspelt name was meant to be. Its content is redacted as if the name were correct, so the copy shows the
//! same problems.

use std::collections::HashMap;

use super::kind;
use super::vocabulary::is_name;
use crate::definitions::shape::{Child, ShapeId};
use crate::near::is_near;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;
use crate::tools::convert::{shape_below, shape_of_type};
use crate::typed::Typed;

/// The element that a misspelt name was meant to be.
struct Element {
    name: String,
    kind: Option<Symbol>,
}

/// See the [module](self).
pub(super) struct Meant<'a> {
    typed: &'a Typed<'a>,
    /// The shape of each node's content, by node.
    shapes: Vec<Option<ShapeId>>,
    misspelt: HashMap<NodeId, Element>,
    /// The first child with each [`ASKED`] name, by parent. A correct name takes precedence over a misspelt one.
    asked: HashMap<(NodeId, &'static str), NodeId>,
}

/// Names of the children that decide how their siblings are redacted.
const ASKED: [&str; 2] = ["system", "code"];

impl<'a> Meant<'a> {
    pub(super) fn of(typed: &'a Typed<'a>) -> Meant<'a> {
        let (tree, definitions) = (typed.tree, typed.definitions);
        let mut meant = Meant { typed, shapes: Vec::with_capacity(tree.len()), misspelt: HashMap::new(), asked: HashMap::new() };
        for node in (0..tree.len() as u32).map(NodeId) {
            let children = meant.siblings(node);
            let name = tree.name(node);
            let mut known = typed.element(node).and_then(|name| children.iter().find(|child| child.name == name));
            if known.is_none() && !children.is_empty() {
                let found = children.iter().find_map(|child| Some((child, meant.likely(child, name)?)));
                if let Some((child, element)) = found {
                    known = Some(child);
                    meant.misspelt.insert(node, element);
                }
            }
            let code = meant.misspelt.get(&node).map_or_else(|| typed.type_of(node), |element| element.kind);
            let of_type = || shape_of_type(definitions, code?, known);
            // An element that must not contain a resource may contain one all the same; its other children still have its type.
            let shape = shape_below(typed, node, known).or_else(of_type);
            meant.shapes.push(shape);
            meant.note(node);
        }
        meant
    }

    /// Records a node if its name is one of [`ASKED`].
    fn note(&mut self, node: NodeId) {
        let tree = self.typed.tree;
        let (Some(parent), Some(name)) = (tree.parent(node), ASKED.into_iter().find(|name| *name == self.name(node))) else { return };
        let first = *self.asked.entry((parent, name)).or_insert(node);
        if tree.name(first) != name && tree.name(node) == name {
            self.asked.insert((parent, name), node);
        }
    }

    /// Returns the elements that the type of a node's parent allows.
    pub(super) fn siblings(&self, node: NodeId) -> &'a [Child] {
        let shape = self.typed.tree.parent(node).and_then(|parent| self.shapes[parent.0 as usize]);
        shape.map_or(&[], |shape| self.typed.definitions.shape(shape))
    }

    /// Returns the element if the name is likely a misspelling of it.
    fn likely(&self, child: &Child, name: &str) -> Option<Element> {
        let definitions = self.typed.definitions;
        let stem = definitions.text(child.name);
        if child.choice {
            let named = || definitions.choice_names(child).zip(definitions.type_codes(child));
            let found = named().find(|(known, _)| known == name).or_else(|| named().find(|(known, _)| is_near(known, name)));
            let plain = || is_near(stem, name).then(|| Element { name: stem.to_owned(), kind: None });
            return found.map(|(name, kind)| Element { name, kind: Some(kind) }).or_else(plain);
        }
        let is_likely = stem == name || is_near(stem, name) && !is_name(definitions, name);
        is_likely.then(|| Element { name: stem.to_owned(), kind: definitions.type_codes(child).next() })
    }

    /// Returns the name that the misspelt name of a node was meant to be.
    pub(super) fn right_name(&self, node: NodeId) -> Option<&str> {
        self.misspelt.get(&node).map(|element| &*element.name)
    }

    /// Returns the correct name of a node, as far as it is known.
    pub(super) fn name(&self, node: NodeId) -> &str {
        self.right_name(node).unwrap_or(self.typed.tree.name(node))
    }

    /// Returns the type of a node, or of the element that its name was meant to be.
    pub(super) fn kind(&self, node: NodeId) -> &'a str {
        let of_meant = || self.misspelt.get(&node)?.kind.map(|code| self.typed.definitions.text(code));
        Some(kind(self.typed, node)).filter(|kind| !kind.is_empty()).or_else(of_meant).unwrap_or_default()
    }

    /// Returns the value of a child with an [`ASKED`] name, misspelt or not.
    pub(super) fn child_value(&self, node: NodeId, name: &'static str) -> Option<&'a str> {
        self.asked.get(&(node, name)).and_then(|&child| self.typed.tree.value(child))
    }
}
