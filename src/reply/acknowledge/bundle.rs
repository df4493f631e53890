//! The response Bundle of the current generation, element by element.

use super::{Source, codes};
use crate::itk3::codes::{Level, SYSTEM};
use crate::itk3::view::{HANDLING, PROFILES};
use crate::write::Element;

const DEFINITION: &str = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-1";
const FORMER_DEFINITION: &str = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-Instance-1";

pub(super) fn meta(profile: &str) -> Element<'static> {
    Element::of("meta", vec![Element::text("profile", format!("{PROFILES}{profile}")).item()])
}

pub(super) fn entry<'a>(id: &str, kind: &'a str, mut children: Vec<Element<'a>>) -> Element<'a> {
    children.insert(0, Element::text("id", id.to_owned()));
    let full_url = Element::text("fullUrl", format!("urn:uuid:{id}"));
    Element::of("entry", vec![full_url, Element::resource("resource", kind, children)]).item()
}

pub(super) fn reference<'a>(name: &'a str, id: &str) -> Element<'a> {
    Element::of(name, vec![Element::text("reference", format!("urn:uuid:{id}"))])
}

pub(super) fn coding<'a>(name: &'a str, system: &'a str, code: String, display: String) -> Element<'a> {
    Element::of(name, vec![Element::text("system", system), Element::text("code", code), Element::text("display", display)])
}

fn identifier(system: &'static str, value: String) -> Element<'static> {
    Element::of("identifier", vec![Element::text("system", system), Element::text("value", value)]).item()
}

/// The wrapper around entries.
pub(super) fn wrapper(source: &Source<'_>, entries: Vec<Element<'static>>) -> Vec<Element<'static>> {
    let mut identifier = Element::of(
        "identifier",
        vec![Element::text("system", "https://tools.ietf.org/html/rfc4122"), Element::text("value", source.id(1))],
    );
    identifier.list = false;
    let mut bundle = vec![Element::text("id", source.id(0)), meta("ITK-Message-Bundle-1"), identifier, Element::text("type", "message")];
    bundle.extend(entries);
    bundle
}

pub(super) fn bundle(source: &mut Source<'_>) -> Vec<Element<'static>> {
    let mut entries = vec![header(source), sender(source)];
    if source.options.receiver {
        entries.extend(receiver(source));
    }
    entries.push(outcome(source, "ITK-Response-OperationOutcome-1"));
    wrapper(source, entries)
}

fn header(source: &mut Source<'_>) -> Element<'static> {
    let mut children = vec![meta("ITK-MessageHeader-2"), handling(source)];
    children.push(coding(
        "event",
        "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2",
        "ITK008M".to_owned(),
        "ITK Response".to_owned(),
    ));
    if source.options.receiver && receiver(source).is_some() {
        children.push(reference("receiver", &source.id(5)));
    }
    children.push(reference("sender", &source.id(3)));
    children.push(Element::text("timestamp", source.options.now.clone()));
    children.push(Element::of("source", vec![Element::text("endpoint", source.responder.endpoint.clone())]));
    children.push(Element::of(
        "response",
        vec![
            Element::text("identifier", source.answered()),
            Element::text("code", source.outcome.response()),
            reference("details", &source.id(4)),
        ],
    ));
    entry(&source.id(2), "MessageHeader", children)
}

fn handling(source: &mut Source<'_>) -> Element<'static> {
    let key = |url: &'static str, value: Element<'static>| Element::extension(url, vec![value]);
    let definition = if source.options.instance_definition { FORMER_DEFINITION } else { DEFINITION };
    let recipient =
        coding("valueCoding", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-RecipientType-1", "FA".to_owned(), "For Action".to_owned());
    Element::extension(
        HANDLING,
        vec![
            key("BusAckRequested", Element::boolean("valueBoolean", false)),
            key("InfAckRequested", Element::boolean("valueBoolean", source.inf_ack_requested())),
            key("RecipientType", recipient),
            key("MessageDefinition", Element::of("valueReference", vec![Element::text("reference", definition)])),
            key("SenderReference", Element::text("valueString", source.sender_reference())),
            key("LocalExtension", Element::text("valueString", "None")),
        ],
    )
}

/// The responder: its organisation, or the person.
fn sender(source: &mut Source<'_>) -> Element<'static> {
    let id = source.id(3);
    let trimmed = |text: &str| text.trim().to_owned();
    if let Some(organization) = &source.responder.organization {
        let mut children = vec![meta("CareConnect-ITK-Header-Organization-1")];
        for (system, value) in [
            ("https://fhir.nhs.uk/Id/ods-organization-code", &organization.ods),
            ("https://fhir.nhs.uk/Id/ods-site-code", &organization.site),
        ] {
            if !value.trim().is_empty() {
                children.push(identifier(system, trimmed(value)));
            }
        }
        return entry(&id, "Organization", children);
    }
    let practitioner = source.responder.practitioner.clone().unwrap_or_default();
    let mut children = vec![meta("CareConnect-ITK-Header-Practitioner-1")];
    for (system, value) in
        [("https://fhir.nhs.uk/Id/sds-user-id", &practitioner.user), ("https://fhir.nhs.uk/Id/sds-role-profile-id", &practitioner.role)]
    {
        if !value.trim().is_empty() {
            children.push(identifier(system, trimmed(value)));
        }
    }
    if !practitioner.family.trim().is_empty() {
        let mut name = vec![Element::text("family", trimmed(&practitioner.family))];
        for (part, value) in [("given", &practitioner.given), ("prefix", &practitioner.prefix)] {
            if !value.trim().is_empty() {
                name.push(Element::text(part, trimmed(value)).item());
            }
        }
        children.push(Element::of("name", name).item());
    }
    if source.parts.is_gp_connect() {
        source.notes.push("GP Connect requires an Organization as the sender of a response; this response has a Practitioner".to_owned());
    }
    entry(&id, "Practitioner", children)
}

/// The original sender, by the identifiers that the header of a message knows.
fn receiver(source: &Source<'_>) -> Option<Element<'static>> {
    let resource = source.parts.sender?;
    let identifiers = source.identifiers(resource);
    let (kind, profile) = match source.tree.resource_type(resource)? {
        "Organization" => ("Organization", "CareConnect-ITK-Header-Organization-1"),
        "Practitioner" => ("Practitioner", "CareConnect-ITK-Header-Practitioner-1"),
        _ => return None,
    };
    if identifiers.is_empty() {
        return None;
    }
    let mut children = vec![meta(profile)];
    children.extend(identifiers.into_iter().map(|(system, value)| identifier(system, value)));
    Some(entry(&source.id(5), kind, children))
}

pub(super) fn outcome(source: &Source<'_>, profile: &'static str) -> Element<'static> {
    let outcome = source.outcome;
    let display = codes::display(source.validator.definitions(), outcome.code).unwrap_or_default().to_owned();
    let details = coding("coding", SYSTEM, outcome.code.to_owned(), display).item();
    issue(source, profile, details)
}

/// The OperationOutcome with its one issue.
pub(super) fn issue(source: &Source<'_>, profile: &'static str, details: Element<'static>) -> Element<'static> {
    let mut issue = vec![
        Element::text("severity", source.outcome.severity()),
        Element::text("code", source.issue_code()),
        Element::of("details", vec![details]),
    ];
    issue.extend(source.diagnostics().map(|text| Element::text("diagnostics", text)));
    let children = vec![meta(profile), Element::of("issue", issue).item()];
    entry(&source.id(4), "OperationOutcome", children)
}

/// Whether the level of this response is business.
pub(super) fn is_business(source: &Source<'_>) -> bool {
    source.outcome.level() == Level::Business
}
