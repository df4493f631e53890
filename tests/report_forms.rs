//! SARIF, JUnit and CSV as those read them who show them.

use itk3_validator::report::{Form, Severity, Writer};
use itk3_validator::{Options, Validator};
use serde_json::Value;

const BAD: &str = "<Patient xmlns=\"http://hl7.org/fhir\">\n  <gender value=\"Zebedee, &quot;Zz&quot;\"/>\n  <birthDate value=\"Tuesday\"/>\n</Patient>\n";
const ODD: &str = r#"{"resourceType": "Patient", "birthDate": "=1+1", "maritalStatus": {"coding": [{"code": "x"}]}}"#;

/// Two files in one form, the second with its only error waived.
fn written(form: Form) -> String {
    let validator = Validator::new();
    let mut writer = Writer::new(form);
    let bad = validator.validate(BAD, &Options::default());
    let mut odd = validator.validate(ODD, &Options::default());
    odd.waive(&mut |issue| (issue.severity == Severity::Error).then(|| "known, and \"agreed\"".to_owned()));
    let first = writer.add(&bad, "./messages/a b.xml", BAD);
    let second = writer.add(&odd, "/tmp/odd&.json", ODD);
    first + &second + &writer.finish()
}

#[test]
fn sarif_has_what_code_hosts_ask_for() {
    let log: Value = serde_json::from_str(&written(Form::Sarif)).expect("it is JSON");
    assert_eq!((&log["version"], log["runs"].as_array().map(Vec::len)), (&Value::from("2.1.0"), Some(1)));
    let run = &log["runs"][0];
    assert_eq!((&run["columnKind"], &run["tool"]["driver"]["name"]), (&Value::from("utf16CodeUnits"), &Value::from("itk3-validator")));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(rule[text]["text"].as_str().is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.starts_with("https://")), "{rule}");
        assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap_or_default()));
    }
    let results = run["results"].as_array().expect("results");
    assert!(results.len() >= 4);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let place = &result["locations"][0]["physicalLocation"];
        let region = |name: &str| place["region"][name].as_u64().expect("a place");
        assert!(region("startLine") >= 1 && region("startColumn") >= 1);
        assert!((region("endLine"), region("endColumn")) > (region("startLine"), region("startColumn")));
        let uri = place["artifactLocation"]["uri"].as_str().expect("an address");
        assert!(["messages/a%20b.xml", "file:///tmp/odd%26.json", "file:///tmp/odd&.json"].contains(&uri), "{uri}");
        assert!(result["partialFingerprints"]["itk3/v1"].as_str().is_some_and(|hash| hash.len() == 16));
    }
    let suppressed: Vec<&Value> = results.iter().filter(|result| !result["suppressions"].is_null()).collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(suppressed[0]["suppressions"][0]["justification"], "known, and \"agreed\"");
}

#[test]
fn junit_is_xml_with_a_test_for_each_file() {
    let text = written(Form::Junit);
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let suites = document.root_element();
    assert_eq!((suites.tag_name().name(), suites.attribute("tests"), suites.attribute("failures")), ("testsuites", Some("2"), Some("1")));
    let cases: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(cases[1].attribute("name"), Some("/tmp/odd&.json"));
    let failure = cases[0].children().find(|node| node.has_tag_name("failure")).expect("it fails");
    assert!(failure.text().is_some_and(|text| text.lines().count() == 2), "{text}");
    assert!(cases[1].children().all(|node| !node.has_tag_name("failure")), "what is waived is no failure");
}

#[test]
fn what_build_servers_keep_quotes_nothing_of_a_message() {
    for form in [Form::Sarif, Form::Junit] {
        let text = written(form);
        assert!(!text.contains("Zebedee") && !text.contains("Tuesday") && !text.contains("1+1"), "{text}");
    }
}

#[test]
fn csv_has_as_many_cells_in_each_row_and_no_formula() {
    let text = written(Form::Csv);
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let (mut quoted, mut signs) = (false, text.chars().peekable());
    while let Some(sign) = signs.next() {
        let row = rows.last_mut().expect("a row");
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => row.last_mut().expect("a cell").push(signs.next().expect("a quote")),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            other => row.last_mut().expect("a cell").push(other),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "it ends with its last row");
    assert!(rows.len() >= 5 && rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '@'])), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains(&"'=1+1".to_owned())) && rows.iter().any(|row| row.contains(&"Zebedee, \"Zz\"".to_owned())));
}
