//! Every published invariant parses, and evaluates on an instance of each element that has it: one with nothing in it,
//! and one with something in every child.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::tests::{Message, definitions};
use super::{Env, Expression, Unknown, holds};
use crate::definitions::Definitions;
use crate::definitions::model::{Definition, Kind};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::material;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

fn sample(kind: Primitive) -> &'static str {
    match kind {
        Primitive::Boolean => "true",
        Primitive::Integer | Primitive::PositiveInt | Primitive::UnsignedInt => "3",
        Primitive::Decimal => "1.50",
        Primitive::Date => "\"2020-02-03\"",
        Primitive::DateTime | Primitive::Instant => "\"2020-02-03T10:00:00Z\"",
        Primitive::Time => "\"10:00:00\"",
        Primitive::Xhtml => "\"<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">x</div>\"",
        _ => "\"4\"",
    }
}

/// The type that a child has first, and the name that it then has.
fn choose(definitions: &Definitions, child: &Child) -> (String, Symbol) {
    let words = definitions.words();
    let definition = definitions.structure(child.definition);
    let types = definition.map_or(&[][..], |d| d.types(&d.elements[child.element as usize]));
    let code = types.first().map_or(words.backbone_element, |t| t.code);
    let code = if definitions.text(code) == "*" { definitions.symbol("string").unwrap_or(code) } else { code };
    let name = definitions.text(child.name);
    let mut suffix = definitions.text(code).to_owned();
    if let Some(first) = suffix.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    (if child.choice { format!("{name}{suffix}") } else { name.to_owned() }, code)
}

/// An object with something in every child, or in none.
fn object(definitions: &Definitions, start: String, shape: ShapeId, depth: u8) -> String {
    let mut members = if start.is_empty() { Vec::new() } else { vec![start] };
    let words = definitions.words();
    for child in definitions.shape(shape) {
        let (name, code) = choose(definitions, child);
        let skipped = [words.extension, words.modifier_extension].contains(&child.name) || code == words.resource;
        if depth == 0 || skipped || members.iter().any(|member| member.starts_with(&format!("\"{name}\":"))) {
            continue;
        }
        let value = match definitions.type_info(code).primitive {
            Some(kind) => sample(kind).to_owned(),
            None => {
                let own = code == words.backbone_element || code == words.element;
                let below = ShapeId { definition: child.definition, element: child.element };
                match if own { Some(below) } else { definitions.type_shape(code) } {
                    Some(below) => object(definitions, String::new(), below, depth - 1),
                    None => continue,
                }
            }
        };
        let value = if child.max > 1 { format!("[{value}]") } else { value };
        members.push(format!("\"{name}\": {value}"));
    }
    format!("{{{}}}", members.join(", "))
}

/// A message with an instance of an element of a base type, and the names that lead there.
fn instance(definitions: &Definitions, definition: &Definition, shape: ShapeId, depth: u8) -> Option<(String, Vec<String>)> {
    let mut path = Vec::new();
    let mut at = shape.element;
    let type_name = definitions.text(definition.type_code);
    let mut text = match definitions.type_info(definition.type_code).primitive {
        Some(kind) if at == 0 => sample(kind).to_owned(),
        _ if at == 0 && definition.kind == Kind::Resource => {
            object(definitions, format!("\"resourceType\": \"{type_name}\""), shape, depth)
        }
        _ => object(definitions, "\"id\": \"i\"".to_owned(), shape, depth),
    };
    while at != 0 {
        let element = &definition.elements[at as usize];
        let child = definitions.shape(ShapeId { element: element.parent, ..shape }).iter().find(|c| c.name == element.name)?;
        let (name, code) = choose(definitions, child);
        let is_primitive = definitions.type_info(code).primitive;
        if definitions.type_info(code).definition.is_some() && at == shape.element && is_primitive.is_none() {
            let own = [definitions.words().backbone_element, definitions.words().element].contains(&code);
            text = if own { text } else { object(definitions, String::new(), definitions.type_shape(code)?, depth.max(1)) };
        } else if let Some(kind) = is_primitive {
            text = sample(kind).to_owned();
        }
        at = element.parent;
        let value = if child.max > 1 { format!("[{text}]") } else { text };
        let start =
            if at == 0 && definition.kind == Kind::Resource { format!("\"resourceType\": \"{type_name}\", ") } else { String::new() };
        text = format!("{{{start}\"{name}\": {value}}}");
        path.push(name);
    }
    path.reverse();
    if definition.kind == Kind::Resource {
        return Some((text, path));
    }
    let mut name = format!("value{type_name}");
    if let Some(first) = name.get_mut(5..6) {
        first.make_ascii_uppercase();
    }
    path.splice(0..0, ["extension".to_owned(), name.clone()]);
    Some((format!("{{\"resourceType\": \"Basic\", \"extension\": [{{\"url\": \"http://example.org\", \"{name}\": {text}}}]}}"), path))
}

/// Where each expression is published: the definitions and elements that have it.
fn places(definitions: &Definitions) -> BTreeMap<String, BTreeSet<(Symbol, u32)>> {
    let mut places: BTreeMap<String, BTreeSet<(Symbol, u32)>> = BTreeMap::new();
    for (_, url) in definitions.entries() {
        let Some(definition) = definitions.structure_by_url(url) else { continue };
        for (at, element) in definition.elements.iter().enumerate() {
            for constraint in definition.constraints(element) {
                places.entry(definitions.text(constraint.expression).to_owned()).or_default().insert((url, at as u32));
            }
        }
    }
    places
}

#[derive(Default)]
struct Counts {
    instances: u32,
    held: u32,
    failed: u32,
    unknown: BTreeMap<&'static str, u32>,
}

fn evaluate(expression: &Expression, text: &str, path: &[String], counts: &mut Counts) {
    Message::with(text, definitions(), |message| {
        let tree = message.typed().tree;
        let mut node = NodeId::ROOT;
        for name in path {
            let Some(child) = tree.child(node, name) else { return };
            node = child;
        }
        counts.instances += 1;
        let env = Env { context: node, ..message.env };
        match holds(&env, node, expression) {
            Ok(true) => counts.held += 1,
            Ok(false) => counts.failed += 1,
            Err(unknown) => *counts.unknown.entry(unknown.reason()).or_default() += 1,
        }
    });
}

#[test]
fn every_published_invariant_parses_and_evaluates() {
    let Some(list) = material::path("definitions/invariants.json") else { return };
    let text = fs::read_to_string(list).expect("the list can be read");
    let published: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap_or_default();
    let definitions = definitions();
    let places = places(definitions);
    let (mut counts, mut elsewhere, mut wrong) = (Counts::default(), 0, Vec::new());
    for invariant in &published {
        let (key, text) = (invariant["key"].as_str().unwrap_or_default(), invariant["expr"].as_str().unwrap_or_default());
        let expression = match Expression::parse(text) {
            Ok(expression) => expression,
            Err(error) => {
                wrong.push(format!("{key} at {}: expected {}", error.at, error.expected));
                continue;
            }
        };
        let before = counts.instances;
        for &(url, element) in places.get(text).into_iter().flatten() {
            let Some(found) = definitions.find_structure(url) else { continue };
            let Some(definition) = definitions.structure(found) else { continue };
            // A profile is looked at where its type is; elements of profiles are those of the type.
            let (at, base, element) = match definitions.type_definition(definition.type_code) {
                Some((at, base)) if definition.constraint => (at, base, if element == 0 { Some(0) } else { None }),
                _ => (found, definition, Some(element)),
            };
            for depth in [0, 1, 3] {
                let shape = element.map(|element| ShapeId { definition: at, element });
                if let Some((message, path)) = shape.and_then(|shape| instance(definitions, base, shape, depth)) {
                    evaluate(&expression, &message, &path, &mut counts);
                }
            }
        }
        if counts.instances == before {
            // Of a profile's element, of an abstract type, or no longer in what is embedded: any element will do.
            elsewhere += 1;
            evaluate(&expression, r#"{"resourceType": "Observation", "status": "final", "valueString": "x"}"#, &[], &mut counts);
        }
    }
    println!(
        "{} invariants: {} instances ({} on another element than published), {} held, {} failed, unknown {:?}",
        published.len(),
        counts.instances,
        elsewhere,
        counts.held,
        counts.failed,
        counts.unknown
    );
    // rng-2 on a range whose ends have no value.
    let allowed = [Unknown::Outside.reason(), "these values have no order"];
    wrong.extend(counts.unknown.keys().filter(|reason| !allowed.contains(reason)).map(|reason| format!("unknown because {reason}")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What an invariant of a type says of a node of a message.
#[track_caller]
fn check(type_name: &str, key: &str, path: &[&str], cases: &[(&str, Result<bool, Unknown>)]) {
    let definitions = definitions();
    let found = definitions.symbol(type_name).and_then(|code| definitions.type_definition(code)).and_then(|(_, definition)| {
        let mut constraints = definition.elements.iter().flat_map(|element| definition.constraints(element));
        constraints.find(|constraint| definitions.text(constraint.key) == key)
    });
    let text = found.map(|constraint| definitions.text(constraint.expression)).unwrap_or_default();
    let expression = Expression::parse(text).unwrap_or_default();
    for (message, expected) in cases {
        Message::with(message, definitions, |found| {
            let tree = found.typed().tree;
            let node = path.iter().try_fold(NodeId::ROOT, |node, name| tree.child(node, name));
            let node = node.unwrap_or(NodeId::ROOT);
            assert_eq!(holds(&Env { context: node, ..found.env }, node, &expression), *expected, "{key}: {text}\n{message}");
        });
    }
}

#[test]
fn invariants_say_what_they_mean() {
    check(
        "AllergyIntolerance",
        "ait-1",
        &[],
        &[
            (r#"{"resourceType": "AllergyIntolerance", "verificationStatus": "entered-in-error"}"#, Ok(true)),
            (r#"{"resourceType": "AllergyIntolerance", "verificationStatus": "confirmed"}"#, Ok(false)),
            (r#"{"resourceType": "AllergyIntolerance", "verificationStatus": "confirmed", "clinicalStatus": "active"}"#, Ok(true)),
            (r#"{"resourceType": "AllergyIntolerance"}"#, Ok(false)),
        ],
    );
    check(
        "Appointment",
        "app-3",
        &[],
        &[
            (r#"{"resourceType": "Appointment", "status": "proposed"}"#, Ok(true)),
            (r#"{"resourceType": "Appointment", "status": "booked"}"#, Ok(false)),
            (
                r#"{"resourceType": "Appointment", "status": "booked", "start": "2020-01-01T10:00:00Z", "end": "2020-01-01T11:00:00Z"}"#,
                Ok(true),
            ),
        ],
    );
    check(
        "Count",
        "cnt-3",
        &["extension", "valueCount"],
        &[
            (
                r#"{"resourceType": "Basic", "extension": [{"url": "u", "valueCount": {"value": 3, "code": "1", "system": "http://unitsofmeasure.org"}}]}"#,
                Ok(true),
            ),
            (r#"{"resourceType": "Basic", "extension": [{"url": "u", "valueCount": {"value": 3.5, "code": "1"}}]}"#, Ok(false)),
        ],
    );
    check(
        "Communication",
        "com-1",
        &[],
        &[
            (r#"{"resourceType": "Communication", "notDone": true, "notDoneReason": {"text": "x"}}"#, Ok(true)),
            (r#"{"resourceType": "Communication", "notDoneReason": {"text": "x"}}"#, Ok(false)),
            (r#"{"resourceType": "Communication"}"#, Ok(true)),
        ],
    );
    check(
        "Condition",
        "con-4",
        &[],
        &[
            (r#"{"resourceType": "Condition", "clinicalStatus": "active", "abatementBoolean": false}"#, Ok(true)),
            (r#"{"resourceType": "Condition", "clinicalStatus": "active", "abatementBoolean": true}"#, Ok(false)),
            (r#"{"resourceType": "Condition", "clinicalStatus": "resolved", "abatementDateTime": "2020"}"#, Ok(true)),
        ],
    );
    check(
        "DomainResource",
        "dom-3",
        &[],
        &[
            (
                r##"{"resourceType": "Patient", "contained": [{"resourceType": "Organization", "id": "o"}], "managingOrganization": {"reference": "#o"}}"##,
                Ok(true),
            ),
            (
                r##"{"resourceType": "Patient", "contained": [{"resourceType": "Organization", "id": "o"}], "managingOrganization": {"reference": "#p"}}"##,
                Ok(false),
            ),
        ],
    );
    check(
        "Reference",
        "ref-1",
        &["managingOrganization"],
        &[
            (
                r##"{"resourceType": "Patient", "contained": [{"resourceType": "Organization", "id": "o"}], "managingOrganization": {"reference": "#o"}}"##,
                Ok(true),
            ),
            (
                r##"{"resourceType": "Patient", "contained": [{"resourceType": "Organization", "id": "o"}], "managingOrganization": {"reference": "#p"}}"##,
                Ok(false),
            ),
            (r#"{"resourceType": "Patient", "managingOrganization": {"reference": "Organization/1"}}"#, Ok(true)),
            // The expression has no case for a reference that has only a display: empty, and so not true.
            (r#"{"resourceType": "Patient", "managingOrganization": {"display": "x"}}"#, Ok(false)),
        ],
    );
    check(
        "Period",
        "per-1",
        &["name", "period"],
        &[
            (r#"{"resourceType": "Patient", "name": [{"period": {"start": "2020", "end": "2021-05"}}]}"#, Ok(true)),
            (r#"{"resourceType": "Patient", "name": [{"period": {"start": "2020", "end": "2020-05"}}]}"#, Err(Unknown::Undecided)),
            (r#"{"resourceType": "Patient", "name": [{"period": {"start": "2021-06", "end": "2020-05"}}]}"#, Ok(false)),
            (r#"{"resourceType": "Patient", "name": [{"period": {"start": "soon", "end": "2020-05"}}]}"#, Err(Unknown::Undecided)),
        ],
    );
    check(
        "MedicationAdministration",
        "mad-3",
        &[],
        &[
            (r#"{"resourceType": "MedicationAdministration", "notGiven": false, "reasonCode": [{"text": "x"}]}"#, Ok(true)),
            (r#"{"resourceType": "MedicationAdministration", "notGiven": true, "reasonCode": [{"text": "x"}]}"#, Ok(false)),
        ],
    );
    check(
        "Observation",
        "obs-7",
        &[],
        &[
            (
                r#"{"resourceType": "Observation", "valueString": "v", "code": {"coding": [{"system": "s", "code": "1"}]}, "component": [{"code": {"coding": [{"system": "s", "code": "2"}]}}]}"#,
                Ok(true),
            ),
            (
                r#"{"resourceType": "Observation", "valueString": "v", "code": {"coding": [{"system": "s", "code": "1"}]}, "component": [{"code": {"coding": [{"system": "s", "code": "1"}]}}]}"#,
                Ok(false),
            ),
        ],
    );
    check(
        "Range",
        "rng-2",
        &["valueRange"],
        &[
            (
                r#"{"resourceType": "Observation", "valueRange": {"low": {"value": 1.0, "unit": "g"}, "high": {"value": 1, "unit": "g"}}}"#,
                Ok(true),
            ),
            (
                r#"{"resourceType": "Observation", "valueRange": {"low": {"value": 2, "unit": "g"}, "high": {"value": 1, "unit": "g"}}}"#,
                Ok(false),
            ),
            (
                r#"{"resourceType": "Observation", "valueRange": {"low": {"value": 2, "unit": "g"}, "high": {"value": 1, "unit": "kg"}}}"#,
                Err(Unknown::Undecided),
            ),
        ],
    );
    check(
        "RiskAssessment",
        "ras-2",
        &["prediction"],
        &[
            (r#"{"resourceType": "RiskAssessment", "prediction": [{"probabilityDecimal": 99.5}]}"#, Ok(true)),
            (r#"{"resourceType": "RiskAssessment", "prediction": [{"probabilityDecimal": 100.5}]}"#, Ok(false)),
            (r#"{"resourceType": "RiskAssessment", "prediction": [{"probabilityRange": {}}]}"#, Ok(true)),
        ],
    );
    check(
        "Timing",
        "tim-9",
        &["occurrenceTiming", "repeat"],
        &[
            (r#"{"resourceType": "ProcedureRequest", "occurrenceTiming": {"repeat": {"offset": 5, "when": ["AC"]}}}"#, Ok(true)),
            (r#"{"resourceType": "ProcedureRequest", "occurrenceTiming": {"repeat": {"offset": 5, "when": ["CM"]}}}"#, Ok(false)),
            (r#"{"resourceType": "ProcedureRequest", "occurrenceTiming": {"repeat": {"offset": 5}}}"#, Ok(false)),
        ],
    );
    check(
        "Questionnaire",
        "que-2",
        &[],
        &[
            (r#"{"resourceType": "Questionnaire", "item": [{"linkId": "1", "item": [{"linkId": "1.1"}]}, {"linkId": "2"}]}"#, Ok(true)),
            (r#"{"resourceType": "Questionnaire", "item": [{"linkId": "1", "item": [{"linkId": "2"}]}, {"linkId": "2"}]}"#, Ok(false)),
        ],
    );
    check(
        "Bundle",
        "bdl-7",
        &[],
        &[
            (r#"{"resourceType": "Bundle", "entry": [{"fullUrl": "urn:a"}, {"fullUrl": "urn:b"}, {}]}"#, Ok(true)),
            (r#"{"resourceType": "Bundle", "entry": [{"fullUrl": "urn:a"}, {"fullUrl": "urn:a"}]}"#, Ok(false)),
            (
                r#"{"resourceType": "Bundle", "entry": [{"fullUrl": "urn:a", "resource": {"resourceType": "Patient", "meta": {"versionId": "1"}}}, {"fullUrl": "urn:a"}]}"#,
                Ok(true),
            ),
        ],
    );
    check(
        "CareTeam",
        "ctm-1",
        &["participant"],
        &[
            (
                r#"{"resourceType": "CareTeam", "participant": [{"onBehalfOf": {"reference": "Organization/1"}, "member": {"reference": "Practitioner/1"}}]}"#,
                Ok(true),
            ),
            (
                r#"{"resourceType": "CareTeam", "participant": [{"onBehalfOf": {"reference": "Organization/1"}, "member": {"reference": "Patient/1"}}]}"#,
                Ok(false),
            ),
            (
                r#"{"resourceType": "CareTeam", "participant": [{"onBehalfOf": {"reference": "Organization/1"}, "member": {"reference": "urn:uuid:1"}}]}"#,
                Err(Unknown::Outside),
            ),
            (r#"{"resourceType": "CareTeam", "participant": [{"member": {"reference": "urn:uuid:1"}}]}"#, Ok(true)),
        ],
    );
    check(
        "Element",
        "ele-1",
        &["birthDate"],
        &[
            (r#"{"resourceType": "Patient", "birthDate": "2020"}"#, Ok(true)),
            (r#"{"resourceType": "Patient", "_birthDate": {"id": "x"}}"#, Ok(false)),
            (r#"{"resourceType": "Patient", "_birthDate": {"extension": [{"url": "u", "valueString": "x"}]}}"#, Ok(true)),
        ],
    );
}
