//! The response Bundle of the first generation, which had other keys, other codes, and no outcome for a success.

use super::bundle::{coding, entry, is_business, issue, meta, reference, wrapper};
use super::{Refusal, Source};
use crate::itk3::view::HANDLING_V1;
use crate::write::Element;

/// Version 0.0.1, of the time of the header.
const SYSTEM: &str = "https://fhir.nhs.uk/STU3/ITK-Acknowledgement-1";

/// Codes that say the same in both generations. Of faults in reading and handling the first one had no codes of their own:
/// those that begin with RC came with the second header.
const CODES: &[(&str, &str)] = &[
    ("10001", "51005"),
    ("10002", "51005"),
    ("10003", "51005"),
    ("10004", "51005"),
    ("10005", "51005"),
    ("10007", "51005"),
    ("10008", "51005"),
    ("10009", "51005"),
    ("10010", "51005"),
    ("20001", "51002"),
    ("20002", "51008"),
    ("20003", "51003"),
    ("20004", "51004"),
    ("20005", "51007"),
    ("20007", "51010"),
    ("20008", "51011"),
    ("20009", "51005"),
    ("20012", "51009"),
    ("20013", "51001"),
    ("30001", "41001"),
    ("30002", "41002"),
    ("30003", "41022"),
];

pub(super) fn bundle(source: &mut Source<'_>) -> Result<Vec<Element<'static>>, Refusal> {
    let known = CODES.iter().find(|(code, _)| *code == source.outcome.code);
    let &(_, code) = known.ok_or_else(super::refusal::of_first_generation)?;
    let display = source.validator.definitions().concept(SYSTEM, code).flatten().flatten().unwrap_or_default().to_owned();
    let business = is_business(source);
    // The header that says success says it all.
    let with_outcome = business || !source.outcome.positive;
    let mut entries = vec![header(source, business, with_outcome)];
    if with_outcome {
        let profile = if business { "ITK-Busack-OperationOutcome-1" } else { "ITK-Infack-OperationOutcome-1" };
        entries.push(issue(source, profile, coding("coding", SYSTEM, code.to_owned(), display).item()));
    }
    source.notes.push("The response is of the first generation, like the message: only the endpoint says who sends it".to_owned());
    Ok(wrapper(source, entries))
}

fn header(source: &mut Source<'_>, business: bool, with_outcome: bool) -> Element<'static> {
    let interaction =
        if business { "RSP-ITK-Business-Acknowledgement-Response-1" } else { "RSP-ITK-Infrastructure-Acknowledgement-Response-1" };
    let (event, display) =
        if business { ("ITK002", "Business layer validation check") } else { ("ITK001", "Message structure validation check") };
    let mut children = vec![
        meta("ITK-MessageHeader-1"),
        key("INTID", "Interaction ID", Element::text("valueString", interaction)),
        key("INFACK", "Infrastructure Acknowledgement", Element::boolean("valueBoolean", source.inf_ack_requested())),
        key("SNDO", "Send Only", Element::boolean("valueBoolean", true)),
        coding("event", "https://fhir.nhs.uk/STU3/ITK-MessageEvent-1", event.to_owned(), display.to_owned()),
    ];
    match source.sender_mailbox() {
        Some(mailbox) => {
            let endpoint = vec![Element::text("endpoint", mailbox.to_owned())];
            children.push(Element::of("destination", endpoint).item());
        }
        None => source.notes.push("The sender's endpoint cannot be read, so the response names no destination".to_owned()),
    }
    children.push(Element::text("timestamp", source.options.now.clone()));
    children.push(Element::of("source", vec![Element::text("endpoint", source.responder.endpoint.clone())]));
    let mut response = vec![Element::text("identifier", source.answered()), Element::text("code", source.outcome.response())];
    if with_outcome {
        response.push(reference("details", &source.id(4)));
    }
    children.push(Element::of("response", response));
    entry(&source.id(2), "MessageHeader", children)
}

fn key(code: &'static str, display: &'static str, value: Element<'static>) -> Element<'static> {
    let coding = coding("coding", "https://fhir.nhs.uk/STU3/ITK-HandlingKey-1", code.to_owned(), display.to_owned()).item();
    let concept = Element::of("valueCodeableConcept", vec![coding]);
    Element::extension(HANDLING_V1, vec![Element::extension("Key", vec![concept]), Element::extension("Value", vec![value])])
}
