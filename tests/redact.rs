//! What is redacted has the same problems at the same places, and says nothing of anyone.

mod material;
#[path = "held/of_words.rs"]
mod of_words;
mod own;

use std::collections::{BTreeMap, BTreeSet};

use itk3_validator::{Options, Validator, source};
use of_words::OF_WORDS;
use serde_json::Value;

/// Words that stand in the messages for something else, too.
const COMMON: &[&str] = &["None", "generated", "system"];

/// How often each rule is broken at each path.
fn problems(validator: &Validator, text: &str) -> BTreeMap<(String, String), u32> {
    let mut problems = BTreeMap::new();
    let issues = validator.validate(text, &Options::default()).issues;
    for issue in issues.into_iter().filter(|issue| !OF_WORDS.contains(&&*issue.rule)) {
        *problems.entry((issue.rule.into_owned(), issue.path)).or_default() += 1;
    }
    // The value of an unknown element may show that it stands for a missing one. The copy has another value.
    let unknown: Vec<String> = problems.keys().filter(|(rule, _)| rule == "element-unknown").map(|(_, path)| path.clone()).collect();
    let has_unknown = |parent: &str| unknown.iter().any(|path| path.rsplit_once('.').is_some_and(|(around, _)| around == parent));
    let has_unknown_below = |parent: &str| has_unknown(parent) || parent.rsplit_once('.').is_some_and(|(around, _)| has_unknown(around));
    problems.retain(|(rule, path), _| rule != "min" || !has_unknown_below(path));
    problems
}

/// What is different, in lines.
fn differences(validator: &Validator, name: &str, text: &str) -> Vec<String> {
    // Of metadata, and of a text with a message somewhere inside, nothing is left but the form.
    let is_inside = validator.validate(text, &Options::default()).issues.iter().any(|issue| issue.rule == "not-alone");
    if is_inside || itk3_validator::itk3::is_mesh_metadata(text) {
        return Vec::new();
    }
    let redacted = validator.redact(text);
    let (before, after) = (problems(validator, text), problems(validator, &redacted));
    // A name that is not FHIR's is another in the copy.
    let common = |path: &str| -> String {
        let part = |part: &str| {
            let name = part.split('[').next().unwrap_or_default();
            if text.contains(name) && redacted.contains(name) { part.to_owned() } else { part.replace(name, "*") }
        };
        path.split('.').map(part).collect::<Vec<_>>().join(".")
    };
    let renamed = |problems: BTreeMap<(String, String), u32>| {
        let mut all = BTreeMap::new();
        for ((rule, path), count) in problems {
            *all.entry((rule, common(&path))).or_default() += count;
        }
        all
    };
    let (before, after): (BTreeMap<(String, String), u32>, BTreeMap<_, _>) = (renamed(before), renamed(after));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let changed = keys.into_iter().filter(|key| before.get(key) != after.get(key));
    changed.map(|key| format!("{name}: {key:?}: {:?} and then {:?}", before.get(key), after.get(key))).collect()
}

/// Texts that say who somebody is: of names, addresses, telephones, identifiers, dates of birth and narratives.
fn personal(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if let Ok(document) = roxmltree::Document::parse(text) {
        for node in document.descendants() {
            let parent = node.parent().map_or("", |parent| parent.tag_name().name());
            if node.is_text() && node.tag_name().namespace() != Some("http://hl7.org/fhir") {
                // A phrase, and no published display or title.
                let phrase = node.text().unwrap_or_default().trim();
                let published = document.descendants().any(|node| node.attribute("value").is_some_and(|value| value.contains(phrase)));
                found.extend((phrase.len() > 30 && !published).then(|| phrase.to_owned()));
            }
            let value = node.attribute("value").unwrap_or_default();
            found.extend(is_personal(parent, node.tag_name().name()).then(|| value.to_owned()));
        }
    } else if let Ok(resource) = serde_json::from_str(text) {
        personal_json("", "", &resource, &mut found);
    }
    found.into_iter().map(|value| value.trim().to_owned()).filter(|value| value.len() > 3).collect()
}

fn is_personal(parent: &str, name: &str) -> bool {
    match name {
        "family" | "given" | "line" | "postalCode" | "birthDate" => true,
        "value" => matches!(parent, "telecom" | "identifier"),
        "text" => matches!(parent, "name" | "address"),
        _ => false,
    }
}

fn personal_json(parent: &str, name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => found.extend(is_personal(parent, name).then(|| text.clone())),
        Value::Array(items) => items.iter().for_each(|item| personal_json(parent, name, item, found)),
        Value::Object(members) => members.iter().for_each(|(member, value)| personal_json(name, member, value, found)),
        _ => {}
    }
}

/// Every fixture of the project that is text.
fn fixtures() -> Vec<(String, String)> {
    own::texts(&["tests", "www/examples"])
}

#[test]
fn the_problems_of_fixtures_stay() {
    let validator = Validator::new();
    let different: Vec<String> = fixtures().iter().flat_map(|(name, text)| differences(&validator, name, text)).collect();
    assert!(different.is_empty(), "{} differences\n{}", different.len(), different.join("\n"));
}

#[test]
fn the_problems_of_published_messages_stay_and_nobody_is_named() {
    let validator = Validator::new();
    let mut different = Vec::new();
    for (name, bytes) in material::corpus() {
        let text = source::decode(&bytes).0;
        different.extend(differences(&validator, &name, &text));
        let redacted = validator.redact(&text);
        for value in personal(&text).iter().filter(|value| !COMMON.contains(&value.as_str())) {
            let within = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let whole = |at: usize| !within(redacted[..at].chars().next_back()) && !within(redacted[at + value.len()..].chars().next());
            if redacted.match_indices(value).any(|(at, _)| whole(at)) {
                different.push(format!("{name}: still says {value}"));
            }
        }
    }
    assert!(different.is_empty(), "{} differences\n{}", different.len(), different.join("\n"));
}

#[test]
fn what_is_cut_off_or_spoilt_names_nobody_either() {
    let validator = Validator::new();
    for (name, bytes) in material::corpus().into_iter().filter(|(name, _)| name.ends_with(".xml")).step_by(5) {
        let text = source::decode(&bytes).0.into_owned();
        let people: BTreeSet<String> =
            personal(&text).into_iter().filter(|value| value.len() > 5 && !COMMON.contains(&value.as_str())).collect();
        let spoilt = [
            text[..text.floor_char_boundary(text.len() / 3)].to_owned(),
            text[..text.floor_char_boundary(text.len() * 4 / 5)].to_owned(),
            text.replacen("value=\"", "value=", 40),
            text.replace("\"/>", "/>"),
            text.replace("<family", "<!-- <family"),
            text.replacen('<', "", 1),
            text.replacen("<Bundle", "<Bündel", 1),
        ];
        for (i, spoilt) in spoilt.iter().enumerate() {
            let redacted = validator.redact(spoilt);
            let said: Vec<&String> = people.iter().filter(|value| redacted.contains(value.as_str())).collect();
            assert!(said.is_empty(), "{name}, spoilt in way {i}: {said:?}");
        }
    }
}

#[test]
fn redacting_twice_is_the_same_twice() {
    let validator = Validator::new();
    for (name, text) in fixtures() {
        assert_eq!(validator.redact(&text), validator.redact(&text), "{name}");
    }
}

#[test]
fn the_copy_of_a_message_in_utf_16_says_that_it_is_in_utf_8() {
    let text = "<?xml version='1.0' encoding='utf-16'?><Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"female\"/></Patient>";
    let bytes: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let copy = Validator::new().open_bytes(&bytes).redact();
    assert_eq!(copy.trim_start_matches('\u{feff}'), text.replace("utf-16", "UTF-8"));
    assert!(Validator::new().open_bytes(copy.as_bytes()).validate(&Options::default()).conforms);
    // Of a text nobody knows how it was encoded: what is wrong with it stays.
    assert_eq!(Validator::new().redact(text), text);
}

#[test]
fn a_title_that_is_built_from_displays_still_is() {
    let (validator, options) = (Validator::new(), Options::default());
    let letter = include_str!("../www/examples/outpatient-letter.xml");
    let has_rule = |text: &str| validator.validate(text, &options).issues.iter().any(|issue| issue.rule == "toc-title");
    for display in ["Ophthalmology service", "Ophthalmology of Mrs Zebedee"] {
        let title = format!("{} Outpatient Letter", display.replace("service", "Service"));
        let text = letter.replace("Ophthalmology Service Outpatient Letter", &title);
        let text = text.replace("<display value=\"Ophthalmology service\"/>", &format!("<display value=\"{display}\"/>"));
        let copy = validator.redact(&text);
        assert!(!has_rule(&text) && !has_rule(&copy) && !copy.contains("Zebedee"), "{display}");
    }
    // Any other title is redacted.
    let other = letter.replace("Ophthalmology Service Outpatient Letter", "Letter about Mrs Zebedee");
    let copy = validator.redact(&other);
    assert!(has_rule(&other) && has_rule(&copy) && !copy.contains("Zebedee"));
}
