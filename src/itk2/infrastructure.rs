//! Infrastructure responses: their result, their errors, and what carries them.

use super::codes;
use super::cx::Cx;
use super::form::is_upper_uuid;
use super::links::CORE;
use super::names::{ACK, BUSINESS_INTERACTION, DE_ERRORS, GENERIC_SERVICES, INF_ACK, INFRASTRUCTURE_INTERACTION, TOOLKIT_ERRORS};
use super::recognise::payload as payload_kind;
use super::view::{usable, value};
use crate::diagnostic::{rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    FAILURE = Error "required" "ITK2-A1";
    title: "Failure without an error, or response without a reporter",
    why: "A failure must say what failed, and every infrastructure response must say who reports it.",
    right: "<itk:reportingIdentity><itk:id uri=\"urn:nhs-uk:identity:ods:X26\"/></itk:reportingIdentity>",
    link: CORE,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    ERROR = Error "value" "ITK2-A2";
    title: "Error with a wrong code, code system, text or id",
    why: "An error must have a UUID, a code from DE0001 to DE0012 with its code system, and the display text of the code.",
    wrong: "<itk:ErrorCode codeSystem=\"2.16.840.1.113883.2.1.3.2.4.17.516\">DE0099</itk:ErrorCode>",
    right: "<itk:ErrorCode codeSystem=\"2.16.840.1.113883.2.1.3.2.4.17.516\">DE0006</itk:ErrorCode>",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    CONTRADICTION = Error "value" "ITK2-A3";
    title: "Result OK with an error",
    why: "A response with the result OK must have an empty errors element. Otherwise the sender cannot know which of the two applies.",
    wrong: "result=\"OK\" with errorInfo",
    right: "result=\"Failure\" with errorInfo",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    ASKS = Error "value" "ITK2-A4";
    title: "Infrastructure response requests an acknowledgement",
    why: "An infrastructure response ends the exchange: it is never acknowledged.",
    wrong: "key=\"urn:nhs-itk:ns:201005:infackrequested\" value=\"true\"",
    right: "the interaction alone",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    CORRELATION = Error "value" "ITK2-A5";
    title: "Response to another message",
    why: "Senders match a response to their message by tracking id and service. A response must repeat both unchanged.",
    right: "trackingIdRef and serviceRef as the message has trackingid and service",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    CARRIER = Error "value" "ITK2-A6";
    title: "Response in an envelope for something else",
    why: "Receivers use the service and the interaction to decide what an envelope carries.",
    right: "interaction urn:nhs-itk:interaction:ITKInfrastructureAcknowledgement-v1-0 with an InfrastructureResponse",
    link: CORE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let view = cx.view;
    if let Some(response) = view.infrastructure {
        result(cx, response);
        for key in [INF_ACK, ACK] {
            if view.asks(key) == Some(true)
                && let Some(node) = view.spec(key).and_then(|spec| cx.tree.child(spec, "@value"))
            {
                let message = "An infrastructure response must not request an acknowledgement; leave the key out";
                cx.at_value(&ASKS, node, message);
                break;
            }
        }
    }
    carrier(cx);
}

fn result(cx: &mut Cx<'_>, response: NodeId) {
    let tree = cx.tree;
    let identity = tree.child(response, "reportingIdentity");
    let has_uri = identity.is_some_and(|identity| tree.children_named(identity, "id").any(|id| tree.child(id, "@uri").is_some()));
    let has_id = identity.is_some_and(|identity| tree.child(identity, "id").is_some());
    // An id without its uri is told as such.
    if !has_uri && !has_id {
        let message = "InfrastructureResponse must have reportingIdentity with an id that identifies who reports";
        cx.missing(&FAILURE, response, "reportingIdentity", message);
    }
    let errors = tree.child(response, "errors");
    let infos: Vec<NodeId> = errors.into_iter().flat_map(|errors| tree.children_named(errors, "errorInfo")).collect();
    match value(tree, Some(response), "@result") {
        Some("Failure") if infos.is_empty() => {
            let message = "A response with result Failure must have an errorInfo";
            cx.missing(&FAILURE, errors.unwrap_or(response), "errorInfo", message);
        }
        Some("OK") if !infos.is_empty() => {
            cx.at_name(&CONTRADICTION, infos[0], "A response with result OK must not have an errorInfo");
            return;
        }
        _ => {}
    }
    for info in infos {
        error(cx, info);
    }
}

fn error(cx: &mut Cx<'_>, info: NodeId) {
    let tree = cx.tree;
    match tree.child(info, "ErrorID") {
        None => {
            cx.missing(&ERROR, info, "ErrorID", "errorInfo must have ErrorID, a UUID");
        }
        Some(id) => {
            if tree.value(id).is_none() || usable(tree, id).is_some_and(|id| !is_upper_uuid(id)) {
                cx.at_value(&ERROR, id, "ErrorID must be a UUID in upper case");
            }
        }
    }
    let (code_node, text_node) = (tree.child(info, "ErrorCode"), tree.child(info, "ErrorText"));
    let has_text = text_node.is_some_and(|node| tree.value(node).is_some());
    let Some(code_node) = code_node.filter(|&node| tree.value(node).is_some()) else {
        let message =
            if has_text { "errorInfo must have ErrorCode as well as ErrorText" } else { "errorInfo must have ErrorCode and ErrorText" };
        cx.missing(&ERROR, info, "ErrorCode", message);
        return;
    };
    let Some(code) = usable(tree, code_node) else { return };
    let system_node = tree.child(code_node, "@codeSystem");
    let system = system_node.and_then(|node| usable(tree, node));
    let of_toolkit = matches!(code, "1000" | "2100" | "2200" | "3000");
    let display = codes::display(code);
    if display.is_none() && !of_toolkit {
        let message = "ErrorCode must be DE0001 to DE0012, or 1000, 2100, 2200 or 3000 (ITK 2.1)";
        cx.at_value(&ERROR, code_node, message).expected = Some("DE0001 to DE0012".to_owned());
        return;
    }
    let expected = if of_toolkit { TOOLKIT_ERRORS } else { DE_ERRORS };
    match (system_node, system) {
        (None, _) => {
            let message = "ErrorCode must have codeSystem";
            cx.missing(&ERROR, code_node, "@codeSystem", message).expected = Some(expected.to_owned());
        }
        (Some(node), Some(system)) if system != expected => {
            cx.at_value(&ERROR, node, "codeSystem must be the code system of this code").expected = Some(expected.to_owned());
        }
        _ => {}
    }
    match text_node.filter(|_| has_text) {
        None => {
            cx.missing(&ERROR, info, "ErrorText", "errorInfo must have ErrorText, the display text of its code").expected =
                display.map(str::to_owned);
        }
        Some(node) => {
            let Some(display) = display else { return };
            if usable(tree, node).is_some_and(|text| !codes::is_display(code, text)) {
                let message = format!("ErrorText must be the display text of the code: {display}");
                cx.at_value(&ERROR, node, message).expected = Some(display.to_owned());
            }
        }
    }
}

/// What the envelope says that it carries, and what it does.
fn carrier(cx: &mut Cx<'_>) {
    let view = cx.view;
    if view.envelope.is_none() || view.payloads.len() != 1 {
        return;
    }
    let payload = view.payloads[0];
    let (kind, title) = payload_kind(view, payload, view.item_of(payload));
    let interaction = view.interaction();
    let service = view.service_name().map(|name| name.split("-v").next().unwrap_or(name));
    let is_generic = service.is_some_and(|name| GENERIC_SERVICES.contains(&name.trim_end_matches("Response")));
    let acknowledgement = match kind {
        "infrastructure-response" => Some((INFRASTRUCTURE_INTERACTION, "SendInfrastructureAck")),
        "business-response" => Some((BUSINESS_INTERACTION, "SendBusinessAck")),
        _ => None,
    };
    let found = match acknowledgement {
        Some((own, own_service)) => {
            let is_other = interaction.is_some_and(|interaction| name(interaction) != name(own));
            if is_other {
                of_interaction(cx).map(|node| (node, own.to_owned()))
            } else if service.is_some_and(|service| is_of_something(service) && service != own_service) && !is_generic {
                of_service(cx).map(|node| (node, format!("{own_service} or sendDistEnvelope")))
            } else {
                None
            }
        }
        None if matches!(kind, "encrypted" | "compressed" | "base64" | "empty" | "text") => None,
        None => {
            let is_of_acknowledgement = |interaction: &str| {
                name(interaction) == name(INFRASTRUCTURE_INTERACTION) || name(interaction) == name(BUSINESS_INTERACTION)
            };
            if interaction.is_some_and(is_of_acknowledgement) {
                of_interaction(cx).map(|node| (node, "the interaction of the payload".to_owned()))
            } else if matches!(service, Some("SendInfrastructureAck" | "SendBusinessAck")) {
                of_service(cx).map(|node| (node, "the service of the payload".to_owned()))
            } else {
                None
            }
        }
    };
    if let Some((node, expected)) = found {
        let what = if cx.tree.name(node) == "@service" { "service" } else { "interaction" };
        let message = format!("{what} must match the payload, which is: {title}");
        let found = shown(cx.tree.value(node).unwrap_or_default());
        let finding = cx.at_value(&CARRIER, node, message);
        finding.expected = Some(expected);
        finding.found = Some(found);
    }
}

/// An interaction without its version.
fn name(interaction: &str) -> &str {
    interaction.rsplit_once("-v").map_or(interaction, |(name, _)| name)
}

/// A service of which it is known what it carries.
fn is_of_something(service: &str) -> bool {
    super::names::SERVICES.contains(&service)
}

fn of_interaction(cx: &Cx<'_>) -> Option<NodeId> {
    cx.tree.child(cx.view.spec(super::names::INTERACTION_KEY)?, "@value")
}

fn of_service(cx: &Cx<'_>) -> Option<NodeId> {
    cx.tree.child(cx.view.header?, "@service")
}
