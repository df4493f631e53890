//! The two versions of the first generation of ITK3, a week apart in November 2017: both were in use, and what conforms to
//! either is accepted. The archive holds v0.0.1; what v0.0.2 and its code systems had otherwise is added to it here.

use crate::definitions::facts::{Element, Facts, Part, Structure, Value};

const HEADER: &str = "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-1";
const OUTCOMES: [&str; 2] = [
    "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Busack-OperationOutcome-1",
    "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Infack-OperationOutcome-1",
];
/// The code system of acknowledgements of v0.0.1, and the URL that it had from then on.
const ACKNOWLEDGEMENTS: [&str; 2] =
    ["https://fhir.nhs.uk/STU3/ITK-Acknowledgement-1", "https://fhir.nhs.uk/STU3/CodeSystem/ITK-Acknowledgement-1"];
/// The code system of events of v0.0.2.
const EVENTS: &str = "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-1";
/// References of v0.0.1, and what v0.0.2 had in their place.
const TARGETS: [(&str, &str); 2] = [
    (
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Practitioner-1",
    ),
    (
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1",
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-ITK-Header-Organization-1",
    ),
];

pub(super) fn accept_either(facts: &mut Facts) {
    match facts {
        Facts::StructureDefinition(header) if header.url == HEADER => accept_header(header),
        Facts::StructureDefinition(outcome) if OUTCOMES.contains(&outcome.url.as_str()) => {
            // The value set says which systems there are.
            let is_system = |element: &&mut Element| element.path == "OperationOutcome.issue.details.coding.system";
            outcome.elements.iter_mut().filter(is_system).for_each(|element| element.fixed = None);
        }
        Facts::ValueSet(set) => {
            let [before, after] = ACKNOWLEDGEMENTS;
            let moved = |part: &Part| (part.system == after).then(|| Part { system: before.to_owned(), ..part.clone() });
            let moved: Vec<Part> = set.compose.iter().filter_map(moved).collect();
            set.compose.extend(moved);
        }
        _ => {}
    }
}

fn accept_header(header: &mut Structure) {
    for kind in header.elements.iter_mut().flat_map(|element| &mut element.types) {
        for (before, after) in TARGETS {
            if kind.targets.iter().any(|target| target == before) {
                kind.targets.push(after.to_owned());
            }
        }
    }
    // A third kind of event, after the slices of v0.0.1. Its few codes are a rule of the library.
    let of_event = |element: &Element| element.path.starts_with("MessageHeader.event");
    let Some(last) = header.elements.iter().rposition(of_event) else { return };
    let element = |path: &str| Element { path: path.to_owned(), ..Element::default() };
    let system = Value { type_code: "uri".to_owned(), value: EVENTS.to_owned() };
    let slice = [
        Element { slice: Some("MessageEvent".to_owned()), ..element("MessageHeader.event") },
        Element { min: Some(1), fixed: Some(system), ..element("MessageHeader.event.system") },
        Element { min: Some(1), ..element("MessageHeader.event.code") },
    ];
    header.elements.splice(last + 1..last + 1, slice);
}
