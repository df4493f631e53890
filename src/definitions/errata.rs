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
    // The code system of the value set eRS-Specialty-1.
    ("https://ers-system-specialty", "https://fhir.nhs.uk/STU3/CodeSystem/eRS-Specialty-1"),
];

/// Names of code systems that were never replaced by URLs: no code can be of such a system, so which codes a value set has that
/// draws on one is not known.
static PLACEHOLDERS: &[&str] = &[
    // The value sets eRS-ReferralStateReason-1 and eRS-ReferralCancellationReason-1.
    "https://eRS-APPOINTMENT-CANCELLATION-REASON",
    "https://eRS-APPOINTMENT-NON-ATTENDANCE",
    "https://eRS-REFERRAL-CANCELLATION-REASON",
    "https://fhir.nhs.uk//STU3/CodeSystem/REFERRAL-CANCELLATION-REASON",
];

/// Whether a MessageDefinition names a response that was never published: nothing is said of its responses then.
pub(crate) fn is_response_placeholder(url: &str) -> bool {
    // ITK-EMS-MessageDefinition-1, whose author left the name open.
    url == "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-xxxx"
}

/// Whether the name of a code system is no code system's.
pub(crate) fn is_placeholder(system: &str) -> bool {
    PLACEHOLDERS.contains(&system)
}

const CARECONNECT_OBSERVATION: &str = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1";

/// What a URL names, misprints mended.
pub(crate) fn mended(url: &str) -> &str {
    ALIASES.iter().find(|(wrong, _)| *wrong == url).map_or(url, |(_, right)| right)
}

/// Invariants that refuse what their own words allow, as published, and what they were meant to be.
///
/// Each compares or negates something that may be absent: an absent element gives an empty result, which is not true.
/// HL7 mended them in later versions; the words of STU3 were right all along.
static EXPRESSIONS: &[(&str, &str)] = &[
    // bdl-8: an entry without fullUrl has no fullUrl with a version in it.
    ("fullUrl.contains('/_history/').not()", "fullUrl.empty() or fullUrl.contains('/_history/').not()"),
    // eld-12: speaks of a valueSet that is a uri.
    (
        "valueSet.is(uri).not() or valueSet.as(uri).startsWith('http:') or valueSet.as(uri).startsWith('https') or valueSet.as(uri).startsWith('urn:')",
        "valueSet.empty() or valueSet.is(uri).not() or valueSet.as(uri).startsWith('http:') or valueSet.as(uri).startsWith('https') or valueSet.as(uri).startsWith('urn:')",
    ),
    // con-4: an abatement that is no boolean is an abatement.
    (
        "abatement.empty() or (abatement as boolean).not()  or clinicalStatus='resolved' or clinicalStatus='remission' or clinicalStatus='inactive'",
        "abatement.empty() or (abatement.is(boolean) and abatement = false) or clinicalStatus='resolved' or clinicalStatus='remission' or clinicalStatus='inactive'",
    ),
    // opd-2: speaks of parameters that have a searchType only.
    ("searchType implies type = 'string'", "searchType.exists() implies type = 'string'"),
    // ras-2: speaks of probabilities that are decimals only.
    (
        "probability is decimal implies probability.as(decimal) <= 100",
        "probability.empty() or probability.is(decimal).not() or probability.as(decimal) <= 100",
    ),
    // sdf-3: `all` of elements that have these; a min of 0 is there.
    ("element.all(definition and min and max)", "element.all(definition.exists() and min.exists() and max.exists())"),
    // age-1, mny-1 and their kin: `code or` means that there is a code.
    (
        "(code or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value > 0)",
        "(code.exists() or value.empty()) and (system.empty() or system = %ucum) and (value.empty() or value > 0)",
    ),
    (
        "(code or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')",
        "(code.exists() or value.empty()) and (system.empty() or system = 'urn:iso:std:iso:4217')",
    ),
    // md-1: speaks of a max that is there.
    ("max='*' or (max.toInteger() > 0)", "max.empty() or max='*' or (max.toInteger() > 0)"),
    // nsd-1: "Root systems cannot have uuid identifiers".
    ("kind != 'root' or uniqueId.type = 'uuid'", "kind != 'root' or uniqueId.where(type = 'uuid').empty()"),
    // mad-3: notGiven is a boolean, and no text equals it.
    ("reasonCode.empty() or notGiven.empty() or notGiven = 'false'", "reasonCode.empty() or notGiven.empty() or notGiven = false"),
    // questionnaire-minOccurs and maxOccurs: an element is named without its type.
    ("type!='display' and (required=true or %extension.valueInteger=0)", "type!='display' and (required=true or %extension.value=0)"),
    ("type!='display' and (repeats=true or %extension.valueInteger=1)", "type!='display' and (repeats=true or %extension.value=1)"),
    // vs-1: speaks of an effective time that is a dateTime.
    ("($this as dateTime).toString().length() >= 8", "$this.is(dateTime).not() or ($this as dateTime).toString().length() >= 8"),
];

/// The expression that was meant.
pub(crate) fn corrected(expression: &str) -> &str {
    EXPRESSIONS.iter().find(|(published, _)| *published == expression).map_or(expression, |(_, meant)| meant)
}

/// Extensions whose contexts leave out a type on which the profiles of the same publisher use them, and that type.
///
/// Where they may be used cannot be said, whatever a resource declares, so their place is not checked there. A declared profile
/// that uses an extension against its contexts is found by comparing the two, and needs no row; so is one that narrows a
/// reference to types that STU3 does not allow, such as `focus.profile` of
/// <https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageDefinition-1>.
///
/// A description id qualifies a Coding, and is named for it. Both definitions name the resources that have such Codings
/// instead (<https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid> and its twin at NHS Digital), and
/// dozens of profiles use it on `code.coding`, `bodySite.coding` and the like: <https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Condition-1>.
static USED_ON: &[(&str, &str)] = &[
    ("https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid", "Coding"),
    ("https://fhir.nhs.uk/STU3/StructureDefinition/Extension-coding-sctdescid", "Coding"),
];

/// The type on which published profiles use an extension, though its contexts leave it out.
pub(crate) fn used_on(extension: &str) -> Option<&'static str> {
    USED_ON.iter().find(|(known, _)| *known == extension).map(|(_, type_name)| *type_name)
}
