//! The handling specification: what its keys say beyond what their profile asks.

use super::cx::Cx;
use super::flows::{self, COMMON_DEFINITION, DEFINITIONS, UPDATE_RECORD_DEFINITION};
use super::gp_connect::Guide;
use super::links::{GP_CONNECT, HARNESS, MESSAGE_DEFINITIONS, SEND_DOCUMENT, SENDERS};
use super::view::{Key, profiles};
use crate::definitions::split_version;
use crate::diagnostic::{Severity, Subject, Unless, rule, shown};
use crate::resolve::What;
use crate::syntax::tree::NodeId;

rule! {
    SENDER_REFERENCE = Error "value" "FHIR-SR-03";
    title: "SenderReference without content",
    why: "The response returns SenderReference to the sender. If the sender does not need it, the guide asks for None.",
    wrong: r#"<valueString value="-"/>"#,
    right: r#"<valueString value="None"/>"#,
    response: "10007",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    DEFINITION_UNKNOWN = Warning "not-found" "FHIR-SR-05";
    title: "Unknown MessageDefinition",
    why: "MessageDefinition tells the receiver what the message is for. It should be a published one.",
    response: "10004",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    LOCAL_EXTENSION = Information "informational" "FHIR-SR-06";
    title: "LocalExtension not exactly None",
    why: "If LocalExtension is not used, the guide asks for exactly None.",
    wrong: r#"<valueString value="none"/>"#,
    right: r#"<valueString value="None"/>"#,
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    DEFINITION_EVENT = Error "business-rule" "itk3-message-definition";
    title: "Event and MessageDefinition do not match",
    why: "The event and the MessageDefinition must describe the same kind of message.",
    response: "10004",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

rule! {
    DEFINITION_RETIRED = Warning "business-rule" "itk3-message-definition-retired";
    title: "MessageDefinition not for use",
    why: "The MessageDefinition is retired or still a draft.",
    response: "10004",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

rule! {
    DEFINITION_VERSION = Warning "business-rule" "itk3-message-definition-version";
    title: "Unknown version of a MessageDefinition",
    why: "Receivers check whether they support this version of the MessageDefinition.",
    response: "10005",
    link: MESSAGE_DEFINITIONS,
    traits: [MESSAGING],
}

rule! {
    GPC_DEFINITION_1 = Information "informational" "GPCM-SD-CS-047";
    title: "MessageDefinition of the other version (Send Document 1)",
    why: "Two versions of the guide name different MessageDefinitions. Ask the receiver which one it supports.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_DEFINITION_2 = Information "informational" "GPCM-SD-043";
    title: "MessageDefinition named only in the requirements list of version 2 (Send Document 2)",
    why: "The requirements list and the examples of version 2 name different MessageDefinitions. Ask the receiver which one it supports.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_DEFINITION = Error "value" "GP-GFR-18-definition";
    title: "Wrong MessageDefinition in a response",
    why: "A response must have the MessageDefinition of responses.",
    response: "10004",
    link: HARNESS,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_REFERENCE = Error "value" "GP-GFR-18-reference";
    title: "SenderReference of a response is empty",
    why: "A response returns the SenderReference of the message, or None.",
    response: "10007",
    link: HARNESS,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    if let Some(node) = parts.key_node(tree, Key::SenderReference)
        && let Some(value) = tree.value(node)
        && !value.contains(|c: char| c.is_alphanumeric() || c == '_')
    {
        let rule = if parts.kind.is_response() { &RESPONSE_REFERENCE } else { &SENDER_REFERENCE };
        let finding = Cx::at(rule, node, "SenderReference must contain a reference, or None");
        cx.say(finding.expected("the sender's own reference, or None").found(format!("{value:?}")).unless_reported(node));
    }
    if let Some(node) = parts.key_node(tree, Key::LocalExtension)
        && let Some(value) = tree.value(node)
        && value != "None"
        // Update Record has a rule of its own.
        && parts.event != Some("ITK014M")
        && matches!(value.trim().to_ascii_lowercase().as_str(), "none" | "null" | "n/a" | "na" | "nil")
    {
        let message = "LocalExtension is not exactly None, the value of one that is not used";
        cx.say(Cx::at(&LOCAL_EXTENSION, node, message).expected_exactly("None").found(shown(value)));
    }
    if let Some(value) = parts.key_node(tree, Key::MessageDefinition)
        && let Some(node) = tree.child(value, "reference")
        && let Some(url) = tree.value(node)
        && !url.is_empty()
    {
        if parts.kind.is_response() {
            of_response(cx, node, url);
        } else {
            of_payload(cx, node, url);
        }
    }
}

/// A response names the definition of responses, and nothing else.
fn of_response(cx: &mut Cx<'_>, node: NodeId, url: &str) {
    let expected = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-1";
    if url == expected {
        return;
    }
    let finding = if url == "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-Instance-1" {
        let message = "MessageDefinition should be the one without Instance, as in the guide and the test harness";
        Cx::at(&RESPONSE_DEFINITION, node, message).weighing(crate::diagnostic::Severity::Warning)
    } else {
        Cx::at(&RESPONSE_DEFINITION, node, "MessageDefinition of a response must be ITK-Response-MessageDefinition-1")
    };
    cx.say(finding.expected(expected).found(shown_url(url)).unless_reported(node));
}

fn of_payload(cx: &mut Cx<'_>, node: NodeId, url: &str) {
    let (unversioned, version) = split_version(url);
    let published = cx.definitions.symbol(unversioned).and_then(|url| cx.definitions.message_definition(url));
    let event = cx.parts.event.unwrap_or_default();
    if unversioned.rsplit_once('/').is_some_and(|(_, name)| name == COMMON_DEFINITION) {
        let message = "MessageDefinition should be the one for the payload: this one only documents what all have in common";
        cx.say(Cx::at(&DEFINITION_RETIRED, node, message).expected(of_event(event)).found(shown_url(url)).unless_reported(node));
        return;
    }
    let named = published.map(|definition| cx.definitions.text(definition.event));
    let of_flow = flows::of_definition(unversioned);
    // Another URL with the name of a known one is another definition.
    let is_elsewhere = unversioned.rsplit_once('/').is_some_and(|(base, _)| format!("{base}/") != DEFINITIONS);
    let is_moved = published.is_none() && of_flow.is_some() && is_elsewhere && unversioned != UPDATE_RECORD_DEFINITION;
    let named = named.or_else(|| of_flow.filter(|_| !is_moved).map(|flow| flow.event));
    // The NHS test harness sends it with several events, so of none it can be said to be the definition.
    let unpublished = published.is_none() && unversioned.ends_with("/ITK-EDIS-MessageDefinition-1");
    match named {
        // An event that is not known has a finding of its own.
        Some(named) if named != event && flows::of_event(event).is_none() => {}
        Some(named) if named != event && !unpublished && is_event_wrong(cx, named) => of_definition(cx, named),
        Some(named) if named != event && !unpublished => {
            let message = "The event code and the MessageDefinition do not match";
            let finding = Cx::at(&DEFINITION_EVENT, node, message).expected(format!("{} for {}", of_event(event), shown(event)));
            cx.say(finding.found(format!("{}, which is for {named}", shown_url(url))).unless_reported(node));
        }
        Some(_) if unversioned.ends_with("-Instance-1") && event == "ITK007C" => {
            let message = "MessageDefinition: the requirements list of version 2 has Instance in its name, the examples do not";
            let rule = Guide::of(cx).map_or(&GPC_DEFINITION_2, |guide| guide.rule(&GPC_DEFINITION_1, &GPC_DEFINITION_2, &GPC_DEFINITION_2));
            let expected = of_event(event);
            cx.say(Cx::at(rule, node, message).expected(expected).found(shown_url(url)).unless_reported(node));
        }
        Some(_) if unversioned.ends_with("-Instance-1") => {
            let message = "MessageDefinition should be the one without Instance: guide 2.5.1 retired this one";
            cx.say(Cx::at(&DEFINITION_RETIRED, node, message).expected(of_event(event)).found(shown_url(url)).unless_reported(node));
        }
        // A definition that was given at run time says so itself.
        Some(_) if published.is_some_and(|definition| cx.definitions.text(definition.status) == "retired") => {
            let message = "MessageDefinition should be an active one: its status is retired";
            cx.say(Cx::at(&DEFINITION_RETIRED, node, message).expected(of_event(event)).found(shown_url(url)).unless_reported(node));
        }
        Some(_) => {
            let known = published.and_then(|definition| definition.version).map(|version| cx.definitions.text(version));
            if let (Some(version), Some(known)) = (version, known)
                && version != known
            {
                let message = "MessageDefinition should name the published version";
                cx.say(Cx::at(&DEFINITION_VERSION, node, message).expected(known).found(shown(version)).unless_reported(node));
            }
            if unpublished {
                let message = "MessageDefinition should be a published one: the NHS test harness uses this one, unpublished";
                cx.say(Cx::at(&DEFINITION_UNKNOWN, node, message).expected(of_event(event)).found(shown_url(url)).unless_reported(node));
            }
        }
        None => {
            let message = "MessageDefinition should be a published one: receivers may not know this one";
            let name = unversioned.rsplit('/').next().unwrap_or_default();
            let (expected, found) = if is_moved { (format!("{DEFINITIONS}{name}"), shown(url)) } else { (of_event(event), shown_url(url)) };
            // The rule for relative references expects an entry of the message, but a MessageDefinition is never one.
            if url.starts_with("MessageDefinition/") {
                cx.supersede(node, What::Everything);
                let finding = Cx::at(&DEFINITION_UNKNOWN, node, "MessageDefinition must be the published URL, which is absolute");
                return cx.say(finding.weighing(Severity::Error).expected(expected).found(shown(url)));
            }
            cx.say(Cx::at(&DEFINITION_UNKNOWN, node, message).expected(expected).found(found).unless_reported(node));
        }
    }
}

/// Returns whether the event code is the wrong part of a mismatch: the display beside it, or the profile of the Composition,
/// agrees with the MessageDefinition.
fn is_event_wrong(cx: &Cx<'_>, named: &str) -> bool {
    let (tree, parts) = (cx.tree, cx.parts);
    let coding = parts.header.and_then(|header| tree.child(header, "event"));
    let display = coding.and_then(|coding| tree.child_value(coding, "display"));
    let of_system = coding.and_then(|coding| tree.child_value(coding, "system")).and_then(|system| cx.definitions.concept(system, named));
    let is_of_display = display.is_some() && of_system.flatten().flatten() == display;
    is_of_display || parts.composition.is_some_and(|one| profiles(tree, one).filter_map(flows::of_composition).any(|of| of.event == named))
}

/// Reports the event code where the MessageDefinition and the rest of the message agree.
fn of_definition(cx: &mut Cx<'_>, named: &str) {
    let tree = cx.tree;
    let coding = cx.parts.header.and_then(|header| tree.child(header, "event"));
    let Some((coding, code)) = coding.and_then(|coding| Some((coding, tree.child(coding, "code")?))) else { return };
    let message = "The event code must match the MessageDefinition, as the rest of the message does";
    let found = shown(tree.value(code).unwrap_or_default());
    let finding = Cx::at(&DEFINITION_EVENT, code, message).expected(named).perhaps_put_right_by(named).found(found);
    cx.say(finding.about(Subject::OtherCode(coding)).unless(Unless::WrongWithin(code)));
}

/// A URL of which the end is what tells it from others.
pub(super) fn shown_url(url: &str) -> String {
    match url.rsplit_once('/') {
        Some((start, name)) if start.len() + name.len() > 60 => format!("…/{}", shown(name)),
        _ => shown(url),
    }
}

/// The definition that belongs to an event.
fn of_event(event: &str) -> String {
    if event == "ITK014M" {
        return UPDATE_RECORD_DEFINITION.to_owned();
    }
    let name = flows::of_event(event).and_then(|flow| flow.definitions.first());
    name.map_or_else(|| "the MessageDefinition of the payload".to_owned(), |name| format!("{DEFINITIONS}{name}"))
}
