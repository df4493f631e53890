//! The facts in `definitions/`: what they are, where they came from, and that nothing but facts is there.

#[expect(dead_code, reason = "the corpus is not read here")]
mod material;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::definitions::facts::{CodeSystem, Constraint, Element, Facts, Structure, ValueSet};
use itk3_validator::generate::unpack;
use itk3_validator::{Options, Validator};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions")
}

/// Every file of facts by its name, as text.
fn files() -> BTreeMap<String, String> {
    let (mut files, mut folders) = (BTreeMap::new(), vec![root()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
            if name != "manifest.json" {
                files.insert(name, fs::read_to_string(&path).expect("facts are text"));
            }
        }
    }
    files
}

fn facts() -> Vec<(String, Facts)> {
    let parse = |name: &str, text: &str| serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    files().into_iter().map(|(name, text)| (parse(&name, &text), name)).map(|(facts, name)| (name, facts)).collect()
}

fn manifest() -> Vec<Value> {
    let text = fs::read_to_string(root().join("manifest.json")).expect("there is a manifest");
    serde_json::from_str(&text).expect("the manifest is a list")
}

fn structures() -> Vec<(String, Structure)> {
    facts().into_iter().filter_map(|(name, facts)| if let Facts::StructureDefinition(s) = facts { Some((name, s)) } else { None }).collect()
}

#[test]
fn the_manifest_names_every_file_once_and_where_it_came_from() {
    let by_file: BTreeMap<String, Value> =
        manifest().into_iter().map(|row| (row["file"].as_str().expect("a row names a file").to_owned(), row)).collect();
    assert_eq!(by_file.len(), manifest().len(), "no file has two rows");
    assert_eq!(by_file.keys().collect::<Vec<_>>(), files().keys().collect::<Vec<_>>());
    for (name, facts) in facts() {
        let row = &by_file[&name];
        let version = match &facts {
            Facts::StructureDefinition(s) => &s.version,
            Facts::ValueSet(s) => &s.version,
            Facts::CodeSystem(s) => &s.version,
            Facts::MessageDefinition(s) => &s.version,
            Facts::NamingSystem(_) => &None,
        };
        assert_eq!((row["url"].as_str(), row["version"].as_str()), (Some(facts.url()), version.as_deref()), "{name}");
        let origin = row["origin"].as_str().unwrap_or_else(|| panic!("{name} has an origin"));
        // What HL7 published comes from the package alone; of NHS definitions, the commit's own content is named, but
        // for those that nobody has listed: messages, naming systems, and some of the first generation of ITK3.
        let traced = ["repository", "path", "blob"].iter().all(|key| row[*key].as_str().is_some_and(|value| !value.is_empty()));
        let listed = !matches!(facts, Facts::MessageDefinition(_) | Facts::NamingSystem(_));
        assert!(origin == "fhir@3.3.1" || origin.contains("itk3-v1") || traced == listed, "{row}");
    }
}

#[test]
fn no_two_definitions_share_a_url_or_a_file_name() {
    let mut urls = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (name, facts) in facts() {
        let kind = name.rsplit('/').nth(1).map(str::to_owned);
        assert!(urls.insert((kind, facts.url().to_owned())), "{name}: {}", facts.url());
        // On some systems, names that differ only in case are one.
        assert!(names.insert(name.to_lowercase()), "{name}");
    }
}

#[test]
fn urls_have_no_white_space() {
    for (name, facts) in facts() {
        let mut urls: Vec<&str> = vec![facts.url()];
        match &facts {
            Facts::StructureDefinition(structure) => {
                urls.extend(structure.base.as_deref());
                for element in &structure.elements {
                    urls.extend(element.types.iter().flat_map(|t| t.profiles.iter().chain(&t.targets)).map(String::as_str));
                    urls.extend(element.binding.iter().flat_map(|b| b.value_set.iter().chain(&b.max_value_set)).map(String::as_str));
                }
            }
            Facts::ValueSet(set) => urls.extend(set.include.iter().map(|include| include.system.as_str())),
            Facts::CodeSystem(_) | Facts::MessageDefinition(_) => {}
            Facts::NamingSystem(_) => urls.clear(),
        }
        for url in urls {
            assert!(!url.is_empty() && !url.contains(char::is_whitespace), "{name}: {url:?}");
        }
    }
}

/// Every member that facts have. Prose has none: no definition, comment, short, description, requirements, text.
const MEMBERS: &[&str] = &[
    "abstract",
    "aggregation",
    "all",
    "base",
    "binding",
    "by",
    "code",
    "codes",
    "complete",
    "concepts",
    "constraint",
    "constraints",
    "content",
    "contextType",
    "contexts",
    "elements",
    "event",
    "eventSystem",
    "expression",
    "fixed",
    "focus",
    "identifiers",
    "ignoresCase",
    "include",
    "key",
    "kind",
    "max",
    "maxLength",
    "maxValue",
    "maxValueSet",
    "min",
    "minValue",
    "modifier",
    "mustSupport",
    "name",
    "notSelectable",
    "open",
    "ordered",
    "path",
    "pattern",
    "profiles",
    "resourceType",
    "responses",
    "rules",
    "slice",
    "slicing",
    "status",
    "strength",
    "system",
    "targets",
    "type",
    "types",
    "url",
    "value",
    "valueSet",
    "version",
    "warning",
];

fn each_member(value: &Value, visit: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            visit(name, value);
            each_member(value, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| each_member(item, visit)),
        _ => {}
    }
}

#[test]
fn nothing_but_facts_is_carried_over() {
    for (name, text) in files() {
        let value: Value = serde_json::from_str(&text).expect("it is JSON");
        each_member(&value, &mut |member, value| {
            assert!(MEMBERS.contains(&member), "{name}: {member}");
            // Sentences: of codes, URLs, paths and words none has so many spaces. Expressions have, and so have the
            // names of filters that cannot be enumerated, and values that a profile fixes.
            let sentence = value.as_str().is_some_and(|text| text.matches(' ').count() > 4);
            assert!(!sentence || matches!(member, "expression" | "value"), "{name}: {member}: {value}");
        });
        assert!(!text.contains("<div"), "{name}: no narrative");
    }
}

#[test]
fn displays_of_snomed_ct_stay_where_they_are_licensed() {
    for (name, facts) in facts() {
        if let Facts::CodeSystem(system) = &facts {
            assert_ne!(system.url, "http://snomed.info/sct", "{name}");
            // A system under another name might hold its codes: of these only DICOM's codes are numbers as long, and a few of HL7's.
            let is_long_number = |code: &str| code.len() >= 6 && code.bytes().all(|b| b.is_ascii_digit());
            let displayed = system.concepts.iter().any(|(code, display)| is_long_number(code) && !display.is_empty());
            let own = system.url == "http://dicom.nema.org/resources/ontology/DCM" || system.url.starts_with("http://hl7.org/fhir/");
            assert!(!displayed || own, "{name}");
        }
    }
}

#[test]
fn displays_that_itk3_asks_for_are_kept() {
    for (system, code, display) in [
        ("ITK-ResponseCodes-1", "10001", "Handling Specification Error"),
        ("ITK-MessageEvent-2", "ITK008M", "ITK Response"),
        ("ITK-RecipientType-1", "FA", "For Action"),
    ] {
        let text = &files()[&format!("nhs/CodeSystem/{system}.json")];
        assert!(text.contains(&format!("[\"{code}\",\"{display}\"]")), "{system}");
    }
}

/// How many definitions of a kind came from where.
fn count(origin: &str, kind: &str) -> usize {
    let folder = format!("/{kind}/");
    manifest().iter().filter(|row| row["origin"] == origin && row["file"].as_str().is_some_and(|file| file.contains(&folder))).count()
}

#[test]
fn there_are_as_many_as_were_published() {
    let structures = structures();
    let hl7 = |is: &dyn Fn(&Structure) -> bool| {
        structures.iter().filter(|(name, s)| name.starts_with("hl7/") && s.url.starts_with("http://hl7.org/fhir/") && is(s)).count()
    };
    let kind = |kind: &'static str| move |s: &Structure| s.kind == kind && !s.constraint;
    assert_eq!(hl7(&kind("primitive-type")), 18);
    assert_eq!(hl7(&kind("complex-type")), 35);
    assert_eq!(hl7(&kind("resource")), 119);
    assert_eq!(hl7(&|s| s.kind == "resource" && s.is_abstract && !s.constraint), 2);
    assert_eq!(hl7(&|s| s.constraint && s.type_code == "Extension"), 376);
    assert_eq!(hl7(&|s| s.constraint && s.type_code != "Extension"), 31 + 1, "profiles, and SimpleQuantity");
    // Of the 253 of the NHS, five are HL7's own under HL7's own URLs, where HL7's text counts.
    assert_eq!(count("nhs-stu3.tgz", "StructureDefinition"), 253 - 5);
    assert_eq!(count("nhs-stu3-itk3-v1.tgz", "StructureDefinition"), 6);
    assert_eq!(count("nhs-stu3-additions.tgz", "CodeSystem"), 1);
    assert_eq!(count("nhs-stu3.tgz", "MessageDefinition"), 13);
    // Of other programmes three are HL7's own, and two value sets and a code system are of the first generation of ITK3, which was
    // read before. A fourth is a CapabilityStatement, and one code system lists no codes.
    assert_eq!(count("nhs-stu3-other-programmes.tgz", "StructureDefinition"), 252 - 3 - 1);
    assert_eq!(count("nhs-stu3-other-programmes.tgz", "ValueSet"), 256 - 2);
    assert_eq!(count("nhs-stu3-other-programmes.tgz", "CodeSystem"), 146 - 1 - 1);
    assert_eq!(count("nhs-stu3.tgz", "NamingSystem"), 5);
}

#[test]
fn the_profiles_say_as_much_as_was_counted_in_what_was_published() {
    let ours: BTreeSet<String> = manifest()
        .iter()
        .filter(|row| row["origin"] == "nhs-stu3.tgz")
        .map(|row| row["file"].as_str().expect("a row names a file").to_owned())
        .collect();
    let structures = structures();
    let nhs: Vec<&Element> = structures.iter().filter(|(name, _)| ours.contains(name)).flat_map(|(_, s)| &s.elements).collect();
    let fixed = |code: &str| nhs.iter().filter(|e| e.fixed.as_ref().is_some_and(|fixed| fixed.type_code == code)).count();
    // The five that HL7 publishes itself each fix their url.
    assert_eq!((fixed("uri"), fixed("string"), fixed("code")), (646 - 5, 332, 261));
    assert!(nhs.iter().all(|e| e.pattern.is_none()), "no patterns");
    assert!(nhs.iter().all(|e| e.constraints.is_empty()), "no invariants of their own");
    assert_eq!(nhs.iter().filter(|e| e.max_length.is_some()).count(), 1);
    assert_eq!(nhs.iter().filter(|e| e.types.iter().any(|t| !t.aggregation.is_empty())).count(), 0);
    let rules = |rules: &str| nhs.iter().filter(|e| e.slicing.as_ref().is_some_and(|slicing| slicing.rules == rules)).count();
    assert_eq!((rules("open"), rules("openAtEnd"), rules("closed")), (364, 18, 8));
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    nhs.iter().flat_map(|e| &e.slicing).flat_map(|slicing| &slicing.by).for_each(|path| *by.entry(path).or_default() += 1);
    let expected = [
        ("value:code", 18),
        ("value:code.coding.code", 10),
        ("value:coding.system", 4),
        ("value:system", 118),
        ("value:url", 238),
        ("value:use", 2),
    ];
    assert_eq!(by.into_iter().collect::<Vec<_>>(), expected);
    let base: Vec<&Element> = structures
        .iter()
        .filter(|(_, s)| !s.constraint && s.url.starts_with("http://hl7.org/fhir/StructureDefinition/") && s.kind != "primitive-type")
        .flat_map(|(_, s)| &s.elements)
        .collect();
    assert_eq!(base.len(), 3624);
    assert_eq!(base.iter().filter(|e| e.content.is_some()).count(), 35);
}

/// One element of a published base definition, as this test reads it from the JSON, apart from the library.
fn published(element: &Value) -> Element {
    let text = |value: &Value| value.as_str().map(|text| text.trim().to_owned());
    let texts = |value: &Value| -> Vec<String> {
        match value {
            Value::Array(items) => items.iter().filter_map(text).collect(),
            other => text(other).into_iter().collect(),
        }
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut types: Vec<itk3_validator::definitions::facts::Type> = Vec::new();
    for one in list(&element["type"]) {
        // The values of primitives have no type of FHIR.
        let Some(code) = text(&one["code"]) else { continue };
        if !types.iter().any(|known| known.code == code) {
            types.push(itk3_validator::definitions::facts::Type { code: code.clone(), ..Default::default() });
        }
        let known = types.iter_mut().find(|known| known.code == code).expect("it is there");
        known.profiles.extend(texts(&one["profile"]));
        known.targets.extend(texts(&one["targetProfile"]));
        known.aggregation.extend(texts(&one["aggregation"]));
    }
    let binding = &element["binding"];
    let strength = text(&binding["strength"]).filter(|strength| strength != "example");
    let widest = list(&binding["extension"])
        .into_iter()
        .find(|e| e["url"] == "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet")
        .and_then(|e| text(&e["valueReference"]["reference"]).or_else(|| text(&e["valueUri"])));
    let constraints = list(&element["constraint"]);
    Element {
        path: text(&element["path"]).expect("an element has a path"),
        min: element["min"].as_u64().map(|min| min as u32),
        max: text(&element["max"]),
        types,
        content: text(&element["contentReference"]),
        min_value: bound(element, "minValue"),
        max_value: bound(element, "maxValue"),
        max_length: element["maxLength"].as_u64().map(|length| length as u32),
        slicing: element["slicing"].is_object().then(|| itk3_validator::definitions::facts::Slicing {
            by: list(&element["slicing"]["discriminator"])
                .iter()
                .map(|by| format!("{}:{}", by["type"].as_str().unwrap_or_default(), by["path"].as_str().unwrap_or_default()))
                .collect(),
            rules: text(&element["slicing"]["rules"]).unwrap_or_default(),
            ordered: element["slicing"]["ordered"] == true,
        }),
        binding: strength.map(|strength| itk3_validator::definitions::facts::Binding {
            strength,
            value_set: text(&binding["valueSetReference"]["reference"]).or_else(|| text(&binding["valueSetUri"])),
            max_value_set: widest,
        }),
        constraints: constraints
            .iter()
            .filter_map(|one| {
                Some(itk3_validator::definitions::facts::Constraint {
                    key: text(&one["key"])?,
                    warning: one["severity"] == "warning",
                    expression: one["expression"].as_str()?.to_owned(),
                })
            })
            .collect(),
        modifier: element["isModifier"] == true,
        must_support: element["mustSupport"] == true,
        ..Element::default()
    }
}

fn bound(element: &Value, name: &str) -> Option<itk3_validator::definitions::facts::Value> {
    let (member, value) = element.as_object()?.iter().find(|(member, _)| member.starts_with(name))?;
    let mut type_code = member[name.len()..].to_owned();
    type_code[..1].make_ascii_lowercase();
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(itk3_validator::definitions::facts::Value { type_code, value })
}

/// The StructureDefinitions of HL7's package of 3.0.2; empty if it is absent.
fn package() -> Vec<Value> {
    let Some(package) = material::path("definitions/hl7.fhir.r3.core-3.0.2.tgz") else { return Vec::new() };
    let files = unpack(&fs::read(package).expect("the package can be read")).expect("the package is whole");
    let is_structure = |name: &str| name.rsplit('/').next().is_some_and(|file| file.starts_with("StructureDefinition-"));
    let parse = |(name, bytes): (String, Vec<u8>)| {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    files.into_iter().filter(|(name, _)| is_structure(name)).map(parse).collect()
}

/// What the package still has of 3.0.1, although the definitions of 3.0.2 have it corrected: this expression, and
/// the regular expression of oid, which is no fact but written by hand among the primitives.
fn corrected(mut theirs: Element) -> Element {
    for constraint in theirs.constraints.iter_mut().filter(|constraint| constraint.key == "eld-16") {
        assert!(constraint.expression.contains(r"\\-\\_]"), "the package is corrected, and this exception can go");
        constraint.expression = constraint.expression.replace(r"\\-\\_]", r"\\-_]");
    }
    theirs
}

#[test]
fn the_base_types_are_those_of_3_0_2() {
    let ours: BTreeMap<String, Structure> = structures().into_iter().map(|(_, s)| (s.url.clone(), s)).collect();
    let (mut types, mut elements) = (0, 0);
    let package = package();
    for theirs in &package {
        if theirs["derivation"] == "constraint" || theirs["kind"] == "logical" {
            continue;
        }
        let url = theirs["url"].as_str().expect("it has a url");
        let ours = ours.get(url).unwrap_or_else(|| panic!("{url} is there"));
        assert_eq!(Some(ours.kind.as_str()), theirs["kind"].as_str(), "{url}");
        assert_eq!(Some(ours.type_code.as_str()), theirs["type"].as_str(), "{url}");
        assert_eq!(ours.base.as_deref(), theirs["baseDefinition"].as_str(), "{url}");
        assert_eq!(ours.is_abstract, theirs["abstract"] == true, "{url}");
        let differential = theirs["differential"]["element"].as_array().unwrap_or_else(|| panic!("{url} has a differential"));
        assert_eq!(ours.elements.len(), differential.len(), "{url}");
        for (ours, theirs) in ours.elements.iter().zip(differential) {
            assert_eq!(ours, &corrected(published(theirs)), "{url}");
            elements += 1;
        }
        types += 1;
    }
    assert!(package.is_empty() || (types, elements) == (18 + 35 + 119, 3624 + 37), "{types} {elements}");
}

/// What the elements say that say anything: paths are brought into one form and parents added, and this is not touched.
fn said(elements: &[Element]) -> Vec<(Option<u32>, Option<&str>, Vec<&str>)> {
    let all = elements.iter().map(|element| {
        let constraints = element.constraints.iter().flat_map(|c| [c.key.as_str(), c.expression.as_str()]);
        (element.min, element.max.as_deref(), constraints.collect::<Vec<&str>>())
    });
    all.filter(|(min, max, constraints)| min.is_some() || max.is_some() || !constraints.is_empty()).collect()
}

#[test]
fn the_profiles_of_hl7_say_what_3_0_2_says() {
    let ours: BTreeMap<String, Structure> = structures().into_iter().map(|(_, s)| (s.url.clone(), s)).collect();
    let (mut compared, mut missing) = (0, Vec::new());
    let package = package();
    for theirs in &package {
        let url = theirs["url"].as_str().expect("it has a url");
        if theirs["derivation"] != "constraint" {
            continue;
        }
        let Some(ours) = ours.get(url) else {
            missing.push(url.to_owned());
            continue;
        };
        let differential = theirs["differential"]["element"].as_array().expect("it has a differential");
        let of_context = theirs["contextInvariant"].as_array();
        let mut theirs: Vec<Element> = differential.iter().map(|element| corrected(published(element))).collect();
        // What an extension asks of its context stands among the constraints of its root.
        theirs[0].constraints.extend(of_context.into_iter().flatten().map(|asked| Constraint {
            key: "contextInvariant".to_owned(),
            warning: false,
            expression: asked.as_str().expect("it is text").to_owned(),
        }));
        assert_eq!(said(&ours.elements), said(&theirs), "{url}");
        compared += 1;
    }
    assert!(package.is_empty() || compared == 376 + 32, "{compared}; not here: {missing:?}");
}

/// A StructureDefinition of a type, with a base.
fn structure(url: &str, kind: &str, base: &str, derivation: &str) -> String {
    let type_code = url.rsplit('/').next().unwrap_or_default();
    format!(
        r#"{{"resourceType": "StructureDefinition", "url": "{url}", "kind": "{kind}", "type": "{type_code}", "baseDefinition": "{base}",
            "derivation": "{derivation}", "differential": {{"element": [{{"path": "{type_code}"}}]}}}}"#
    )
}

#[test]
fn definitions_that_build_on_themselves_are_refused() {
    let hl7 = |name: &str| format!("http://hl7.org/fhir/StructureDefinition/{name}");
    let message = r#"{"resourceType": "Patient", "contact": [{"extension": [{"url": "http://example.org/a", "valueCode": "a"}]}]}"#;
    for names in [["Patient", "Patient"], ["Patient", "DomainResource"], ["Resource", "DomainResource"], ["Element", "BackboneElement"]] {
        let definitions = [structure(&hl7(names[0]), "resource", &hl7(names[1]), "specialization"), {
            structure(&hl7(names[1]), "resource", &hl7(names[0]), "specialization")
        }];
        let mut validator = Validator::new();
        let before = serde_json::to_string(&validator.validate(message, &Options::default())).expect("a report is JSON");
        let bundle = definitions.map(|definition| format!(r#"{{"resource": {definition}}}"#)).join(",");
        let bundle = format!(r#"{{"resourceType": "Bundle", "type": "collection", "entry": [{bundle}]}}"#);
        let added = validator.add_definitions("circle.json", bundle.as_bytes());
        assert!(
            added.loaded.is_empty() && !added.faults.is_empty() && added.faults.iter().all(|fault| fault.line > 0),
            "{names:?}: {added:?}"
        );
        let after = serde_json::to_string(&validator.validate(message, &Options::default())).expect("a report is JSON");
        assert_eq!(before, after, "{names:?}");
    }
}

#[test]
fn profiles_that_build_on_each_other_hold_each_once() {
    let (a, b) = ("http://example.org/a/Patient", "http://example.org/b/Patient");
    let mut validator = Validator::new();
    for definition in [structure(a, "resource", b, "constraint"), structure(b, "resource", a, "constraint")] {
        validator.add_definitions("profile.json", definition.as_bytes());
    }
    let message = format!(r#"{{"resourceType": "Patient", "meta": {{"profile": ["{a}"]}}, "active": true}}"#);
    assert!(validator.validate(&message, &Options::default()).conforms);
}

/// Every published MessageDefinition refers to the profile of its payload, as STU3 has it and as the profile of
/// MessageDefinitions forbids.
#[test]
fn no_published_message_definition_is_blamed_for_its_profile() {
    let Some(package) = material::path("definitions/nhs-stu3.tgz") else { return };
    let files = unpack(&fs::read(package).expect("the package can be read")).expect("the package is whole");
    let validator = Validator::new();
    let mut seen = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.contains("MessageDefinition/")) {
        let report = validator.validate_bytes(bytes, &Options::default());
        let blamed: Vec<&str> = report.issues.iter().map(|issue| issue.path.as_str()).filter(|path| path.contains(".focus")).collect();
        assert!(blamed.is_empty(), "{name}: {blamed:?}");
        let told = report.not_checked.iter().any(|not| not.reason == "profile-defect" && not.message.contains("ITK-MessageDefinition-1"));
        assert!(told, "{name}: what was not checked is said");
        seen += 1;
    }
    assert_eq!(seen, 13);
}

/// Value sets and code systems by URL.
fn terminology() -> (BTreeMap<String, ValueSet>, BTreeMap<String, CodeSystem>) {
    let (mut sets, mut systems) = (BTreeMap::new(), BTreeMap::new());
    for (_, facts) in facts() {
        match facts {
            Facts::ValueSet(set) => _ = sets.insert(set.url.clone(), set),
            Facts::CodeSystem(system) => _ = systems.insert(system.url.clone(), system),
            _ => {}
        }
    }
    (sets, systems)
}

/// The code systems from which most of the codes of published messages come that no base type requires.
#[test]
fn code_systems_are_held_as_a_whole() {
    let (_, systems) = terminology();
    for (url, codes) in [
        ("http://hl7.org/fhir/v3/RoleCode", 397),
        ("http://hl7.org/fhir/v3/ParticipationType", 61),
        ("http://hl7.org/fhir/v3/orderableDrugForm", 161),
        ("http://hl7.org/fhir/v2/0203", 111),
        ("http://hl7.org/fhir/v2/0443", 23),
        ("http://hl7.org/fhir/observation-category", 8),
        ("http://hl7.org/fhir/organization-type", 11),
        ("http://hl7.org/fhir/medication-dispense-category", 3),
        ("https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-DischargeDestination-1", 19),
    ] {
        let system = &systems[url];
        assert!(system.complete && system.concepts.len() == codes, "{url}: {}", system.concepts.len());
    }
}

/// Codes of a value set as HL7's own terminology server listed them, and whether that is all of them.
/// The URL of a value set, its codes with their systems, and whether they are all of them.
type Expansion = (String, BTreeSet<(String, String)>, bool);

fn expansions() -> Vec<Expansion> {
    let Some(package) = material::path("definitions/hl7.fhir.r3.expansions-3.0.2.tgz") else { return Vec::new() };
    let files = unpack(&fs::read(package).expect("the package can be read")).expect("the package is whole");
    let sets = files.iter().filter_map(|(_, bytes)| serde_json::from_slice::<Value>(bytes).ok());
    let sets = sets.filter(|set| set["resourceType"] == "ValueSet").map(|set| {
        let (mut codes, mut pending) = (BTreeSet::new(), vec![&set["expansion"]["contains"]]);
        while let Some(list) = pending.pop() {
            for concept in list.as_array().into_iter().flatten() {
                if let (Some(system), Some(code)) = (concept["system"].as_str(), concept["code"].as_str())
                    && concept["abstract"] != true
                {
                    codes.insert((system.to_owned(), code.to_owned()));
                }
                pending.push(&concept["contains"]);
            }
        }
        let is_cut = codes.len() == 1000;
        (set["url"].as_str().expect("a set has a url").to_owned(), codes, !is_cut)
    });
    sets.collect()
}

#[test]
fn value_sets_have_the_codes_that_hl7_lists() {
    let (sets, systems) = terminology();
    let mut compared = 0;
    for (url, theirs, is_all) in expansions() {
        let Some(set) = sets.get(&url).filter(|set| set.open.is_empty()) else { continue };
        let mut ours = BTreeSet::new();
        for include in &set.include {
            let whole = systems.get(&include.system).filter(|_| include.all).into_iter().flat_map(|system| &system.concepts);
            let codes = whole.map(|(code, _)| code).chain(&include.codes);
            ours.extend(codes.map(|code| (include.system.clone(), code.clone())));
        }
        assert!(ours == theirs || !is_all && ours.is_superset(&theirs), "{url}: {} and {} codes", ours.len(), theirs.len());
        compared += 1;
    }
    assert!(compared == 0 || compared == 379, "{compared}");
}

/// Definitions that are always at hand are used where the others are not loaded.
#[test]
fn what_is_at_hand_needs_nothing_that_is_loaded_on_demand() {
    let is_on_demand = |name: &str| name.starts_with("on-demand/");
    let (others, at_hand): (Vec<_>, Vec<_>) = facts().into_iter().partition(|(name, _)| is_on_demand(name));
    let others: BTreeSet<&str> = others.iter().map(|(_, facts)| facts.url()).collect();
    assert!(others.len() > 600, "{}", others.len());
    for (name, facts) in &at_hand {
        let mut urls = Vec::new();
        match facts {
            Facts::StructureDefinition(structure) => {
                urls.extend(structure.base.iter());
                let bindings = structure.elements.iter().filter_map(|element| element.binding.as_ref());
                urls.extend(bindings.flat_map(|binding| binding.value_set.iter().chain(&binding.max_value_set)));
            }
            Facts::ValueSet(set) => urls.extend(set.include.iter().filter(|include| include.all).map(|include| &include.system)),
            _ => {}
        }
        for url in urls {
            assert!(!others.contains(url.as_str()), "{name}: {url}");
        }
    }
}
