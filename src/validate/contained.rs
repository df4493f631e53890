//! Contained resources: dom-1 to dom-4.

use std::collections::HashSet;

use super::context::Context;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::hash::TextMap;
use crate::syntax::tree::NodeId;

const CONTAINED: &str = "https://hl7.org/fhir/STU3/references.html#contained";

rule! {
    DOM_1 = Error "invariant" "dom-1";
    title: "Contained resource with narrative",
    why: "The narrative of the containing resource covers its contained resources.",
    link: CONTAINED,
}

rule! {
    DOM_2 = Error "invariant" "dom-2";
    title: "Contained resource inside a contained resource",
    why: "Contained resources cannot contain others. They must all be in the containing resource itself.",
    link: CONTAINED,
    traits: [MUST_GO],
}

rule! {
    DOM_3 = Error "invariant" "dom-3";
    title: "Contained resource that nothing refers to",
    why: "A contained resource exists only for the references to it.",
    right: r##"<reference value="#org"/>"##,
    link: CONTAINED,
    traits: [ABSENCE],
}

rule! {
    DOM_4 = Error "invariant" "dom-4";
    title: "Contained resource with a version",
    why: "A contained resource exists only inside its container and has no version of its own.",
    link: CONTAINED,
}

/// Reports a contained resource inside another. This runs before the inner one is checked, so that its faults are folded.
pub(super) fn within_contained(cx: &mut Context<'_>, resource: NodeId) {
    if cx.tree.name(resource) != "contained" {
        return;
    }
    if let Some(deeper) = cx.tree.child(resource, "contained") {
        let finding = cx.finding(&DOM_2, At::Name(deeper), "contained is not allowed in a contained resource");
        cx.report(finding.expected("contained resources in the containing resource only").found("contained within contained"));
    }
}

/// Checks the resources that a resource contains.
pub(super) fn check(cx: &mut Context<'_>, resource: NodeId) {
    let tree = cx.tree;
    let Some(name) = tree.names.find("contained") else { return };
    let contained: Vec<NodeId> = tree.children(resource).filter(|&child| tree.node(child).name == name).collect();
    if contained.is_empty() {
        return;
    }
    let (mut references, mut near) = (TextMap::default(), HashSet::new());
    gather(cx, resource, &mut references, &mut near);
    for inner in contained {
        // What is no resource, or none of STU3, has been reported.
        let known = tree.resource_type(inner).and_then(|name| cx.definitions.symbol(name));
        if known.is_none_or(|code| cx.definitions.type_definition(code).is_none()) {
            continue;
        }
        let child = |name: &str| tree.child(inner, name);
        if let Some(text) = child("text") {
            let finding = cx.finding(&DOM_1, At::Name(text), "text is not allowed in a contained resource");
            cx.report(finding.expected("no text").found("text"));
        }
        let meta = child("meta");
        for part in ["versionId", "lastUpdated"] {
            if let Some(at) = meta.and_then(|meta| tree.child(meta, part)) {
                let finding = cx.finding(&DOM_4, At::Name(at), "meta of a contained resource must not have a version");
                cx.report(finding.expected(format!("no meta.{part}")).found(part));
            }
        }
        let id = tree.child_value(inner, "id");
        // A reference that is nearly its id leads nowhere, and is reported.
        let is_meant = || id.is_some_and(|id| near.contains(&plain(id)));
        if id.and_then(|id| references.get(id)).is_none() && !is_meant() {
            let finding = match id {
                Some(id) => cx
                    .finding(&DOM_3, At::Name(inner), "A reference must lead to the contained resource")
                    .found(format!("no reference to #{}", shown(id))),
                None => cx
                    .finding(&DOM_3, At::Name(inner), "The contained resource must have an id that a reference can use")
                    .about(Subject::Missing { element: "id".to_owned(), items: 0 })
                    .found("no id"),
            };
            cx.report(finding.expected("a reference such as #id"));
        }
    }
}

/// The id of a contained resource without what is easily got wrong: its case, and the mark of references.
fn plain(id: &str) -> String {
    id.trim_start_matches('#').to_ascii_lowercase()
}

/// Ids that some reference below a node leads to; and, plain, those that one is nearly.
fn gather<'a>(cx: &Context<'a>, node: NodeId, into: &mut TextMap<'a>, near: &mut HashSet<String>) {
    let tree = cx.tree;
    let mut pending = vec![node];
    while let Some(node) = pending.pop() {
        for child in tree.children(node) {
            if tree.name(child) == "reference"
                && let Some(value) = tree.value(child)
            {
                if let Some(id) = value.strip_prefix('#') {
                    into.insert(id, 0);
                }
                // One with a path or a scheme was meant for something else.
                if !value.contains(['/', ':']) {
                    near.insert(plain(value));
                }
            }
            pending.push(child);
        }
    }
}
