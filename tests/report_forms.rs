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
    for form in [Form::Sarif, Form::Junit, Form::Github, Form::Gitlab, Form::Html] {
        let text = written(form);
        assert!(!text.contains("Zebedee") && !text.contains("Tuesday") && !text.contains("1+1"), "{text}");
    }
}

#[test]
fn junit_says_how_long_each_file_took() {
    let report = Validator::new().validate(BAD, &Options::default());
    let mut writer = Writer::new(Form::Junit);
    for microseconds in [1_500_000, 42] {
        writer.microseconds = Some(microseconds);
        writer.add(&report, "a.xml", BAD);
    }
    let text = writer.finish();
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let times: Vec<_> = document.descendants().filter(|node| node.has_tag_name("testcase")).map(|case| case.attribute("time")).collect();
    assert_eq!(times, [Some("1.500000"), Some("0.000042")]);
    assert_eq!(document.root_element().attribute("time"), Some("1.500042"));
}

#[test]
fn github_gets_a_command_on_a_line_for_each_finding() {
    let text = written(Form::Github);
    for line in text.lines() {
        let command = line.strip_prefix("::").and_then(|line| line.split_once("::")).map(|(command, _)| command);
        let (level, properties) = command.and_then(|command| command.split_once(' ')).unwrap_or_else(|| panic!("{line}"));
        assert!(["error", "warning", "notice"].contains(&level), "{line}");
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(
            properties.split(',').all(|p| p.split_once('=').is_some_and(|(name, value)| known.contains(&name) && !value.is_empty())),
            "{line}"
        );
    }
    assert!(text.contains("::error file=messages/a b.xml,line=2,endLine=2,col=18,endColumn=41,title=binding-required::"), "{text}");
    assert!(!text.contains("::error file=/tmp/odd"), "what is waived is no annotation: {text}");
    assert!(text.contains("::notice file=/tmp/odd&.json,title=not checked::"), "{text}");
}

#[test]
fn gitlab_gets_one_list_whose_fingerprints_differ() {
    let text = written(Form::Gitlab);
    let items: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let items = items.as_array().expect("a list");
    let mut fingerprints: Vec<&str> = items.iter().filter_map(|item| item["fingerprint"].as_str()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), items.len());
    for item in items {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&item["severity"].as_str().unwrap_or_default()), "{item}");
        assert!(item["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0), "{item}");
        assert!(item["description"].is_string() && item["check_name"].is_string() && item["location"]["path"].is_string(), "{item}");
    }
    // The same finding twice is two items.
    let report = Validator::new().validate(BAD, &Options::default());
    let mut writer = Writer::new(Form::Gitlab);
    writer.add(&report, "a.xml", BAD);
    writer.add(&report, "a.xml", BAD);
    let twice: Value = serde_json::from_str(&writer.finish()).expect("it is JSON");
    assert_eq!(twice.as_array().map(Vec::len), Some(2 * report.issues.len() + 2));
    assert_eq!(Writer::new(Form::Gitlab).finish(), "[]\n");
}

#[test]
fn ndjson_has_an_object_on_each_line() {
    let text = written(Form::Ndjson);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect();
    let kinds = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!(kinds("file"), 2);
    assert!(kinds("finding") >= 3, "{text}");
    let unknown = r#"{"resourceType": "Patient", "meta": {"profile": ["http://example.org/x"]}, "active": true}"#;
    let report = Validator::new().validate(unknown, &Options::default());
    let first = Writer::new(Form::Ndjson).add(&report, "a.json", unknown);
    let first: Value = serde_json::from_str(first.lines().next().unwrap_or_default()).expect("it is JSON");
    assert_eq!((&first["type"], &first["reason"]), (&Value::from("not-checked"), &Value::from("unknown-profile")));
    assert!(lines.iter().all(|line| line["file"].is_string()));
    let verdicts: Vec<&Value> = lines.iter().filter(|line| line["type"] == "file").map(|line| &line["conforms"]).collect();
    assert_eq!(verdicts, [&Value::from(false), &Value::from(true)]);
}

#[test]
fn html_is_a_whole_page_without_scripts() {
    let text = written(Form::Html);
    let body = text.strip_prefix("<!DOCTYPE html>\n").expect("it says what it is");
    // All elements are closed but those that are empty.
    let body = body.replace("<meta charset=\"utf-8\">", "").replace("<br>", "<br/>");
    let body: String = body.lines().filter(|line| !line.starts_with("<meta ")).fold(String::new(), |all, line| all + line + "\n");
    let document = roxmltree::Document::parse(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
    let elements = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((elements("h1"), elements("h2"), elements("script")), (1, 2, 0));
    let targets: Vec<_> =
        document.descendants().filter_map(|node| node.attribute("href")).filter_map(|href| href.strip_prefix('#')).collect();
    assert_eq!(targets.len(), 2);
    assert!(targets.iter().all(|id| document.descendants().any(|node| node.attribute("id") == Some(id))), "{targets:?}");
    assert!(
        text.contains("default-src 'none'") && text.contains("/tmp/odd&amp;.json") && text.contains("known, and &quot;agreed&quot;"),
        "{text}"
    );
}

#[test]
fn text_names_a_file_once_and_takes_three_lines_for_a_finding() {
    let validator = Validator::new();
    let report = validator.validate(BAD, &Options::default());
    let text = Writer::new(Form::Text).add(&report, "a.xml", BAD);
    assert_eq!(text.matches("a.xml").count(), 1, "{text}");
    assert!(text.lines().count() <= 3 * report.issues.len() + 2, "{text}");
    let full = Writer::new(Form::Full).add(&report, "a.xml", BAD);
    assert!(report.issues.iter().all(|issue| text.contains(&issue.message) && full.contains(&issue.message)));
    assert!(full.contains("^^^") && !text.contains("^^^"));
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
