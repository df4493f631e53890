//! HL7's own cases for validators, as far as they are STU3: the errors have to stand at the elements where the
//! HL7 Java validator has them. Where it is wrong, `known-differences.toml` says so and why.

#[expect(dead_code, reason = "the corpus is not read here")]
mod material;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::report::Severity;
use itk3_validator::{Options, Validator};
use serde_json::Value;

/// One message checked in one way: by itself, or against the profile of its case.
struct Run {
    /// The case's name, and ` against its profile` where that is so.
    name: String,
    message: PathBuf,
    definitions: Vec<PathBuf>,
    profile: Option<PathBuf>,
    /// Elements with an error by the Java validator.
    theirs: BTreeSet<String>,
}

/// Errors that one of both validators has and the other has not, by one reason.
#[derive(Debug, Default)]
struct Difference {
    run: String,
    /// Elements where only they have an error.
    theirs: BTreeSet<String>,
    /// Elements where only we have one.
    ours: BTreeSet<String>,
    reason: String,
    /// The specification agrees with them.
    ours_wrong: bool,
}

fn json(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn runs(folder: &Path) -> Vec<Run> {
    let manifest = json(&folder.join("manifest.json"));
    let files = |names: &Value| list(names).map(|name| folder.join(name.as_str().expect("a file name"))).collect::<Vec<_>>();
    let mut runs = Vec::new();
    for case in list(&manifest["test-cases"]) {
        let name = case["name"].as_str().expect("a case has a name");
        let message = folder.join(case["file"].as_str().expect("a case has a message"));
        let definitions = files(&case["supporting"]);
        let theirs = errors_of(folder, name, &case["java"]);
        runs.push(Run { name: name.to_owned(), message: message.clone(), definitions: definitions.clone(), profile: None, theirs });
        if let Some(source) = case["profile"]["source"].as_str() {
            let profile = &case["profile"];
            let name = format!("{name} against its profile");
            let theirs = errors_of(folder, &name, &profile["java"]);
            let definitions = definitions.into_iter().chain(files(&profile["supporting"])).collect();
            runs.push(Run { name, message, definitions, profile: Some(folder.join(source)), theirs });
        }
    }
    runs
}

/// The elements of an outcome's errors. A case may also say only how many there are: none, in all that do.
fn errors_of(folder: &Path, name: &str, java: &Value) -> BTreeSet<String> {
    let Some(file) = java.as_str() else {
        assert_eq!(java["errorCount"], 0, "{name}: an outcome, or no errors");
        return BTreeSet::new();
    };
    let outcome = json(&folder.join("outcomes").join(file));
    let is_error = |issue: &&Value| matches!(issue["severity"].as_str(), Some("fatal" | "error"));
    let path = |issue: &Value| issue["expression"][0].as_str().or(issue["location"][0].as_str()).unwrap_or_default().to_owned();
    list(&outcome["issue"]).filter(is_error).map(|issue| normal(&path(issue))).collect()
}

/// A path as both validators would write it: without the comments that the Java validator puts in, and without the
/// type of a choice.
fn normal(path: &str) -> String {
    let mut normal = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once("/*") {
        normal.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    normal.push_str(rest);
    while let Some((before, after)) = normal.clone().split_once(".ofType(") {
        let (_, after) = after.split_once(')').expect("a type ends");
        normal = format!("{before}{after}");
    }
    normal.trim_end_matches('/').to_owned()
}

/// The validator of a run, with the definitions that come with its case.
fn validator(run: &Run) -> Validator {
    let mut validator = Validator::new();
    for path in run.definitions.iter().chain(&run.profile) {
        let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let added = validator.add_definitions(&path.to_string_lossy(), &bytes);
        // Questionnaires come along as well, which are no definitions of what a message looks like.
        let is_questionnaire = String::from_utf8_lossy(&bytes).contains("\"Questionnaire\"");
        assert!(is_questionnaire || !added.loaded.is_empty(), "{}: {added:?}", path.display());
    }
    validator
}

/// The elements at which we find errors, and what they are.
fn ours(run: &Run) -> BTreeMap<String, Vec<String>> {
    let mut text = fs::read_to_string(&run.message).unwrap_or_else(|error| panic!("{}: {error}", run.message.display()));
    if let Some(profile) = &run.profile {
        text = declaring(&text, &canonical(profile));
    }
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for issue in validator(run).validate(&text, &Options::default()).issues {
        if issue.severity <= Severity::Error {
            errors.entry(issue.path).or_default().push(format!("{}: {}", issue.rule, issue.message));
        }
    }
    errors
}

/// The message with a profile declared, where it does not declare it itself.
fn declaring(text: &str, profile: &str) -> String {
    if text.contains(profile) {
        return text.to_owned();
    }
    if let Ok(mut message) = serde_json::from_str::<Value>(text) {
        message["meta"]["profile"] = serde_json::json!([profile]);
        return message.to_string();
    }
    assert!(!text.contains("<meta"), "meta is where the profile goes");
    let root = text.find("xmlns=\"http://hl7.org/fhir\"").expect("FHIR in XML");
    let start = root + text[root..].find('>').expect("the root's tag ends") + 1;
    format!("{}<meta><profile value=\"{profile}\"/></meta>{}", &text[..start], &text[start..])
}

/// The URL of a definition. One of them is no JSON by the book, so that its text is looked at.
fn canonical(definition: &Path) -> String {
    let text = fs::read_to_string(definition).unwrap_or_else(|error| panic!("{}: {error}", definition.display()));
    let (_, text) = text.rsplit_once("</contained>").unwrap_or(("", &text));
    let mut words = text.split('"').skip_while(|word| !matches!(*word, "url") && !word.ends_with("<url value=")).skip(1);
    words.find(|word| word.contains("://")).expect("a profile has a URL").to_owned()
}

/// The list of differences: tables of strings, of lists of strings and of `true`, and nothing else of TOML.
fn known() -> Vec<Difference> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known-differences.toml");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut known, mut list) = (Vec::new(), None);
    for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "[[difference]]" {
            known.push(Difference::default());
            continue;
        }
        let last: &mut Difference = known.last_mut().unwrap_or_else(|| panic!("line {number} belongs to no difference"));
        let (key, value) = match &list {
            Some(key) => (String::clone(key), line),
            None => line.split_once(" = ").map(|(key, value)| (key.to_owned(), value)).unwrap_or_else(|| panic!("line {number}: {line}")),
        };
        match key.as_str() {
            "case" => last.run = strings(value).concat(),
            "reason" => last.reason = strings(value).concat(),
            "theirs" => last.theirs.extend(strings(value)),
            "ours" => last.ours.extend(strings(value)),
            "ours-wrong" => last.ours_wrong = value == "true",
            _ => panic!("line {number}: {key} is no key of a difference"),
        }
        list = (!value.ends_with(']') && (list.is_some() || value == "[")).then_some(key);
    }
    known
}

/// The strings of a line.
fn strings(line: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find('"') {
        let mut values = serde_json::Deserializer::from_str(&rest[start..]).into_iter::<String>();
        strings.push(values.next().and_then(Result::ok).unwrap_or_else(|| panic!("{line}")));
        rest = &rest[start + values.byte_offset()..];
    }
    strings
}

#[test]
fn errors_stand_where_the_java_validator_has_them_or_the_list_says_why_not() {
    let Some(folder) = material::path("conformance/validator") else { return };
    let known = known();
    let (runs, mut agreeing, mut faults) = (runs(&folder), 0, Vec::new());
    for run in &runs {
        let errors = ours(run);
        let ours: BTreeSet<String> = errors.keys().cloned().collect();
        let only_theirs: BTreeSet<&String> = run.theirs.difference(&ours).collect();
        let only_ours: BTreeSet<&String> = ours.difference(&run.theirs).collect();
        agreeing += usize::from(only_theirs.is_empty() && only_ours.is_empty());
        let listed: Vec<&Difference> = known.iter().filter(|difference| difference.run == run.name).collect();
        let listed_theirs: BTreeSet<&String> = listed.iter().flat_map(|difference| &difference.theirs).collect();
        let listed_ours: BTreeSet<&String> = listed.iter().flat_map(|difference| &difference.ours).collect();
        let mut fault = |what: &str, path: &str| faults.push(format!("{}: {path:?} {what}", run.name));
        only_theirs.difference(&listed_theirs).for_each(|path| fault("has an error of theirs only", path));
        only_ours.difference(&listed_ours).for_each(|path| fault(&format!("has an error of ours only: {:?}", errors[*path]), path));
        listed_theirs.difference(&only_theirs).for_each(|path| fault("is listed, but they report no error of their own", path));
        listed_ours.difference(&only_ours).for_each(|path| fault("is listed, but we report no error of our own", path));
    }
    for difference in &known {
        assert!(runs.iter().any(|run| run.name == difference.run), "{}: is no case", difference.run);
    }
    assert!(faults.is_empty(), "differences that are not listed, or listed and no more:\n{}", faults.join("\n"));
    assert!(runs.len() >= 30 && agreeing >= 10, "{agreeing} of {} runs agree", runs.len());
}

#[test]
fn every_known_difference_has_elements_and_a_reason() {
    let known = known();
    assert!(!known.is_empty());
    for difference in &known {
        assert!(!difference.theirs.is_empty() || !difference.ours.is_empty(), "{difference:?} differs");
        assert!(difference.reason.len() > 40, "{difference:?} says why");
        let sentence = difference.reason.contains(".html");
        assert!(!difference.ours_wrong || sentence, "{difference:?} says which page is on their side");
    }
}

#[test]
fn a_section_within_a_section_keeps_the_invariants_of_sections() {
    let composition = |inner: &str| {
        let text = format!(
            r#"{{"resourceType": "Composition", "status": "final", "type": {{"text": "a"}}, "subject": {{"display": "b"}},
            "date": "2026-11-20", "author": [{{"display": "c"}}], "title": "d", "section": [{{"section": [{{{inner}}}]}}]}}"#
        );
        let report = Validator::new().validate(&text, &Options::default());
        report.issues.into_iter().map(|issue| (issue.rule.into_owned(), issue.path)).collect::<Vec<_>>()
    };
    let empty = ("cmp-1".to_owned(), "Composition.section[0].section[0]".to_owned());
    assert_eq!(composition(r#""title": "nothing in it""#), [empty]);
    assert_eq!(composition(r#""entry": [{"display": "e"}]"#), []);
}

#[test]
fn an_extension_for_any_element_may_stand_in_a_primitive() {
    let text = r#"{"resourceType": "Patient", "_birthDate": {"extension": [
        {"url": "http://hl7.org/fhir/StructureDefinition/iso21090-nullFlavor", "valueCode": "NI"}]}}"#;
    let report = Validator::new().validate(text, &Options::default());
    assert!(report.conforms, "{:?}", report.issues);
    let elsewhere = text.replace("iso21090-nullFlavor", "iso21090-ADXP-streetName").replace("valueCode", "valueString");
    let report = Validator::new().validate(&elsewhere, &Options::default());
    assert_eq!(report.issues.iter().map(|issue| issue.rule.as_ref()).collect::<Vec<_>>(), ["extension-context"]);
}
