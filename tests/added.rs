//! Definitions added at run time: what is wrong with one is told with its place, value sets are listed when what they lack
//! comes, and what a definition says of extensions, references and values is kept.

mod made;

use itk3_validator::definitions::Fault;
use itk3_validator::{Options, Validator};
use made::*;
use serde_json::{Value, json};

/// What is wrong with a profile: line and the sentence behind the profile's URL.
fn faults(profile: &Value) -> Vec<(u32, String)> {
    let text = serde_json::to_string_pretty(profile).unwrap();
    let told = |fault: Fault| {
        assert_eq!(fault.name, "made.json");
        let message = fault.message.split_once(": ").map(|(_, rest)| rest.to_owned());
        (fault.line, message.unwrap_or(fault.message))
    };
    Validator::new().add_definitions("made.json", text.as_bytes()).faults.into_iter().map(told).collect()
}

/// The line on which a text first stands in the profile as it is laid out for [`faults`].
fn line(profile: &Value, text: &str) -> u32 {
    let whole = serde_json::to_string_pretty(profile).unwrap();
    whole.lines().position(|line| line.contains(text)).unwrap() as u32
}

#[test]
fn what_is_wrong_with_an_element_is_told_with_its_place() {
    for (element, expected) in [
        (json!({"path": "Patient.colour", "min": 1}), "Patient has no element colour, so nothing is checked there"),
        (json!({"path": "Patient.contact.colour"}), "Patient.contact has no element colour, so nothing is checked there"),
        (
            json!({"path": "Patient.name", "min": 2, "max": "1"}),
            "Patient.name occurs at least 2 and at most 1 times, which no message can keep",
        ),
        (json!({"path": "Patient.gender", "fixedDate": "2026"}), "Patient.gender is of the type code, and what is fixed there is of date"),
        (json!({"path": "Patient.name", "max": "one"}), "Patient.name has a max that is neither a number nor *"),
        (
            json!({"path": "Patient.deceasedAddress", "min": 1}),
            "Patient.deceasedAddress may not be of the type Address; the base allows boolean, dateTime",
        ),
        (
            json!({"path": "Patient.link.other", "min": 0}),
            "Patient.link.other occurs at least 1 times in the base, which 0 does not change",
        ),
        (json!({"path": "Person.gender"}), "The path Person.gender does not begin with the type Patient"),
    ] {
        let made = profile("wrong", "Patient", "", json!([{"path": "Patient"}, element]));
        let found = faults(&made);
        assert_eq!(found.len(), 1, "{expected}: {found:?}");
        assert_eq!(found[0].1, expected);
        let near = line(&made, element["path"].as_str().unwrap());
        assert!(found[0].0.abs_diff(near) <= 4, "{expected}: line {} and {near}", found[0].0);
    }
    let right = profile(
        "right",
        "Patient",
        "",
        json!([
            {"path": "Patient.deceasedBoolean", "max": "0"}, {"path": "Patient.name", "min": 1, "max": "1"},
            {"path": "Patient.birthDate.extension", "min": 0}, {"path": "Patient.birthDate.value", "maxLength": 10},
        {"path": "Patient.contained", "type": [{"code": "Organization"}]}, {"path": "Patient.gender", "fixedCode": "female"},
        ]),
    );
    assert_eq!(faults(&right), []);
}

fn system(codes: &Value) -> Value {
    json!({"resourceType": "CodeSystem", "url": "https://example.org/colours", "status": "draft", "content": "complete", "concept": codes})
}

fn colours(compose: &Value) -> Value {
    let include = json!({"include": [compose]});
    json!({"resourceType": "ValueSet", "url": "https://example.org/set", "status": "draft", "compose": include})
}

fn bound() -> Value {
    let binding = json!({"strength": "required", "valueSetUri": "https://example.org/set"});
    profile("bound", "Observation", "", json!([{"path": "Observation.code", "binding": binding}]))
}

fn coloured(code: &str) -> Value {
    let coding = json!([{"system": "https://example.org/colours", "code": code}]);
    json!({"resourceType": "Observation", "status": "final", "code": {"coding": coding}})
}

#[test]
fn a_value_set_is_listed_when_its_system_comes_later() {
    let set = colours(&json!({"system": "https://example.org/colours"}));
    let definitions = [set.clone(), bound()];
    check(&definitions, &coloured("mauve"), &[]);
    assert!(report(&definitions, &coloured("mauve")).not_checked.iter().any(|one| one.reason == "value-set-not-listed"));
    let definitions = [set, bound(), system(&json!([{"code": "red"}]))];
    check(&definitions, &coloured("red"), &[]);
    check(&definitions, &coloured("mauve"), &["binding-required"]);
}

#[test]
fn an_embedded_value_set_is_listed_when_its_system_comes() {
    let ucum = json!({"resourceType": "CodeSystem", "url": "http://unitsofmeasure.org", "status": "draft", "content": "complete",
        "concept": [{"code": "kg"}]});
    let binding = json!({"strength": "required", "valueSetUri": "http://hl7.org/fhir/ValueSet/ucum-units"});
    let bound = profile("bound", "Observation", "", json!([{"path": "Observation.valueQuantity", "binding": binding}]));
    let weight = |code: &str| {
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
        "valueQuantity": {"value": 1, "system": "http://unitsofmeasure.org", "code": code}})
    };
    check(std::slice::from_ref(&bound), &weight("[stone_av]"), &[]);
    check(&[bound.clone(), ucum.clone()], &weight("kg"), &[]);
    check(&[bound, ucum], &weight("[stone_av]"), &["binding-required"]);
}

#[test]
fn filters_take_codes_by_their_ranks_and_lists() {
    let codes = json!([{"code": "warm", "concept": [{"code": "red", "concept": [{"code": "crimson"}]}]}, {"code": "blue"}]);
    for (op, value, inside, outside) in [
        ("is-a", "red", &["red", "crimson"][..], &["warm", "blue"][..]),
        ("descendent-of", "red", &["crimson"], &["red", "blue"]),
        ("is-not-a", "red", &["warm", "blue"], &["red", "crimson"]),
        ("in", "red, blue", &["red", "blue"], &["warm", "crimson"]),
        ("not-in", "red,blue", &["warm", "crimson"], &["red", "blue"]),
        ("generalizes", "crimson", &["crimson", "red", "warm"], &["blue"]),
    ] {
        let filter = json!([{"property": "concept", "op": op, "value": value}]);
        let definitions = [system(&codes), colours(&json!({"system": "https://example.org/colours", "filter": filter})), bound()];
        inside.iter().for_each(|code| check(&definitions, &coloured(code), &[]));
        outside.iter().for_each(|code| check(&definitions, &coloured(code), &["binding-required"]));
    }
}

#[test]
fn a_value_set_is_listed_through_others_when_the_system_comes_last() {
    let outer = json!({"resourceType": "ValueSet", "url": "https://example.org/set", "status": "draft",
        "compose": {"include": [{"valueSet": ["https://example.org/inner|1"]}]}});
    let mut inner = colours(&json!({"system": "https://example.org/colours"}));
    inner["url"] = json!("https://example.org/inner");
    let definitions = [outer, inner, bound(), system(&json!([{"code": "red"}]))];
    check(&definitions, &coloured("red"), &[]);
    check(&definitions, &coloured("mauve"), &["binding-required"]);
}

#[test]
fn of_what_is_listed_in_part_nothing_is_refused() {
    // Conditions that cannot be evaluated are no conditions that hold.
    for compose in [
        json!({"system": "https://example.org/colours", "valueSet": ["https://example.org/unknown"]}),
        json!({"system": "https://example.org/colours", "filter": [{"property": "concept", "op": "regex", "value": "r.*"}]}),
    ] {
        let definitions = [system(&json!([{"code": "red"}])), colours(&compose), bound()];
        check(&definitions, &coloured("red"), &[]);
        assert!(report(&definitions, &coloured("red")).not_checked.iter().any(|one| one.reason == "value-set-not-listed"), "{compose}");
    }
    let excludes = json!({"resourceType": "ValueSet", "url": "https://example.org/set", "status": "draft", "compose": {
        "include": [{"system": "https://example.org/colours"}], "exclude": [{"valueSet": ["https://example.org/unknown"]}]}});
    let definitions = [system(&json!([{"code": "red"}])), excludes, bound()];
    assert!(report(&definitions, &coloured("red")).not_checked.iter().any(|one| one.reason == "value-set-not-listed"));
    // A part of a system does not say what else stands below a code.
    let mut part = system(&json!([{"code": "red"}]));
    part["content"] = json!("fragment");
    let filter = json!([{"property": "concept", "op": "is-a", "value": "red"}]);
    check(&[part, colours(&json!({"system": "https://example.org/colours", "filter": filter})), bound()], &coloured("crimson"), &[]);
}

#[test]
fn a_parent_may_be_told_as_a_property() {
    let codes = json!([{"code": "red"}, {"code": "crimson", "property": [{"code": "parent", "valueCode": "red"}]}, {"code": "blue"}]);
    let filter = json!([{"property": "concept", "op": "is-a", "value": "red"}]);
    let definitions = [system(&codes), colours(&json!({"system": "https://example.org/colours", "filter": filter})), bound()];
    check(&definitions, &coloured("crimson"), &[]);
    check(&definitions, &coloured("blue"), &["binding-required"]);
}

#[test]
fn a_system_that_does_not_speak_of_case_takes_any() {
    let definitions = [system(&json!([{"code": "red"}])), colours(&json!({"system": "https://example.org/colours"})), bound()];
    check(&definitions, &coloured("RED"), &[]);
    let mut strict = definitions.clone();
    strict[0]["caseSensitive"] = json!(true);
    check(&strict, &coloured("RED"), &["binding-required"]);
}

#[test]
fn a_value_set_may_say_no_more_than_its_expansion() {
    let contains = json!([{"system": "https://example.org/colours", "code": "red", "contains": [
        {"system": "https://example.org/colours", "code": "crimson"}]}]);
    let set = |total: u32| {
        json!({"resourceType": "ValueSet", "url": "https://example.org/set", "status": "draft",
        "expansion": {"identifier": "urn:oid:1.2", "timestamp": "2026", "total": total, "contains": contains}})
    };
    check(&[set(2), bound()], &coloured("crimson"), &[]);
    check(&[set(2), bound()], &coloured("blue"), &["binding-required"]);
    // A page of it says nothing of the rest.
    check(&[set(3), bound()], &coloured("blue"), &[]);
}

fn extension(name: &str, modifier: bool, more: &Value) -> Value {
    let mut made = profile(name, "Extension", "", json!([{"path": "Extension", "isModifier": modifier}]));
    made["kind"] = json!("complex-type");
    made["contextType"] = json!("resource");
    made["context"] = json!(["*"]);
    made.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    made
}

fn extended(name: &str, element: &str) -> Value {
    json!({"resourceType": "Patient", "active": true, element: [{"url": format!("{OWN}{name}"), "valueString": "x"}]})
}

#[test]
fn a_modifier_stands_where_modifiers_do() {
    let definitions = [extension("modifies", true, &json!({})), extension("tells", false, &json!({}))];
    check(&definitions, &extended("modifies", "modifierExtension"), &[]);
    check(&definitions, &extended("tells", "extension"), &[]);
    check(&definitions, &extended("modifies", "extension"), &["extension-modifier"]);
    check(&definitions, &extended("tells", "modifierExtension"), &["extension-modifier"]);
}

#[test]
fn an_extension_asks_something_of_what_holds_it() {
    let asks = json!({"contextInvariant": ["active = true and %extension.value = 'x'"]});
    let definitions = [extension("asks", false, &asks)];
    check(&definitions, &extended("asks", "extension"), &[]);
    let mut other = extended("asks", "extension");
    other["active"] = json!(false);
    check(&definitions, &other, &["contextInvariant"]);
}

#[test]
fn a_constraint_without_fhirpath_is_told_as_not_checked() {
    let constraint = json!([{"key": "own-1", "severity": "error", "human": "Something", "xpath": "true()"}]);
    let definitions = [profile("old", "Patient", "", json!([{"path": "Patient", "constraint": constraint}]))];
    let report = report(&definitions, &json!({"resourceType": "Patient", "active": true}));
    let told: Vec<&str> = report.not_checked.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(told, ["The invariant own-1 was not evaluated: its definition gives no FHIRPath expression"]);
}

#[test]
fn what_is_fixed_is_missing_where_an_extension_says_why() {
    let definitions = [profile("fixed", "Patient", "", json!([{"path": "Patient.gender", "fixedCode": "female"}]))];
    let absent = json!({"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]});
    check(&definitions, &json!({"resourceType": "Patient", "gender": "female"}), &[]);
    check(&definitions, &json!({"resourceType": "Patient", "_gender": absent}), &["fixed"]);
    // An extension is more than the one value.
    check(&definitions, &json!({"resourceType": "Patient", "gender": "female", "_gender": absent}), &["fixed"]);
    let with = json!({"text": "x", "_text": {"extension": [{"url": "https://example.org/e", "valueString": "y"}]}});
    let definitions = [profile("fixed", "Patient", "", json!([{"path": "Patient.maritalStatus", "fixedCodeableConcept": with}]))];
    check(&definitions, &json!({"resourceType": "Patient", "maritalStatus": with}), &[]);
    check(&definitions, &json!({"resourceType": "Patient", "maritalStatus": {"text": "x"}}), &["fixed"]);
}

fn entry(url: &str, resource: Value) -> Value {
    json!({"fullUrl": url, "resource": resource})
}

fn collection(entries: &[Value]) -> Value {
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries})
}

fn observed(subject: &Value) -> Value {
    let profile = format!("{OWN}asks");
    json!({"resourceType": "Observation", "id": "o", "meta": {"profile": [profile]}, "status": "final", "code": {"text": "x"},
        "subject": subject, "performer": [subject]})
}

/// The report of an Observation about a patient, who is held to nothing but what the Observation asks.
#[track_caller]
fn about(definitions: &[Value], subject: &Value, patient: &Value, rules: &[&str]) {
    let bundle =
        collection(&[entry("http://example.org/Observation/o", observed(subject)), entry("http://example.org/Patient/p", patient.clone())]);
    check(definitions, &bundle, rules);
}

fn asks(types: &Value) -> Value {
    profile(
        "asks",
        "Observation",
        "",
        json!([{"path": "Observation.subject", "type": types}, {"path": "Observation.performer", "type": types}]),
    )
}

#[test]
fn the_target_of_a_reference_keeps_the_invariants_of_its_profile_and_is_one_fault() {
    let constraint = json!([{"key": "own-1", "severity": "error", "human": "Something", "expression": "active = true"}]);
    let target = profile("target", "Patient", "", json!([{"path": "Patient", "constraint": constraint}]));
    let definitions = [target, asks(&json!([{"code": "Reference", "targetProfile": format!("{OWN}target")}]))];
    let subject = json!({"reference": "Patient/p"});
    about(&definitions, &subject, &json!({"resourceType": "Patient", "id": "p", "active": true}), &[]);
    let wrong = json!({"resourceType": "Patient", "id": "p", "active": false});
    about(&definitions, &subject, &wrong, &["reference-profile"]);
    let bundle = collection(&[entry("http://example.org/Observation/o", observed(&subject)), entry("http://example.org/Patient/p", wrong)]);
    let issue = &report(&definitions, &bundle).issues[0];
    assert_eq!(issue.consequences, ["Observation.subject refers to it as well"]);
    assert_eq!(issue.found.as_deref(), Some("Patient: the invariant own-1 is not met"));
}

#[test]
fn one_of_several_profiles_of_a_target_is_enough() {
    let constraint = json!([{"key": "own-1", "severity": "error", "human": "Something", "expression": "active = true"}]);
    let active = profile("active", "Patient", "", json!([{"path": "Patient", "constraint": constraint}]));
    let born = profile("born", "Patient", "", json!([{"path": "Patient.birthDate", "min": 1}]));
    for order in [["active", "born"], ["born", "active"]] {
        let types: Vec<Value> = order.iter().map(|name| json!({"code": "Reference", "targetProfile": format!("{OWN}{name}")})).collect();
        let definitions = [active.clone(), born.clone(), asks(&json!(types))];
        let subject = json!({"reference": "Patient/p"});
        let patient = |active: bool, born: bool| {
            let mut patient = json!({"resourceType": "Patient", "id": "p", "active": active});
            if born {
                patient["birthDate"] = json!("1970-03-28");
            }
            patient
        };
        about(&definitions, &subject, &patient(true, false), &[]);
        about(&definitions, &subject, &patient(false, true), &[]);
        about(&definitions, &subject, &patient(false, false), &["reference-profile"]);
    }
}

#[test]
fn what_a_target_could_not_be_held_to_is_told() {
    let constraint = json!([{"key": "own-1", "severity": "error", "human": "Something", "expression": "foo(bar)"}]);
    let target = profile("target", "Patient", "", json!([{"path": "Patient", "constraint": constraint}]));
    let definitions = [target, asks(&json!([{"code": "Reference", "targetProfile": format!("{OWN}target")}]))];
    let bundle = collection(&[
        entry("http://example.org/Observation/o", observed(&json!({"reference": "Patient/p"}))),
        entry("http://example.org/Patient/p", json!({"resourceType": "Patient", "id": "p", "active": true})),
    ]);
    let report = report(&definitions, &bundle);
    assert!(report.not_checked.iter().any(|one| one.reason == "invariant-not-evaluated"), "{:?}", report.not_checked);
}

#[test]
fn another_server_has_other_resources() {
    let definitions = [asks(&json!([{"code": "Reference", "targetProfile": "http://hl7.org/fhir/StructureDefinition/Patient"}]))];
    let bundle = collection(&[
        entry("http://example.org/Observation/o", observed(&json!({"reference": "Patient/p"}))),
        entry("http://example.com/Patient/p", json!({"resourceType": "Patient", "id": "p", "active": true})),
    ]);
    let report = report(&definitions, &bundle);
    assert!(report.issues.is_empty() && report.not_checked.iter().any(|one| one.reason == "external-reference"));
}

#[test]
fn each_type_of_target_has_its_own_places() {
    let types = json!([
        {"code": "Reference", "targetProfile": "http://hl7.org/fhir/StructureDefinition/Patient", "aggregation": ["bundled"]},
        {"code": "Reference", "targetProfile": "http://hl7.org/fhir/StructureDefinition/Group", "aggregation": ["contained"]},
    ]);
    let definitions = [profile("asks", "Observation", "", json!([{"path": "Observation.subject", "type": types}]))];
    let observation = |subject: &str, kind: &str, contained: bool| {
        let more = if kind == "Group" {
            json!({"resourceType": kind, "id": "p", "type": "person", "actual": true})
        } else {
            json!({"resourceType": kind, "id": "p", "active": true})
        };
        let mut observation = json!({"resourceType": "Observation", "id": "o", "meta": {"profile": [format!("{OWN}asks")]}, "status": "final",
            "code": {"text": "x"}, "subject": {"reference": subject}});
        let mut entries = vec![];
        if contained {
            observation["contained"] = json!([more]);
        } else {
            entries.push(entry(&format!("http://example.org/{kind}/p"), more));
        }
        entries.insert(0, entry("http://example.org/Observation/o", observation));
        collection(&entries)
    };
    check(&definitions, &observation("Patient/p", "Patient", false), &[]);
    check(&definitions, &observation("#p", "Group", true), &[]);
    check(&definitions, &observation("#p", "Patient", true), &["reference-aggregation"]);
    check(&definitions, &observation("Group/p", "Group", false), &["reference-aggregation"]);
}

#[test]
fn a_reference_to_one_version_finds_its_entry() {
    let definitions = [asks(&json!([{"code": "Reference", "targetProfile": "http://hl7.org/fhir/StructureDefinition/Patient"}]))];
    let patient = |version: &str| json!({"resourceType": "Patient", "id": "p", "meta": {"versionId": version}, "active": true});
    let unchecked = |version: &str| {
        let subject = json!({"reference": "http://example.org/Patient/p/_history/2"});
        let bundle = collection(&[
            entry("http://example.org/Observation/o", observed(&subject)),
            entry("http://example.org/Patient/p", patient(version)),
        ]);
        let report = validator(&definitions).validate(&bundle.to_string(), &Options::default());
        assert_eq!(report.issues.len(), 0, "{:?}", report.issues);
        report.not_checked.iter().any(|one| one.reason == "external-reference")
    };
    assert!(!unchecked("2"), "it is the version that is in the Bundle");
    assert!(unchecked("3"), "another version is elsewhere");
}

#[test]
fn a_bound_in_another_unit_is_told_as_not_checked() {
    let most = json!({"value": 10, "system": "http://unitsofmeasure.org", "code": "kg"});
    let definitions = [profile("bounded", "Observation", "", json!([{"path": "Observation.valueQuantity", "maxValueQuantity": most}]))];
    let observation = |value: u32, code: &str| {
        json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"},
        "valueQuantity": {"value": value, "system": "http://unitsofmeasure.org", "code": code}})
    };
    check(&definitions, &observation(9, "kg"), &[]);
    check(&definitions, &observation(11, "kg"), &["range"]);
    check(&definitions, &observation(11, "g"), &[]);
    let undecided = |instance: &Value| report(&definitions, instance).not_checked.iter().any(|one| one.reason == "bound-undecided");
    assert!(undecided(&observation(11, "g")));
    // What is only known to be less, or more, than a value.
    let compared = |comparator: &str, value: u32| {
        let mut compared = observation(value, "kg");
        compared["valueQuantity"]["comparator"] = json!(comparator);
        compared
    };
    check(&definitions, &compared(">", 10), &["range"]);
    check(&definitions, &compared("<", 10), &[]);
    check(&definitions, &compared("<", 12), &[]);
    assert!(undecided(&compared("<", 12)) && undecided(&compared(">", 5)) && !undecided(&compared("<", 10)));
}

#[test]
fn codes_of_a_system_that_is_not_listed_are_told_of() {
    let report = report(&[], &coloured("red"));
    let told =
        |one: &itk3_validator::report::NotChecked| one.reason == "code-system-not-listed" && one.message.contains("example.org/colours");
    assert!(report.not_checked.iter().any(told), "{:?}", report.not_checked);
}

#[test]
fn a_profile_may_leave_out_that_it_constrains_and_not_say_that_it_is_a_type() {
    let mut made = profile("quiet", "Patient", "", json!([{"path": "Patient.name", "min": 1}]));
    made.as_object_mut().unwrap().remove("derivation");
    let nameless = json!({"resourceType": "Patient", "active": true});
    check(std::slice::from_ref(&made), &nameless, &["min"]);
    made["derivation"] = json!("specialization");
    assert_eq!(faults(&made)[0].1, "It redefines the type Patient, so no message is checked against it");
}

#[test]
fn an_extension_stands_at_a_named_choice_of_a_nested_item_too() {
    let ordinal = json!([{"url": "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue", "valueDecimal": 1}]);
    let option = json!([{"valueCoding": {"system": "http://loinc.org", "code": "x", "extension": ordinal}}]);
    let item = json!([{"linkId": "1", "type": "group", "item": [{"linkId": "2", "type": "choice", "option": option}]}]);
    check(&[], &json!({"resourceType": "Questionnaire", "status": "draft", "item": item}), &[]);
}

#[test]
fn only_what_is_coded_is_bound() {
    let binding = json!({"strength": "required", "valueSetUri": "https://example.org/set"});
    let bound = profile("bound", "Observation", "", json!([{"path": "Observation.value[x]", "binding": binding}]));
    let definitions = [system(&json!([{"code": "red"}])), colours(&json!({"system": "https://example.org/colours"})), bound];
    let observation =
        |name: &str, value: Value| json!({"resourceType": "Observation", "status": "final", "code": {"text": "x"}, name: value});
    check(&definitions, &observation("valueBoolean", json!(true)), &[]);
    check(&definitions, &observation("valueDateTime", json!("2026")), &[]);
    check(&definitions, &observation("valueString", json!("mauve")), &["binding-required"]);
}

#[test]
fn of_alternatives_on_a_type_an_unknown_one_is_told() {
    let text = json!({"resourceType": "StructureDefinition", "url": format!("{OWN}with-value"), "name": "with-value", "status": "draft",
        "kind": "complex-type", "abstract": false, "type": "Identifier", "baseDefinition": format!("{BASE}Identifier"),
        "derivation": "constraint", "differential": {"element": [{"path": "Identifier.value", "min": 1}]}});
    let types =
        json!([{"code": "Identifier", "profile": format!("{OWN}with-value")}, {"code": "Identifier", "profile": format!("{OWN}none")}]);
    let either = profile("either", "Patient", "", json!([{"path": "Patient.identifier", "type": types}]));
    let report = report(&[text, either], &json!({"resourceType": "Patient", "identifier": [{"system": "https://example.org/a"}]}));
    assert!(report.not_checked.iter().any(|one| one.message.contains("StructureDefinition/none is unknown")), "{:?}", report.not_checked);
}

#[test]
fn an_entry_that_cannot_be_read_is_one_fault() {
    let patient = json!({"fullUrl": "urn:uuid:0f0e0d0c-0000-4000-8000-00000000000a", "resource": {"id": "a"}});
    let observation = json!({"resourceType": "Observation", "id": "0f0e0d0c-0000-4000-8000-00000000000b", "status": "final",
        "code": {"text": "x"}, "subject": {"reference": "urn:uuid:0f0e0d0c-0000-4000-8000-00000000000a"}});
    check(&[], &collection(&[entry("urn:uuid:0f0e0d0c-0000-4000-8000-00000000000b", observation), patient]), &["resource-expected"]);
}

#[test]
fn one_name_in_place_of_another_is_one_fault() {
    let entries: Vec<Value> =
        (0..15).map(|i| entry(&format!("http://example.org/Basic/{i}"), json!({"resourceType": "Basic", "id": "x"}))).collect();
    check(&[], &json!({"resourceType": "Bundle", "type": "collection", "entries": entries}), &["element-unknown"]);
    check(&[], &json!({"resourceType": "Patient", "birthDate": {"value": "2026"}}), &["value-expected"]);
    let validator = validator(&[]);
    let rules = |text: &str| -> Vec<String> {
        validator.validate(text, &Options::default()).issues.into_iter().map(|issue| issue.rule.into_owned()).collect()
    };
    assert_eq!(rules(r#"<Patient xmlns="http://hl7.org/fhir"><gendre value="male"></gender></Patient>"#), ["xml-syntax"]);
    assert_eq!(rules(r#"<Patient xmlns="http://hl7.org/fhir"><gender>male</gender></Patient>"#), ["xml-text"]);
    assert_eq!(rules(r#"<Patient xmlns="http://hl7.org/fhir"><gender Value="male"/></Patient>"#), ["xml-attribute"]);
    assert_eq!(rules(r#"{"resourceType": "Patient", "text": {"status": "generated", "div": 1}}"#), ["json-type"]);
}

#[test]
fn a_code_that_no_case_makes_right_is_unknown() {
    let definitions = [system(&json!([{"code": "red"}]))];
    check(&definitions, &coloured("RED"), &[]);
    check(&definitions, &coloured("mauve"), &["code-unknown"]);
}

#[test]
fn what_a_definition_says_and_nothing_checks_is_told() {
    let types = json!([{"code": "Reference", "versioning": "specific"}]);
    let made = profile("versioned", "Observation", "", json!([{"path": "Observation.subject", "type": types}]));
    assert_eq!(faults(&made)[0].1, "Whether references name a version (type.versioning) is not checked");
    let mut set = colours(&json!({"system": "https://example.org/colours"}));
    set["compose"]["inactive"] = json!(false);
    assert!(faults(&set)[0].1.starts_with("It is not known which codes are inactive"));
}

#[test]
fn a_value_set_that_imports_itself_ends() {
    let itself = json!({"valueSet": ["https://example.org/set"]});
    let include = vec![itself; 12];
    let set = json!({"resourceType": "ValueSet", "url": "https://example.org/set", "status": "draft", "compose": {"include": include}});
    check(&[set, bound()], &coloured("red"), &[]);
}
