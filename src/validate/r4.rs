//! Elements and resources that FHIR R4 renamed: whoever writes R4's name means STU3's.

/// Resource type, R4's element, STU3's element.
const ELEMENTS: &[(&str, &str, &str)] = &[
    ("AllergyIntolerance", "recordedDate", "assertedDate"),
    ("Appointment", "reasonCode", "reason"),
    ("Binary", "data", "content"),
    ("Composition", "category", "class"),
    ("Condition", "recordedDate", "assertedDate"),
    ("Condition", "recorder", "asserter"),
    ("DiagnosticReport", "media", "image"),
    ("DocumentReference", "category", "class"),
    ("DocumentReference", "date", "indexed"),
    ("Encounter", "reasonCode", "reason"),
    ("EpisodeOfCare", "encounter", "context"),
    ("Goal", "lifecycleStatus", "status"),
    ("Immunization", "occurrenceDateTime", "date"),
    ("Immunization", "protocolApplied", "vaccinationProtocol"),
    ("Immunization", "performer", "practitioner"),
    ("MedicationDispense", "statusReasonCodeableConcept", "notDoneReasonCodeableConcept"),
    ("MedicationRequest", "encounter", "context"),
    ("MedicationStatement", "statusReason", "reasonNotTaken"),
    ("MessageHeader", "eventCoding", "event"),
    ("Observation", "encounter", "context"),
    ("Observation", "hasMember", "related"),
    ("Observation", "derivedFrom", "related"),
    ("Observation", "note", "comment"),
    ("Procedure", "encounter", "context"),
    ("Procedure", "statusReason", "notDoneReason"),
    ("Provenance", "occurredDateTime", "period"),
    ("QuestionnaireResponse", "encounter", "context"),
];

/// R4's resource type, and those that STU3 has for it.
const TYPES: &[(&str, &str)] = &[
    ("ServiceRequest", "ProcedureRequest or ReferralRequest"),
    ("MolecularSequence", "Sequence"),
    ("CoverageEligibilityRequest", "EligibilityRequest"),
    ("CoverageEligibilityResponse", "EligibilityResponse"),
];

/// STU3's name of an element that R4 calls otherwise.
pub(super) fn element(resource: &str, name: &str) -> Option<&'static str> {
    let renamed = ELEMENTS.iter().find(|(of, new, _)| *of == resource && *new == name);
    renamed.map(|(_, _, old)| *old)
}

/// STU3's names of a resource type of R4.
pub(super) fn resource_type(name: &str) -> Option<&'static str> {
    TYPES.iter().find(|(new, _)| *new == name).map(|(_, old)| *old)
}
