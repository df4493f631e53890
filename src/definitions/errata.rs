//! Corrections to published definitions, as tables. A row goes when the definition is mended.

/// Canonical URLs that were misprinted, and what they name. White space around a URL is trimmed before.
///
/// Each was found as a reference to nothing in the published set, with one candidate of the same name.
pub(crate) static ALIASES: &[(&str, &str)] = &[
    ("http://hl7.org/fhir/STU3/extension-valueset-reference.html", "http://hl7.org/fhir/StructureDefinition/valueset-reference"),
    ("https://fhir.hl7.org.uk/StructureDefinition/CareConnect-Observation-1", CARECONNECT_OBSERVATION),
    ("fhir.hl7.org.uk/StructureDefinition/CareConnect-Observation-1", CARECONNECT_OBSERVATION),
    ("http://fhir.hl7.org.uk/StructureDefinition/CareConnect-Observation-1", CARECONNECT_OBSERVATION),
    (
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-Patient-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1",
    ),
    (
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-Encounter-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Encounter-1",
    ),
    (
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-Practitioner-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Practitioner-1",
    ),
    (
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-RelatedPerson-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-RelatedPerson-1",
    ),
    (
        "https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-Organization-1",
        "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Organization-1",
    ),
    ("https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-Observation-1", CARECONNECT_OBSERVATION),
    ("http://hl7.org/fhir/stu3/valueset-observation-vitalsignresult.html", "http://hl7.org/fhir/ValueSet/observation-vitalsignresult"),
    ("http://hl7.org/fhir/stu3/valueset-ucum-vitals-common.html", "http://hl7.org/fhir/ValueSet/ucum-vitals-common"),
    ("http://terminology.hl7.org/ValueSet/v2-0916", "http://hl7.org/fhir/ValueSet/v2-0916"),
    (
        "https://fhir.nhs.uk/STU3/ValueSet/CareConnect-ConditionCategory-1",
        "https://fhir.hl7.org.uk/STU3/ValueSet/CareConnect-ConditionCategory-1",
    ),
    ("https://fhir.hl7.org.uk/STU3/ValueSet/ValueSet-RARecord-ProxyRole-1", "https://fhir.nhs.uk/STU3/ValueSet/RARecord-ProxyRole-1"),
    (
        "https://fhir.hl7.org.uk/STU3/ValueSet/ValueSet-RARecord-RemovalReason-1",
        "https://fhir.nhs.uk/STU3/ValueSet/RARecord-RemovalReason-1",
    ),
];

const CARECONNECT_OBSERVATION: &str = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1";

/// What a URL names, misprints mended.
pub(crate) fn mended(url: &str) -> &str {
    ALIASES.iter().find(|(wrong, _)| *wrong == url).map_or(url, |(_, right)| right)
}
