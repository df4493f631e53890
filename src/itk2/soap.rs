//! The SOAP envelope around a request or an answer: addressing, security, and ids that must differ. Told apart from the envelope: what
//! is missing may have been taken off by a gateway.

use super::cx::Cx;
use super::form::{is_upper_uuid, moment, uuid_of};
use super::links::{ADDRESSING, SECURITY, SOAP as SOAP_PAGE, TESTS};
use super::names::{ANONYMOUS, ASYNCHRONOUS, DSIG, SERVICE, SOAP, WSA, WSSE, WSU};
use super::view::{Soap, elements, soap_action, usable};
use crate::diagnostic::{At, Diagnostic, Severity, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    MESSAGE_ID = Error "required" "ITK2-S1";
    title: "wsa:MessageID missing",
    why: "The answer identifies the request by its MessageID. The NHS 111 adaptor refuses a request without one.",
    right: "<wsa:MessageID>C2D3E4F5-0617-4829-9A3B-4C5D6E7F8091</wsa:MessageID>",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    MESSAGE_ID_FORM = Warning "value" "ITK2-S1b";
    title: "wsa:MessageID is not an upper-case UUID",
    why: "WS-ADR-01: MessageID should be a UUID, with or without a prefix. Lower case is allowed; upper case is recommended.",
    wrong: "c2d3e4f5-0617-4829-9a3b-4c5d6e7f8091",
    right: "C2D3E4F5-0617-4829-9A3B-4C5D6E7F8091",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING],
}

rule! {
    ACTION = Error "value" "ITK2-S2";
    title: "Action and service do not match",
    why: "wsa:Action, SOAPAction and header/service must name the same service, because systems may read any of them. The action of an answer ends in Response.",
    wrong: "<wsa:Action>urn:nhs-itk:services:201005:SendDocument-v1-0</wsa:Action>",
    right: "<wsa:Action>urn:nhs-itk:services:201005:SendCDADocument-v2-0</wsa:Action>",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING],
}

rule! {
    TO = Warning "required" "ITK2-S3";
    title: "wsa:To missing",
    why: "A request should state its destination. A gateway may have removed the element before the message was saved.",
    right: "<wsa:To>http://receiver.example/itk</wsa:To>",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    FROM = Error "structure" "ITK2-S4";
    title: "wsa:From with ReferenceProperties",
    why: "WS-ADR-08: ReferenceProperties belong to an older version of WS-Addressing.",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING],
}

rule! {
    REPLY_TO = Error "value" "ITK2-S5";
    title: "wsa:ReplyTo is not anonymous",
    why: "These services answer over the same connection, which is what the anonymous address means. Demographic updates and queries may be answered elsewhere.",
    wrong: "<wsa:Address>http://sender.example/replies</wsa:Address>",
    right: "<wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address>",
    response: "1000",
    link: ADDRESSING,
    traits: [MESSAGING],
}

rule! {
    TIMESTAMP = Error "value" "ITK2-S7";
    title: "Timestamp missing or wrong",
    why: "wsu:Timestamp states when the message was created and when it expires: Created, then Expires. A gateway may have removed it.",
    wrong: "<wsu:Created>20/11/2026</wsu:Created>",
    right: "<wsu:Created>2026-11-20T10:00:00Z</wsu:Created><wsu:Expires>2026-11-20T10:05:00Z</wsu:Expires>",
    response: "1000",
    link: SECURITY,
    traits: [MESSAGING],
}

rule! {
    USER = Warning "required" "ITK2-S8";
    title: "User name missing in wsse:Security",
    why: "The sending system should identify itself in UsernameToken/Username.",
    right: "<wsse:UsernameToken><wsse:Username>sender-system</wsse:Username></wsse:UsernameToken>",
    response: "1000",
    link: SECURITY,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    SAME_ID = Error "duplicate" "ITK2-S9";
    title: "Id used for two things",
    why: "The MessageID, the tracking id, the timestamp id and the payload id identify different things, so they must differ.",
    response: "1000",
    link: TESTS,
    traits: [MESSAGING],
}

rule! {
    VERSION = Error "not-supported" "ITK2-S10";
    title: "Another version of SOAP",
    why: "ITK 2 uses SOAP 1.1. Receivers answer any other version with the fault VersionMismatch.",
    wrong: "xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"",
    right: "xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"",
    response: "1000",
    link: SOAP_PAGE,
    traits: [MESSAGING],
}

rule! {
    MUST_UNDERSTAND = Warning "not-supported" "ITK2-S11";
    title: "mustUnderstand header that receivers may not know",
    why: "ITK 2 receivers know WS-Addressing and WS-Security. They answer any other mustUnderstand header with the fault MustUnderstand.",
    response: "1000",
    link: SOAP_PAGE,
    traits: [MESSAGING],
}

rule! {
    SIGNATURE = Information "informational" "ITK2-S12";
    title: "Signature not verified",
    why: "Signatures are optional. This validator does not verify them.",
    link: SECURITY,
    traits: [MESSAGING],
}

rule! {
    BODY = Error "structure" "ITK2-soap-structure";
    title: "Wrong structure of the SOAP envelope",
    why: "A SOAP envelope must have a Header and then a Body, and in ITK 2 the Body must have one element. WS-Addressing and WS-Security headers are recognised by namespace.",
    response: "1000",
    link: SOAP_PAGE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let view = cx.view;
    let Some(soap) = view.soap else { return };
    if cx.tree.namespace(NodeId::ROOT) != Some(SOAP) {
        let message = "The SOAP envelope must be of version 1.1";
        let found = shown(cx.tree.namespace(NodeId::ROOT).unwrap_or("no namespace"));
        let finding = cx.at_name(&VERSION, NodeId::ROOT, message);
        finding.found = Some(found);
        finding.expected = Some(SOAP.to_owned());
    }
    structure(cx, soap);
    let Some(header) = soap.header else { return absent(cx) };
    namespaces(cx, header);
    message_id(cx, header);
    addressing(cx, header);
    security(cx, header);
    same_ids(cx, header);
    for child in elements(cx.tree, header) {
        must_understand(cx, child);
    }
}

fn structure(cx: &mut Cx<'_>, soap: Soap) {
    let tree = cx.tree;
    let Some(body) = soap.body else {
        let message = "The SOAP envelope must have a Body";
        cx.missing(&BODY, NodeId::ROOT, "Body", message);
        return;
    };
    let mut contents = elements(tree, body);
    match (contents.next(), contents.next()) {
        (None, _) => {
            cx.at_name(&BODY, body, "The Body must have one element");
        }
        (Some(_), Some(second)) => {
            cx.at_name(&BODY, second, "The Body must have only one element; this is a further one");
        }
        (Some(first), None) => {
            let is_known = cx.view.envelope.is_some()
                || cx.view.fault.is_some()
                || cx.view.answer.is_some()
                || cx.view.error_info.is_some()
                || cx.view.infrastructure.is_some()
                || cx.view.business.is_some();
            if !is_known {
                let message = "The Body must have a DistributionEnvelope, a SimpleMessageResponse or a Fault";
                let found = shown(tree.name(first));
                cx.at_name(&BODY, first, message).found = Some(found);
            }
        }
    }
    if let Some(header) = soap.header.filter(|&header| tree.span(header).start > tree.span(body).start) {
        cx.at_name(&BODY, header, "Header must come before Body");
    }
}

/// Without any header, everything that a request needs is missing: one fault.
fn absent(cx: &mut Cx<'_>) {
    if is_request(cx) {
        let message = "The SOAP envelope must have a Header with wsa:MessageID and wsa:Action";
        cx.missing(&MESSAGE_ID, NodeId::ROOT, "Header", message);
    }
}

/// Asks for something, and is not the answer to another.
fn is_request(cx: &Cx<'_>) -> bool {
    let view = cx.view;
    view.envelope.is_some() && view.soap_header("RelatesTo").is_none() && !view.soap_value("Action").is_some_and(is_response_action)
}

fn is_response_action(action: &str) -> bool {
    // One service is called so itself.
    action.ends_with("Response")
}

/// Headers of WS-Addressing in another namespace are told once.
fn namespaces(cx: &mut Cx<'_>, header: NodeId) {
    const NAMES: [&str; 7] = ["MessageID", "Action", "To", "From", "ReplyTo", "FaultTo", "RelatesTo"];
    let tree = cx.tree;
    let is_strange = |node: &NodeId| NAMES.contains(&tree.name(*node)) && tree.namespace(*node) != Some(WSA);
    if let Some(node) = elements(tree, header).find(is_strange) {
        let message = format!("{} must be in the namespace {WSA}", tree.name(node));
        let found = shown(tree.namespace(node).unwrap_or("no namespace"));
        let finding = Diagnostic::new(&BODY, At::Name(node), message).expected(WSA).found(found);
        cx.say(finding);
    }
}

fn message_id(cx: &mut Cx<'_>, header: NodeId) {
    let Some(node) = cx.tree.child(header, "MessageID") else {
        if is_request(cx) {
            cx.missing(&MESSAGE_ID, header, "MessageID", "The SOAP header must have wsa:MessageID");
        }
        return;
    };
    if cx.tree.value(node).is_none_or(|value| value.trim().is_empty()) {
        cx.at_name(&MESSAGE_ID, node, "wsa:MessageID must not be empty");
        return;
    }
    let Some(id) = usable(cx.tree, node) else { return };
    let message = match uuid_of(id) {
        Some(uuid) if is_upper_uuid(uuid) => return,
        Some(_) => "wsa:MessageID should have its UUID in upper case",
        None => "wsa:MessageID should be a UUID",
    };
    cx.at_value(&MESSAGE_ID_FORM, node, message).expected = Some("a UUID in upper case".to_owned());
}

fn addressing(cx: &mut Cx<'_>, header: NodeId) {
    action(cx, header);
    let tree = cx.tree;
    if is_request(cx) && tree.child(header, "To").is_none() {
        let message = "The SOAP header should have wsa:To; a gateway may have removed it";
        cx.missing(&TO, header, "To", message);
    }
    if let Some(from) = tree.child(header, "From").and_then(|from| tree.child(from, "ReferenceProperties")) {
        cx.at_name(&FROM, from, "wsa:From must not have ReferenceProperties");
    }
    let Some(address) = tree.child(header, "ReplyTo").and_then(|reply| tree.child(reply, "Address")) else { return };
    let service = cx.view.service_name().unwrap_or_default();
    let may_differ = ASYNCHRONOUS.iter().any(|name| service.starts_with(name));
    if !may_differ && usable(tree, address).is_some_and(|value| value != ANONYMOUS) {
        let message = "wsa:ReplyTo must have the anonymous address: this service answers over the same connection";
        cx.at_value(&REPLY_TO, address, message).expected = Some(ANONYMOUS.to_owned());
    }
}

fn action(cx: &mut Cx<'_>, header: NodeId) {
    let view = cx.view;
    if view.fault.is_some() {
        return;
    }
    if view.envelope.is_none() {
        // An answer names the service that it answers, which stands in the request alone.
        if let Some(node) = cx.tree.child(header, "Action").filter(|_| view.answer.is_some())
            && usable(cx.tree, node).is_some_and(|action| action.starts_with(SERVICE) && !is_response_action(action))
        {
            let message = "wsa:Action of an answer should be the service followed by Response";
            let finding = cx.at_value(&ACTION, node, message);
            finding.severity = Severity::Warning;
        }
        return;
    }
    let service = view.service();
    match cx.tree.child(header, "Action") {
        None => {
            cx.missing(&ACTION, header, "Action", "The SOAP header must have wsa:Action, the same as header/service");
        }
        Some(node) => match (usable(cx.tree, node), service) {
            (Some(action), Some(service)) if !is_same_service(action, service) => {
                let message = "wsa:Action must be the same as header/service";
                cx.at_value(&ACTION, node, message).expected = Some(shown(service));
                return;
            }
            (None, _) if cx.tree.value(node).is_none() => {
                cx.at_name(&ACTION, node, "wsa:Action must not be empty; it must be the same as header/service");
            }
            _ => {}
        },
    }
    if let Some((action, span)) = soap_action(&cx.tree.text, cx.begin)
        && let Some(service) = service
        && !is_same_service(action, service)
    {
        let finding = Diagnostic::new(&ACTION, At::Span(span), "SOAPAction of HTTP must be the same as header/service");
        cx.say(finding.expected(shown(service)).found(shown(action)));
    }
}

/// The same service, or the answer of it; the bare name of one has a finding of its own.
fn is_same_service(action: &str, service: &str) -> bool {
    let bare = |name: &str| name.strip_prefix(SERVICE).unwrap_or(name).to_owned();
    let is_bare = !service.starts_with(SERVICE);
    let same = |action: &str| action == service || is_bare && bare(action) == service;
    same(action) || action.strip_suffix("Response").is_some_and(same)
}

fn security(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    let is_request = is_request(cx);
    let Some(security) = tree.child(header, "Security") else {
        if is_request {
            let message = "The SOAP header should have wsse:Security with a Timestamp and a user name; a gateway may have removed it";
            cx.missing(&TIMESTAMP, header, "Security", message).severity = Severity::Warning;
        }
        return;
    };
    if tree.namespace(security) != Some(WSSE) {
        let found = shown(tree.namespace(security).unwrap_or("no namespace"));
        let finding = Diagnostic::new(&BODY, At::Name(security), format!("Security must be in the namespace {WSSE}")).expected(WSSE);
        cx.say(finding.found(found));
    }
    match tree.child(security, "Timestamp") {
        Some(timestamp) => self::timestamp(cx, timestamp),
        None if is_request => {
            let message = "wsse:Security should have wsu:Timestamp with Created and Expires";
            cx.missing(&TIMESTAMP, security, "Timestamp", message).severity = Severity::Warning;
        }
        None => {
            let message = "An answer must not have wsse:Security without wsu:Timestamp";
            cx.missing(&TIMESTAMP, security, "Timestamp", message);
        }
    }
    let user = tree.child(security, "UsernameToken");
    if is_request && user.and_then(|user| tree.child(user, "Username")).is_none_or(|name| tree.value(name).is_none()) {
        let message = "wsse:Security should have UsernameToken with a Username";
        cx.missing(&USER, security, "UsernameToken", message);
    }
    if let Some(signature) = elements(tree, security).find(|&child| tree.namespace(child) == Some(DSIG)) {
        cx.at_name(&SIGNATURE, signature, "The signature was not verified");
    }
}

fn timestamp(cx: &mut Cx<'_>, timestamp: NodeId) {
    let tree = cx.tree;
    if tree.namespace(timestamp) != Some(WSU) {
        let found = shown(tree.namespace(timestamp).unwrap_or("no namespace"));
        let finding = Diagnostic::new(&TIMESTAMP, At::Name(timestamp), format!("Timestamp must be in the namespace {WSU}"));
        cx.say(finding.expected(WSU).found(found));
    }
    let mut moments = Vec::new();
    for name in ["Created", "Expires"] {
        let Some(node) = tree.child(timestamp, name) else {
            cx.missing(&TIMESTAMP, timestamp, name, format!("wsu:Timestamp must have {name}"));
            continue;
        };
        if tree.value(node).is_none() {
            cx.at_name(&TIMESTAMP, node, format!("{name} must be a date and time with a zone"));
            continue;
        }
        let Some(value) = usable(tree, node) else { continue };
        match moment(value) {
            Some(moment) => moments.push((node, moment)),
            None => {
                let message = format!("{name} must be a date and time");
                cx.at_value(&TIMESTAMP, node, message).expected = Some("an xsd:dateTime such as 2026-11-20T10:00:00Z".to_owned());
            }
        }
    }
    if let [(_, created), (node, expires)] = moments[..]
        && expires.is_before(created)
    {
        cx.at_value(&TIMESTAMP, node, "Expires must not be before Created");
    }
}

/// Ids that name different things differ, but for a payload and its manifest item.
fn same_ids(cx: &mut Cx<'_>, header: NodeId) {
    let (view, tree) = (cx.view, cx.tree);
    let stamp = tree.child(header, "Security").and_then(|security| tree.child(security, "Timestamp"));
    let stamp = stamp.and_then(|stamp| tree.children_named(stamp, "@Id").find(|&id| tree.namespace(id) == Some(WSU)));
    let first = |nodes: &[NodeId]| nodes.first().and_then(|&node| tree.child(node, "@id"));
    let ids = [
        ("wsa:MessageID", tree.child(header, "MessageID")),
        ("the Timestamp's id", stamp),
        ("trackingid", view.header.and_then(|header| tree.child(header, "@trackingid"))),
        ("the manifestitem's id", first(&view.items)),
        ("the payload's id", first(&view.payloads)),
    ];
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (what, node) in ids {
        let Some((node, id)) = node.and_then(|node| Some((node, usable(tree, node)?))) else { continue };
        let is_payload = what == "the payload's id";
        let same = seen.iter().find(|(other, known)| known.eq_ignore_ascii_case(id) && !(is_payload && *other == "the manifestitem's id"));
        // An id of a payload that its manifest item has too was told there.
        let is_told = is_payload && seen.iter().any(|(other, known)| *other == "the manifestitem's id" && *known == id);
        if let Some((other, _)) = same.filter(|_| !is_told) {
            let what = what.strip_prefix("the ").map_or_else(|| what.to_owned(), |rest| ["The ", rest].concat());
            let message = format!("{what} must differ from {other}: they identify different things");
            cx.at_value(&SAME_ID, node, message);
        }
        seen.push((what, id));
    }
}

fn must_understand(cx: &mut Cx<'_>, child: NodeId) {
    let tree = cx.tree;
    let is_known = matches!(tree.namespace(child), Some(WSA | WSSE | WSU));
    let root = tree.namespace(NodeId::ROOT);
    let flag = tree.children_named(child, "@mustUnderstand").find(|&flag| tree.namespace(flag) == root);
    if let Some(flag) = flag.filter(|_| !is_known)
        && matches!(tree.value(flag).map(str::trim), Some("1" | "true"))
    {
        cx.at_value(&MUST_UNDERSTAND, flag, "Receivers may refuse this header: mustUnderstand is set, and they may not know it");
    }
}
