//! The handling specification: keys, their values, and what they need.

use std::collections::HashSet;

use super::cx::Cx;
use super::links::CORE;
use super::names::{INTERACTION_KEY, ITK, KEYS};
use super::view::{usable, value};
use crate::diagnostic::{At, Diagnostic, Severity, rule, shown};
use crate::near::is_near;
use crate::syntax::tree::NodeId;

rule! {
    RETURN_ADDRESS = Warning "required" "ITK2-E12";
    title: "Acknowledgement requested without a sender address",
    why: "Acknowledgements are sent to the sender address. Without one, the receiver does not know where to send them.",
    right: "<itk:senderAddress uri=\"urn:nhs-uk:addressing:ods:Y99:ward1\"/>",
    response: "DE0008",
    link: CORE,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    KEY = Warning "value" "ITK2-E13";
    title: "Unknown handling key or value",
    why: "Receivers act only on the keys they know: infackrequested, ackrequested, busresponserequested and interaction. The first three must be true or false.",
    wrong: "key=\"urn:nhs:itk:ns:201005:ackrequested\"",
    right: "key=\"urn:nhs-itk:ns:201005:ackrequested\" value=\"true\"",
    response: "DE0010",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    TWICE = Error "duplicate" "ITK2-E15";
    title: "Handling key or id repeated",
    why: "If a handling key or an id is repeated, receivers cannot know which one applies.",
    right: "one spec for each key, one id for each payload",
    link: CORE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (view, tree) = (cx.view, cx.tree);
    let mut seen = HashSet::new();
    let mut asking = None;
    for &spec in &view.specs {
        let Some(key_node) = tree.child(spec, "@key") else { continue };
        let Some(key) = usable(tree, key_node) else { continue };
        if !seen.insert(key) {
            let message = "The handling key is repeated; each key must have one spec";
            cx.at_value(&TWICE, key_node, message);
        }
        if key.ends_with("requested") && value(tree, Some(spec), "@value") == Some("true") {
            asking = asking.or(tree.child(spec, "@value"));
        }
        self::key(cx, spec, key_node, key);
    }
    let misspelt = |header: NodeId| tree.children(header).any(|child| is_near("senderAddress", tree.name(child)));
    if let Some(asking) = asking
        && view.sender_address().is_none()
        && !view.header.is_some_and(misspelt)
    {
        let message = "senderAddress is missing, but an acknowledgement is requested; add the address to send it to";
        cx.at_value(&RETURN_ADDRESS, asking, message).expected = Some("header/senderAddress".to_owned());
    }
}

fn key(cx: &mut Cx<'_>, spec: NodeId, node: NodeId, key: &str) {
    let tree = cx.tree;
    if KEYS.contains(&key) {
        let Some(value_node) = tree.child(spec, "@value").filter(|_| key != INTERACTION_KEY) else { return };
        let Some(value) = tree.value(value_node).filter(|_| usable(tree, value_node).is_some()) else { return };
        if !matches!(value, "true" | "false") {
            let name = key.rsplit(':').next().unwrap_or_default();
            let message = format!("{name} must be true or false, in lower case");
            let finding = cx.at_value(&KEY, value_node, message);
            finding.severity = Severity::Error;
            finding.expected = Some("true or false".to_owned());
        }
        return;
    }
    if let Some(meant) = meant(key) {
        let finding = Diagnostic::new(&KEY, At::Value(node), format!("The handling key is misspelt; write {meant}"));
        cx.say(finding.weighing(Severity::Error).expected(meant).perhaps_put_right_by(meant).found(shown(key)));
    } else if key.starts_with(ITK) {
        let message = "The handling key is unknown in ITK 2; receivers may not act on it";
        cx.at_value(&KEY, node, message).expected = Some("infackrequested, ackrequested, busresponserequested or interaction".to_owned());
    }
}

/// The key that is likely meant by one that is none: of a namespace that differs in a sign, or of a name that does.
pub(crate) fn meant(key: &str) -> Option<&'static str> {
    let (space, name) = key.rsplit_once(':')?;
    let is_space = is_near(ITK, space) || is_near(ITK, &space.replace("nhs:itk", "nhs-itk"));
    KEYS.into_iter().find(|known| is_space && known.rsplit(':').next().is_some_and(|known| known == name || is_near(known, name)))
}
