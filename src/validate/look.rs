//! Walks a message without judging it: for where its references lead, and for whoever wants to see what its nodes are held to.

use super::context::Context;
use super::index::{Index, Target};
use super::observer::Observer;
use super::walk;
use crate::definitions::Definitions;
use crate::syntax::Limits;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Typed;

/// Where the references of a message lead.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    /// What the walk learned of each node.
    pub(crate) typed: Typed<'a>,
    /// The `reference` of each Reference, in the order of the text.
    pub(crate) references: Vec<(NodeId, Target)>,
}

/// Walks a message; gives what was learned of each node.
pub(crate) fn watched<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    assumed: &[(NodeId, String)],
    observer: &'a dyn Observer,
) -> Typed<'a> {
    walked(tree, definitions, assumed, Some(observer)).typed
}

fn walked<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    assumed: &[(NodeId, String)],
    observer: Option<&'a dyn Observer>,
) -> Context<'a> {
    let mut cx = Context::new(tree, definitions, Limits { issues: 0, ..Limits::default() }, Index::of(tree).into(), walk::as_profile);
    cx.assume(assumed);
    cx.observer = observer;
    if !tree.is_empty() {
        walk::resource(&mut cx, NodeId::ROOT, 0);
    }
    cx
}

/// Follows every reference.
pub(crate) fn survey<'a>(tree: &'a Tree<'a>, definitions: &'a Definitions) -> Survey<'a> {
    let cx = walked(tree, definitions, &[], None);
    let mut references = Vec::new();
    for node in (0..tree.len() as u32).map(NodeId) {
        if cx.typed.type_of(node) != Some(cx.words.reference) {
            continue;
        }
        if let Some(at) = tree.child(node, "reference")
            && let Some(value) = tree.value(at)
        {
            references.push((at, cx.index.resolve(tree, node, value)));
        }
    }
    Survey { typed: cx.typed, references }
}
