//! What a sender wrote may be someone's data: it is quoted in `found`, for whoever has the message, and nowhere else.

use itk3_validator::report::operation_outcome;
use itk3_validator::{Options, Validator};

/// A value that no definition has.
const SECRET: &str = "Zebedee";

/// Members of a Patient with the secret in a value that breaks a rule, and that rule.
const BROKEN: &[(&str, &str)] = &[
    (r#""birthDate": "Zebedee""#, "lexical"),
    (r#""id": "Zebedee_1""#, "lexical"),
    (r#""gender": "Zebedee""#, "binding-required"),
    (r#""language": "Zebedee Zebedee""#, "binding-required"),
    (r#""active": "Zebedee""#, "json-type"),
    (r#""name": ["Zebedee"]"#, "value-unexpected"),
    (r#""name": {"family": "Zebedee"}"#, "json-array"),
    (r#""birthDate": {"extension": [{"url": "http://example.org/a", "valueString": "Zebedee"}]}"#, "value-expected"),
    (r#""deceasedString": "Zebedee""#, "type"),
    (r#""name": [{"text": "Zebedee \ud800"}]"#, "json-surrogate"),
    (r#""active": true, "fhir_comments": ["Zebedee"]"#, "json-comments"),
    (r#""active": true, "active": "Zebedee""#, "json-duplicate"),
    (r#""birthDate": "2026", "_birthDate": "Zebedee""#, "json-underscore"),
    (r#""name": [["Zebedee"]]"#, "json-nested-array"),
    (r#""extension": [{"url": "Zebedee", "valueCode": "a"}]"#, "extension-url"),
    (r##""managingOrganization": {"reference": "#Zebedee"}"##, "reference-unresolved"),
    (r#""managingOrganization": {"reference": "Zebedee/Zebedee"}"#, "reference-unresolved"),
    (r#""managingOrganization": {"reference": "https://example.org/Practitioner/Zebedee"}"#, "reference-type"),
    (r#""contained": [{"resourceType": "Organization", "id": "Zebedee", "name": "Zebedee"}]"#, "dom-3"),
    (r#""text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><form>Zebedee</form></div>"}"#, "txt-1"),
    (r#""text": {"status": "generated", "div": "Zebedee"}"#, "txt-1"),
    (r#""identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "Zebedee"}]"#, "nhs-number"),
    (r#""identifier": [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Zebedee"}]"#, "ods-form"),
    (r#""maritalStatus": {"coding": [{"system": "http://snomed.info/sct", "code": "Zebedee"}]}"#, "snomed-form"),
    (r#""maritalStatus": {"coding": [{"system": "http://hl7.org/fhir/v3/MaritalStatus", "code": "Zebedee"}]}"#, "code-unknown"),
    (r#""maritalStatus": {"coding": [{"system": "http://example.org/codes", "code": "Zebedee"}]}"#, "binding-extensible"),
    (r#""animal": {"species": {"coding": [{"code": "Zebedee"}]}}"#, "coding-system"),
    (r#""contact": [{"extension": [{"url": "http://example.org/a", "valueCode": "Zebedee"}]}]"#, "pat-1"),
    (r#""name": [{"family": "Zebedee", "period": {"start": "2026-11-20", "end": "2026-11-19"}}]"#, "per-1"),
    (r#""modifierExtension": [{"url": "http://example.org/Zebedee", "valueCode": "a"}]"#, "modifier-unknown"),
    (r#""active": true} Zebedee {"a": 1"#, "json-trailing"),
    (r#""active": Zebedee"#, "json-syntax"),
    (r#""name": [{"family": "Zebedee\x"}]"#, "json-syntax"),
    (r#""name": [{"family": "Zebedee}]"#, "json-syntax"),
];

#[test]
fn a_finding_quotes_values_in_found_and_nowhere_else() {
    let validator = Validator::new();
    for (members, rule) in BROKEN {
        let message = format!(r#"{{"resourceType": "Patient", {members}}}"#);
        quotes_nothing(&validator, &message, rule);
    }
    let entry = |url: &str, id: &str| {
        format!(
            r#"{{"resourceType": "Bundle", "type": "collection", "entry": [
                {{"fullUrl": "{url}", "resource": {{"resourceType": "Patient", "id": "{id}", "active": true}}}},
                {{"fullUrl": "{url}", "resource": {{"resourceType": "Patient", "id": "{id}", "active": true}}}}]}}"#
        )
    };
    for (url, id) in [("http://example.org/Patient/a", SECRET), ("http://example.org/Patient/Zebedee", "a")] {
        quotes_nothing(&validator, &entry(url, id), "bundle-full-url-id");
        quotes_nothing(&validator, &entry(url, id), "bundle-full-url-duplicate");
    }
}

#[test]
fn a_finding_in_xml_quotes_values_in_found_and_nowhere_else() {
    let validator = Validator::new();
    for (inner, rule) in [
        (r#"<active value="true"/>Zebedee"#, "xml-text"),
        (r#"<name value="Zebedee"/>"#, "value-unexpected"),
        (r#"<name><text value="Zebedee & Zebedee"/></name>"#, "xml-syntax"),
        (r#"<name><text value="Zebedee &uuml;"/></name>"#, "xml-entity"),
        (r#"<name><text value="Zebedee/></name>"#, "xml-syntax"),
        (r#"<name><text value=Zebedee/></name>"#, "xml-syntax"),
        ("<name><text value=\"Zebedee\u{1}\"/></name>", "xml-syntax"),
        (r#"<!-- Zebedee -- Zebedee -->"#, "xml-syntax"),
        (r#"<active xmlns="urn:Zebedee" value="true"/>"#, "xml-namespace"),
        (r#"<active xsi:schemaLocation="Zebedee" value="true"/>"#, "xml-schema-location"),
        (r#"<active note="Zebedee" value="true"/>"#, "xml-attribute"),
        (r#"<birthDate value="2026"/><gender value="Zebedee"/>"#, "element-order"),
    ] {
        let start = r#"<Patient xmlns="http://hl7.org/fhir" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#;
        quotes_nothing(&validator, &format!("{start}{inner}</Patient>"), rule);
    }
}

#[track_caller]
fn quotes_nothing(validator: &Validator, message: &str, rule: &str) {
    let report = validator.validate(message, &Options::default());
    assert!(report.issues.iter().any(|issue| issue.rule == rule), "{rule} fires in {message}: {:?}", report.issues);
    for issue in &report.issues {
        let spoken = [Some(&issue.message), issue.expected.as_ref(), Some(&issue.path), issue.profile.as_ref()];
        assert!(spoken.into_iter().flatten().all(|text| !text.contains(SECRET)), "{issue:?} of {message}");
    }
    for xml in [true, false] {
        let outcome = operation_outcome(&report, xml);
        assert!(!outcome.contains(SECRET), "{outcome}\nof {message}");
    }
}

#[test]
fn an_outcome_counts_the_references_that_lead_outside_without_naming_them() {
    let references = (0..20).map(|i| format!(r#"{{"reference": "https://example.org/Organization/Zebedee{i}"}}"#));
    let references = references.collect::<Vec<_>>().join(",");
    let message = format!(r#"{{"resourceType": "Patient", "generalPractitioner": [{references}]}}"#);
    let report = Validator::new().validate(&message, &Options::default());
    assert_eq!(report.not_checked.len(), 20);
    for xml in [true, false] {
        let outcome = operation_outcome(&report, xml);
        assert!(!outcome.contains(SECRET) && outcome.contains("20 in all"), "{outcome}");
        assert_eq!(outcome.matches("not-supported").count(), 1, "{outcome}");
    }
}
