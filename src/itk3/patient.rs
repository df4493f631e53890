//! The patient of a document: how sure the NHS number is, and what has to be there when it is not.

use super::cx::Cx;
use super::gp_connect::{Document, Guide};
use super::links::{GP_CONNECT, SENDERS};
use super::look::address_of;
use super::message::verification;
use super::recognise::Kind;
use super::view::{Key, resources};
use crate::diagnostic::{At, Diagnostic, Unless, rule, shown};
use crate::letters::lower;
use crate::syntax::tree::NodeId;

rule! {
    VERIFICATION = Error "required" "FHIR-PDS-10";
    title: "NHS number without verification status",
    why: "The verification status decides whether a document may be filed without manual checks.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    DEMOGRAPHICS = Error "required" "FHIR-PDS-02";
    title: "Patient without a verified NHS number and without full demographics",
    why: "Without a verified NHS number, a patient is identified by name, birth date, gender and address.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    NUMBER_INVALID = Error "business-rule" "FHIR-PDS-06";
    title: "NHS number present, though its status says otherwise",
    why: "The verification status says that the patient has no NHS number, but one is present.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    LOCAL_IDENTIFIER = Warning "required" "FHIR-DEM-01";
    title: "Patient without an identifier",
    why: "A patient without an identifier is hard to match.",
    response: "20009",
    link: SENDERS,
    traits: [MESSAGING],
}

rule! {
    GPC_MESH = Error "business-rule" "GPCM-SD-CS-042";
    title: "Patient is not the one in the MESH address",
    why: "The message is addressed to one patient’s practice, but it is about another patient.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    GPC_ROUTING = Warning "business-rule" "GPCM-SD-056";
    title: "Message not routed by its patient",
    why: "MESH finds a patient’s practice by an address that begins with GPPROVIDER.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";

pub(super) fn check(cx: &mut Cx<'_>) {
    let Some(document) = cx.parts.document.filter(|_| matches!(cx.parts.kind, Kind::SendPayload | Kind::Document)) else { return };
    let patients: Vec<NodeId> =
        resources(cx.tree, document).map(|(_, resource)| resource).filter(|&r| cx.tree.resource_type(r) == Some("Patient")).collect();
    for patient in patients {
        check_one(cx, patient);
    }
}

fn check_one(cx: &mut Cx<'_>, patient: NodeId) {
    let tree = cx.tree;
    let identifiers: Vec<NodeId> = tree.children_named(patient, "identifier").collect();
    let number = identifiers.iter().copied().find(|&identifier| tree.child_value(identifier, "system") == Some(NHS_NUMBER));
    let value = number.and_then(|number| tree.child(number, "value"));
    let status = number.and_then(|number| verification(tree, number));
    // One that stands on the Patient itself is reported there.
    let is_stray = verification(tree, patient).is_some();
    if let (Some(number), Some(_), None, false) = (number, value, status, is_stray) {
        let message = "The NHS number must have a verification status";
        let finding = Diagnostic::new(&VERIFICATION, At::Name(number), message);
        let finding = finding.expected("the extension NHSNumberVerificationStatus with a code").found("none");
        cx.say(finding.unless(Unless::WrongWithin(number)));
    }
    if let (Some(value), Some("07")) = (value, status) {
        let message = "NHS number must be removed, or its verification status changed: 07 means that there is none";
        cx.say(Cx::at(&NUMBER_INVALID, value, message).expected("no number, or another status").found("status 07"));
    }
    let verified = value.is_some() && matches!(status, Some("01"));
    // Without a status nothing is known of the number: that is reported above.
    if !verified && (value.is_none() || status.is_some()) {
        let missing = missing(cx, patient);
        if !missing.is_empty() {
            let message = "Patient must have full demographics if the NHS number is not verified";
            let finding = Diagnostic::new(&DEMOGRAPHICS, At::Name(patient), message);
            cx.say(
                finding
                    .expected("first given name, family name, gender, birth date, address and postcode")
                    .found(format!("no {}", missing.join(", no ")))
                    .unless(Unless::WrongWithin(patient)),
            );
        }
    }
    // GP Connect asks for the NHS number itself.
    let of_gp_connect =
        matches!(Guide::of(cx), Some(Guide::Second | Guide::First(Document::ConsultationReport | Document::OnlineConsultation)));
    if identifiers.is_empty() && !of_gp_connect {
        let message = "Patient should have an NHS number or a local identifier";
        let finding = Diagnostic::new(&LOCAL_IDENTIFIER, At::Name(patient), message);
        cx.say(finding.expected("an identifier").found("none").unless_reported(patient));
    }
}

fn missing(cx: &Cx<'_>, patient: NodeId) -> Vec<&'static str> {
    let tree = cx.tree;
    let any = |name: &str, part: &str| tree.children_named(patient, name).any(|node| tree.child(node, part).is_some());
    [
        (any("name", "given"), "given name"),
        (any("name", "family"), "family name"),
        (tree.child(patient, "gender").is_some(), "gender"),
        (tree.child(patient, "birthDate").is_some(), "birth date"),
        (tree.child(patient, "address").is_some(), "address"),
        (any("address", "postalCode"), "postcode"),
    ]
    .into_iter()
    .filter_map(|(there, name)| (!there).then_some(name))
    .collect()
}

/// The document of an Online Consultation, which goes to the mailbox of a practice or a pharmacy (GPCM-SD-OC-163).
fn is_online_consultation(cx: &Cx<'_>) -> bool {
    const ONLINE_CONSULTATION: &str = "149951000000107";
    let local = cx.parts.key_value(cx.tree, Key::LocalExtension).unwrap_or_default();
    let kind = cx.parts.composition.and_then(|composition| cx.tree.child(composition, "type"));
    let mut codings = kind.into_iter().flat_map(|kind| cx.tree.children_named(kind, "coding"));
    lower(local).contains("onlineconsultation") || codings.any(|coding| cx.tree.child_value(coding, "code") == Some(ONLINE_CONSULTATION))
}

/// The address `GPPROVIDER_<NHS number>_<birth date>_<surname>` names the patient of the document. Any other is a mailbox.
pub(super) fn check_address(cx: &mut Cx<'_>) {
    let Some(address) = super::mesh::address(cx.context) else { return };
    if !super::mesh::is_of_patient(&address) {
        if let Some(header) = cx.parts.header.filter(|_| cx.parts.is_gp_connect() && !is_online_consultation(cx)) {
            let message = "MESH address should begin with GPPROVIDER: routing by patient is a MUST (GPCM-SD-056)";
            let finding = Diagnostic::new(&GPC_ROUTING, At::Name(header), message);
            cx.say(finding.expected("GPPROVIDER_<NHS number>_<birth date>_<surname>").found(shown(&address)));
        }
        return;
    }
    let Some(document) = cx.parts.document else { return };
    let patient = resources(cx.tree, document).map(|(_, r)| r).find(|&r| cx.tree.resource_type(r) == Some("Patient"));
    let Some(patient) = patient else { return };
    let tokens: Vec<&str> = address.splitn(4, '_').collect();
    let (number, birth, family) = address_of(cx.tree, patient);
    let reversed = birth.as_deref().and_then(|date| Some(format!("{}{}{}", date.get(6..8)?, date.get(4..6)?, date.get(..4)?)));
    let mut differ = Vec::new();
    match tokens.as_slice() {
        ["GPPROVIDER", a, b, c] => {
            if number.as_deref() != Some(*a) {
                differ.push("NHS number");
            }
            // Two orders of the date are published: day first, and year first.
            if birth.as_deref() != Some(*b) && reversed.as_deref() != Some(*b) {
                differ.push("birth date");
            }
            if family.as_deref().is_none_or(|family| lower(family) != lower(c)) {
                differ.push("family name");
            }
        }
        _ => differ.push("form of the address"),
    }
    if !differ.is_empty() {
        let message = "The MESH address must name the Patient of the document";
        let finding = Diagnostic::new(&GPC_MESH, At::Name(patient), message);
        cx.say(
            finding
                .expected("GPPROVIDER_<NHS number>_<birth date>_<surname> of this patient")
                .found(format!("another {}", shown(&differ.join(", "))))
                // An address that is no such address names nobody.
                .unless(Unless::Rule(&super::mesh::rules::ADDRESS)),
        );
    }
}
