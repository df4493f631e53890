//! Where a node stands, in words.

use super::context::Context;
use crate::syntax::tree::NodeId;

/// The names from the resource that a node stands in down to it: `Patient.name.given`.
pub(super) fn within_resource(cx: &Context<'_>, node: NodeId) -> String {
    let mut parts = Vec::new();
    let mut at = Some(node);
    while let Some(node) = at {
        if let Some(resource) = cx.tree.resource_type(node) {
            parts.push(resource);
            break;
        }
        parts.push(cx.tree.name(node));
        at = cx.tree.parent(node);
    }
    parts.reverse();
    parts.join(".")
}
