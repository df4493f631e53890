//! Documents that replace others, and the identifiers that they do it by. Each programme has ids of its own for it.

use super::cx::Cx;
use super::gp_connect::{Document, Guide};
use super::links::{GP_CONNECT, SEND_DOCUMENT, SENDERS, TRANSFER_OF_CARE, UPDATE_RECORD};
use super::look::is_uuid;
use super::transfer_of_care;
use crate::diagnostic::{At, Diagnostic, Rule, Severity, Unless, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    ANY = Error "business-rule" "itk3-replacement";
    title: "Replacement does not identify the document it replaces",
    why: "A replacement must identify the document that it replaces, and must not be that document.",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    CONSULTATION = Error "business-rule" "GPCM-SD-CS-027";
    title: "Replacement of a consultation report",
    why: "relatesTo must have the code replaces and the UUID of the document that is replaced.",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    FIRST = Error "business-rule" "GPCM-SD-039-v1";
    title: "Replacement of a document (Send Document 1)",
    why: "relatesTo must have the code replaces and the UUID of the document that is replaced (GPCM-SD-038 and 039).",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    SECOND = Error "business-rule" "GPCM-SD-123";
    title: "Replacement of a document (Send Document 2)",
    why: "relatesTo must have the code replaces and the UUID of the document that is replaced.",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    UPDATE = Error "business-rule" "update-record-replacement";
    title: "Replacement of a record (Update Record)",
    why: "relatesTo must have the code replaces and the identifier of the document that is replaced.",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    CARE = Error "business-rule" "toc-replacement";
    title: "Replacement of a document (Transfer of Care)",
    why: "relatesTo must have the code replaces and the identifier of the document that is replaced.",
    right: "relatesTo with code replaces and the identifier of the document",
    response: "20014",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    CARE_IDENTIFIER = Warning "value" "toc-identifier";
    title: "Composition.identifier is not a UUID (Transfer of Care)",
    why: "The identifier of a document must be unique everywhere, so that it can be replaced later.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

/// Which rule speaks of replacements, and whether its guide fixes code and UUID.
struct Programme {
    rule: &'static Rule,
    fixes_code: bool,
    asks_uuid: bool,
}

pub(super) fn check(cx: &mut Cx<'_>, composition: NodeId) {
    let care = transfer_of_care::guide(cx).is_some();
    let programme = match Guide::of(cx) {
        _ if care => Programme { rule: &CARE, fixes_code: true, asks_uuid: true },
        Some(Guide::First(Document::ConsultationReport)) => Programme { rule: &CONSULTATION, fixes_code: true, asks_uuid: true },
        Some(Guide::First(_)) => Programme { rule: &FIRST, fixes_code: true, asks_uuid: true },
        Some(Guide::Second) => Programme { rule: &SECOND, fixes_code: true, asks_uuid: true },
        Some(Guide::UpdateRecord) => Programme { rule: &UPDATE, fixes_code: true, asks_uuid: false },
        None => Programme { rule: &ANY, fixes_code: false, asks_uuid: false },
    };
    let tree = cx.tree;
    let own = tree.child(composition, "identifier").and_then(|identifier| tree.child(identifier, "value"));
    if let Some((node, value)) = own.and_then(|node| Some((node, tree.value(node)?))).filter(|(_, value)| care && !is_uuid(value)) {
        let finding = Cx::at(&CARE_IDENTIFIER, node, "Composition.identifier.value should be a UUID");
        cx.say(finding.expected("a UUID").found(shown(value)).unless_reported(node));
    }
    let own = own.and_then(|node| tree.value(node));
    let all: Vec<NodeId> = tree.children_named(composition, "relatesTo").collect();
    for relates in all {
        one(cx, relates, own, &programme);
    }
}

fn one(cx: &mut Cx<'_>, relates: NodeId, own: Option<&str>, programme: &Programme) {
    let tree = cx.tree;
    let code = tree.child(relates, "code").and_then(|node| Some((node, tree.value(node)?)));
    if let Some((node, found)) = code.filter(|(_, code)| programme.fixes_code && *code != "replaces") {
        let finding = Cx::at(programme.rule, node, "relatesTo.code must be replaces");
        cx.say(finding.expected("replaces").found(shown(found)).unless_reported(node).unless_reported(relates));
        return;
    }
    if code.is_none_or(|(_, code)| code != "replaces") {
        return;
    }
    let target = tree.child(relates, "targetIdentifier");
    let Some(value) = target.and_then(|target| tree.child(target, "value")) else {
        let message = "relatesTo must identify the replaced document in targetIdentifier";
        let at = target.unwrap_or(relates);
        let finding = Diagnostic::new(programme.rule, At::Name(at), message);
        let finding = finding.expected("targetIdentifier: the Composition.identifier of the document to replace").found("none");
        cx.say(finding.unless(Unless::ReportedBefore(at)));
        return;
    };
    let Some(text) = tree.value(value) else { return };
    let bare = |id: &str| id.strip_prefix("urn:uuid:").unwrap_or(id).to_ascii_lowercase();
    let finding = if own.is_some_and(|own| bare(own) == bare(text)) {
        let message = "relatesTo.targetIdentifier must be the identifier of another document, not of this one";
        Cx::at(programme.rule, value, message).expected("the Composition.identifier of the document to replace")
    } else if programme.asks_uuid && !is_uuid(text) {
        let message = "relatesTo.targetIdentifier should be the UUID of the replaced document";
        Cx::at(programme.rule, value, message).weighing(Severity::Warning).expected("a UUID")
    } else {
        return;
    };
    cx.say(finding.found(shown(text)).unless_reported(value));
}
