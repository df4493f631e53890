//! Who sends, to whom, and which service: tracking id, service, addresses and audit identities.

use super::cx::Cx;
use super::form::{is_upper_uuid, is_uuid, uuid_of};
use super::links::{CORE, SCHEMA};
use super::names::{ADDRESS_TYPE, ADDRESSING, IDENTITY, IDENTITY_TYPE, OTHER_ADDRESS_TYPES, SERVICE};
use super::view::{usable, value};
use crate::diagnostic::{At, Diagnostic, Severity, rule};
use crate::syntax::tree::NodeId;

rule! {
    TRACKING = Error "value" "ITK2-E2";
    title: "Tracking id is not an upper-case UUID",
    why: "The schema allows only digits and the capital letters A to F. Acknowledgements identify the message by its tracking id.",
    wrong: "trackingid=\"0a6f0f1e-52b6-4c0e-9a5b-6c7d8e9f0a1b\"",
    right: "trackingid=\"0A6F0F1E-52B6-4C0E-9A5B-6C7D8E9F0A1B\"",
    response: "DE0002",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    AUDIT = Error "required" "ITK2-E3";
    title: "Audit identity missing",
    why: "COR-DEH-03 requires the identity of the user or system that sent the message. The schema and the definitions for NHS 111 and Correspondence do not.",
    right: "<itk:auditIdentity><itk:id uri=\"urn:nhs-uk:identity:ods:Y99:person1\"/></itk:auditIdentity>",
    response: "DE0004",
    link: CORE,
    traits: [MESSAGING, ABSENCE],
}

rule! {
    AUDIT_SCHEME = Warning "value" "ITK2-E4.2";
    title: "Audit identity from another scheme",
    why: "COR-DEH-04 recommends toolkit identities, which begin with urn:nhs-uk:identity:. An address is not an identity.",
    wrong: "uri=\"urn:nhs-uk:addressing:ods:Y99\"",
    right: "uri=\"urn:nhs-uk:identity:ods:Y99:person1\"",
    response: "DE0005",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    AUDIT_PARTS = Error "value" "ITK2-E4.3";
    title: "Audit identity without authority or organisation",
    why: "COR-DEH-04.3 and 04.5: the naming authority and the organisation must follow urn:nhs-uk:identity:.",
    wrong: "uri=\"urn:nhs-uk:identity:ods\"",
    right: "uri=\"urn:nhs-uk:identity:ods:RYE\"",
    response: "DE0005",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    AUDIT_TYPE = Error "value" "ITK2-E4.7";
    title: "Type of the audit identity does not match its URI",
    why: "COR-DEH-04.7: an identity without a type is a toolkit identity. Any other identity must state its type, and a toolkit identity must not state another.",
    wrong: "uri=\"mailto:a@example.org\"",
    right: "uri=\"123456789012\" type=\"1.2.826.0.1285.0.2.0.65\"",
    response: "DE0005",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    SENDER = Error "value" "ITK2-E5";
    title: "Sender address is not a toolkit address",
    why: "Acknowledgements are sent to the sender address. It must begin with urn:nhs-uk:addressing:, unless it states another type.",
    wrong: "<itk:senderAddress uri=\"urn:nhs-uk:identity:ods:Y99\"/>",
    right: "<itk:senderAddress uri=\"urn:nhs-uk:addressing:ods:Y99:ward1\"/>",
    response: "DE0008",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    ADDRESS = Error "value" "ITK2-E17";
    title: "Address that does not match its type",
    why: "An address without a type is a toolkit address and must begin with urn:nhs-uk:addressing:. Other addresses must state their type: a DTS mailbox, a Spine ASID or a service in the Directory of Services.",
    wrong: "<itk:address uri=\"2000038667\"/>",
    right: "<itk:address uri=\"2000038667\" type=\"2.16.840.1.113883.2.1.3.2.4.18.44\"/>",
    response: "DE0003",
    link: CORE,
    traits: [MESSAGING],
}

rule! {
    SERVICE_FORM = Warning "value" "ITK2-E18";
    title: "Service without the toolkit namespace",
    why: "Service names should begin with urn:nhs-itk:services:201005:. Some published examples have only the bare name.",
    wrong: "service=\"SendCDADocument-v2-0\"",
    right: "service=\"urn:nhs-itk:services:201005:SendCDADocument-v2-0\"",
    response: "DE0002",
    link: SCHEMA,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (view, tree) = (cx.view, cx.tree);
    let Some(header) = view.header else { return };
    if let Some(tracking) = tree.child(header, "@trackingid") {
        tracking_id(cx, tracking);
    }
    if let Some(service) = tree.child(header, "@service") {
        let is_named = |value: &str| value.strip_prefix(SERVICE).is_some_and(|name| !name.is_empty());
        if usable(tree, service).is_some_and(|value| !is_named(value)) {
            let message = "service should begin with urn:nhs-itk:services:201005: and end with the service's name";
            cx.at_value(&SERVICE_FORM, service, message).expected = Some([SERVICE, "…"].concat());
        }
    }
    audit(cx, header);
    for address in tree.child(header, "addresslist").into_iter().flat_map(|list| tree.children_named(list, "address")) {
        self::address(cx, address);
    }
    if let Some(sender) = view.sender_address() {
        sender_address(cx, sender);
    }
}

fn tracking_id(cx: &mut Cx<'_>, node: NodeId) {
    let Some(value) = usable(cx.tree, node).filter(|value| !is_upper_uuid(value)) else { return };
    let message = if is_uuid(value) {
        "trackingid must be in upper case; write its letters A to F as capitals"
    } else if uuid_of(value).is_some() {
        "trackingid must be only the UUID, without anything before it"
    } else {
        "trackingid must be a UUID in upper case"
    };
    cx.at_value(&TRACKING, node, message).expected = Some("8-4-4-4-12 digits, 0 to 9 and A to F".to_owned());
}

fn audit(cx: &mut Cx<'_>, header: NodeId) {
    let tree = cx.tree;
    let Some(audit) = tree.child(header, "auditIdentity") else {
        // The requirement is of services; carried in a file, the message definitions decide.
        let (severity, message) = if cx.view.soap.is_some() {
            (Severity::Error, "header must have auditIdentity with an id that identifies the sender of the message")
        } else {
            let both = "header should have auditIdentity: COR-DEH-03 requires it, the schema and the message definitions do not";
            (Severity::Warning, both)
        };
        cx.missing(&AUDIT, header, "auditIdentity", message).severity = severity;
        return;
    };
    for id in tree.children_named(audit, "id") {
        identity(cx, id);
    }
}

/// An `@type` of an audit identity.
pub(super) fn is_audit_type(cx: &Cx<'_>, node: NodeId) -> bool {
    let id = cx.tree.parent(node).filter(|&id| cx.tree.name(id) == "id");
    id.and_then(|id| cx.tree.parent(id)).is_some_and(|parent| cx.tree.name(parent) == "auditIdentity")
}

fn identity(cx: &mut Cx<'_>, id: NodeId) {
    let tree = cx.tree;
    let Some(node) = tree.child(id, "@uri") else { return };
    let Some(uri) = usable(tree, node) else { return };
    let type_node = tree.child(id, "@type");
    let kind = type_node.and_then(|node| tree.value(node)).map(str::trim);
    if kind.is_some_and(super::form::is_placeholder) {
        return;
    }
    if let Some(rest) = uri.strip_prefix(IDENTITY) {
        if kind.is_some_and(|kind| kind != IDENTITY_TYPE) {
            let message = "type must be left out: the URI is a toolkit identity";
            cx.at_value(&AUDIT_TYPE, type_node.unwrap_or(node), message).expected = Some(format!("no type, or {IDENTITY_TYPE}"));
            return;
        }
        let mut tokens = rest.split(':');
        if !(0..2).all(|_| tokens.next().is_some_and(|token| !token.trim().is_empty())) {
            let message = "The audit identity must have the naming authority and the organisation after urn:nhs-uk:identity:";
            cx.at_value(&AUDIT_PARTS, node, message).expected = Some("urn:nhs-uk:identity:ods:… with the ODS code".to_owned());
        }
        return;
    }
    let is_untyped = kind.is_none_or(|kind| kind == IDENTITY_TYPE);
    if uri.starts_with("urn:nhs-uk:") && is_untyped {
        let message = "The audit identity should begin with urn:nhs-uk:identity:";
        cx.at_value(&AUDIT_SCHEME, node, message).expected = Some("urn:nhs-uk:identity:…".to_owned());
    } else if is_untyped || kind == Some("") {
        let message = match kind {
            Some(IDENTITY_TYPE) => "type states a toolkit identity, so the URI must begin with urn:nhs-uk:identity:",
            _ => "The audit identity must state its type, because its URI does not begin with urn:nhs-uk:identity:",
        };
        cx.at_value(&AUDIT_TYPE, node, message).expected = Some("urn:nhs-uk:identity:…, or type with the OID of another scheme".to_owned());
    }
}

fn address(cx: &mut Cx<'_>, address: NodeId) {
    let tree = cx.tree;
    let Some(node) = tree.child(address, "@uri") else { return };
    let Some(uri) = usable(tree, node) else { return };
    let type_node = tree.child(address, "@type");
    // One that is empty is told as such.
    let kind = match type_node {
        None => ADDRESS_TYPE,
        Some(node) => match usable(tree, node) {
            Some(kind) => kind,
            None => return,
        },
    };
    if kind == ADDRESS_TYPE {
        if uri.strip_prefix(ADDRESSING).is_none_or(str::is_empty) {
            let message = "The address must begin with urn:nhs-uk:addressing:, or state its type";
            cx.at_value(&ADDRESS, node, message).expected = Some("urn:nhs-uk:addressing:…".to_owned());
        }
    } else if !OTHER_ADDRESS_TYPES.contains(&kind) {
        let message = "ITK 2 publishes no address type with this OID; the address was not checked";
        let finding = Diagnostic::new(&ADDRESS, At::Value(type_node.unwrap_or(node)), message).weighing(Severity::Information);
        cx.say(finding.found(crate::diagnostic::shown(kind)));
    }
}

fn sender_address(cx: &mut Cx<'_>, sender: NodeId) {
    let tree = cx.tree;
    let Some(node) = tree.child(sender, "@uri") else { return };
    let Some(uri) = usable(tree, node) else { return };
    if tree.child(sender, "@type").is_some() && value(tree, Some(sender), "@type") != Some(ADDRESS_TYPE) {
        return;
    }
    let is_plain = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'));
    let message = match uri.strip_prefix(ADDRESSING) {
        Some(rest) if is_plain(rest) => return,
        Some(_) => "senderAddress must have only letters, digits, _ and : after urn:nhs-uk:addressing:",
        None => "senderAddress must begin with urn:nhs-uk:addressing:, or state its type",
    };
    cx.at_value(&SENDER, node, message).expected = Some("urn:nhs-uk:addressing:…".to_owned());
}
