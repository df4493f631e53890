//! The language server, as an editor meets it: whole sessions with the command itself.

mod editor;

use std::fs;
use std::path::{Path, PathBuf};

use editor::{Editor, edited, position, stretch};
use lsp_server::ErrorCode;
use serde_json::{Value, json};

const URI: &str = "file:///nowhere/message.xml";
const MESSAGE: &str = include_str!("../../www/examples/send-document-mistakes.xml");

fn at(uri: &str, text: &str, words: &str, offset: usize) -> Value {
    let byte = text.find(words).unwrap_or_else(|| panic!("{words} is not there")) + offset;
    json!({"textDocument": {"uri": uri}, "position": position(text, byte)})
}

fn codes(findings: &[Value]) -> Vec<&str> {
    findings.iter().filter_map(|finding| finding["code"].as_str()).collect()
}

/// A file system of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lsp").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

#[test]
fn a_session_from_greeting_to_end() {
    let mut editor = Editor::start();
    let can = editor.greet(json!({}));
    assert_eq!(can["serverInfo"]["name"], "itk3-validator");
    assert_eq!(can["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(can["capabilities"]["positionEncoding"], "utf-16");

    let mut text = MESSAGE.to_owned();
    editor.did_open(URI, &text);
    let before = editor.findings(URI, 1);
    assert!(before.iter().any(|finding| finding["severity"] == 1), "{before:?}");
    for finding in before.iter().filter(|finding| finding["severity"] != 3) {
        assert_eq!(finding["source"], "itk3-validator");
        let link = finding["codeDescription"]["href"].as_str().unwrap_or_default();
        assert!(link.starts_with("http") && !finding["message"].as_str().unwrap_or_default().is_empty(), "{finding}");
    }

    // A letter at a time, beyond the basic plane, too: only the last state counts.
    editor.change(URI, 2, &mut text, "<gender value=\"", "<!-- \u{1f600} --><gender value=\"x");
    editor.change(URI, 3, &mut text, "<gender value=\"x", "<gender value=\"xy");
    let after = editor.findings(URI, 3);
    let wrong = after.iter().find(|finding| finding["code"] == "binding-required").unwrap_or_else(|| panic!("{after:?}"));
    assert!(stretch(&text, &wrong["range"]).starts_with("xy"), "{wrong}");
    editor.change(URI, 4, &mut text, "<!-- \u{1f600} --><gender value=\"xy", "<gender value=\"");
    assert_eq!(editor.findings(URI, 4), before);

    assert_eq!(editor.ask("shutdown", Value::Null), Value::Null);
    let refused = editor.request("textDocument/hover", at(URI, &text, "<gender", 3));
    assert_eq!(editor.response(refused).response_result.expect_err("it is down").code, ErrorCode::InvalidRequest as i32);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.unheard(), Vec::<String>::new());
    assert_eq!(editor.end(), 0);
}

#[test]
fn whoever_goes_without_a_word_or_in_the_wrong_order_is_told() {
    let mut editor = Editor::start();
    let early = editor.request("textDocument/hover", json!({}));
    assert_eq!(editor.response(early).response_result.expect_err("it is early").code, ErrorCode::ServerNotInitialized as i32);
    editor.did_open(URI, MESSAGE);
    editor.greet(json!({}));
    let unknown = editor.request("textDocument/rename", json!({}));
    assert_eq!(editor.response(unknown).response_result.expect_err("unknown").code, ErrorCode::MethodNotFound as i32);
    let wrong = editor.request("textDocument/hover", json!({"textDocument": {"uri": URI}}));
    assert_eq!(editor.response(wrong).response_result.expect_err("no position").code, ErrorCode::InvalidParams as i32);
    // What came before the greeting was not taken in.
    assert_eq!(editor.ask("textDocument/hover", at(URI, MESSAGE, "<gender", 3)), Value::Null);
    editor.tell("$/setTrace", json!({"value": "off"}));
    assert_eq!(editor.end(), 1);

    let mut editor = Editor::open();
    editor.tell("exit", Value::Null);
    assert_eq!(editor.end(), 1);
}

#[test]
fn messages_that_cannot_be_read_stop_nothing() {
    let mut editor = Editor::open();
    editor.send_bytes(b"{\"jsonrpc\": \"2.0\", \"method\": \xff\xfe}");
    assert!(editor.hear("window/logMessage")["message"].as_str().is_some_and(|said| said.contains("could not be read")));
    editor.send_bytes(b"{]");
    editor.hear("window/logMessage");
    editor.tell("textDocument/didOpen", json!({"textDocument": 3}));
    editor.hear("window/logMessage");
    for uri in ["file:///%ff%zz/\u{1f600}.xml", "untitled:Untitled-1", "nonsense", "file://", ""] {
        editor.did_open(uri, "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"x\"/></Patient>");
        assert!(codes(&editor.findings(uri, 1)).contains(&"binding-required"), "{uri}");
    }
    // Places that are not there.
    let far = json!({"textDocument": {"uri": "nonsense"}, "position": {"line": 4_000_000, "character": 4_000_000}});
    for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
        editor.ask(method, far.clone());
    }
    let range = json!({"start": {"line": 7, "character": 0}, "end": {"line": 0, "character": 5}});
    let change = json!({"textDocument": {"uri": "nonsense", "version": 2}, "contentChanges": [{"range": range, "text": "\u{1f600}"}]});
    editor.tell("textDocument/didChange", change);
    editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": "nonsense"}}));
}

#[test]
fn other_documents_are_left_alone_and_closed_ones_are_cleared() {
    let mut editor = Editor::open();
    editor.hear("client/registerCapability");
    let other = "file:///nowhere/pom.xml";
    editor.did_open(other, "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><gender value=\"x\"/></project>");
    editor.did_open("file:///nowhere/package.json", "{\"name\": \"x\", \"version\": 1,}");
    for method in ["textDocument/hover", "textDocument/completion"] {
        let place = json!({"textDocument": {"uri": other}, "position": {"line": 0, "character": 3}});
        assert_eq!(editor.ask(method, place), Value::Null);
    }
    editor.did_open(URI, MESSAGE);
    assert!(!editor.findings(URI, 1).is_empty());
    // One that becomes another thing is cleared.
    let mut text = MESSAGE.to_owned();
    editor.change(URI, 2, &mut text, "http://hl7.org/fhir", "urn:other");
    assert!(editor.findings(URI, 2).is_empty());
    editor.change(URI, 3, &mut text, "urn:other", "http://hl7.org/fhir");
    assert!(!editor.findings(URI, 3).is_empty());
    for uri in [URI, other] {
        editor.tell("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }
    let cleared = editor.hear("textDocument/publishDiagnostics");
    assert_eq!((&cleared["uri"], &cleared["diagnostics"]), (&json!(URI), &json!([])));
    assert_eq!(editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}})), Value::Null);
    assert_eq!(editor.unheard(), Vec::<String>::new());
}

#[test]
fn hover_says_what_is_allowed_and_who_says_so() {
    let mut editor = Editor::open();
    editor.did_open(URI, MESSAGE);
    let hover = editor.ask("textDocument/hover", at(URI, MESSAGE, "<gender", 3));
    let said = hover["contents"]["value"].as_str().unwrap_or_default();
    assert!(said.starts_with("`Bundle.entry[2].resource.entry[1].resource.gender` – `code`"), "{said}");
    assert!(said.contains("[FHIR STU3](https://hl7.org/fhir/STU3/patient-definitions.html#Patient.gender)"), "{said}");
    assert!(said.contains("CareConnect") && said.contains("(required)"), "{said}");
    assert_eq!(stretch(MESSAGE, &hover["range"]), "gender");
    // An editor without Markdown gets none.
    let mut plain = Editor::start();
    plain.greet(json!({}));
    plain.did_open(URI, MESSAGE);
    let hover = plain.ask("textDocument/hover", at(URI, MESSAGE, "<gender", 3));
    assert_eq!(hover["contents"]["kind"], "plaintext");
    assert!(!hover["contents"]["value"].as_str().unwrap_or_default().contains(['*', '`']), "{hover}");
}

#[test]
fn completion_offers_elements_codes_and_profiles() {
    let mut editor = Editor::open();
    let text = "<Patient xmlns=\"http://hl7.org/fhir\">\n  <meta>\n    <profile value=\"CareC\"/>\n  </meta>\n  <gen\n  <birthDate value=\"1990-01-01\"/>\n</Patient>";
    editor.did_open(URI, text);
    let found = editor.ask("textDocument/completion", at(URI, text, "<gen", 4));
    let item = &found["items"][0];
    assert_eq!((&item["label"], &item["filterText"], &item["insertTextFormat"]), (&json!("gender"), &json!("gender"), &json!(2)));
    assert_eq!(item["textEdit"]["newText"], "gender value=\"${1:\\${gender\\}}\"/>");
    assert_eq!(stretch(text, &item["textEdit"]["range"]), "gen");
    let profiles = editor.ask("textDocument/completion", at(URI, text, "CareC", 5));
    let labels: Vec<&str> = profiles["items"].as_array().expect("a list").iter().filter_map(|item| item["label"].as_str()).collect();
    assert!(labels.contains(&"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"), "{labels:?}");
    let json = "{\n  \"resourceType\": \"Patient\",\n  \"gender\": \"\",\n  \"gen\"\n}";
    editor.did_open("file:///nowhere/a.json", json);
    let codes = editor.ask("textDocument/completion", at("file:///nowhere/a.json", json, "\"\",", 1));
    assert_eq!(codes["items"][1]["textEdit"]["newText"], "\"female\"");
    assert_eq!(codes["items"][1]["filterText"], "\"female");
    assert_eq!(codes["items"][1]["insertTextFormat"], 1);
}

#[test]
fn an_action_that_is_applied_leaves_a_text_without_the_finding() {
    let mut editor = Editor::open();
    let mut text = MESSAGE.to_owned();
    editor.did_open(URI, &text);
    let mut findings = editor.findings(URI, 1);
    let (mut version, mut applied) = (1, Vec::new());
    while let Some((finding, action)) = findings.iter().find_map(|finding| {
        let context = json!({"diagnostics": [finding], "only": ["quickfix"]});
        let actions =
            editor.ask("textDocument/codeAction", json!({"textDocument": {"uri": URI}, "range": finding["range"], "context": context}));
        let of_it = |action: &&Value| action["diagnostics"][0] == *finding;
        Some((finding, actions.as_array()?.iter().find(of_it)?.clone()))
    }) {
        assert_eq!(action["edit"]["documentChanges"][0]["textDocument"]["version"], version);
        let title = action["title"].as_str().expect("a title").to_owned();
        let before = findings.iter().filter(|other| other["message"] == finding["message"]).count();
        let message = finding["message"].clone();
        text = edited(&text, &action["edit"]);
        version += 1;
        let changes = json!([{"text": text}]);
        editor.tell("textDocument/didChange", json!({"textDocument": {"uri": URI, "version": version}, "contentChanges": changes}));
        findings = editor.findings(URI, version);
        let after = findings.iter().filter(|other| other["message"] == message).count();
        assert_eq!(after + 1, before, "{title}: {message}");
        applied.push(title);
        assert!(applied.len() < 20, "{applied:?}");
    }
    assert!(applied.contains(&"Insert extension InfAckRequested".to_owned()), "{applied:?}");
    assert!(text.contains("\n          <extension url=\"InfAckRequested\">\n            <valueBoolean value=\"${valueBoolean}\"/>\n          </extension>\n"), "{text}");
}

#[test]
fn certain_fixes_are_made_all_at_once_where_an_editor_asks_for_that() {
    let mut editor = Editor::start();
    editor.greet(json!({}));
    let text = "<Patient xmlns=\"http://hl7.org/fhir\">\n  <birthDate value=\" 1990-01-01 \"/>\n  <deceasedDateTime value=\"2020-01-01 \"/>\n</Patient>";
    editor.did_open(URI, text);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}});
    let ask = |only: Value| json!({"textDocument": {"uri": URI}, "range": whole, "context": {"diagnostics": [], "only": only}});
    let actions = editor.ask("textDocument/codeAction", ask(json!(["source.fixAll"])));
    let after = edited(text, &actions[0]["edit"]);
    assert!(after.contains("\"1990-01-01\"") && after.contains("\"2020-01-01\""), "{after}");
    assert_eq!(editor.ask("textDocument/codeAction", ask(json!(["refactor"]))), json!([]));
}

#[test]
fn entries_are_symbols_and_references_lead_to_them() {
    let mut editor = Editor::open();
    editor.did_open(URI, MESSAGE);
    let symbols = editor.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    let root = &symbols[0];
    assert_eq!((&root["name"], &root["kind"]), (&json!("Bundle"), &json!(4)));
    let entries: Vec<&str> = root["children"].as_array().expect("a list").iter().filter_map(|child| child["name"].as_str()).collect();
    assert!(entries.contains(&"MessageHeader") && entries.contains(&"Bundle"), "{entries:?}");
    let inner = root["children"].as_array().and_then(|all| all.iter().find(|child| child["name"] == "Bundle")).expect("a document");
    assert!(inner["children"].as_array().is_some_and(|all| all.iter().any(|child| child["name"] == "Composition")), "{inner}");

    let links = editor.ask("textDocument/definition", at(URI, MESSAGE, "<reference value=\"urn:uuid:5195", 25));
    let link = &links[0];
    assert!(stretch(MESSAGE, &link["originSelectionRange"]).starts_with("urn:uuid:"), "{link}");
    let target = stretch(MESSAGE, &link["targetRange"]);
    assert!(target.contains(stretch(MESSAGE, &link["originSelectionRange"])), "{target}");
    assert_eq!(editor.ask("textDocument/definition", at(URI, MESSAGE, "<gender", 3)), Value::Null);

    let mut flat = Editor::start();
    flat.greet(json!({}));
    flat.did_open(URI, MESSAGE);
    let symbols = flat.ask("textDocument/documentSymbol", json!({"textDocument": {"uri": URI}}));
    assert!(symbols.as_array().is_some_and(|all| all.iter().any(|one| one["containerName"] == "Bundle" && one["location"]["uri"] == URI)));
    let place = flat.ask("textDocument/definition", at(URI, MESSAGE, "<reference value=\"urn:uuid:5195", 25));
    assert_eq!(place["uri"], URI);
}

#[test]
fn settings_are_those_of_the_nearest_file_and_change_with_it() {
    let folder = folder("settings");
    let below = folder.join("below");
    fs::create_dir_all(&below).expect("a folder can be made");
    let settings = folder.join("itk3.toml");
    fs::write(&settings, "ignore = [\"binding-required\"]\n").expect("a file can be written");
    let text = "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"x\"/><birthDate value=\"y\"/></Patient>";
    let uri = format!("file://{}/a%20b.xml", below.display());
    let mut editor = Editor::open();
    editor.hear("client/registerCapability");
    editor.did_open(&uri, text);
    assert_eq!(codes(&editor.findings(&uri, 1)), ["lexical"]);

    fs::write(
        below.join("waivers.json"),
        "{\"waivers\": [{\"rule\": \"lexical\", \"path\": \"*\", \"reason\": \"old\", \"file\": \"a b.xml\"}]}",
    )
    .expect("a file can be written");
    fs::write(below.join("itk3.toml"), "waivers = \"waivers.json\"\nseverity = { binding-required = \"warning\" }\n")
        .expect("a file can be written");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let findings = editor.findings(&uri, 1);
    assert_eq!((codes(&findings), &findings[0]["severity"]), (vec!["binding-required"], &json!(2)));

    fs::write(below.join("itk3.toml"), "ignroe = []\n").expect("a file can be written");
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
    let said = editor.hear("window/showMessage");
    assert!(said["message"].as_str().is_some_and(|said| said.contains("itk3.toml:1: unknown field ignroe")), "{said}");
    assert_eq!(codes(&editor.findings(&uri, 1)), ["binding-required", "lexical"]);
}

#[test]
fn questions_that_are_taken_back_are_answered_all_the_same() {
    let mut editor = Editor::open();
    editor.did_open(URI, MESSAGE);
    // However the messages come together: each question has one answer.
    let ids: Vec<i32> = (0..200).map(|_| editor.request("textDocument/hover", at(URI, MESSAGE, "<gender", 3))).collect();
    for id in &ids {
        editor.tell("$/cancelRequest", json!({"id": id}));
    }
    let mut cancelled = 0;
    for id in ids {
        match editor.response(id).response_result {
            Ok(answer) => assert!(answer["contents"]["value"].is_string(), "{answer}"),
            Err(error) => {
                assert_eq!(error.code, ErrorCode::RequestCanceled as i32);
                cancelled += 1;
            }
        }
    }
    assert!(cancelled > 0);
    assert!(!editor.findings(URI, 1).is_empty());
}
