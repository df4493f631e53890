//! Whether what was written is read back as the same.

use super::narrative::is_narrative;
use crate::diagnostic::Severity;
use crate::syntax::tree::{NodeId, Tree};
use crate::syntax::{Limits, read};

/// The first node of a tree that a text does not give back, or `None` if all of them come back.
pub(super) fn first_lost(tree: &Tree<'_>, written: &str, limits: Limits) -> Option<NodeId> {
    // What is written may be longer than what was read.
    let (back, findings) = read(written, Limits { bytes: usize::MAX, ..limits });
    if back.is_empty() || tree.is_empty() {
        return Some(NodeId::ROOT);
    }
    let lost = differs(tree, NodeId::ROOT, &back, NodeId::ROOT);
    lost.or_else(|| findings.iter().any(|finding| finding.severity <= Severity::Error).then_some(NodeId::ROOT))
}

/// The children of a node by their names; those of one name in their order.
fn grouped(tree: &Tree<'_>, node: NodeId) -> Vec<NodeId> {
    let mut children: Vec<NodeId> = tree.children(node).collect();
    children.sort_by_key(|&child| tree.name(child));
    children
}

fn differs(tree: &Tree<'_>, node: NodeId, back: &Tree<'_>, other: NodeId) -> Option<NodeId> {
    let same_value = match (tree.value(node), back.value(other)) {
        // The markup was written by the same text, or anew without prefixes.
        (Some(_), Some(_)) if is_narrative(tree, node) => is_narrative(back, other),
        (one, two) => one == two,
    };
    if !same_value || tree.resource_type(node) != back.resource_type(other) {
        return Some(node);
    }
    let (children, others) = (grouped(tree, node), grouped(back, other));
    for (&child, &other) in children.iter().zip(&others) {
        if tree.name(child) != back.name(other) {
            return Some(child);
        }
        if let Some(lost) = differs(tree, child, back, other) {
            return Some(lost);
        }
    }
    (children.len() != others.len()).then_some(node)
}
