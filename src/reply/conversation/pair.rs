//! Which message a response answers, and what does not fit between the two.

use super::Response;
use crate::definitions::{Definitions, split_version};
use crate::diagnostic::{At, Diagnostic, Severity, shown};
use crate::fhirpath::is_earlier;
use crate::itk3::Context;
use crate::itk3::codes::Level;
use crate::itk3::codes::UNREADABLE;
use crate::itk3::flows;
use crate::itk3::gp_connect::{Guide, responses};
use crate::itk3::mesh;
use crate::itk3::people::People;
use crate::itk3::rules;
use crate::itk3::view::Key;
use crate::syntax::tree::NodeId;
use crate::validate::is_lower_uuid;

/// Ids are equal whatever their case, with `urn:uuid:` before them or without.
fn same_id<'a>(a: &'a str, b: &'a str) -> bool {
    const PREFIX: &str = "urn:uuid:";
    let is_prefixed = |id: &str| id.get(..PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    let bare = |id: &'a str| if is_prefixed(id) { &id[PREFIX.len()..] } else { id };
    bare(a).eq_ignore_ascii_case(bare(b))
}

/// Returns whether a response refers to this id.
pub(super) fn is_id_of(id: Option<&str>, identifier: &str) -> bool {
    id.is_some_and(|id| same_id(id, identifier))
}

/// Finds for each response what it answers.
pub(super) fn pair(sent: &Response<'_>, received: &mut [Response<'_>]) {
    let ids: Vec<Option<&str>> = received.iter().map(Response::id).collect();
    for (place, response) in received.iter_mut().enumerate() {
        let Some(identifier) = response.identifier() else { continue };
        let unreadable = identifier == UNREADABLE && matches!(response.code, Some("10009" | "10010"));
        response.answers = is_id_of(sent.id(), identifier) || unreadable;
        if !response.answers {
            response.to = (0..ids.len()).find(|&to| to != place && is_id_of(ids[to], identifier));
        }
    }
}

/// Findings for each response.
pub(super) fn findings(
    sent: &Response<'_>,
    received: &[Response<'_>],
    definitions: &Definitions,
    context: &Context,
) -> Vec<Vec<Diagnostic>> {
    let by_patient = is_routed_by_patient(sent, context);
    (0..received.len()).map(|place| of_one(sent, received, place, definitions, by_patient)).collect()
}

fn of_one(sent: &Response<'_>, received: &[Response<'_>], place: usize, definitions: &Definitions, by_patient: bool) -> Vec<Diagnostic> {
    let response = &received[place];
    let mut findings = Vec::new();
    let Some(header) = response.parts.header else { return findings };
    identifier(sent, response, header, &mut findings);
    own_ids(sent, response, &mut findings);
    if !response.answers {
        return findings;
    }
    reference(sent, response, &mut findings);
    asked(sent, response, header, &mut findings);
    number(received, place, header, &mut findings);
    time(sent, response, header, &mut findings);
    parties(sent, response, header, &mut findings);
    gp_connect(sent, response, &mut findings);
    if by_patient {
        sender_code(response, &mut findings);
    }
    definition(sent, response, definitions, &mut findings);
    patient(sent, response, &mut findings);
    findings
}

fn identifier(sent: &Response<'_>, response: &Response<'_>, header: NodeId, findings: &mut Vec<Diagnostic>) {
    if response.answers || response.to.is_some() {
        return;
    }
    let tree = response.tree;
    let node = response.parts.response.and_then(|response| tree.child(response, "identifier"));
    let Some(found) = response.identifier() else { return };
    let of_bundle = is_id_of(sent.tree.child_value(NodeId::ROOT, "id"), found);
    let of_identifier = sent.tree.child(NodeId::ROOT, "identifier").and_then(|i| sent.tree.child_value(i, "value"));
    let of_identifier = is_id_of(of_identifier, found);
    let message = if of_bundle || of_identifier {
        "response.identifier must be the id of the MessageHeader, not of the Bundle"
    } else if found == UNREADABLE {
        "response.identifier must be the id of the message: this text is only for code 10009"
    } else {
        "response.identifier must be the id of this message, not of another"
    };
    let finding = Diagnostic::new(&rules::ANSWERS, At::Value(node.unwrap_or(header)), message);
    findings.push(finding.expected(format!("MessageHeader.id of the message: {}", shown(sent.id().unwrap_or("none")))).found(shown(found)));
}

/// A response has ids of its own.
fn own_ids(sent: &Response<'_>, response: &Response<'_>, findings: &mut Vec<Diagnostic>) {
    let of = |side: &Response<'_>| {
        let identifier = side.tree.child(NodeId::ROOT, "identifier").and_then(|identifier| side.tree.child(identifier, "value"));
        let header = side.parts.header.and_then(|header| side.tree.child(header, "id"));
        [side.tree.child(NodeId::ROOT, "id"), identifier, header]
    };
    if sent.tree.is_empty() || response.tree.is_empty() {
        return;
    }
    let taken: Vec<&str> = of(sent).into_iter().flatten().filter_map(|node| sent.tree.value(node)).collect();
    if let Some(node) = of(response)
        .into_iter()
        .flatten()
        .find(|&node| response.tree.value(node).is_some_and(|id| taken.iter().any(|known| same_id(known, id))))
    {
        let finding = Diagnostic::new(&rules::OWN_IDS, At::Value(node), "The response must have ids of its own, not those of the message");
        findings.push(finding.expected("an id of its own").found(shown(response.tree.value(node).unwrap_or_default())));
    }
}

fn reference(sent: &Response<'_>, response: &Response<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(expected) = sent.parts.key_value(sent.tree, Key::SenderReference) else { return };
    let Some(node) = response.parts.key_node(response.tree, Key::SenderReference) else { return };
    let found = response.tree.value(node).unwrap_or_default();
    // None is right where the reference could not be read, or tells of a patient.
    let withheld = found == "None" && (matches!(response.code, Some("10007" | "10009")) || !People::of(sent.tree).allow(expected));
    let is_same_uuid = is_lower_uuid(&found.to_ascii_lowercase()) && found.eq_ignore_ascii_case(expected);
    if found == expected || is_same_uuid || withheld {
        return;
    }
    let rule = guide(sent).map_or(&rules::ECHO, |guide| responses::of(guide).reference);
    let message = if found == "None" {
        "SenderReference must be the one in the message; the published examples all have None"
    } else {
        "SenderReference must be the one in the message"
    };
    let finding = Diagnostic::new(rule, At::Value(node), message);
    findings.push(finding.expected(shown(expected)).found(shown(found)));
}

fn asked(sent: &Response<'_>, response: &Response<'_>, header: NodeId, findings: &mut Vec<Diagnostic>) {
    let (key, unasked) = match response.level {
        Some(Level::Infrastructure) => {
            // Of what cannot be read, nobody can say whether it asks.
            let always = matches!(response.code, Some("10001" | "10002" | "10003" | "10009"));
            ("InfAckRequested", !always && sent.flag(Key::InfAckRequested) == Some(false))
        }
        Some(Level::Business) => ("BusAckRequested", sent.flag(Key::BusAckRequested) != Some(true)),
        None => return,
    };
    if unasked {
        let finding = Diagnostic::new(&rules::UNASKED, At::Name(header), "The message did not request a response of this level");
        findings.push(finding.expected(format!("{key} true in the message")).found(format!("{key} not true")));
    }
}

/// One response of a level at most, and none after a negative one.
fn number(received: &[Response<'_>], place: usize, header: NodeId, findings: &mut Vec<Diagnostic>) {
    let response = &received[place];
    let before = received[..place].iter().filter(|other| other.answers);
    let same_level = before.clone().any(|other| other.level.is_some() && other.level == response.level);
    let after_negative = before.clone().any(|other| other.level == Some(Level::Infrastructure) && other.positive == Some(false));
    // In whatever order they are given: mailboxes and folders keep none.
    let is_refused = |other: &Response<'_>| other.answers && other.level == Some(Level::Infrastructure) && other.positive == Some(false);
    let message = if response.level == Some(Level::Business) && received.iter().any(is_refused) {
        "A business response must not follow a negative infrastructure response"
    } else if after_negative {
        "No response must follow a negative infrastructure response"
    } else if same_level {
        "There must be only one response of this level"
    } else {
        return;
    };
    let finding = Diagnostic::new(&rules::TOO_MANY, At::Name(header), message);
    findings.push(finding.expected("at most one infrastructure and one business response").found(format!("response {}", place + 1)));
}

fn time(sent: &Response<'_>, response: &Response<'_>, header: NodeId, findings: &mut Vec<Diagnostic>) {
    let of_message = sent.parts.header.and_then(|header| sent.tree.child_value(header, "timestamp"));
    let (Some(before), Some(node)) = (of_message, response.tree.child(header, "timestamp")) else { return };
    let after = response.tree.value(node).unwrap_or_default();
    if is_earlier(after, before) {
        let finding = Diagnostic::new(&rules::TIME, At::Value(node), "timestamp should be later than that of the message");
        findings.push(finding.expected(format!("{} or later", shown(before))).found(shown(after)));
    }
}

/// Identifiers of a resource of the header.
fn identifiers<'a>(side: &Response<'a>, resource: Option<NodeId>) -> Vec<&'a str> {
    let all = resource.into_iter().flat_map(|resource| side.tree.children_named(resource, "identifier"));
    all.filter_map(|identifier| side.tree.child_value(identifier, "value")).collect()
}

fn parties(sent: &Response<'_>, response: &Response<'_>, header: NodeId, findings: &mut Vec<Diagnostic>) {
    let sender = identifiers(sent, sent.parts.sender);
    let tree = response.tree;
    let share = |resource| identifiers(response, resource).iter().any(|id| sender.iter().any(|known| same_id(known, id)));
    if let Some(node) = tree.child(header, "sender")
        && share(response.parts.sender)
    {
        let finding = Diagnostic::new(&rules::PARTIES, At::Name(node), "The response comes from the sender of the message itself");
        findings.push(finding.expected("the receiver of the message as sender").found("the sender of the message"));
    }
    if let Some(node) = tree.child(header, "receiver")
        && response.parts.receiver.is_some()
        && !sender.is_empty()
        && !share(response.parts.receiver)
    {
        let finding = Diagnostic::new(&rules::PARTIES, At::Name(node), "The response must go to the sender of the message");
        findings.push(finding.expected("the sender of the message as receiver").found("another"));
    }
}

/// The guide of GP Connect that the message follows.
fn guide(sent: &Response<'_>) -> Option<Guide> {
    Guide::of_parts(sent.tree, sent.parts)
}

fn gp_connect(sent: &Response<'_>, response: &Response<'_>, findings: &mut Vec<Diagnostic>) {
    let Some(rules) = guide(sent).map(responses::of) else { return };
    if response.asks_for_more()
        && let Some(node) = response.parts.key_node(response.tree, Key::InfAckRequested)
    {
        let finding = Diagnostic::new(rules.further, At::Value(node), "In GP Connect a response is never answered");
        findings.push(finding.expected("false").found("true"));
    }
    let sender = response.parts.header.and_then(|header| response.tree.child(header, "sender"));
    if let Some(node) = sender
        && response.parts.sender.is_some_and(|sender| response.tree.resource_type(sender) == Some("Practitioner"))
    {
        let finding = Diagnostic::new(rules.responder, At::Name(node), "sender of a GP Connect response must be an Organization");
        findings.push(finding.expected("Organization").found("Practitioner"));
    }
    let issue = response.parts.outcome.and_then(|outcome| response.tree.child(outcome, "issue"));
    if let Some(issue) = issue
        && response.positive == Some(false)
        && response.tree.child(issue, "diagnostics").is_none()
    {
        let message = "issue.diagnostics must say what is wrong: GP Connect requires it in negative responses";
        let finding = Diagnostic::new(rules.diagnostics, At::Name(issue), message).weighing(Severity::Error);
        findings.push(finding.expected("diagnostics that say where and what, without patient data").found("none"));
    }
}

/// Whether MESH finds the receiver from the patient's details: the address says so where it is known, else the message's guide.
fn is_routed_by_patient(sent: &Response<'_>, context: &Context) -> bool {
    mesh::address(context).map_or_else(|| Guide::is_routed_by_patient(sent.tree, sent.parts), |address| mesh::is_of_patient(&address))
}

/// A response does not refuse the sender of a message that MESH routes by the patient.
fn sender_code(response: &Response<'_>, findings: &mut Vec<Diagnostic>) {
    let tree = response.tree;
    let codes = response.parts.outcome_codes(tree).filter_map(|(_, node)| Some((node, tree.value(node)?)));
    for (node, code) in codes.filter(|(_, code)| matches!(*code, "20003" | "20012")).take(1) {
        let message = format!("Response code {code} should not be used: MESH routes the message by its patient");
        let finding = Diagnostic::new(&rules::SENDER_CODE, At::Value(node), message);
        findings.push(finding.expected("a code other than 20003 and 20012").found(code));
    }
}

/// The response is one of those that the message's MessageDefinition allows, published or given at run time.
fn definition(sent: &Response<'_>, response: &Response<'_>, definitions: &Definitions, findings: &mut Vec<Diagnostic>) {
    let Some(of_message) = sent.parts.key_value(sent.tree, Key::MessageDefinition) else { return };
    let known = definitions.symbol(split_version(of_message).0).and_then(|url| definitions.message_definition(url));
    let allowed: Vec<&str> = known.into_iter().flat_map(|known| &known.responses).map(|&url| definitions.text(url)).collect();
    let node = response.parts.key_node(response.tree, Key::MessageDefinition);
    let Some(node) = node.and_then(|node| response.tree.child(node, "reference")).filter(|_| !allowed.is_empty()) else { return };
    let found = response.tree.value(node).unwrap_or_default();
    // The definition of responses is known under two names.
    let is_response = |url: &str| flows::of_definition(url).is_some_and(|flow| flow.event == "ITK008M");
    let same = |url: &&str| split_version(url).0 == split_version(found).0 || is_response(url) && is_response(found);
    if !found.is_empty() && !allowed.iter().any(same) {
        let message = "MessageDefinition of the response should be one that the message's MessageDefinition allows";
        let finding = Diagnostic::new(&rules::DEFINITION, At::Value(node), message);
        findings.push(finding.expected(shown(&allowed.join(" or "))).found(shown(found)));
    }
}

/// Nothing that the message says of its patients stands in the response.
fn patient(sent: &Response<'_>, response: &Response<'_>, findings: &mut Vec<Diagnostic>) {
    let people = People::of(sent.tree);
    let tree = response.tree;
    for node in (0..tree.len() as u32).map(NodeId) {
        // Ids and URLs say nothing; the person who answers may share a name with the patient.
        let silent = ["id", "reference", "url", "fullUrl", "profile", "system", "timestamp", "code", "family", "given", "prefix"];
        let Some(text) = tree.value(node).filter(|_| !silent.contains(&tree.name(node))) else { continue };
        if people.are_in(text) {
            let message = "A response must not repeat personal data of the message";
            let finding = Diagnostic::new(&rules::PATIENT_DATA, At::Value(node), message);
            findings
                .push(finding.expected("text without patient data").found("a name, a date, a postcode or an identifier of the patient"));
        }
    }
}
