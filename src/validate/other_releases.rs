//! Names from other releases of FHIR, and what STU3 has instead.

/// A type, its element in the other release, and the STU3 equivalent: an element, a path such as `explanation.reason`, or an empty string
/// if there is none. Backbone elements are written with their resource: `Composition.section`.
type Renamed = (&'static str, &'static str, &'static str);

/// Elements of R4 that STU3 does not have.
const R4: &[Renamed] = &[
    ("AllergyIntolerance", "recordedDate", "assertedDate"),
    ("Appointment", "reasonCode", "reason"),
    ("Binary", "data", "content"),
    ("CarePlan", "encounter", "context"),
    ("CareTeam", "encounter", "context"),
    ("ClinicalImpression", "encounter", "context"),
    ("Communication", "encounter", "context"),
    ("Communication", "statusReason", "notDoneReason"),
    ("CommunicationRequest", "encounter", "context"),
    ("Composition", "category", "class"),
    ("Composition.section", "author", ""),
    ("Composition.section", "focus", ""),
    ("Condition", "encounter", "context"),
    ("Condition", "recordedDate", "assertedDate"),
    ("Condition", "recorder", "asserter"),
    ("Device", "deviceName", "udi.name"),
    ("Device", "serialNumber", ""),
    ("Device", "udiCarrier", "udi"),
    ("DiagnosticReport", "encounter", "context"),
    ("DiagnosticReport", "media", "image"),
    ("DocumentReference", "category", "class"),
    ("DocumentReference", "date", "indexed"),
    ("Dosage", "doseAndRate", "dose[x]"),
    ("Encounter", "reasonCode", "reason"),
    ("Encounter.diagnosis", "use", "role"),
    ("Goal", "lifecycleStatus", "status"),
    ("Immunization", "occurrenceDateTime", "date"),
    ("Immunization", "performer", "practitioner"),
    ("Immunization", "protocolApplied", "vaccinationProtocol"),
    ("Immunization", "reasonCode", "explanation.reason"),
    ("Immunization", "statusReason", "explanation.reasonNotGiven"),
    ("Location", "hoursOfOperation", ""),
    ("MedicationAdministration", "statusReason", "reasonNotGiven"),
    ("MedicationDispense", "statusReasonCodeableConcept", "notDoneReasonCodeableConcept"),
    ("MedicationRequest", "encounter", "context"),
    ("MedicationStatement", "statusReason", "reasonNotTaken"),
    ("MessageHeader", "eventCoding", "event"),
    ("Meta", "source", ""),
    ("Observation", "derivedFrom", "related"),
    ("Observation", "encounter", "context"),
    ("Observation", "hasMember", "related"),
    ("Observation", "note", "comment"),
    ("Procedure", "encounter", "context"),
    ("Procedure", "statusReason", "notDoneReason"),
    ("Procedure.performer", "function", "role"),
    ("Provenance", "occurredDateTime", "period"),
    ("Provenance", "occurredPeriod", "period"),
    ("Questionnaire.item", "answerOption", "option"),
    ("Questionnaire.item", "answerValueSet", "options"),
    ("QuestionnaireResponse", "encounter", "context"),
    ("Reference", "type", ""),
    ("RiskAssessment", "encounter", "context"),
    ("Signature", "data", "blob"),
    ("Signature", "sigFormat", "contentType"),
    ("Task", "encounter", "context"),
    ("Task", "reasonCode", "reason"),
];

/// Elements of DSTU2 that STU3 does not have.
const DSTU2: &[Renamed] = &[
    ("AllergyIntolerance", "lastOccurence", "lastOccurrence"),
    ("AllergyIntolerance", "reporter", "asserter"),
    ("AllergyIntolerance", "status", "clinicalStatus"),
    ("AllergyIntolerance", "substance", "code"),
    ("ClinicalImpression", "patient", "subject"),
    ("Communication", "encounter", "context"),
    ("Condition", "dateRecorded", "assertedDate"),
    ("Condition", "notes", "note"),
    ("Condition", "patient", "subject"),
    ("DiagnosticReport", "request", "basedOn"),
    ("Encounter", "indication", "diagnosis"),
    ("Encounter", "patient", "subject"),
    ("EpisodeOfCare", "careTeam", "team"),
    ("Flag", "patient", "subject"),
    ("Immunization", "requester", "practitioner"),
    ("Immunization", "wasNotGiven", "notGiven"),
    ("MedicationAdministration", "encounter", "context"),
    ("MedicationAdministration", "patient", "subject"),
    ("MedicationAdministration", "practitioner", "performer"),
    ("MedicationAdministration", "reasonGiven", "reasonCode"),
    ("MedicationAdministration", "wasNotGiven", "notGiven"),
    ("MedicationDispense", "patient", "subject"),
    ("MedicationRequest", "dateWritten", "authoredOn"),
    ("MedicationRequest", "patient", "subject"),
    ("MedicationRequest", "prescriber", "requester"),
    ("MedicationStatement", "patient", "subject"),
    ("MedicationStatement", "reasonForUseCodeableConcept", "reasonCode"),
    ("MedicationStatement", "reasonForUseReference", "reasonReference"),
    ("MedicationStatement", "supportingInformation", "derivedFrom"),
    ("MedicationStatement", "wasNotTaken", "taken"),
    ("MessageHeader", "data", "focus"),
    ("Observation", "comments", "comment"),
    ("Observation", "reliability", ""),
    ("Patient", "careProvider", "generalPractitioner"),
    ("Practitioner", "practitionerRole", "the resource PractitionerRole"),
    ("PractitionerRole", "role", "code"),
    ("Procedure", "notPerformed", "notDone"),
    ("Procedure", "notes", "note"),
    ("Procedure", "reasonNotPerformed", "notDoneReason"),
    ("Procedure", "request", "basedOn"),
    ("ProcedureRequest", "encounter", "context"),
    ("Questionnaire", "group", "item"),
    ("QuestionnaireResponse", "group", "item"),
    ("ReferralRequest", "dateSent", "authoredOn"),
    ("ReferralRequest", "patient", "subject"),
    ("ReferralRequest", "reason", "reasonCode"),
];

/// Resource types of other releases, and their STU3 equivalents.
const TYPES: &[(&str, &str)] = &[
    ("Conformance", "CapabilityStatement"),
    ("CoverageEligibilityRequest", "EligibilityRequest"),
    ("CoverageEligibilityResponse", "EligibilityResponse"),
    ("DeviceUseRequest", "DeviceRequest"),
    ("DiagnosticOrder", "ProcedureRequest"),
    ("MedicationOrder", "MedicationRequest"),
    ("MedicationUsage", "MedicationStatement"),
    ("MolecularSequence", "Sequence"),
    ("ServiceRequest", "ProcedureRequest or ReferralRequest"),
];

/// The STU3 equivalent of an element from another release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// The element or the path to it; `None` if STU3 has no equivalent.
    pub(super) stu3: Option<&'static str>,
    pub(super) release: &'static str,
}

impl Elsewhere {
    /// Returns the first element of the path.
    pub(super) fn child(self) -> Option<&'static str> {
        self.stu3.and_then(|path| path.split('.').next()).map(|name| name.trim_end_matches("[x]"))
    }

    /// Returns the `expected` text of a finding.
    pub(super) fn words(self, name: &str) -> String {
        match self.stu3 {
            Some(stu3) => format!("{stu3}, which FHIR {} calls {name}", self.release),
            None => format!("no {name}: only FHIR {} has it", self.release),
        }
    }
}

/// Looks up an element by the type or backbone element that contains it.
pub(super) fn element(holder: &str, name: &str) -> Option<Elsewhere> {
    let find = |of: &[Renamed], release| {
        let renamed = of.iter().find(|(of, other, _)| *of == holder && *other == name);
        renamed.map(|&(_, _, stu3)| Elsewhere { stu3: Some(stu3).filter(|stu3| !stu3.is_empty()), release })
    };
    find(R4, "R4").or_else(|| find(DSTU2, "DSTU2"))
}

/// Returns the STU3 equivalent of a resource type from another release.
pub(super) fn resource_type(name: &str) -> Option<&'static str> {
    TYPES.iter().find(|(other, _)| *other == name).map(|(_, stu3)| *stu3)
}
