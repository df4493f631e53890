//! Looks at a message without judging it: where its references lead, and which elements of which definitions a node is held to.

use super::{Check, Index, Overlay, Target, resource};
use crate::definitions::Definitions;
use crate::intern::Symbol;
use crate::read::Limits;
use crate::tree::{NodeId, Tree};
use crate::typed::Typed;

/// Where the references of a message lead.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    /// What the walk learned of each node.
    pub(crate) typed: Typed<'a>,
    /// The `reference` of each Reference, in the order of the text.
    pub(crate) references: Vec<(NodeId, Target)>,
}

/// What a node is held to.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    /// The element of the base type first, then those of profiles.
    pub(crate) overlays: Vec<Overlay<'a>>,
    pub(crate) type_code: Symbol,
}

fn walked<'a>(tree: &'a Tree<'a>, definitions: &'a Definitions, assumed: &[(NodeId, String)], watched: Option<NodeId>) -> Check<'a> {
    let mut cx = Check::new(tree, definitions, Limits { issues: 0, ..Limits::default() }, Index::of(tree).into());
    cx.assume(assumed);
    cx.watched = watched;
    if !tree.is_empty() {
        resource::check(&mut cx, NodeId::ROOT, 0);
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

/// What a node is held to, with what the walk learned of each node.
pub(crate) fn look<'a>(
    tree: &'a Tree<'a>,
    definitions: &'a Definitions,
    assumed: &[(NodeId, String)],
    node: NodeId,
) -> (Typed<'a>, Option<Held<'a>>) {
    let cx = walked(tree, definitions, assumed, Some(node));
    (cx.typed, cx.held)
}

impl<'a> Check<'a> {
    /// Keeps what the watched node is held to: its base and the overlays from `overlays` on.
    pub(super) fn hold(&mut self, base: Overlay<'a>, type_code: Symbol, overlays: usize) {
        if self.held.is_none() && !self.silent {
            let overlays = std::iter::once(base).chain(self.overlays[overlays..].iter().copied()).collect();
            self.held = Some(Held { overlays, type_code });
        }
    }
}
