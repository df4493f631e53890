//! Responses: their header, their codes, and what they must not carry.

use super::codes::UNREADABLE;
use super::codes::{self, SYSTEM};
use super::cx::Cx;
use super::links::{GP_CONNECT, HARNESS, MESSAGES, RESPONSES};
use super::look::SNOMED;
use super::people::nhs_number_in;
use super::recognise::Kind;
use super::view::{Era, Key};
use crate::diagnostic::{At, Diagnostic, rule, shown};
use crate::resolve::What;
use crate::syntax::tree::NodeId;
use crate::validate::is_snomed_code;

rule! {
    RESPONSE_BUS_ACK = Error "value" "GP-GFR-19";
    title: "Response requests a business response",
    why: "Nobody answers a response with a business response, so a response must not request one.",
    wrong: r#"<valueBoolean value="true"/>"#,
    right: r#"<valueBoolean value="false"/>"#,
    response: "10003",
    link: HARNESS,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_INF_ACK = Warning "value" "itk3-response-inf-ack";
    title: "Infrastructure response requests a response",
    why: "Nobody answers an infrastructure response, so it should not request one.",
    wrong: r#"<valueBoolean value="true"/>"#,
    right: r#"<valueBoolean value="false"/>"#,
    response: "10002",
    link: MESSAGES,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_EVENT = Error "business-rule" "itk3-response-event";
    title: "Event and response do not match",
    why: "A message with a response must have the event of responses, ITK008M, and only such a message may have it.",
    response: "20006",
    link: RESPONSES,
    traits: [MESSAGING, OF_CODE],
}

rule! {
    RESPONSE_DETAILS = Error "not-found" "itk3-response-details";
    title: "Outcome of the response not in the message",
    why: "response.details must refer to an OperationOutcome in the message.",
    response: "20006",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_TRIPLE = Error "business-rule" "itk3-response-triple";
    title: "Codes of the response do not match",
    why: "Each response code belongs to one response.code, severity and issue code. Other combinations contradict each other.",
    response: "20006",
    link: RESPONSES,
    traits: [MESSAGING, OF_CODE],
}

rule! {
    RESPONSE_SEVERITY = Error "business-rule" "itk3-response-severity";
    title: "Response ok with an error",
    why: "A response that says ok must not report an error.",
    response: "20006",
    link: RESPONSES,
    traits: [MESSAGING],
}

rule! {
    RESPONSE_ISSUES = Warning "business-rule" "itk3-response-issues";
    title: "Response with more than one code",
    why: "A response has one response code. Further detail goes into diagnostics.",
    link: MESSAGES,
    traits: [MESSAGING],
}

rule! {
    PATIENT_DATA = Error "security" "FHIR-BA-02";
    title: "Patient data in a response",
    why: "Responses pass through systems that must not see patient data.",
    link: MESSAGES,
    traits: [MESSAGING],
}

rule! {
    DIAGNOSTICS = Information "informational" "GPCM-SD-042-v1";
    title: "Negative response without diagnostics",
    why: "diagnostics tells the sender what to correct.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    ANSWERS = Error "business-rule" "itk3-response-identifier";
    title: "Response to another message",
    why: "response.identifier must be the id of the MessageHeader being answered.",
    link: RESPONSES,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    retired(cx);
    let Some(header) = parts.header else { return };
    if !parts.kind.is_response() {
        if let Some(response) = parts.response.filter(|_| parts.kind == Kind::SendPayload) {
            let finding = Cx::at(&RESPONSE_EVENT, response, "response must not be in a message that sends a payload");
            let found = format!("response with event {}", shown(parts.event.unwrap_or_default()));
            cx.say(finding.expected("no response, or event ITK008M and an OperationOutcome").found(found));
            // The whole element must be removed, so faults inside it are not reported.
            let details = tree.child(response, "details");
            let reference = details.and_then(|details| tree.child(details, "reference"));
            [Some(response), details, reference].into_iter().flatten().for_each(|node| cx.supersede(node, What::Everything));
        }
        return;
    }
    event(cx, header);
    if let Some(node) = parts.key_node(tree, Key::BusAckRequested)
        && parts.flag(tree, Key::BusAckRequested) == Some(true)
    {
        let message = "BusAckRequested of a response must be false";
        cx.say(Cx::at(&RESPONSE_BUS_ACK, node, message).expected_exactly("false").found("true"));
    }
    if let Some(node) = parts.key_node(tree, Key::InfAckRequested)
        && parts.kind == Kind::InfrastructureResponse
        && parts.flag(tree, Key::InfAckRequested) == Some(true)
    {
        let message = "InfAckRequested of an infrastructure response should be false";
        cx.say(Cx::at(&RESPONSE_INF_ACK, node, message).expected_exactly("false").found("true"));
    }
    if let Some(details) = parts.response.and_then(|response| tree.child(response, "details"))
        && let Some(reference) = tree.child(details, "reference")
        && parts.target(tree, details).is_none()
        && tree.value(reference).is_some_and(|value| !value.is_empty())
    {
        let finding = Cx::at(&RESPONSE_DETAILS, reference, "response.details must refer to an entry of the message");
        let found = shown(tree.value(reference).unwrap_or_default());
        cx.say(finding.expected("the fullUrl of an OperationOutcome of this Bundle").found(found).unless_reported(reference));
    }
    issues(cx);
    patient_data(cx);
}

/// A response has the event of responses, and that event comes with a response.
fn event(cx: &mut Cx<'_>, header: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    if parts.era != Some(Era::Current) {
        return;
    }
    match (parts.event, parts.response) {
        (Some("ITK008M"), None) => {
            let finding =
                Diagnostic::new(&RESPONSE_EVENT, At::Name(header), "response is missing; the event marks this message as a response");
            cx.say(finding.expected("response with identifier, code and details").found("none").unless_reported(header));
        }
        (Some(event), Some(_)) if event != "ITK008M" => {
            let code = tree.child(header, "event").and_then(|event| tree.child(event, "code")).unwrap_or(header);
            let message = "A message with a response element must have a response event";
            cx.say(
                Cx::at(&RESPONSE_EVENT, code, message)
                    .expected("ITK008M")
                    .perhaps_put_right_by("ITK008M")
                    .found(shown(event))
                    .unless_reported(code),
            );
        }
        _ => {}
    }
}

fn issues(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(outcome) = parts.outcome else { return };
    let identifier = parts.response.and_then(|response| tree.child(response, "identifier"));
    let of_other = |code: &str| codes::outcome(code).is_some() && !matches!(code, "10009" | "10010");
    let readable = parts.outcome_codes(tree).any(|(_, node)| tree.value(node).is_some_and(of_other));
    if let Some(node) = identifier.filter(|&node| readable && tree.value(node) == Some(UNREADABLE)) {
        let message = "response.identifier should be an id: this text is only for responses with code 10009";
        // A receiver may have nothing better; the sender cannot tell what is answered.
        let finding = Cx::at(&ANSWERS, node, message).weighing(crate::diagnostic::Severity::Warning);
        cx.say(finding.expected("MessageHeader.id of the message being answered").found(UNREADABLE));
    }
    let own = parts.header.and_then(|header| tree.child_value(header, "id"));
    if let Some(node) = identifier.filter(|&node| own.is_some() && tree.value(node) == own) {
        let message = "response.identifier must be the id of the message being answered, not of the response itself";
        let finding = Cx::at(&ANSWERS, node, message).expected("MessageHeader.id of the message being answered");
        cx.say(finding.found("the id of this MessageHeader").unless_reported(node));
    }
    let issues: Vec<NodeId> = tree.children_named(outcome, "issue").collect();
    if let Some(&second) = issues.get(1) {
        let message = "OperationOutcome should have one issue: the guide has one code in each response, the profile allows more";
        let finding = Diagnostic::new(&RESPONSE_ISSUES, At::Name(second), message);
        cx.say(finding.expected("one issue").found(issues.len().to_string()));
    }
    let code_of_response = parts.response.and_then(|response| tree.child(response, "code"));
    for issue in issues {
        let coding = tree.child(issue, "details").and_then(|details| tree.child(details, "coding"));
        let system = coding.and_then(|coding| tree.child_value(coding, "system"));
        let code = coding.and_then(|coding| tree.child_value(coding, "code")).filter(|_| system == Some(SYSTEM));
        triple(cx, issue, code, code_of_response);
        let negative = code.and_then(codes::outcome).is_some_and(|outcome| !outcome.positive);
        if negative && tree.child(issue, "diagnostics").is_none() {
            let message = "diagnostics is missing: GP Connect requires it in every negative response, other domains do not";
            let finding = Diagnostic::new(&DIAGNOSTICS, At::Name(issue), message);
            cx.say(finding.expected("diagnostics that say where and what, without patient data").found("none"));
        }
    }
}

/// The response code decides MessageHeader.response.code, the severity and the issue code.
fn triple(cx: &mut Cx<'_>, issue: NodeId, code: Option<&str>, code_of_response: Option<NodeId>) {
    let tree = cx.tree;
    let answer = code_of_response.and_then(|node| tree.value(node));
    let (severity, kind) = (tree.child(issue, "severity"), tree.child(issue, "code"));
    let text = |node: Option<NodeId>| node.and_then(|node| tree.value(node));
    let Some(outcome) = code.and_then(codes::outcome) else { return ok_with_error(cx, issue, code_of_response) };
    let found = (answer.unwrap_or_default(), text(severity).unwrap_or_default(), text(kind).unwrap_or_default());
    let expected = format!("{} / {} / {}", outcome.response(), outcome.severity(), outcome.issues.join(" or "));
    // The first that differs is where the finding goes.
    let differing = [
        (code_of_response, found.0 == outcome.response()),
        (severity, found.1 == outcome.severity()),
        (kind, outcome.issues.contains(&found.2)),
    ];
    let Some(node) = differing.iter().find(|(node, same)| !same && node.is_some()).and_then(|(node, _)| *node) else { return };
    let shown_triple = format!("{} / {} / {}", shown(found.0), shown(found.1), shown(found.2));
    let finding = if outcome.code == "30004" && found == ("fatal-error", "fatal", "business-rule") {
        let message = "The guide lists this code as positive, but the NHS test harness also sends it as an error";
        Cx::at(&RESPONSE_TRIPLE, node, message).weighing(crate::diagnostic::Severity::Information)
    } else if matches!(outcome.code, "20014" | "20015") && found.0 == "ok" {
        let message = "The response code is negative, but response.code says ok. The published example has the same fault";
        Cx::at(&RESPONSE_TRIPLE, node, message)
    } else {
        let message = "response.code, severity and issue code must be those of the response code";
        Cx::at(&RESPONSE_TRIPLE, node, message)
    };
    cx.say(finding.expected(expected).found(shown_triple).unless_reported(node));
}

/// "If any of the issues are errors, the response code SHALL be an error" (MessageHeader.response.details).
pub(super) fn ok_with_error(cx: &mut Cx<'_>, issue: NodeId, code_of_response: Option<NodeId>) {
    let severity = cx.tree.child_value(issue, "severity");
    let Some(node) = code_of_response.filter(|&node| cx.tree.value(node) == Some("ok") && matches!(severity, Some("fatal" | "error")))
    else {
        return;
    };
    let message = "response.code must not be ok: the outcome is an error";
    let found = format!("ok, with an issue of severity {}", severity.unwrap_or_default());
    cx.say(Cx::at(&RESPONSE_SEVERITY, node, message).expected("fatal-error").found(found).unless_reported(node));
}

/// Nothing of a patient goes into a response: no Patient, and no NHS number in any text.
fn patient_data(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    for (_, resource) in super::view::resources(tree, NodeId::ROOT) {
        if tree.resource_type(resource) == Some("Patient") {
            let message = "A response must not contain patient data: remove the Patient";
            cx.say(Diagnostic::new(&PATIENT_DATA, At::Name(resource), message).expected("no Patient").found("Patient"));
        }
    }
    let of_patient =
        |node: NodeId| std::iter::successors(Some(node), |&node| tree.parent(node)).any(|n| tree.resource_type(n) == Some("Patient"));
    // Ten digits that say themselves what else they are.
    let of_other_system = |node: NodeId| {
        let identifier = tree.parent(node).filter(|&parent| tree.name(node) == "value" && tree.name(parent) == "identifier");
        identifier.and_then(|identifier| tree.child_value(identifier, "system")).is_some_and(|system| !system.contains("nhs-number"))
    };
    let is_of_snomed = |node: NodeId, value: &str| {
        let system = tree.parent(node).filter(|_| tree.name(node) == "code").and_then(|coding| tree.child_value(coding, "system"));
        system == Some(SNOMED) && is_snomed_code(value)
    };
    for node in (0..tree.len() as u32).map(NodeId) {
        if matches!(tree.name(node), "id" | "identifier" | "reference" | "url" | "fullUrl" | "profile" | "system" | "endpoint") {
            continue;
        }
        let Some(value) = tree.value(node).filter(|value| value.len() >= 10) else { continue };
        if nhs_number_in(value, false) && !of_other_system(node) && !of_patient(node) && !is_of_snomed(node, value) {
            let message = "A response must not contain patient data: this text looks like an NHS number";
            cx.say(
                Cx::at(&PATIENT_DATA, node, message)
                    .expected("text without patient data")
                    .found("ten digits with the check digit of an NHS number"),
            );
        }
    }
}

/// A retired code gets the reason with it.
fn retired(cx: &mut Cx<'_>) {
    let message = "Guide 2.5.0 withdrew this code together with Priority";
    let codes = cx.parts.outcome_codes(cx.tree).map(|(_, node)| node).filter(|&node| cx.tree.value(node) == Some("10006"));
    let nodes: Vec<NodeId> = codes.flat_map(|node| [Some(node), cx.tree.parent(node)]).flatten().collect();
    nodes.into_iter().for_each(|node| cx.explain(node, message));
}
