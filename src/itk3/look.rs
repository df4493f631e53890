//! Questions that the rules of this layer ask of a tree again and again.

use crate::diagnostic::Unless;
use crate::syntax::tree::{NodeId, Tree};

use super::view::resources;

pub(super) const SNOMED: &str = "http://snomed.info/sct";
pub(super) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(super) const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// The codes of a CodeableConcept: the node of each and its text.
pub(super) fn codes_of<'t>(tree: &'t Tree<'_>, concept: NodeId) -> impl Iterator<Item = (NodeId, &'t str)> + 't {
    tree.children_named(concept, "coding").filter_map(|coding| {
        let code = tree.child(coding, "code")?;
        Some((code, tree.value(code)?))
    })
}

/// The codes of all CodeableConcepts of a name below a node.
pub(super) fn codes<'t>(tree: &'t Tree<'_>, node: NodeId, name: &str) -> Vec<(NodeId, &'t str)> {
    tree.children_named(node, name).flat_map(|concept| codes_of(tree, concept)).collect()
}

/// Whether a CodeableConcept of a name below a node has one of several codes.
pub(super) fn has_code(tree: &Tree<'_>, node: NodeId, name: &str, any: &[&str]) -> bool {
    codes(tree, node, name).iter().any(|(_, code)| any.contains(code))
}

/// The resources of a type among the entries of a Bundle.
pub(super) fn of_type(tree: &Tree<'_>, bundle: NodeId, kind: &str) -> Vec<NodeId> {
    resources(tree, bundle).map(|(_, resource)| resource).filter(|&resource| tree.resource_type(resource) == Some(kind)).collect()
}

/// The value of a resource's identifier of a system.
pub(super) fn identifier(tree: &Tree<'_>, resource: NodeId, system: &str) -> Option<NodeId> {
    let of_system = |&identifier: &NodeId| tree.child_value(identifier, "system").map(str::trim) == Some(system);
    let mut identifiers = tree.children_named(resource, "identifier").filter(of_system);
    identifiers.find_map(|identifier| tree.child(identifier, "value").filter(|&value| tree.value(value).is_some()))
}

/// How many of a resource's names are official.
pub(super) fn official_names(tree: &Tree<'_>, resource: NodeId) -> usize {
    tree.children_named(resource, "name").filter(|&name| tree.child_value(name, "use") == Some("official")).count()
}

/// Whether a resource has a telephone number.
pub(super) fn has_phone(tree: &Tree<'_>, resource: NodeId) -> bool {
    tree.children_named(resource, "telecom").any(|telecom| tree.child_value(telecom, "system") == Some("phone"))
}

/// Returns the findings that explain why a resource declares no profile: `meta` or `profile` is wrong, misplaced or misspelt.
pub(super) fn without_profile(resource: NodeId, meta: Option<NodeId>) -> impl Iterator<Item = Unless> {
    let within = meta.into_iter().flat_map(|meta| [Unless::ReportedWithin(meta), Unless::Astray(meta, "profile")]);
    [Unless::Astray(resource, "meta")].into_iter().chain(within)
}

/// A UUID in lower case or upper case, with `urn:uuid:` before it or without.
pub(super) fn is_uuid(value: &str) -> bool {
    let bare = value.strip_prefix("urn:uuid:").unwrap_or(value);
    crate::validate::is_lower_uuid(&bare.to_ascii_lowercase())
}

/// A patient as a MESH address names one: NHS number, birth date, family name.
pub(super) fn address_of(tree: &Tree<'_>, patient: NodeId) -> (Option<String>, Option<String>, Option<String>) {
    let number = tree.children_named(patient, "identifier").find(|&i| tree.child_value(i, "system") == Some(NHS_NUMBER));
    let number = number.and_then(|number| tree.child_value(number, "value")).map(str::to_owned);
    let birth = tree.child_value(patient, "birthDate").map(|date| date.split('-').collect());
    let names: Vec<NodeId> = tree.children_named(patient, "name").collect();
    let official = names.iter().copied().find(|&name| tree.child_value(name, "use") == Some("official"));
    let family = official.or(names.first().copied()).and_then(|name| tree.child_value(name, "family")).map(str::to_owned);
    (number, birth, family)
}
