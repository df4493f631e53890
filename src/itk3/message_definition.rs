//! What a MessageDefinition says of the message that names it: its focus, and whether it is to be answered. Definitions that
//! were given at run time count as published ones do.

use super::cx::Cx;
use super::links::MESSAGE_DEFINITIONS;
use super::view::{Key, profiles};
use crate::definitions::{MessageDefinition, split_version};
use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    FOCUS = Error "business-rule" "itk3-message-definition-focus";
    title: "Payload of another type than the MessageDefinition names",
    why: "The MessageDefinition names the resource type that the focus of the message must have.",
    response: "20009",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

rule! {
    RESPONSE = Warning "business-rule" "itk3-message-definition-response";
    title: "MessageDefinition requires a response that is not requested",
    why: "The MessageDefinition says that a response is required, but the handling keys request none.",
    response: "10008",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

/// What every published definition names, though every document conforms to another.
const ANY_PAYLOAD: &str = "/ITK-Message-Bundle-1";

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(definition) = definition(cx) else { return };
    if cx.parts.kind.is_response() {
        return;
    }
    focus(cx, definition);
    response(cx, definition);
}

/// The definition that the message names, where it is known.
fn definition<'a>(cx: &Cx<'a>) -> Option<&'a MessageDefinition> {
    let url = split_version(cx.parts.key_value(cx.tree, Key::MessageDefinition)?).0;
    cx.definitions.message_definition(cx.definitions.symbol(url)?)
}

fn focus(cx: &mut Cx<'_>, definition: &MessageDefinition) {
    let (tree, parts) = (cx.tree, cx.parts);
    let expected: Vec<(&str, &str)> =
        definition.focus.iter().map(|&(kind, profile)| (cx.definitions.text(kind), cx.definitions.text(profile))).collect();
    // Of an event message the wrapper's profile says nothing of its payload.
    if expected.iter().all(|(_, profile)| profile.ends_with(ANY_PAYLOAD)) && !parts.event.is_some_and(|event| event.ends_with(['D', 'C'])) {
        return;
    }
    let kinds: Vec<&str> = expected.iter().map(|(kind, _)| *kind).filter(|kind| !kind.is_empty()).collect();
    // Of another event's definition everything else follows.
    let named = cx.definitions.text(definition.event);
    if kinds.is_empty() || !named.is_empty() && Some(named) != parts.event {
        return;
    }
    let all: Vec<NodeId> = parts.header.into_iter().flat_map(|header| tree.children_named(header, "focus")).collect();
    for reference in all {
        let Some(target) = parts.target(tree, reference) else { continue };
        let Some(kind) = tree.resource_type(target) else { continue };
        let at = tree.child(reference, "reference").map_or(At::Name(reference), At::Value);
        let finding = if !kinds.contains(&kind) {
            let message = format!("focus must refer to a {}: the MessageDefinition names it", kinds.join(" or a "));
            Diagnostic::new(&FOCUS, at, message).expected(kinds.join(" or ")).found(shown(kind))
        } else {
            let profile = expected.iter().find(|(known, _)| *known == kind).map(|(_, profile)| *profile);
            let Some(profile) = profile.filter(|profile| !profile.is_empty() && !profile.ends_with(ANY_PAYLOAD)) else { continue };
            let same = |url: &str| split_version(url).0 == split_version(profile).0;
            if profiles(tree, target).next().is_none() || profiles(tree, target).any(same) {
                continue;
            }
            let at = tree.child(target, "meta").and_then(|meta| tree.child(meta, "profile")).map_or(At::Name(target), At::Value);
            let message = "focus should refer to a resource that declares the profile named by the MessageDefinition";
            let found = profiles(tree, target).next().unwrap_or_default();
            Diagnostic::new(&FOCUS, at, message).weighing(Severity::Warning).expected(shown(profile)).found(shown(found))
        };
        let nodes = at.node().into_iter().chain([reference]);
        cx.say(nodes.fold(finding, |finding, node| finding.unless(Unless::Reported(node))));
    }
}

fn response(cx: &mut Cx<'_>, definition: &MessageDefinition) {
    let is_off = |key| cx.parts.flag(cx.tree, key) == Some(false);
    if !definition.response_required || !is_off(Key::InfAckRequested) || !is_off(Key::BusAckRequested) {
        return;
    }
    if let Some(node) = cx.parts.key_node(cx.tree, Key::InfAckRequested) {
        let finding = Cx::at(&RESPONSE, node, "InfAckRequested should be true: the MessageDefinition requires a response");
        cx.say(finding.expected("true").found("false").unless_reported(node));
    }
}
