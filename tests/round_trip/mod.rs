//! A text converted to the other format and back.

use itk3_validator::report::Issue;
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator};
use serde::Deserialize;

use crate::outline::{self, other};

pub(crate) fn convert(validator: &Validator, text: &str) -> Result<String, Box<Issue>> {
    validator.convert(text, other(Format::of(text)), &Options::default())
}

/// A reader of another make accepts the text.
pub(crate) fn is_well_formed(text: &str) -> Result<(), String> {
    match Format::of(text) {
        Format::Json => {
            let mut input = serde_json::Deserializer::from_str(text);
            serde::de::IgnoredAny::deserialize(&mut input).map_err(|error| error.to_string())?;
            input.end().map_err(|error| error.to_string())
        }
        _ => roxmltree::Document::parse(text).map(|_| ()).map_err(|error| error.to_string()),
    }
}

/// Markup without its prefixes and declarations: names, namespaces, attributes and text.
fn canonical(div: &str) -> String {
    let around = format!(
        "<a xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:html=\"http://www.w3.org/1999/xhtml\" xmlns:ns1=\"http://www.w3.org/1999/xhtml\">{}</a>",
        div.trim()
    );
    let Ok(document) = roxmltree::Document::parse(&around) else { return outline::with_line_feeds(div.trim()) };
    let describe = |node: roxmltree::Node<'_, '_>| {
        let name = node.tag_name();
        let space = name.namespace().filter(|space| !space.is_empty()).unwrap_or("http://www.w3.org/1999/xhtml");
        format!("{:?}{}{:?}{:?}{:?}", space, name.name(), node.attributes().collect::<Vec<_>>(), node.text(), node.node_type())
    };
    document.root_element().descendants().skip(1).filter(|node| !node.is_comment()).map(describe).collect()
}

/// Narratives without the prefixes they happen to use.
pub(crate) fn lines(text: &str) -> Vec<String> {
    outline::lines(text, |name, value| if name == "div" { canonical(value) } else { value.to_owned() })
}

/// Which rule is broken at which path, but for those that speak of how a format writes things.
pub(crate) fn problems(validator: &Validator, text: &str) -> Vec<(String, String)> {
    let of_format =
        |rule: &str| rule.starts_with("json-") || rule.starts_with("xml-") || matches!(rule, "element-order" | "encoding-declared");
    let issues = validator.validate(text, &Options::default()).issues.into_iter().filter(|issue| !of_format(&issue.rule));
    let mut problems: Vec<_> = issues.map(|issue| (issue.rule.to_string(), holder(issue))).collect();
    problems.sort();
    problems
}

/// Returns the path of a finding. In JSON, a resource without a type may be reported at its misspelt `resourceType`.
fn holder(issue: Issue) -> String {
    const RESOURCE: &str = ".resource";
    match issue.path.rfind(".resource.").filter(|_| issue.rule == "resource-expected") {
        Some(at) => issue.path[..at + RESOURCE.len()].to_owned(),
        None => issue.path,
    }
}

/// What is wrong with the conversion of a text; whether it was converted.
pub(crate) fn held(validator: &Validator, text: &str) -> Result<bool, String> {
    let written = match convert(validator, text) {
        Ok(written) => written,
        Err(issue) => {
            let place = issue.place;
            return if place.line > 0 && place.column > 0 && !issue.message.is_empty() { Ok(false) } else { Err("no place".to_owned()) };
        }
    };
    is_well_formed(&written).map_err(|error| format!("not well-formed: {error}\n{written}"))?;
    let (before, after) = (lines(text), lines(&written));
    if before != after {
        let lost: Vec<&String> = before.iter().filter(|line| !after.contains(line)).take(3).collect();
        let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).take(3).collect();
        return Err(format!("another tree: lost {lost:#?}, new {new:#?}"));
    }
    let (before, after) = (problems(validator, text), problems(validator, &written));
    if before != after {
        let lost: Vec<_> = before.iter().filter(|one| !after.contains(one)).take(3).collect();
        let new: Vec<_> = after.iter().filter(|one| !before.contains(one)).take(3).collect();
        return Err(format!("other findings: lost {lost:?}, new {new:?}"));
    }
    let back = convert(validator, &written).map_err(|issue| format!("not converted back: {issue:?}"))?;
    is_well_formed(&back).map_err(|error| format!("back again, not well-formed: {error}"))?;
    if lines(&back) != lines(text) { Err("back again, another tree".to_owned()) } else { Ok(true) }
}
