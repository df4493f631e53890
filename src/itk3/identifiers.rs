//! Systems of identifiers that are nearly those of the NHS. Where a profile leaves its slices open, nothing else tells.

use super::cx::Cx;
use super::gp_connect::Guide;
use super::look::{NHS_NUMBER, ODS};
use super::message::verification;
use crate::diagnostic::{Severity, Unless, rule, shown};
use crate::near::{fewest_slips, nearest};
use crate::syntax::tree::{NodeId, Tree};

rule! {
    SYSTEM = Information "informational" "itk3-identifier-system";
    title: "Unknown NHS identifier system",
    why: "Receivers recognise an NHS number or an ODS code by the system of the identifier.",
    wrong: r#"<system value="https://fhir.nhs.uk/Id/nhs-nunber"/>"#,
    right: r#"<system value="https://fhir.nhs.uk/Id/nhs-number"/>"#,
    link: "https://developer.nhs.uk/apis/itk3messagedistribution/",
    traits: [MESSAGING],
}

const BASE: &str = "https://fhir.nhs.uk/Id/";
/// Systems of the NHS that guides, profiles and published messages have.
const KNOWN: [&str; 14] = [
    NHS_NUMBER,
    ODS,
    "https://fhir.nhs.uk/Id/ods-site-code",
    "https://fhir.nhs.uk/Id/sds-user-id",
    "https://fhir.nhs.uk/Id/sds-role-profile-id",
    "https://fhir.nhs.uk/Id/gmc-number",
    "https://fhir.nhs.uk/Id/gmp-number",
    "https://fhir.nhs.uk/Id/local-practitioner-identifier",
    "https://fhir.nhs.uk/Id/local-patient-identifier",
    "https://fhir.nhs.uk/Id/local-location-identifier",
    "https://fhir.nhs.uk/Id/local-organization-code",
    "https://fhir.nhs.uk/Id/cross-care-setting-identifier",
    "https://fhir.nhs.uk/Id/dos-service-id",
    "https://fhir.nhs.uk/Id/ers-slot-identifier",
];

/// Returns whether a system is an NHS system, or differs from one by at most two letters. Neither identifies a person.
pub(crate) fn is_identifier_system(system: &str) -> bool {
    KNOWN.iter().any(|known| *known == system || begins_or_ends_alike(known, system) && strsim::osa_distance(known, system) <= 2)
}

/// Resources that are found by a number of the NHS.
const HOLDERS: [&str; 5] = ["Patient", "Organization", "Practitioner", "Location", "HealthcareService"];

pub(super) fn check(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let needs_number = asks_for_number(cx);
    for identifier in identifiers(tree).filter(|&identifier| holder_of(tree, identifier) == "Patient") {
        verified(cx, identifier, needs_number);
    }
    systems(cx);
}

/// Reports misspelt NHS systems. This also applies to resources outside ITK3 messages.
pub(super) fn systems(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let needs_number = asks_for_number(cx);
    for identifier in identifiers(tree) {
        let holder = holder_of(tree, identifier);
        let Some((node, system)) = tree.child(identifier, "system").and_then(|node| Some((node, tree.value(node)?))) else { continue };
        let Some(near) = meant(system, if HOLDERS.contains(&holder) { holder } else { "" }) else { continue };
        let message = "Identifier.system is not a known system of NHS identifiers";
        let finding = Cx::at(&SYSTEM, node, message).expected(format!("perhaps {near}")).perhaps_put_right_by(near).found(shown(system));
        // Send Document asks for the number that is missing for it.
        let is_asked = needs_number && matches!((holder, near), ("Organization", ODS) | ("Patient", NHS_NUMBER));
        let finding = if is_asked && lacks(tree, identifier, near) { finding.weighing(Severity::Error) } else { finding };
        cx.say(finding.unless_reported(node).unless(Unless::ReportedBefore(identifier)));
    }
}

/// Returns whether the guide requires an NHS number and ODS codes.
fn asks_for_number(cx: &Cx<'_>) -> bool {
    Guide::of(cx).is_some_and(|guide| guide != Guide::UpdateRecord)
}

fn identifiers<'t>(tree: &'t Tree<'_>) -> impl Iterator<Item = NodeId> + 't {
    let name = tree.names.find("identifier");
    (0..tree.len() as u32).map(NodeId).filter(move |&node| Some(tree.node(node).name) == name)
}

/// Returns the type of the resource that contains an identifier.
fn holder_of<'t>(tree: &'t Tree<'_>, identifier: NodeId) -> &'t str {
    tree.parent(identifier).and_then(|holder| tree.resource_type(holder)).unwrap_or_default()
}

/// Returns whether no identifier of the same resource has this system.
fn lacks(tree: &Tree<'_>, identifier: NodeId, system: &str) -> bool {
    let holder = tree.parent(identifier);
    holder.is_some_and(|holder| !tree.children_named(holder, "identifier").any(|one| tree.child_value(one, "system") == Some(system)))
}

/// An identifier of a Patient with the verification status of an NHS number must be one.
fn verified(cx: &mut Cx<'_>, identifier: NodeId, needs_number: bool) {
    let tree = cx.tree;
    let system = tree.child(identifier, "system");
    let value = system.and_then(|system| tree.value(system)).unwrap_or_default();
    // One that is nearly right has a finding of its own.
    if verification(tree, identifier).is_none() || value == NHS_NUMBER || !value.is_empty() && meant(value, "Patient").is_some() {
        return;
    }
    let at = system.unwrap_or(identifier);
    let severity = if needs_number && lacks(tree, identifier, NHS_NUMBER) { Severity::Error } else { Severity::Warning };
    let message = match (tree.child_value(identifier, "value") == Some(NHS_NUMBER), severity) {
        (true, Severity::Error) => "system and value must be the other way round: the URI belongs in system",
        (true, _) => "system and value should be the other way round: the URI belongs in system",
        (false, Severity::Error) => "An identifier with an NHS number verification status must have the NHS number system",
        (false, _) => "An identifier with an NHS number verification status should have the NHS number system",
    };
    let finding = Cx::at(&SYSTEM, at, message).weighing(severity).expected(NHS_NUMBER);
    let found = if value.is_empty() { "no system".to_owned() } else { shown(value) };
    cx.say(
        finding.found(found).unless_reported(at).unless(Unless::ReportedBefore(identifier)).unless(Unless::Astray(identifier, "system")),
    );
}

/// Whether two systems may differ by a letter or two: comparing them letter by letter is dear, and most systems are another's.
fn begins_or_ends_alike(known: &str, system: &str) -> bool {
    const ENOUGH: usize = 12;
    let (known, system) = (known.as_bytes(), system.as_bytes());
    let same = |a: Option<&[u8]>, b: Option<&[u8]>| a.is_some() && a == b;
    let end = |bytes: &[u8]| bytes.len().checked_sub(ENOUGH);
    known.len().abs_diff(system.len()) <= 2
        && (same(known.get(..ENOUGH), system.get(..ENOUGH)) || same(end(known).map(|at| &known[at..]), end(system).map(|at| &system[at..])))
}

/// Returns the last segment of a URL.
fn name_of(url: &str) -> &str {
    url.rsplit('/').next().unwrap_or(url)
}

/// The known system that a system is nearly, or that the resource has most often.
fn meant(system: &str, kind: &str) -> Option<&'static str> {
    if KNOWN.contains(&system) {
        return None;
    }
    let is_of_nhs = system.len() > BASE.len() && system.get(..BASE.len()).is_some_and(|start| start.eq_ignore_ascii_case(BASE));
    let plain = system.to_ascii_lowercase().replacen("http://", "https://", 1);
    let plain = plain.trim_end_matches('/').to_owned();
    // NHS systems share their base, so they are compared by name. A system of another publisher is only a slip if it differs by one or
    // two letters.
    let name_of_this = name_of(&plain);
    let alike = |known: &&str| match is_of_nhs {
        true => fewest_slips(name_of(known), name_of_this) * 3 <= name_of(known).len(),
        false => begins_or_ends_alike(known, &plain) && fewest_slips(known, &plain) <= 2,
    };
    let near = nearest(KNOWN.iter().copied().filter(alike), &plain).filter(|near| is_of_nhs || strsim::osa_distance(near, &plain) <= 2);
    let of_kind = match kind {
        "Patient" => NHS_NUMBER,
        "Practitioner" => "https://fhir.nhs.uk/Id/sds-user-id",
        _ => ODS,
    };
    let near = near.filter(|near| strsim::osa_distance(name_of(near), name_of_this) * 3 <= name_of(near).len());
    near.or((is_of_nhs && !kind.is_empty()).then_some(of_kind))
}
