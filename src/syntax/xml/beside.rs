//! Extra content next to a resource: elements before or after it, or a second resource.

use crate::diagnostic::{At, Diagnostic, Subject, shown};
use crate::source::Span;
use crate::syntax::rules::XML_RESOURCE_COUNT;
use crate::syntax::tree::{NodeId, Tree};

/// The other elements of an entry.
const OF_ENTRY: [&str; 5] = ["link", "fullUrl", "search", "request", "response"];

/// Returns whether an empty element is where the resource should be. The resource may follow.
pub(super) fn is_element(tree: &Tree<'_>, node: NodeId) -> bool {
    tree.resource_type(node).is_some_and(has_name_of_element) && tree.children(node).next().is_none()
}

fn has_name_of_element(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Reports an element before a resource. It belongs in the resource, or next to the element that holds the resource.
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

/// Reports an element that follows the first one where a single resource is expected.
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
