//! What stands beside a resource where only that belongs: an element before it or after it, another resource.

use crate::diagnostic::{At, Diagnostic, Subject, shown};
use crate::source::Span;
use crate::syntax::rules::XML_RESOURCE_COUNT;
use crate::syntax::tree::{NodeId, Tree};

/// The elements of an entry beside its resource.
const OF_ENTRY: [&str; 5] = ["link", "fullUrl", "search", "request", "response"];

/// Whether what stands where a resource belongs is an element without content: what comes after it may be the resource.
pub(super) fn is_element(tree: &Tree<'_>, node: NodeId) -> bool {
    tree.resource_type(node).is_some_and(has_name_of_element) && tree.children(node).next().is_none()
}

fn has_name_of_element(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
}

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

/// Says what is wrong with an element after the first where one resource belongs.
pub(super) fn second(tree: &Tree<'_>, node: NodeId, name: Span, local: &str) -> Diagnostic {
    let first = shown(tree.resource_type(node).unwrap_or_default());
    let (message, expected) = match (has_name_of_element(&first), has_name_of_element(local)) {
        (true, true) => (
            format!("The resource must have an element of its type: {first} and {local} are without it"),
            format!("<Patient>, or another type, around <{first}/><{local}/>"),
        ),
        (false, true) if tree.name(node) == "resource" && OF_ENTRY.contains(&local) => {
            (format!("{local} must be beside resource, not inside it"), format!("<resource><{first}/></resource><{local}/>"))
        }
        (false, true) => (format!("{local} must be inside {first}, not after it"), format!("<{first}><{local}/></{first}>")),
        (_, false) => ("A second resource is not allowed here; it was not checked".to_owned(), "one resource".to_owned()),
    };
    Diagnostic::new(&XML_RESOURCE_COUNT, At::Within(node, name), message).expected(expected).found(format!("<{first}/><{local}>"))
}
