//! Nothing is passed over in silence. A resource of every type, with every element, is made from the definitions; each value of it that
//! has a meaning beyond its form is changed, and either the findings change, or the report says that it was not checked, or the value
//! is listed in `never-silent.txt`, where nothing published constrains it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use itk3_validator::definitions::facts::{Element, Facts, Structure};
use itk3_validator::report::Report;
use itk3_validator::{Options, Validator};
use serde_json::{Map, Value, json};

const CORE: &str = "http://hl7.org/fhir/StructureDefinition/";

/// Types whose values are free within their form: a rule of them is a rule of some element, and has cases of its own.
const FREE: &[&str] = &[
    "boolean",
    "string",
    "markdown",
    "integer",
    "positiveInt",
    "unsignedInt",
    "decimal",
    "date",
    "dateTime",
    "instant",
    "time",
    "base64Binary",
    "id",
    "xhtml",
];

/// HL7's own definitions of types and resources.
fn structures() -> BTreeMap<String, Structure> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions/hl7");
    let mut pending = vec![folder];
    let mut found = BTreeMap::new();
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json")
                && let Ok(Facts::StructureDefinition(structure)) = serde_json::from_str(&fs::read_to_string(&path).unwrap())
                && !structure.constraint
                && structure.url.strip_prefix(CORE) == Some(&*structure.type_code)
            {
                found.insert(structure.type_code.clone(), structure);
            }
        }
    }
    found
}

/// One value of the resource that is made.
struct Leaf {
    /// The way to it, by members and places.
    pointer: String,
    /// As the list names it: `Coding.system`, `Patient.gender`.
    name: String,
    kind: String,
}

struct Maker<'s> {
    structures: &'s BTreeMap<String, Structure>,
    leaves: Vec<Leaf>,
    count: usize,
}

impl Maker<'_> {
    /// The children of an element of a definition, as JSON.
    fn children(&mut self, structure: &Structure, path: &str, pointer: &str, within: &mut Vec<String>) -> Map<String, Value> {
        let mut made = Map::new();
        for element in &structure.elements {
            let Some(name) = element.path.strip_prefix(path).and_then(|rest| rest.strip_prefix('.')).filter(|rest| !rest.contains('.'))
            else {
                continue;
            };
            if element.max.as_deref() == Some("0")
                || matches!(name, "contained" | "extension" | "modifierExtension")
                || element.slice.is_some()
            {
                continue;
            }
            let many = element.max.as_deref().is_none_or(|max| max != "1");
            for kind in element.types.iter().map(|kind| kind.code.as_str()).collect::<BTreeSet<_>>() {
                let stem = name.strip_suffix("[x]");
                // One type of a choice stands for itself; a resource takes one only.
                if stem.is_some_and(|stem| made.keys().any(|key| key.starts_with(stem))) {
                    continue;
                }
                let member = stem.map_or_else(|| name.to_owned(), |stem| format!("{stem}{}{}", kind[..1].to_uppercase(), &kind[1..]));
                let place = if many { format!("{pointer}/{member}/0") } else { format!("{pointer}/{member}") };
                if let Some(value) = self.value(structure, element, kind, &place, within) {
                    made.insert(member, if many { json!([value]) } else { value });
                }
            }
        }
        made
    }

    fn value(&mut self, structure: &Structure, element: &Element, kind: &str, pointer: &str, within: &mut Vec<String>) -> Option<Value> {
        self.count += 1;
        let number = self.count;
        let name = element.path.clone();
        let primitive = match kind {
            "boolean" => json!(true),
            "integer" | "positiveInt" | "unsignedInt" => json!(3),
            "decimal" => json!(1.5),
            "string" | "markdown" => json!(format!("text {number}")),
            "code" => json!("abc"),
            "id" => json!(format!("id-{number}")),
            "uri" => json!(format!("https://example.com/uri/{number}")),
            "oid" => json!(format!("urn:oid:1.2.3.{number}")),
            "uuid" => json!(format!("urn:uuid:0f0e0d0c-0000-4000-8000-{number:012}")),
            "date" => json!("2024-05-01"),
            "dateTime" | "instant" => json!("2024-05-01T10:00:00Z"),
            "time" => json!("10:00:00"),
            "base64Binary" => json!("AAAA"),
            "xhtml" => return Some(json!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Text</p></div>")),
            "Resource" | "Element" | "Extension" | "ElementDefinition" => return None,
            "BackboneElement" => {
                let made = self.children(structure, &element.path, pointer, within);
                return Some(Value::Object(made));
            }
            "Narrative" => {
                return Some(json!({"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Text</p></div>"}));
            }
            _ => {
                let complex = self.structures.get(kind)?;
                if within.iter().any(|open| open == kind) {
                    return None;
                }
                within.push(kind.to_owned());
                let made = self.children(complex, kind, pointer, within);
                within.pop();
                return Some(Value::Object(made));
            }
        };
        self.leaves.push(Leaf { pointer: pointer.to_owned(), name, kind: kind.to_owned() });
        Some(primitive)
    }
}

/// What a report says, so that two can be told apart.
fn said(report: &Report) -> BTreeSet<String> {
    let findings = report.issues.iter().map(|issue| format!("{} {} {:?}", issue.rule, issue.path, issue.found));
    let unchecked = report.not_checked.iter().map(|entry| format!("{} {} {}", entry.reason, entry.message, entry.count));
    findings.chain(unchecked).collect()
}

fn changed(value: &Value) -> Value {
    match value.as_str() {
        Some(text) if text.starts_with("urn:oid:") => json!(format!("{text}9")),
        Some(text) if text.starts_with("urn:uuid:") => json!(text.replace("0f0e", "0f0f")),
        Some(text) if text.contains("://") => json!(format!("{text}/other")),
        Some(text) => json!(format!("{text}x")),
        None => value.clone(),
    }
}

/// Names of values of one type of resource that can be changed without a word.
fn silent(validator: &Validator, structures: &BTreeMap<String, Structure>, structure: &Structure) -> BTreeSet<String> {
    let mut maker = Maker { structures, leaves: Vec::new(), count: 0 };
    let mut resource = maker.children(structure, &structure.type_code, "", &mut vec![structure.type_code.clone()]);
    resource.insert("resourceType".to_owned(), json!(structure.type_code));
    let resource = Value::Object(resource);
    let validate = |resource: &Value| said(&validator.validate(&resource.to_string(), &Options::default()));
    let before = validate(&resource);
    let mut silent = BTreeSet::new();
    for leaf in maker.leaves.iter().filter(|leaf| !FREE.contains(&&*leaf.kind)) {
        let mut other = resource.clone();
        let value = other.pointer_mut(&leaf.pointer).expect("it was made");
        let was = value.clone();
        *value = changed(&was);
        if validate(&other) != before {
            continue;
        }
        // Of all that it defines, or of what an attachment holds, it is said that it was not checked.
        let is_said = |reason: &str| before.iter().any(|line| line.starts_with(reason));
        let is_definition = leaf.name.starts_with(&structure.type_code) && is_said("definition-content");
        if is_definition || leaf.name.starts_with("Attachment.") && is_said("attachment-content") {
            continue;
        }
        // A code of a system of which it is said that its codes were not checked.
        let holder = leaf.pointer.rsplit_once('/').and_then(|(holder, _)| resource.pointer(holder));
        let system = holder.and_then(|holder| holder["system"].as_str());
        if !system.is_some_and(|system| before.iter().any(|line| line.contains(system))) {
            silent.insert(leaf.name.clone());
        }
    }
    silent
}

#[test]
fn whatever_has_a_meaning_is_checked_or_said_not_to_be() {
    let (validator, structures) = (Validator::new(), structures());
    let resources: Vec<&Structure> = structures.values().filter(|s| s.kind == "resource" && !s.is_abstract).collect();
    assert!(resources.len() > 110, "{}", resources.len());
    let (next, found) = (Mutex::new(resources.iter()), Mutex::new(BTreeSet::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(structure) = next.lock().unwrap().next() else { return };
                    found.lock().unwrap().extend(silent(&validator, &structures, structure));
                }
            });
        }
    });
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/never-silent.txt");
    let found = found.into_inner().unwrap();
    let listed = fs::read_to_string(&path).unwrap();
    let listed: BTreeSet<String> = listed.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect();
    let listed: BTreeSet<String> = listed.into_iter().filter(|line| !line.is_empty()).collect();
    let (more, fewer): (Vec<_>, Vec<_>) = (found.difference(&listed).collect(), listed.difference(&found).collect());
    assert!(more.is_empty() && fewer.is_empty(), "silent and not listed: {more:#?}\nlisted and not silent: {fewer:#?}");
}
