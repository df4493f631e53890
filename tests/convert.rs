//! A resource written in the other format says the same: its tree, its findings, and the same back again.

mod material;
mod outline;

use std::fs;
use std::path::Path;

use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator};
use outline::other;

/// Every value as it is written.
fn lines(text: &str) -> Vec<String> {
    outline::lines(text, |name, value| if name == "div" { outline::with_line_feeds(value) } else { value.to_owned() })
}

/// Converts there and back; nothing is lost on the way.
#[track_caller]
fn says_the_same(validator: &Validator, name: &str, text: &str) {
    let format = Format::of(text);
    let there = validator.convert(text, other(format), &Options::default()).unwrap_or_else(|issue| panic!("{name}: {issue:?}"));
    assert_eq!(Format::of(&there), other(format), "{name}");
    let (before, after) = (lines(text), lines(&there));
    let lost: Vec<&String> = before.iter().filter(|line| !after.contains(line)).take(5).collect();
    let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).take(5).collect();
    assert!(before == after, "{name}\nlost {lost:#?}\nnew {new:#?}");
    let back = validator.convert(&there, format, &Options::default()).expect("a resource");
    assert_eq!(lines(&back), before, "{name}, back again");
    let again = validator.convert(&back, other(format), &Options::default()).expect("a resource");
    assert_eq!(again, there, "{name}: the same each time");
}

#[test]
fn fixtures_say_the_same_in_the_other_format() {
    let validator = Validator::new();
    let mut count = 0;
    for folder in ["tests/fixtures/parity", "tests/fixtures/messages"] {
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            let name = path.display().to_string();
            let text = fs::read_to_string(&path).expect("a text");
            // How a format writes things is a mistake that the other cannot have.
            let of_format = |rule: &str| rule.starts_with("json-") || rule.starts_with("xml-");
            if validator.validate(&text, &Options::default()).issues.iter().any(|issue| of_format(&issue.rule)) {
                continue;
            }
            says_the_same(&validator, &name, &text);
            count += 1;
        }
    }
    assert!(count >= 5, "{count} fixtures");
}

#[test]
fn published_messages_that_conform_say_the_same_in_the_other_format() {
    let validator = Validator::new();
    for (name, bytes) in material::corpus() {
        if !validator.validate_bytes(&bytes, &Options::default()).conforms {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        says_the_same(&validator, &name, &text);
    }
}

#[test]
fn what_holds_no_resource_has_no_other_form() {
    let validator = Validator::new();
    for text in ["", "MSH|", "<a", "{}", "[1]"] {
        assert!(validator.convert(text, Format::Json, &Options::default()).is_err(), "{text}");
    }
}

#[test]
fn the_lines_of_a_narrative_end_with_a_line_feed() {
    let validator = Validator::new();
    let convert = |text: &str, to| validator.convert(text, to, &Options::default()).expect("a resource");
    let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p title=\"a\r\nb\">c\r\nd\re</p></div>";
    let xml = format!("<Patient xmlns=\"http://hl7.org/fhir\"><text><status value=\"generated\"/>{div}</text></Patient>");
    let json = convert(&xml, Format::Json);
    assert!(json.contains(r#"title=\"a\nb\">c\nd\ne</p>"#), "{json}");
    let json = json.replace(r"\n", r"\r\n");
    assert!(convert(&json, Format::Xml).contains("<p title=\"a\nb\">c\nd\ne</p>"), "{json}");
}
