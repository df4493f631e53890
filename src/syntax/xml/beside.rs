//! An element where a resource belongs, with the resource after it.

use crate::diagnostic::{At, Diagnostic, Subject, shown};
use crate::source::Span;
use crate::syntax::rules::XML_RESOURCE_COUNT;
use crate::syntax::tree::{NodeId, Tree};

/// The elements of an entry beside its resource.
const OF_ENTRY: [&str; 5] = ["link", "fullUrl", "search", "request", "response"];

/// Says where the element at a node belongs: beside what holds the resource, or in the resource.
pub(super) fn finding(tree: &Tree<'_>, node: NodeId, name: Span, resource: &str) -> Diagnostic {
    let first = shown(tree.resource_type(node).unwrap_or_default());
    let of_entry = tree.name(node) == "resource" && OF_ENTRY.contains(&&*first);
    let (message, expected) = if of_entry {
        (format!("{first} must be beside resource, not inside it"), format!("<{first}/><resource><{resource}>"))
    } else {
        (format!("{first} must stand inside the resource, not before it"), format!("<{resource}><{first}/>"))
    };
    let finding = Diagnostic::new(&XML_RESOURCE_COUNT, At::Within(node, name), message).expected(expected);
    let finding = finding.found(format!("<{first}/><{resource}>"));
    match tree.parent(node).filter(|_| of_entry) {
        Some(entry) => finding.about(Subject::Misplaced(first, entry)),
        None => finding,
    }
}
