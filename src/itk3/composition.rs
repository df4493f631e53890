//! Which profile the Composition of an event declares, and which it is held to.

use super::cx::Cx;
use super::flows;
use super::handling::shown_url;
use super::links::MESSAGE_DEFINITIONS;

use super::recognise::Kind;
use super::view::{Era, Key, Parts, profiles};
use crate::definitions::{Definitions, split_version};
use crate::diagnostic::{Severity, Subject, rule, shown};
use crate::syntax::tree::{NodeId, Tree};

rule! {
    PAYLOAD_EVENT = Error "business-rule" "itk3-payload-profile";
    title: "Payload does not match the event",
    why: "The MessageDefinition says what the focus of a message may be.",
    response: "10004",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

/// The Composition of an event that has a profile for it, where it declares none of them: its place, the profile, and what it
/// declares in place of it. Of a profile that is not known, or of another event, nothing is said here.
pub(super) fn undeclared<'a>(
    tree: &Tree<'_>,
    parts: &Parts<'a>,
    definitions: &Definitions,
) -> Option<(NodeId, &'static str, Option<NodeId>)> {
    let (composition, flow) = (parts.composition?, parts.flow?);
    let expected = flow.compositions.first().filter(|_| parts.kind == Kind::SendPayload && parts.era != Some(Era::V1))?;
    let declared: Vec<NodeId> = tree.child(composition, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "profile")).collect();
    let mut urls = declared.iter().map(|&node| tree.value(node).map_or("", |url| split_version(url.trim()).0));
    // One that builds on the event's own is as good.
    let is_another = |url: &str| {
        let known = definitions.structure_named(url)?;
        let bases = std::iter::successors(Some(known), |known| known.base.and_then(|base| definitions.structure_by_url(base))).take(16);
        let mut names = bases.map(|definition| definitions.text(definition.url));
        Some(names.all(|url| flows::of_composition(url).is_none()))
    };
    urls.all(|url| is_another(url) == Some(true)).then(|| (composition, *expected, declared.first().copied()))
}

/// The Composition is one of the event's.
pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    if let Some((_, expected, Some(declared))) = undeclared(tree, parts, cx.definitions) {
        let message = "Composition should declare the profile of this event; it was checked against that profile";
        let finding = Cx::at(&PAYLOAD_EVENT, declared, message).weighing(Severity::Warning);
        let event = parts.event.unwrap_or_default();
        let found = shown_url(tree.value(declared).unwrap_or_default());
        cx.say(finding.expected(format!("{expected} for {}", shown(event))).found(found).unless_reported(declared));
    }
    let (Some(composition), Some(flow)) = (parts.composition, parts.flow) else { return };
    // Where the MessageDefinition belongs to the Composition, the event is what is wrong, which is reported.
    let of_definition = parts.key_value(tree, Key::MessageDefinition).and_then(flows::of_definition);
    if of_definition.is_some_and(|named| {
        named.event != flow.event && profiles(tree, composition).filter_map(flows::of_composition).any(|of| of.event == named.event)
    }) {
        return;
    }
    let Some(meta) = tree.child(composition, "meta") else { return };
    for profile in tree.children_named(meta, "profile") {
        let url = tree.value(profile).unwrap_or_default().trim();
        if let Some(other) = flows::of_composition(url)
            && other.event != flow.event
        {
            let message = "The event code and the profile of the Composition do not match";
            let expected = flow.compositions.first().copied().unwrap_or("a document for this event");
            let finding = Cx::at(&PAYLOAD_EVENT, profile, message).expected(format!("{expected} for {}", flow.event));
            let finding = finding.about(Subject::OtherProfile(composition));
            cx.say(finding.found(format!("{}, which is for {}", shown_url(url), other.event)));
        }
    }
}
