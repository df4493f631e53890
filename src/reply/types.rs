//! What a reply is asked with, and what comes of it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::itk2::Itk2Reply;
use crate::itk3::Level;
use crate::report::Report;
use crate::syntax::{Format, Limits};
use crate::validate::is_instant;

/// The organisation that answers.
#[derive(Clone, Debug, Default)]
pub struct Organization {
    /// ODS code of the organisation.
    pub ods: String,
    /// ODS code of the site.
    pub site: String,
}

/// The person who answers.
#[derive(Clone, Debug, Default)]
pub struct Practitioner {
    /// SDS user id.
    pub user: String,
    /// SDS role profile id.
    pub role: String,
    /// Family name.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Prefix of the name.
    pub prefix: String,
}

/// Who answers. Empty texts are left out.
#[derive(Clone, Debug, Default)]
pub struct Responder {
    /// The organisation; wins over a person.
    pub organization: Option<Organization>,
    /// The person.
    pub practitioner: Option<Practitioner>,
    /// The MESH mailbox, which becomes MessageHeader.source.endpoint.
    pub endpoint: String,
    /// Of a reply in ITK 2: the address, `urn:nhs-uk:addressing:…`; from the ODS code by default.
    pub address: String,
    /// Of a reply in ITK 2: the identity, `urn:nhs-uk:identity:…`; from the ODS code by default.
    pub identity: String,
}

/// What a caller may choose of an acknowledgement.
#[derive(Clone, Debug, Default)]
pub struct AcknowledgementOptions {
    /// XML or JSON; that of the message unless told.
    pub format: Option<Format>,
    /// UUIDs, in the order in which they are used: Bundle, its identifier, MessageHeader, sender, outcome, receiver.
    pub ids: Vec<String>,
    /// The time of the response: an instant.
    pub now: String,
    /// OperationOutcome.issue.code, where the response code leaves a choice.
    pub issue_code: Option<String>,
    /// InfAckRequested of a business response; by domain by default.
    pub inf_ack_requested: Option<bool>,
    /// Names the original sender as receiver.
    pub receiver: bool,
    /// Rule ids and paths in the diagnostics; for negative codes unless told.
    pub diagnostics: Option<bool>,
    /// Names the MessageDefinition as the published examples do.
    pub instance_definition: bool,
    /// Answers a message of the first generation in the current one.
    pub current_generation: bool,
    /// Builds what is otherwise refused for a reason that may be overruled.
    pub even_unasked: bool,
    /// MESH workflow of the message being answered; by domain by default.
    pub workflow: Option<String>,
    /// Which reply to build to a message of ITK 2; by its kind by default.
    pub itk2_reply: Option<Itk2Reply>,
    /// The destination, instead of the one in the message: a MESH mailbox, or an address in ITK 2.
    pub to: Option<String>,
    /// Bounds on what is read.
    pub limits: Limits,
}

/// An acknowledgement, or the reason why none was built.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Acknowledgement {
    /// Why it was not built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// The Bundle; of a message of ITK 2, the envelope or the SOAP envelope.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// `xml` or `json`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<&'static str>,
    /// The response code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// Its level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The report of the acknowledgement itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// Of a message of ITK 2: what was built.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub itk2_reply: Option<Itk2Reply>,
    /// What goes around it on MESH.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mesh: Option<Mesh>,
    /// What could not be filled from the message, or was left out, and why.
    pub notes: Vec<String>,
}

/// Why an acknowledgement was not built.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// A stable word: `not-asked`, `after-negative`, `other-standard`, `not-itk3`, `response-of-response`, `unknown-code`,
    /// `responder`, `option`; in ITK 2 `no-tracking-id` and `no-return-address`, too.
    pub reason: &'static str,
    /// One plain sentence.
    pub message: &'static str,
    /// Built all the same with the option `evenUnasked`.
    pub overridable: bool,
}

impl Refusal {
    pub(super) fn new(reason: &'static str, message: &'static str) -> Refusal {
        Refusal { reason, message, overridable: false }
    }

    pub(super) fn overridable(reason: &'static str, message: &'static str) -> Refusal {
        Refusal { reason, message, overridable: true }
    }
}

/// What goes around a response on MESH.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mesh {
    /// Workflow id of the response; empty where that of the message is not known.
    pub workflow: String,
    /// The mailbox to send to; absent where it cannot be read from the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The sender's own id of the transfer: its ODS code, never anything of a patient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub local_id: Option<String>,
    /// Headers of the MESH API, by name.
    pub headers: BTreeMap<&'static str, String>,
    /// The control file of the MESH client, which goes beside the response.
    pub control: String,
}

/// The time is an instant, and each id that will be used a UUID.
pub(super) fn are_usable(options: &AcknowledgementOptions) -> Result<(), &'static str> {
    if !is_instant(options.now.as_bytes()) {
        return Err("The time of the response must be an instant with a zone, such as 2026-11-20T17:00:00+00:00");
    }
    let expected = if options.receiver { 6 } else { 5 };
    let ids =
        options.ids.get(..expected).ok_or("A response needs a UUID for its Bundle, identifier, header, sender, outcome and receiver")?;
    if !ids.iter().all(|id| crate::validate::is_lower_uuid(id)) {
        return Err("The ids of a response must be UUIDs in lower case");
    }
    if ids.iter().enumerate().any(|(place, id)| ids[..place].contains(id)) {
        return Err("Each part of a response must have an id of its own");
    }
    Ok(())
}
