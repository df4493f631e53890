//! Organisation, practitioner and patient of a Send Document message.

use super::guide::{Document, Guide};
use crate::diagnostic::{At, Details, Diagnostic, Place, Rule, Severity, Unless, rule};
use crate::itk3::cx::Cx;
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT};
use crate::itk3::look::{NHS_NUMBER, ODS, has_phone, identifier, of_type, official_names};
use crate::syntax::tree::NodeId;

rule! {
    ORGANIZATION_CS = Error "required" "GPCM-SD-CS-033";
    title: "Organization of a consultation report incomplete",
    why: "The sending organisation needs an ODS code, a name and a telephone number (GPCM-SD-CS-033 to 035).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    ORGANIZATION_OC = Error "required" "GPCM-SD-OC-022";
    title: "Organization of an online consultation incomplete",
    why: "The sending organisation needs an ODS code, a name and a telephone number (GPCM-SD-OC-022 to 024).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    ORGANIZATION_2 = Error "required" "GPCM-SD-028";
    title: "Organization incomplete (Send Document 2)",
    why: "The sending organisation needs an ODS code, a name and a telephone number (GPCM-SD-028 to 031).",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    PRACTITIONER_CS = Error "required" "GPCM-SD-CS-036";
    title: "Practitioner of a consultation report incomplete",
    why: "The author needs an SDS user id, one official name and, if known, a telephone number (GPCM-SD-CS-036 to 038).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PRACTITIONER_OC = Error "required" "GPCM-SD-OC-025";
    title: "Practitioner of an online consultation incomplete",
    why: "The author needs an SDS user id, one official name and, if known, a telephone number (GPCM-SD-OC-025 to 027).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PRACTITIONER_2 = Warning "required" "GPCM-SD-032";
    title: "Practitioner incomplete (Send Document 2)",
    why: "The practitioner should have an SDS user id, one official name and, if known, a telephone number (GPCM-SD-032 to 034).",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    PATIENT_CS = Error "required" "GPCM-SD-CS-039";
    title: "Patient of a consultation report incomplete",
    why: "The patient needs an NHS number, one official name and a birth date (GPCM-SD-CS-039 to 041).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PATIENT_OC = Error "required" "GPCM-SD-OC-017";
    title: "Patient of an online consultation incomplete",
    why: "The patient needs an NHS number, one official name and a birth date (GPCM-SD-OC-017 to 019).",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PATIENT_2 = Error "required" "GPCM-SD-035";
    title: "Patient incomplete (Send Document 2)",
    why: "The patient needs an NHS number, one official name and a birth date (GPCM-SD-035 to 037).",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

/// What a resource has to have: the element that holds it, whether it is there, its name, and the weight of its absence.
type Needs = Vec<(&'static str, bool, &'static str, Severity)>;

pub(super) fn check(cx: &mut Cx<'_>, guide: Guide) {
    let (organization, practitioner, patient) = match guide {
        Guide::First(Document::ConsultationReport) => (&ORGANIZATION_CS, &PRACTITIONER_CS, &PATIENT_CS),
        Guide::First(Document::OnlineConsultation) => (&ORGANIZATION_OC, &PRACTITIONER_OC, &PATIENT_OC),
        Guide::Second => (&ORGANIZATION_2, &PRACTITIONER_2, &PATIENT_2),
        _ => return,
    };
    let Some(document) = cx.parts.document else { return };
    for resource in senders(cx) {
        let needs = of_organization(cx, resource);
        say(cx, organization, resource, &needs);
    }
    let weight = practitioner.severity;
    for resource in of_type(cx.tree, document, "Practitioner") {
        let needs = of_practitioner(cx, resource, weight);
        say(cx, practitioner, resource, &needs);
    }
    for resource in of_type(cx.tree, document, "Patient") {
        let needs = of_patient(cx, resource);
        say(cx, patient, resource, &needs);
    }
}

/// Organizations that keep or wrote the document; where none is named as either, the first that comes with it.
fn senders(cx: &Cx<'_>) -> Vec<NodeId> {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(composition) = parts.composition else { return Vec::new() };
    let named = ["custodian", "author"].into_iter().flat_map(|name| tree.children_named(composition, name));
    let mut senders: Vec<NodeId> =
        named.filter_map(|node| parts.target(tree, node)).filter(|&r| tree.resource_type(r) == Some("Organization")).collect();
    if senders.is_empty() {
        senders.extend(parts.document.and_then(|document| of_type(tree, document, "Organization").first().copied()));
    }
    senders.sort_by_key(|resource| resource.0);
    senders.dedup();
    senders
}

fn of_organization(cx: &Cx<'_>, resource: NodeId) -> Needs {
    let tree = cx.tree;
    vec![
        ("identifier", identifier(tree, resource, ODS).is_some(), "ODS code", Severity::Error),
        ("name", tree.child(resource, "name").is_some(), "name", Severity::Error),
        ("telecom", has_phone(tree, resource), "telephone number", Severity::Warning),
    ]
}

fn of_practitioner(cx: &Cx<'_>, resource: NodeId, weight: Severity) -> Needs {
    let tree = cx.tree;
    let phone = if weight == Severity::Error { Severity::Warning } else { weight };
    vec![
        ("identifier", identifier(tree, resource, "https://fhir.nhs.uk/Id/sds-user-id").is_some(), "SDS user id", weight),
        ("name", official_names(tree, resource) == 1, "one official name", weight),
        ("telecom", has_phone(tree, resource), "telephone number", phone),
    ]
}

fn of_patient(cx: &Cx<'_>, resource: NodeId) -> Needs {
    let tree = cx.tree;
    let birth = tree.child_value(resource, "birthDate");
    vec![
        ("identifier", identifier(tree, resource, NHS_NUMBER).is_some(), "NHS number", Severity::Error),
        ("name", official_names(tree, resource) == 1, "one official name", Severity::Error),
        ("birthDate", birth.is_some_and(|date| date.len() >= 10), "birth date as YYYY-MM-DD", Severity::Error),
    ]
}

/// One finding for all that a resource lacks, which weighs as the heaviest of it.
fn say(cx: &mut Cx<'_>, rule: &'static Rule, resource: NodeId, needs: &Needs) {
    let tree = cx.tree;
    let of_element = |name: &'static str| {
        let wrong = tree.children_named(resource, name).map(Unless::ReportedWithin);
        wrong.chain([Unless::Astray(resource, name)]).collect()
    };
    let lacking: Vec<_> = needs.iter().filter(|(_, there, ..)| !there).collect();
    let Some(weight) = lacking.iter().map(|(.., weight)| *weight).min() else { return };
    let missing: Vec<Place> = lacking
        .iter()
        .map(|&&(element, _, name, _)| Place { at: At::Name(resource), label: name.to_owned(), unless: of_element(element) })
        .collect();
    let names: Vec<&str> = needs.iter().map(|&(_, _, name, _)| name).collect();
    let word = if weight == Severity::Error { "must" } else { "should" };
    let message = format!("{} {word} have {}", tree.resource_type(resource).unwrap_or_default(), list(&names));
    let finding = Diagnostic::new(rule, At::Name(resource), message).weighing(weight).expected(names.join(", "));
    let words = |details: &mut Details, names: &[String]| details.found = Some(format!("missing: {}", names.join(", ")));
    cx.say(finding.unless(Unless::ReportedBefore(resource)).at_each(missing, words));
}

fn list(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
