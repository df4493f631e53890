//! Systems that are known under another URI: another scheme, a slash at the end, a bare OID.

use super::context::Context;
use super::systems::{WELL_KNOWN, meant};
use super::uri::{is_absolute, is_oid};
use crate::definitions::Definitions;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    SYSTEM_NAME = Warning "value" "system-uri";
    title: "System known under another URI",
    why: "A system is identified by its exact URI. If there is a published URI, FHIR requires it.",
    wrong: "https://snomed.info/sct",
    right: "http://snomed.info/sct",
    link: "https://hl7.org/fhir/STU3/terminologies-systems.html",
    traits: [GIVES_WAY, OF_CODE],
}

/// Warns of a system that is known under another URI. `true` where it did.
pub(super) fn check<'a>(cx: &mut Context<'a>, node: NodeId, system: &str) -> bool {
    // Nothing known is much longer; and white space at the ends is a fault of the value itself.
    if system.is_empty() || system.len() > 200 || system.trim() != system || WELL_KNOWN.contains(&system) {
        return false;
    }
    let Some(at) = cx.tree.child(node, "system").filter(|&at| !cx.is_unreadable(at)) else { return false };
    let definitions: &'a Definitions = cx.definitions;
    let (message, right) = if let Some(meant) = meant(definitions, system) {
        (["system should be ", meant, ", the published URI"].concat(), meant.to_owned())
    } else if is_oid(system) {
        ("system should begin with urn:oid: before an OID".to_owned(), ["urn:oid:", system].concat())
    } else if is_absolute(system) || is_of_identifier(cx, node) {
        return false;
    } else {
        let finding = cx.finding(&SYSTEM_NAME, At::Value(at), "system should be an absolute URI");
        cx.report(finding.expected("an absolute URI, such as https://example.org/codes").found(shown(system)));
        return true;
    };
    let finding = cx.finding(&SYSTEM_NAME, At::Value(at), message).expected(right.clone()).perhaps_put_right_by(right);
    cx.report(finding.found(shown(system)));
    true
}

/// Returns whether the node is an Identifier. Senders may choose the systems of their own identifiers.
fn is_of_identifier(cx: &Context<'_>, node: NodeId) -> bool {
    cx.typed.type_of(node) == Some(cx.words.identifier)
}
