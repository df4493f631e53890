//! Walks a message without judging it, for whoever wants to see what its nodes are held to; and where its references lead.

use super::context::Context;
use super::index::{Index, Target};
use super::observer::Observer;
use super::walk;
use crate::definitions::Definitions;
use crate::syntax::Limits;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Typed;

/// Walks a message; gives what was learned of each node.
pub(crate) fn watched<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    assumed: &[(NodeId, String)],
    observer: &'a dyn Observer,
) -> Typed<'a> {
    let limits = Limits { issues: 0, ..Limits::default() };
    let mut cx = Context::new(tree, definitions, limits, Index::of(tree).into(), walk::as_profile);
    cx.assume(assumed);
    cx.observer = Some(observer);
    if !tree.is_empty() {
        walk::resource(&mut cx, NodeId::ROOT, 0);
    }
    cx.typed
}

/// The `reference` of each Reference, in the order of the text, and where it leads.
pub(crate) fn references(typed: &Typed<'_>) -> Vec<(NodeId, Target)> {
    let (tree, index) = (typed.tree, Index::of(typed.tree));
    let reference = typed.definitions.words().reference;
    let mut references = Vec::new();
    for node in (0..tree.len() as u32).map(NodeId).filter(|&node| typed.type_of(node) == Some(reference)) {
        if let Some(at) = tree.child(node, "reference")
            && let Some(value) = tree.value(at)
        {
            references.push((at, index.resolve(tree, node, value)));
        }
    }
    references
}
