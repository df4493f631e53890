//! What must not be built, and why.

use super::super::types::{AcknowledgementOptions, Refusal, Responder, are_usable};
use super::is_unreadable;
use crate::diagnostic::Severity;
use crate::itk3::codes::{Level, Outcome};
use crate::itk3::recognise::Kind;
use crate::itk3::view::{Era, Key, Parts};
use crate::report::Report;
use crate::syntax::tree::Tree;

pub(super) fn unknown_code() -> Refusal {
    Refusal::new("unknown-code", "This is not an ITK3 response code")
}

pub(super) fn of_first_generation() -> Refusal {
    Refusal::new("option", "The first generation of ITK3 has no code for this; the current generation does")
}

/// A message of another standard is answered in that standard, whoever answers and however: this comes before all else.
pub(super) fn of_standard(kind: Kind, options: &AcknowledgementOptions) -> Option<Refusal> {
    let message = match kind {
        Kind::Cda => "This is a CDA document, not an ITK3 message: answer it as its own standard requires",
        Kind::Hl7V2 => "This is an HL7 version 2 message, not an ITK3 message: answer it with an ACK of version 2",
        Kind::Hl7V3 => "This is an HL7 version 3 message, not an ITK3 message: answer it with an acknowledgement of version 3",
        Kind::Capture => "This is an HTTP or MIME capture, not an ITK3 message: answer the message inside it",
        Kind::R4 => "This is FHIR R4, but ITK3 uses FHIR STU3: answer it in its own version",
        Kind::Dstu2 => "This is FHIR DSTU2, but ITK3 uses FHIR STU3: answer it in its own version",
        Kind::MeshHeaders => "These are MESH headers: they accompany a message and are not a message themselves",
        Kind::MeshControl => "This is a MESH control file: it accompanies a message and is not a message itself",
        Kind::Soap => "This is a SOAP envelope, not an ITK3 message: answer the message inside it",
        Kind::WebPage => "This is a web page, not an ITK3 message: it needs no response",
        _ => return None,
    };
    (!options.even_unasked).then(|| Refusal::overridable("other-standard", message))
}

/// The reason not to build, where there is one that holds.
pub(super) fn of(
    tree: &Tree<'_>,
    parts: &Parts<'_>,
    report: &Report,
    outcome: &Outcome,
    responder: &Responder,
    options: &AcknowledgementOptions,
) -> Option<Refusal> {
    of_arguments(outcome, responder, options)
        .or_else(|| of_message(tree, parts, report, outcome))
        .filter(|refusal| !(refusal.overridable && options.even_unasked))
}

fn of_arguments(outcome: &Outcome, responder: &Responder, options: &AcknowledgementOptions) -> Option<Refusal> {
    if let Err(why) = are_usable(options) {
        return Some(Refusal::new("option", why));
    }
    if options.issue_code.as_deref().is_some_and(|code| !outcome.issues.contains(&code)) {
        return Some(Refusal::new("option", "This issue code is not allowed with this response code"));
    }
    let identified = match (&responder.organization, &responder.practitioner) {
        (Some(organization), _) => !organization.ods.trim().is_empty() || !organization.site.trim().is_empty(),
        (None, Some(practitioner)) => !practitioner.user.trim().is_empty(),
        (None, None) => false,
    };
    if !identified {
        return Some(Refusal::new(
            "responder",
            "A response must name its sender: give the ODS code of an organisation, or the SDS user id of a person",
        ));
    }
    let is_plain = |text: &str| text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if responder.endpoint.is_empty() || !is_plain(&responder.endpoint) {
        return Some(Refusal::new("responder", "A response must name its MESH mailbox: give the endpoint"));
    }
    let organization = responder.organization.as_ref().map(|organization| [&organization.ods, &organization.site]);
    if organization.into_iter().flatten().any(|code| !code.trim().bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Some(Refusal::new("responder", "An ODS code must consist of letters and digits, as in A82038"));
    }
    if options.workflow.as_deref().is_some_and(|workflow| !is_plain(workflow.trim())) {
        return Some(Refusal::new("option", "A MESH workflow id must not contain spaces"));
    }
    None
}

/// Whether a response can name the message, by the id of its header.
pub(super) fn names_message(tree: &Tree<'_>, parts: &Parts<'_>) -> bool {
    let id = parts.header.and_then(|header| tree.child_value(header, "id"));
    !parts.kind.is_itk3() || id.is_some_and(crate::validate::is_id)
}

fn of_message(tree: &Tree<'_>, parts: &Parts<'_>, report: &Report, outcome: &Outcome) -> Option<Refusal> {
    let level = outcome.level();
    let flag = |key, old| if parts.era == Some(Era::V1) { parts.flag_v1(tree, old) } else { parts.flag(tree, key) };
    let inf = flag(Key::InfAckRequested, "INFACK");
    let broken = report.issues.iter().any(|issue| issue.severity == Severity::Fatal);
    let unreadable = report.issues.iter().any(|issue| issue.severity <= Severity::Error && issue.response == Some("10009"));
    match parts.kind {
        Kind::InfrastructureResponse => {
            return Some(Refusal::new("response-of-response", "An infrastructure response ends the exchange: it is never answered"));
        }
        Kind::BusinessResponse | Kind::Response if level == Level::Business => {
            return Some(Refusal::new("response-of-response", "A response can only be answered with an infrastructure response"));
        }
        // It broke before it could say what it is.
        Kind::Document | Kind::Bundle | Kind::Resource if unreadable && outcome.code == "10009" => return None,
        Kind::Document | Kind::Bundle | Kind::Resource | Kind::EventMessage => {
            return Some(Refusal::overridable("not-itk3", "This is not an ITK3 message: it does not request a response"));
        }
        kind if is_unreadable(kind) => {
            let message = "This message cannot be read: the only possible response code is 10009";
            return (outcome.code != "10009").then_some(Refusal::overridable("not-itk3", message));
        }
        _ => {}
    }
    // The response names the message by the id of its header; the text that stands for it belongs to one code.
    if !names_message(tree, parts) && outcome.code != "10009" {
        let message = "The message has no id for a response to name; only 10009 can be sent without one";
        return Some(Refusal::overridable("option", message));
    }
    if level == Level::Infrastructure {
        // A message that cannot be read is always answered, whatever it requests.
        let unasked = (inf == Some(false) || inf.is_none() && parts.era == Some(Era::V1))
            && !broken
            && !matches!(outcome.code, "10001" | "10002" | "10003" | "10009");
        return unasked.then_some(Refusal::overridable(
            "not-asked",
            "InfAckRequested is false: the sender does not request an infrastructure response",
        ));
    }
    if broken || report.suggestion.as_ref().is_some_and(|suggestion| suggestion.codes.iter().any(|code| code.code != "20013")) {
        let message = "The message has errors, so its infrastructure response is negative: no business response may follow";
        return Some(Refusal::overridable("after-negative", message));
    }
    match flag(Key::BusAckRequested, "BUSACK") {
        Some(true) => None,
        Some(false) => Some(Refusal::overridable("not-asked", "BusAckRequested is false: the sender does not request a business response")),
        None => Some(Refusal::overridable("not-asked", "BusAckRequested cannot be read, so no business response is requested")),
    }
}
