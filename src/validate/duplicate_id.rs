//! Ids that are used twice within one resource, by contained resources or by elements.

use std::collections::HashSet;

use super::context::Context;
use crate::diagnostic::{At, Severity, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    DUPLICATE_ID = Error "duplicate" "duplicate-id";
    title: "Id used twice within a resource",
    why: "A reference such as #org leads to the contained resource with that id. If two have it, nobody knows which one is meant. The ids of elements are unique within a resource for the same reason.",
    link: "https://hl7.org/fhir/STU3/references.html#contained",
}

/// Checks the ids of all contained resources and of all elements.
pub(super) fn check(cx: &mut Context<'_>) {
    let tree = cx.tree;
    let Some(name) = tree.names.find("id") else { return };
    let mut seen: HashSet<(NodeId, bool, &str)> = HashSet::new();
    for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == name) {
        let (Some(holder), Some(id)) = (tree.parent(node), tree.value(node).filter(|id| !id.is_empty())) else { continue };
        let is_resource = tree.resource_type(holder).is_some();
        if is_resource && tree.name(holder) != "contained" {
            continue;
        }
        let mut around = std::iter::successors(tree.parent(holder), |&node| tree.parent(node));
        let Some(resource) = around.find(|&node| tree.resource_type(node).is_some()) else { continue };
        // In a definition, the snapshot and the differential use the same ids.
        let is_definition = tree.resource_type(resource) == Some("StructureDefinition");
        if is_definition || seen.insert((resource, is_resource, id)) {
            continue;
        }
        let finding = if is_resource {
            cx.finding(&DUPLICATE_ID, At::Value(node), "id must be unique: another contained resource has the same")
        } else {
            let message = "id should be unique within the resource: another element has the same";
            cx.finding(&DUPLICATE_ID, At::Value(node), message).weighing(Severity::Warning)
        };
        cx.report(finding.expected("another id").found(shown(id)));
    }
}
