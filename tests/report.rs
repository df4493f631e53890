//! The report's forms: lines with marks for a terminal, and the findings folded on to the message.

use itk3_validator::report::{Report, TreeItem, operation_outcome, text};
use itk3_validator::{Options, Validator};

fn report(message: &str) -> Report {
    Validator::new().validate(message, &Options::default())
}

/// The source line that is shown, and the stretch of it that is marked.
fn marked(message: &str) -> (String, String) {
    let text = text(&report(message), "message", message);
    let mut lines = text.lines().skip_while(|line| !line.trim_start().starts_with(char::is_numeric) || !line.contains(" | "));
    let (source, marks) = (lines.next().expect("a line is shown"), lines.next().expect("and marked"));
    let after_bar = |line: &str| line.split_once(" | ").map(|(_, rest)| rest.to_owned()).expect("a bar");
    let (source, marks) = (after_bar(source), after_bar(marks));
    let (start, length) = (marks.chars().take_while(|&c| c == ' ').count(), marks.matches('^').count());
    assert_eq!(marks.trim(), "^".repeat(length), "{marks:?}");
    let stretch = source.chars().skip(start).take(length).collect();
    (source, stretch)
}

#[test]
fn marks_stand_under_the_place_whatever_stands_before_it() {
    for before in ["", "\t\t", "é", "\u{1f600}", "<!-- \u{1f600}\u{1f600} é\t-->", "\n\n  ", "\r\n"] {
        let message = format!(r#"<Patient xmlns="http://hl7.org/fhir">{before}<birthDate value="20 Nov"/></Patient>"#);
        if before.starts_with(['é', '\u{1f600}']) {
            // Text between elements is a finding of its own, and comes first.
            assert_eq!(marked(&message).1, before);
        } else {
            assert_eq!(marked(&message).1, "20 Nov", "{before:?}");
        }
    }
}

#[test]
fn a_long_line_is_cut_so_that_the_place_stays_in_sight() {
    for length in [0, 40, 60, 100, 110, 111, 200, 5000] {
        for after in [0, 50, 5000] {
            let (before, after) = ("é".repeat(length), "x".repeat(after));
            let message = format!(
                r#"{{"resourceType": "Patient", "id": "a", "name": [{{"text": "a{before}"}}], "birthDate": "20 Nov", "language": "en-{after}"}}"#
            );
            let (source, stretch) = marked(&message);
            assert_eq!(stretch, "20 Nov", "{length} {source}");
            assert!(source.chars().count() <= 110, "{}", source.chars().count());
        }
    }
}

#[test]
fn a_stretch_of_several_lines_is_marked_to_the_end_of_its_first() {
    let message = "{\"resourceType\": \"Patient\", \"active\": true}\n{\"a\":\n 1}\n";
    assert_eq!(marked(message).1, "{\"a\":");
}

/// Labels of a tree, each below its holder by two spaces, with the number of errors.
fn outline(item: &TreeItem, depth: usize, into: &mut Vec<String>) {
    let errors = item.counts.error;
    into.push(format!("{}{} {} {errors}", "  ".repeat(depth), item.kind, item.label));
    item.children.iter().for_each(|child| outline(child, depth + 1, into));
}

#[test]
fn findings_are_folded_on_to_entries_and_contained_resources() {
    let message = r##"{
      "resourceType": "Bundle", "id": "b", "type": "collection",
      "entry": [
        {"resource": {"resourceType": "Patient", "id": "p1", "active": true}},
        {"resource": {"resourceType": "Patient", "id": "p2", "birthDate": "20 Nov",
          "contained": [
            {"resourceType": "Organization", "id": "o1", "name": "Example Surgery"},
            {"resourceType": "Organization", "id": "o2", "name": "Example Trust", "active": "yes"}],
          "generalPractitioner": [{"reference": "#o1"}, {"reference": "#o2"}]}},
        {"resource": {"resourceType": "Bundle", "id": "c", "type": "collection",
          "entry": [{"resource": {"resourceType": "Patient", "id": "p3", "name": [{"given": ["Ann"], "nick": "A"}]}}]}}
      ]
    }"##;
    let report = report(message);
    let mut lines = Vec::new();
    outline(report.tree.as_ref().expect("there is a tree"), 0, &mut lines);
    let expected = [
        "message Bundle (collection) 3",
        "  entry entry[0] Patient 0",
        "  entry entry[1] Patient 2",
        "    element birthDate 1",
        "    resource contained[1] Organization 1",
        "      element active 1",
        "  entry entry[2] Bundle 1",
        "    entry entry[0] Patient 1",
        "      element name[0].nick 1",
    ];
    assert_eq!(lines, expected);
    let second = &report.tree.expect("there is a tree").children[1];
    assert_eq!((second.id.as_deref(), second.path.as_str()), (Some("p2"), "Bundle.entry[1]"));
}

#[test]
fn a_finding_without_an_element_is_shown_at_the_root() {
    let report = report("{\"resourceType\": \"Patient\", \"active\": true} the end");
    let tree = report.tree.expect("there is a tree");
    assert_eq!((tree.issues, tree.counts.error, tree.children.len()), (vec![0], 1, 0));
}

#[test]
fn an_outcome_always_has_an_issue() {
    let report = report(r#"{"resourceType": "Patient", "active": true}"#);
    for xml in [true, false] {
        let outcome = operation_outcome(&report, xml);
        assert!(outcome.contains("information") && outcome.contains("conforms"), "{outcome}");
        assert!(self::report(&outcome).issues.is_empty(), "{outcome}");
    }
}

#[test]
fn an_outcome_of_any_text_is_an_outcome() {
    for message in [
        "",
        "\u{0}\u{1}\u{fffe}",
        "<a\u{1}b>]]>&<",
        "{\"resourceType\": \"Patient\", \"a\\u0000\\\"<&>\\n\": 1}",
        "<Patient xmlns=\"http://hl7.org/fhir\"><na\u{fffe}me/></Patient>",
    ] {
        let outcome = report(message);
        for xml in [true, false] {
            let text = operation_outcome(&outcome, xml);
            let again = report(&text);
            assert!(again.conforms && again.summary.resource_type.as_deref() == Some("OperationOutcome"), "{text}\n{:?}", again.issues);
        }
    }
}
