//! Profiles that a caller brings along: what they inherit, what tells their slices apart, and what they ask of types, bounds
//! and codes. Each profile is tried on an instance that keeps it and on one that does not.

mod made;

use made::*;
use serde_json::{Value, json};

/// Identifiers in slices by their system.
fn sliced(name: &str) -> Value {
    let elements = json!([
        {"path": "Patient.identifier", "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}},
        {"path": "Patient.identifier", "sliceName": "local"},
        {"path": "Patient.identifier.system", "min": 1, "fixedUri": "https://example.org/local"},
    ]);
    profile(name, "Patient", "", elements)
}

fn patient(systems: &[&str]) -> Value {
    let identifiers: Vec<Value> =
        systems.iter().map(|system| json!({"system": format!("https://example.org/{system}"), "value": "1"})).collect();
    json!({"resourceType": "Patient", "active": true, "identifier": identifiers})
}

#[test]
fn a_derived_profile_inherits_what_tells_its_slices_apart() {
    let derived =
        profile("strict", "Patient", "sliced", json!([{"path": "Patient.identifier", "sliceName": "local", "min": 1, "max": "1"}]));
    let definitions = [sliced("sliced"), derived];
    check(&definitions, &patient(&["local", "other"]), &[]);
    check(&definitions, &patient(&["other"]), &["slice-min"]);
    check(&definitions, &patient(&["local", "local"]), &["slice-max"]);
}

#[test]
fn a_derived_profile_that_closes_a_slicing_keeps_the_older_slices() {
    let elements = json!([
        {"path": "Patient.identifier", "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "closed"}},
        {"path": "Patient.identifier", "sliceName": "more"},
        {"path": "Patient.identifier.system", "min": 1, "fixedUri": "https://example.org/more"},
    ]);
    let definitions = [sliced("sliced"), profile("closed", "Patient", "sliced", elements)];
    check(&definitions, &patient(&["local", "more"]), &[]);
    check(&definitions, &patient(&["other"]), &["slice-closed"]);
}

#[test]
fn a_slice_that_two_profiles_repeat_is_one_finding() {
    let repeated = |name, base| {
        let elements = json!([
            {"path": "Patient.identifier", "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}},
            {"path": "Patient.identifier", "sliceName": "local", "min": 1},
            {"path": "Patient.identifier.system", "min": 1, "fixedUri": "https://example.org/local"},
        ]);
        profile(name, "Patient", base, elements)
    };
    check(&[repeated("one", ""), repeated("two", "one")], &patient(&["other"]), &["slice-min"]);
}

#[test]
fn a_discriminator_is_found_within_slices() {
    let elements = json!([
        {"path": "Observation.component", "slicing": {"discriminator": [{"type": "value", "path": "code.coding.code"}], "rules": "open"}},
        {"path": "Observation.component", "sliceName": "systolic", "min": 1},
        {"path": "Observation.component.code.coding", "slicing": {"discriminator": [{"type": "value", "path": "code"}], "rules": "open"}},
        {"path": "Observation.component.code.coding", "sliceName": "code"},
        {"path": "Observation.component.code.coding.code", "fixedCode": "8480-6"},
        {"path": "Observation.component.valueQuantity", "min": 1},
    ]);
    let definitions = [profile("pressure", "Observation", "", elements)];
    let observation = |code: &str, value: Value| {
        let mut component = json!({"code": {"coding": [{"system": "http://loinc.org", "code": code}]}});
        component.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "component": [component]})
    };
    check(&definitions, &observation("8480-6", json!({"valueQuantity": {"value": 1, "unit": "mm"}})), &[]);
    check(&definitions, &observation("8480-6", json!({})), &["min"]);
    check(&definitions, &observation("8462-4", json!({"valueQuantity": {"value": 1, "unit": "mm"}})), &["slice-min"]);
}

#[test]
fn what_is_outside_the_message_decides_nothing() {
    let elements = json!([
        {"path": "Encounter.participant", "slicing": {"discriminator": [{"type": "type", "path": "individual.resolve()"}], "rules": "closed"}},
        {"path": "Encounter.participant", "sliceName": "practitioner", "min": 1},
        {"path": "Encounter.participant.individual", "min": 1,
            "type": [{"code": "Reference", "targetProfile": format!("{BASE}Practitioner")}]},
    ]);
    let definitions = [profile("visit", "Encounter", "", elements)];
    let encounter = |reference: &str| {
        let participant = json!([{"individual": {"reference": reference}}]);
        json!({"resourceType": "Encounter", "status": "finished", "participant": participant})
    };
    check(&definitions, &encounter("https://example.org/fhir/Practitioner/1"), &[]);
    check(&definitions, &encounter("https://example.org/fhir/RelatedPerson/1"), &["slice-closed"]);
    check(&definitions, &encounter("https://example.org/somebody"), &[]);
    let told = report(&definitions, &encounter("https://example.org/somebody"));
    assert!(told.not_checked.iter().any(|not| not.reason == "slice-undecided"), "{:?}", told.not_checked);
}

#[test]
fn the_resource_of_an_entry_has_the_type_and_profile_that_is_asked_for() {
    let named = profile("named", "Patient", "", json!([{"path": "Patient.name", "min": 1}]));
    let of = |type_: Value| profile("bundle", "Bundle", "", json!([{"path": "Bundle.entry.resource", "type": [type_]}]));
    let bundle = |resource: Value| json!({"resourceType": "Bundle", "type": "collection", "entry": [{"resource": resource}]});
    let patient = |name: Value| json!({"resourceType": "Patient", "active": true, "name": name});
    let any = [named.clone(), of(json!({"code": "Patient"}))];
    check(&any, &bundle(patient(json!([{"family": "XXTEST"}]))), &[]);
    check(&any, &bundle(json!({"resourceType": "Basic", "code": {"text": "x"}})), &["type"]);
    let profiled = [named, of(json!({"code": "Patient", "profile": format!("{OWN}named")}))];
    check(&profiled, &bundle(patient(json!([{"family": "XXTEST"}]))), &[]);
    check(&profiled, &bundle(json!({"resourceType": "Patient", "active": true})), &["min"]);
}

#[test]
fn a_primitive_without_extensions_lacks_the_one_that_has_to_be_there() {
    let elements = json!([
        {"path": "Patient.birthDate.extension", "slicing": {"discriminator": [{"type": "value", "path": "url"}], "rules": "open"}},
        {"path": "Patient.birthDate.extension", "sliceName": "time", "min": 1,
            "type": [{"code": "Extension", "profile": format!("{BASE}patient-birthTime")}]},
    ]);
    let definitions = [profile("born", "Patient", "", elements)];
    let time = json!({"extension": [{"url": format!("{BASE}patient-birthTime"), "valueDateTime": "2026-11-20T10:00:00+00:00"}]});
    check(&definitions, &json!({"resourceType": "Patient", "birthDate": "2026-11-20", "_birthDate": time}), &[]);
    check(&definitions, &json!({"resourceType": "Patient", "birthDate": "2026-11-20"}), &["slice-min"]);
}

#[test]
fn types_are_alternatives() {
    let elements = json!([{"path": "Patient.generalPractitioner",
        "type": [{"code": "Reference", "targetProfile": format!("{BASE}Practitioner")}, {"code": "Reference"}]}]);
    let anybody = profile("anybody", "Patient", "", elements);
    check(
        &[anybody],
        &json!({"resourceType": "Patient", "generalPractitioner": [{"reference": "https://example.org/Organization/1"}]}),
        &[],
    );
    let undated = profile("undated", "Patient", "", json!([{"path": "Patient.deceasedDateTime", "max": "0"}]));
    check(std::slice::from_ref(&undated), &json!({"resourceType": "Patient", "deceasedBoolean": true}), &[]);
    check(&[undated], &json!({"resourceType": "Patient", "deceasedDateTime": "2026"}), &["slice-max"]);
}

#[test]
fn bounds_of_moments_and_quantities() {
    let elements = json!([{"path": "Observation.valueQuantity", "maxValueQuantity": {"value": 10, "unit": "kg"}}]);
    let weight = [profile("weight", "Observation", "", elements)];
    let weighing = |value: f64| json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "valueQuantity": {"value": value, "unit": "kg"}});
    check(&weight, &weighing(10.0), &[]);
    check(&weight, &weighing(10.5), &["range"]);
    let elements = json!([{"path": "Observation.effectiveDateTime", "maxValueDateTime": "2018-01-01T00:00:00+00:00"}]);
    let old = [profile("old", "Observation", "", elements)];
    let seen = |when: &str| json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "effectiveDateTime": when});
    check(&old, &seen("2018-01-01T00:30:00+01:00"), &[]);
    check(&old, &seen("2018-01-01T00:30:00-01:00"), &["range"]);
    check(&old, &seen("2019"), &["range"]);
}

#[test]
fn another_expression_of_the_same_key_is_another_invariant() {
    let invariant = |expression: &str| json!({"key": "own-1", "severity": "error", "human": "x", "expression": expression});
    let base = profile("first", "Patient", "", json!([{"path": "Patient", "constraint": [invariant("name.exists()")]}]));
    let derived = profile("second", "Patient", "first", json!([{"path": "Patient", "constraint": [invariant("gender.exists()")]}]));
    let definitions = [base, derived];
    check(&definitions, &json!({"resourceType": "Patient", "name": [{"text": "x"}], "gender": "other"}), &[]);
    check(&definitions, &json!({"resourceType": "Patient", "name": [{"text": "x"}]}), &["own-1"]);
    check(&definitions, &json!({"resourceType": "Patient", "active": true}), &["own-1"]);
}

#[test]
fn ranks_of_codes_are_used_where_they_are_known() {
    let system = "https://example.org/fhir/CodeSystem/ranks";
    let codes = json!({"resourceType": "CodeSystem", "url": system, "status": "draft", "content": "complete",
        "concept": [{"code": "above", "concept": [{"code": "below"}]}, {"code": "beside"}]});
    let set = |system: &str, code: &str| {
        let filter = json!([{"property": "concept", "op": "is-a", "value": code}]);
        json!({"resourceType": "ValueSet", "url": "https://example.org/fhir/ValueSet/below", "status": "draft",
            "compose": {"include": [{"system": system, "filter": filter}]}})
    };
    let elements = json!([{"path": "Observation.code", "binding": {"strength": "required", "valueSetUri": "https://example.org/fhir/ValueSet/below"}}]);
    let bound = profile("ranked", "Observation", "", elements);
    let observation = |system: &str, code: &str| json!({"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": system, "code": code}]}});
    let definitions = [codes, set(system, "above"), bound.clone()];
    check(&definitions, &observation(system, "below"), &[]);
    check(&definitions, &observation(system, "beside"), &["binding-required"]);
    // Of what is built in, only the codes are known, and not their ranks.
    let act = "http://hl7.org/fhir/v3/ActCode";
    check(&[set(act, "_ActEncounterCode"), bound], &observation(act, "AMB"), &[]);
}

#[test]
fn codes_of_several_value_sets_are_in_all_of_them() {
    let system = "https://example.org/fhir/CodeSystem/plain";
    let set = |name: &str, include: Value| json!({"resourceType": "ValueSet", "url": format!("https://example.org/fhir/ValueSet/{name}"), "status": "draft", "compose": {"include": [include]}});
    let listed = |codes: &[&str]| json!({"system": system, "concept": codes.iter().map(|code| json!({"code": code})).collect::<Vec<_>>()});
    let both = json!({"valueSet": ["https://example.org/fhir/ValueSet/one", "https://example.org/fhir/ValueSet/two"]});
    let elements =
        json!([{"path": "Observation.code", "binding": {"strength": "required", "valueSetUri": "https://example.org/fhir/ValueSet/both"}}]);
    let definitions = [
        set("one", listed(&["a", "b"])),
        set("two", listed(&["b", "c"])),
        set("both", both),
        profile("common", "Observation", "", elements),
    ];
    let observation =
        |code: &str| json!({"resourceType": "Observation", "status": "final", "code": {"coding": [{"system": system, "code": code}]}});
    check(&definitions, &observation("b"), &[]);
    check(&definitions, &observation("a"), &["binding-required"]);
}

#[test]
fn an_extension_stands_wherever_the_content_of_its_element_does() {
    let nested = |url: &str| {
        let item = json!({"linkId": "1.1", "type": "integer", "extension": [{"url": format!("{BASE}{url}"), "valueInteger": 3}]});
        json!({"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "1", "type": "group", "item": [item]}]})
    };
    check(&[], &nested("minValue"), &[]);
    check(&[], &nested("codesystem-conceptOrder"), &["extension-context"]);
}

#[test]
fn a_narrative_in_json_is_held_to_what_one_in_xml_is() {
    let narrative = |div: &str| json!({"resourceType": "Basic", "code": {"text": "x"}, "text": {"status": "generated", "div": div}});
    check(&[], &narrative("<div xmlns=\"http://www.w3.org/1999/xhtml\">R&amp;D</div>"), &[]);
    for wrong in [
        "<div>no namespace</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">R&D</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">&nbsp;x</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div><div xmlns=\"http://www.w3.org/1999/xhtml\">y</div>",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div> and more",
        "<div xmlns=\"http://www.w3.org/1999/xhtml\" title=\"a\" title=\"b\">x</div>",
        "<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>",
        "plain words",
    ] {
        check(&[], &narrative(wrong), &["txt-1"]);
    }
    check(&[], &narrative("<div xmlns=\"http://www.w3.org/1999/xhtml\">&#160;</div>"), &["txt-2"]);
}

#[test]
fn the_report_names_what_took_the_place_of_what() {
    let url = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1";
    let mut newer = profile("x", "Patient", "", json!([{"path": "Patient.name", "min": 2}]));
    newer["url"] = json!(url);
    newer["version"] = json!("99.0.0");
    let report = report(&[newer], &patient(&["local"]));
    assert!(report.definitions.contains(&format!("{url} 99.0.0 in place of ")), "{}", report.definitions);
}

#[test]
fn answers_are_held_to_a_questionnaire_that_was_given() {
    let questionnaire = json!({
        "resourceType": "Questionnaire", "id": "given", "url": "https://example.org/Questionnaire/sleep", "status": "active",
        "item": [{"linkId": "hours", "type": "integer", "required": true}],
    });
    let response = |reference: &str, answer: Value| {
        json!({
            "resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": {"reference": reference},
            "item": [{"linkId": "hours", "answer": [answer]}],
        })
    };
    for reference in ["https://example.org/Questionnaire/sleep", "https://example.com/fhir/Questionnaire/given", "Questionnaire/given"] {
        let given = std::slice::from_ref(&questionnaire);
        check(given, &response(reference, json!({"valueInteger": 8})), &[]);
        check(given, &response(reference, json!({"valueString": "eight"})), &["questionnaire-answer"]);
    }
}

#[test]
fn a_value_that_is_not_valid_is_no_missing_slice_as_well() {
    let elements = |rules: &str| {
        json!([
            {"path": "Patient.identifier", "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": rules}},
            {"path": "Patient.identifier", "sliceName": "local", "min": 1},
            {"path": "Patient.identifier.system", "min": 1, "fixedUri": "https://example.org/local"},
        ])
    };
    for rules in ["open", "closed"] {
        let definitions = [profile("strict", "Patient", "", elements(rules))];
        let patient = |system: Value| json!({"resourceType": "Patient", "identifier": [{"system": system, "value": "1"}]});
        check(&definitions, &patient(json!("https://example.org/local")), &[]);
        check(&definitions, &patient(json!(" https://example.org/local")), &["lexical"]);
        check(&definitions, &patient(json!(7)), &["json-type"]);
    }
}
