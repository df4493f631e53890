//! Definitions that tests make, and what a message comes to that is held to them.

use itk3_validator::report::Report;
use itk3_validator::{Options, Validator};
use serde_json::{Value, json};

pub(crate) const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";
pub(crate) const OWN: &str = "https://example.org/fhir/StructureDefinition/";

pub(crate) fn profile(name: &str, kind: &str, base: &str, elements: Value) -> Value {
    let base = if base.is_empty() { format!("{BASE}{kind}") } else { format!("{OWN}{base}") };
    json!({
        "resourceType": "StructureDefinition", "url": format!("{OWN}{name}"), "name": name, "status": "draft", "version": "1",
        "kind": "resource", "abstract": false, "type": kind, "baseDefinition": base, "derivation": "constraint",
        "differential": {"element": elements},
    })
}

pub(crate) fn validator(definitions: &[Value]) -> Validator {
    let mut validator = Validator::new();
    for definition in definitions {
        let added = validator.add_definitions("definition", definition.to_string().as_bytes());
        assert_eq!(added.faults, [], "{definition}");
    }
    validator
}

/// The report of an instance that is held to the last of the definitions by its name alone.
pub(crate) fn report(definitions: &[Value], instance: &Value) -> Report {
    let profiles = definitions.iter().rev().filter(|d| d["resourceType"] == "StructureDefinition" && d["type"] == instance["resourceType"]);
    let profiles = profiles.take(1).filter_map(|d| d["name"].as_str().map(str::to_owned)).collect();
    validator(definitions).validate(&instance.to_string(), &Options { profiles, ..Options::default() })
}

#[track_caller]
pub(crate) fn check(definitions: &[Value], instance: &Value, rules: &[&str]) {
    let report = report(definitions, instance);
    let found: Vec<&str> = report.issues.iter().map(|issue| issue.rule.as_ref()).collect();
    assert_eq!(found, rules, "{instance}: {:#?} {:#?}", report.issues, report.not_checked);
}
