//! Why something is not listed can be asked: it goes away with another finding, and the report says with which.

use itk3_validator::report::{FoldedIssue, Report};
use itk3_validator::{Options, Validator};

fn report(message: &str) -> Report {
    Validator::new().validate(message, &Options { explain_folding: true, ..Options::default() })
}

/// The folded finding of a rule, and the rule of what it goes away with.
fn folded<'r>(report: &'r Report, rule: &str) -> Option<(&'r FoldedIssue, Option<&'r str>)> {
    let folded = report.folded.iter().flatten().find(|folded| folded.issue.rule == rule)?;
    Some((folded, folded.under.map(|under| report.issues[under as usize].rule.as_ref())))
}

#[test]
fn what_is_missing_goes_away_with_its_misspelt_name() {
    let report = report(r#"{"resourceType": "Bundle", "typ": "collection"}"#);
    assert_eq!(report.issues.len(), 1, "{:?}", report.issues);
    let (min, under) = folded(&report, "min").expect("that type is missing is found");
    assert_eq!((min.relation, under, min.issue.path.as_str()), ("misspelt", Some("element-unknown"), "Bundle"));
    assert!(min.because.contains("misspelt"), "{}", min.because);
    assert_eq!(report.issues[0].consequences[0], "type is missing");
}

#[test]
fn an_invariant_goes_away_with_the_element_that_it_speaks_of() {
    let message =
        r#"{"resourceType": "Observation", "status": "final", "code": {"text": "x"}, "referenceRange": [{"lowe": {"value": 1}}]}"#;
    let report = report(message);
    let (invariant, under) = folded(&report, "obs-3").expect("that there is neither low nor high nor text is found");
    assert_eq!((invariant.relation, under), ("invariant-of-it", Some("element-unknown")));
}

#[test]
fn what_a_text_lacks_goes_away_with_where_it_breaks_off() {
    let report = report(r#"{"resourceType": "Bundle", "id": "a" "identifier": {"value": "b"}}"#);
    let (_, under) = folded(&report, "min").expect("that type is missing is found");
    assert!(under.is_some_and(|rule| rule == "json-syntax"), "{under:?}");
    assert!(!report.issues.iter().any(|issue| issue.rule == "min"));
}

#[test]
fn nobody_who_does_not_ask_is_told() {
    let report = Validator::new().validate(r#"{"resourceType": "Bundle", "typ": "collection"}"#, &Options::default());
    assert!(report.folded.is_none());
    assert!(!serde_json::to_string(&report).unwrap().contains("folded"));
}

#[test]
fn references_to_what_is_of_no_type_go_away_with_it_wherever_it_stands() {
    let entry = |id: &str, resource: &str| format!(r#"{{"fullUrl": "urn:uuid:{id}", "resource": {resource}}}"#);
    let (one, other) = ("0d1e2c3b-0d1e-4a8f-9a06-5b1d2c3e4f10", "0d1e2c3b-0d1e-4a8f-9a06-5b1d2c3e4f11");
    let organization = entry(one, &format!(r#"{{"resourceType": "Organisation", "id": "{one}", "name": "x"}}"#));
    let reference = format!(r#"{{"reference": "urn:uuid:{one}"}}"#);
    let patient = entry(other, &format!(r#"{{"resourceType": "Patient", "id": "{other}", "managingOrganization": {reference}}}"#));
    for entries in [format!("{organization}, {patient}"), format!("{patient}, {organization}")] {
        let report = report(&format!(r#"{{"resourceType": "Bundle", "type": "collection", "entry": [{entries}]}}"#));
        let rules: Vec<&str> = report.issues.iter().map(|issue| issue.rule.as_ref()).collect();
        assert_eq!(rules, ["resource-unknown"]);
        assert_eq!(report.issues[0].expected.as_deref(), Some("Organization"));
        let (folded, under) = folded(&report, "reference-type").expect("the reference is of another type");
        assert_eq!((folded.relation, under), ("target-of-unknown-type", Some("resource-unknown")));
    }
}
