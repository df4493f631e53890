//! Header elements with an extension in place of the value. FHIR allows that, but nobody can route such a message.

use super::cx::Cx;
use super::links::MESSAGES;
use super::view::{Era, KEYS};
use crate::diagnostic::{At, Diagnostic, rule};

rule! {
    WITHOUT_VALUE = Error "required" "itk3-header-value";
    title: "Value missing in the header",
    why: "FHIR allows an extension in place of a value. Receivers route and answer a message by these values, so each must be there.",
    wrong: r#"<valueBoolean><extension url="…/data-absent-reason">…</extension></valueBoolean>"#,
    right: r#"<valueBoolean value="true"/>"#,
    link: MESSAGES,
    traits: [MESSAGING, ABSENCE],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(header) = parts.header.filter(|_| parts.era == Some(Era::Current)) else { return };
    let below = |name: &str, part: &str| tree.child(header, name).and_then(|parent| tree.child(parent, part));
    let keys = KEYS.iter().filter_map(|(key, ..)| parts.key_node(tree, *key));
    let keys = keys.map(|value| if tree.name(value) == "valueReference" { tree.child(value, "reference") } else { Some(value) });
    let keys = keys.filter(|node| node.is_some_and(|node| tree.name(node) != "valueCoding"));
    let elements =
        [tree.child(header, "timestamp"), below("source", "endpoint"), below("sender", "reference"), below("receiver", "reference")];
    for node in keys.chain(elements).flatten() {
        if tree.value(node).is_some() || tree.child(node, "extension").is_none() {
            continue;
        }
        let message = format!("{} must have a value: an extension cannot stand for it here", tree.name(node));
        let finding = Diagnostic::new(&WITHOUT_VALUE, At::Name(node), message).expected("a value").found("an extension alone");
        cx.say(finding.unless_reported(node));
    }
}
