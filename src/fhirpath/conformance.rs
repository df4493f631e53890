//! The official tests of FHIRPath, which were written for R4: each passes, or stands in a list with the reason.

use std::collections::BTreeMap;
use std::fs;

use super::tests::{Message, definitions};
use super::{Expression, Unknown, Value};
use crate::material;

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fhirpath-not-applicable.toml");

struct Case {
    group: String,
    name: String,
    input: String,
    expression: String,
    /// The suite expects an error.
    invalid: bool,
    strict: bool,
    predicate: bool,
    outputs: Vec<(String, String)>,
}

fn unescape(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn attribute(tag: &str, name: &str) -> String {
    let start = tag.find(&format!(" {name}=\"")).map(|at| at + name.len() + 3);
    start.map_or_else(String::new, |start| unescape(tag[start..].split('"').next().unwrap_or_default()))
}

fn without_comments(mut text: &str) -> String {
    let mut out = String::new();
    while let Some((before, rest)) = text.split_once("<!--") {
        out.push_str(before);
        text = rest.split_once("-->").map_or("", |(_, after)| after);
    }
    out + text
}

/// Content of the elements of a name, each after its start tag's attributes.
fn elements<'t>(text: &'t str, name: &str) -> Vec<(&'t str, &'t str)> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut out = Vec::new();
    for part in text.split(&open).skip(1).filter(|part| part.starts_with([' ', '>', '/', '\n', '\t', '\r'])) {
        let Some((tag, rest)) = part.split_once('>') else { continue };
        let content = if tag.ends_with('/') { "" } else { rest.split(&close).next().unwrap_or_default() };
        out.push((tag, content));
    }
    out
}

fn cases(text: &str) -> Vec<Case> {
    let text = without_comments(text);
    let mut out = Vec::new();
    for (group, content) in elements(&text, "group") {
        for (tag, test) in elements(content, "test") {
            let Some((expression, body)) = elements(test, "expression").first().copied() else { continue };
            out.push(Case {
                group: attribute(group, "name"),
                name: attribute(tag, "name"),
                input: attribute(tag, "inputfile"),
                expression: unescape(body),
                invalid: !attribute(expression, "invalid").is_empty(),
                strict: attribute(tag, "mode") == "strict",
                predicate: attribute(tag, "predicate") == "true",
                outputs: elements(test, "output").iter().map(|(tag, body)| (attribute(tag, "type"), unescape(body))).collect(),
            });
        }
    }
    out
}

/// A value as the suite writes it, and its type.
fn written(message: &Message<'_>, value: &Value<'_>) -> (String, String) {
    match value {
        Value::Node(node) => {
            let typed = message.typed();
            let code = typed.type_of(*node).map(|code| typed.definitions.text(code)).unwrap_or_default();
            let text = typed.tree.value(*node).unwrap_or_default();
            let at = if matches!(code, "date" | "dateTime" | "instant") { "@" } else { "" };
            (code.to_owned(), format!("{at}{text}"))
        }
        Value::Moment(moment) => {
            let prefix = if moment.is_dated() { "@" } else { "@T" };
            (String::new(), format!("{prefix}{}", moment.write()))
        }
        value => {
            let system = value.system_type().unwrap_or_default().to_lowercase();
            (system, value.write().unwrap_or_default().into_owned())
        }
    }
}

fn run(case: &Case, message: &Message<'_>) -> Result<(), String> {
    let expression = match Expression::parse(&case.expression) {
        Ok(expression) => expression,
        Err(_) if case.invalid => return Ok(()),
        Err(error) => return Err(format!("at {}: expected {}", error.at, error.expected)),
    };
    let values = match message.evaluate(&expression) {
        Err(Unknown::Fault(_)) if case.invalid => return Ok(()),
        Err(unknown) => return Err(unknown.reason().to_owned()),
        Ok(values) => values,
    };
    let found: Vec<(String, String)> = values.iter().map(|value| written(message, value)).collect();
    if case.invalid || case.strict {
        return Err(format!("an error was expected, found {found:?}"));
    }
    if case.predicate {
        let expected = case.outputs.iter().any(|(_, text)| text == "true");
        return if expected != values.is_empty() { Ok(()) } else { Err(format!("found {found:?}")) };
    }
    let same = found.len() == case.outputs.len()
        && found.iter().zip(&case.outputs).all(|((code, text), (expected_code, expected))| {
            text == expected
                && (code.is_empty() || expected_code.is_empty() || code.eq_ignore_ascii_case(expected_code) || code == "integer")
        });
    if same { Ok(()) } else { Err(format!("expected {:?}, found {found:?}", case.outputs)) }
}

/// The list: a section for each group, and in it for each test the reason.
fn listed() -> BTreeMap<(String, String), String> {
    let text = fs::read_to_string(LIST).unwrap_or_default();
    let mut group = String::new();
    let mut out = BTreeMap::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            group = name.trim_matches('"').to_owned();
        } else if let Some((name, reason)) = line.split_once(" = ") {
            out.insert((group.clone(), name.trim_matches('"').to_owned()), reason.to_owned());
        }
    }
    out
}

#[test]
fn the_official_suite_passes_but_for_what_is_listed() {
    let Some(suite) = material::path("conformance/fhirpath") else { return };
    let text = fs::read_to_string(suite.join("tests-fhir-r4.xml")).expect("the suite can be read");
    let mut listed = listed();
    let (mut passed, mut known, mut wrong) = (0, 0, Vec::new());
    let cases = cases(&text);
    for case in &cases {
        let input = fs::read_to_string(suite.join("input").join(&case.input)).unwrap_or_default();
        let input = if input.is_empty() { "<Patient xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></Patient>" } else { &input };
        let outcome = Message::with(input, definitions(), |message| run(case, message));
        let reason = listed.remove(&(case.group.clone(), case.name.clone()));
        match (outcome, reason) {
            (Ok(()), None) => passed += 1,
            (Err(_), Some(_)) => known += 1,
            (Ok(()), Some(_)) => wrong.push(format!("[{}] {} passes and must leave the list", case.group, case.name)),
            (Err(why), None) => wrong.push(format!("[{}] {}: {} -> {why}", case.group, case.name, case.expression)),
        }
    }
    wrong.extend(listed.keys().map(|(group, name)| format!("[{group}] {name} is listed and does not exist")));
    println!("FHIRPath: {passed} of {} official tests pass, {known} do not apply and are listed", cases.len());
    assert!(wrong.is_empty(), "{} of {} tests:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
