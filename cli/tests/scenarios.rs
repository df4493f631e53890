//! The worked exchanges of `www/examples/scenarios.json`, each made by the command: its message, the responses, what a review says,
//! and a picture. They stand in `examples/scenarios/` and in `docs/scenarios.md`; the page makes them from the same list.
//! `UPDATE=1 cargo test -p itk3-validator-cli --test scenarios` makes them anew.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs the command in a folder: what it prints, and what it exits with.
fn run(folder: &Path, words: &[String]) -> (String, i32) {
    let output = Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(words).current_dir(folder).output().expect("the command runs");
    (String::from_utf8(output.stdout).expect("it prints UTF-8"), output.status.code().expect("it exits by itself"))
}

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|&word| word.to_owned()).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is a text: {value}"))
}

/// The ids of a response: of this scenario and response, and of no other.
fn id(scenario: usize, response: usize, part: usize) -> String {
    format!("{scenario:08}-{response:04}-4000-8000-{part:012}")
}

/// The words that build a response of a scenario.
fn acknowledge(all: &Value, scenario: usize, place: usize, to: &str, given: &Value) -> Vec<String> {
    let answers = given["answers"].as_u64();
    // Who sent the message answers a response.
    let party = &all["parties"][if answers.is_some() { "sender" } else { "receiver" }];
    let mut line = words(&["ack", to, "--code", text(given, "code"), "--responder-ods", text(party, "ods")]);
    line.extend(words(&["--endpoint", text(party, "endpoint"), "--now", &format!("2026-03-02T10:{:02}:00+00:00", 20 + place)]));
    if let Some(asked) = given["infAckRequested"].as_bool() {
        line.extend(words(&["--inf-ack", &asked.to_string()]));
    }
    line.extend((1..=6).flat_map(|part| ["--id".to_owned(), id(scenario, place, part)]));
    line
}

/// Files of a scenario by name, and the commands that made them.
fn make(all: &Value, number: usize, scenario: &Value, folder: &Path) -> (BTreeMap<String, String>, Vec<Vec<String>>) {
    let mut files = BTreeMap::new();
    let mut commands = Vec::new();
    let base = root().join("www/examples").join(text(scenario, "message")).with_extension("xml");
    let mut message = fs::read_to_string(base).expect("the message is there");
    for edit in scenario["edits"].as_array().expect("a list") {
        let (before, after) = (edit[0].as_str().expect("a text"), edit[1].as_str().expect("a text"));
        assert_eq!(message.matches(before).count(), 1, "{before}");
        message = message.replace(before, after);
    }
    let mut put = |name: &str, text: String| {
        fs::write(folder.join(name), &text).expect("a file can be written");
        files.insert(name.to_owned(), text);
    };
    put("message.xml", message.clone());
    let mut received = "message.xml".to_owned();
    if let Some(mark) = scenario["receivedUntil"].as_str() {
        received = "received.xml".to_owned();
        put(&received, message.split(mark).next().unwrap_or_default().to_owned());
    }
    let mut review = words(&["review", "message.xml"]);
    for (place, given) in scenario["responses"].as_array().expect("a list").iter().enumerate() {
        let name = format!("response-{}.xml", place + 1);
        let to = given["answers"].as_u64().map_or_else(|| received.clone(), |answered| format!("response-{answered}.xml"));
        let line = acknowledge(all, number + 1, place + 1, &to, given);
        let (built, code) = run(folder, &line);
        assert_eq!(code, 0, "{line:?}");
        put(&name, built);
        commands.push(line);
        review.push(name);
    }
    put("review.txt", run(folder, &review).0);
    commands.push(review.clone());
    review.extend(words(&["--format", "svg"]));
    put("sequence.svg", run(folder, &review).0);
    commands.push(review);
    (files, commands)
}

/// A command as it stands in the docs: without the ids and the time, which are fixed for the files alone.
fn shown(line: &[String], to: &str) -> String {
    let mut shown = vec!["itk3-validator".to_owned()];
    let mut words = line.iter();
    while let Some(word) = words.next() {
        if word == "--id" || word == "--now" {
            words.next();
        } else {
            shown.push(word.clone());
        }
    }
    let line = shown.join(" ");
    if to.is_empty() { line } else { format!("{line} --output {to}") }
}

fn page(scenario: &Value, commands: &[Vec<String>], review: &str) -> String {
    let (id, name) = (text(scenario, "id"), text(scenario, "name"));
    let number = id.split('-').next().unwrap_or_default();
    let mut out = format!("## {number}. {name}\n\n{}\n\n", text(scenario, "about"));
    let _ = write!(out, "![Sequence of the messages](../examples/scenarios/{id}/sequence.svg)\n\n");
    let _ = write!(out, "In [examples/scenarios/{id}](../examples/scenarios/{id}):\n\n```sh\n");
    for (place, line) in commands.iter().enumerate() {
        let to = match line[0].as_str() {
            "ack" => format!("response-{}.xml", place + 1),
            _ if line.last().is_some_and(|word| word == "svg") => continue,
            _ => String::new(),
        };
        out.push_str(&shown(line, &to));
        out.push('\n');
    }
    let _ = write!(out, "```\n\n```\n{}```\n\n", review);
    out
}

const HEAD: &str = "\
# Scenarios

Complete exchanges of messages, which follow the patterns of ITK3. The command produced every file.
The page has them under *Examples*, as whole conversations. All people in them are made up.

";

#[test]
fn the_scenarios_are_what_the_command_makes() {
    let list = fs::read_to_string(root().join("www/examples/scenarios.json")).expect("the list is there");
    let all: Value = serde_json::from_str(&list).expect("it is JSON");
    let update = std::env::var_os("UPDATE").is_some();
    let (mut docs, mut wrong, mut folders) = (HEAD.to_owned(), Vec::new(), Vec::new());
    for (number, scenario) in all["scenarios"].as_array().expect("a list").iter().enumerate() {
        let id = text(scenario, "id");
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios").join(id);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder can be made");
        let (files, commands) = make(&all, number, scenario, &folder);
        docs.push_str(&page(scenario, &commands, &files["review.txt"]));
        let kept = root().join("examples/scenarios").join(id);
        if update {
            let _ = fs::remove_dir_all(&kept);
            fs::create_dir_all(&kept).expect("a folder can be made");
        }
        for (name, text) in &files {
            if update {
                fs::write(kept.join(name), text).expect("a file can be written");
            } else if fs::read_to_string(kept.join(name)).unwrap_or_default() != *text {
                wrong.push(format!("{id}/{name}"));
            }
        }
        folders.push(id.to_owned());
    }
    let docs = docs.trim_end().to_owned() + "\n";
    let path = root().join("docs/scenarios.md");
    if update {
        fs::write(&path, &docs).expect("the page can be written");
    } else if fs::read_to_string(&path).unwrap_or_default() != docs {
        wrong.push("docs/scenarios.md".to_owned());
    }
    assert!(wrong.is_empty(), "not what the command makes: {wrong:?}");
    let kept = fs::read_dir(root().join("examples/scenarios")).expect("the folder is there").flatten();
    let mut kept: Vec<String> = kept.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    kept.sort();
    folders.sort();
    assert_eq!(kept, folders);
}

/// What each of them is to show.
#[test]
fn each_scenario_ends_as_its_pattern_does() {
    let review = |id: &str| fs::read_to_string(root().join("examples/scenarios").join(id).join("review.txt")).expect("a review");
    let ends = [
        ("1-full-acknowledgement", "Complete\n"),
        ("2-technical-refusal", "Failed: infrastructure\n"),
        ("3-business-refusal", "Failed: business\n"),
        ("4-technical-only", "Complete\n"),
        ("5-fire-and-forget", "Sent, unconfirmed\n"),
        ("6-unreadable", "Failed: infrastructure\n"),
        ("7-replacement-refused", "Failed: infrastructure\n"),
        ("8a-update-record-off", "Failed: infrastructure\n"),
        ("8b-document-instead", "Complete\n"),
    ];
    for (id, begins) in ends {
        let review = review(id);
        assert!(review.starts_with(begins), "{id}: {review}");
        // No response breaks a rule beside its message.
        assert!(!review.contains(" error ["), "{id}: {review}");
    }
    let unreadable = fs::read_to_string(root().join("examples/scenarios/6-unreadable/response-1.xml")).expect("the response");
    assert!(unreadable.contains("UNREADABLE-IN-ORIGINAL-MESSAGE"));
}

#[test]
fn every_picture_is_well_formed_and_says_what_it_shows() {
    for entry in fs::read_dir(root().join("examples/scenarios")).expect("the folder is there").flatten() {
        let svg = fs::read_to_string(entry.path().join("sequence.svg")).expect("a picture");
        assert!(
            svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains("<desc id=\"about\">Sender to receiver: "),
            "{svg}"
        );
        let patient = ["Testpatient", "9990001235", "1970-01-01"];
        assert!(patient.iter().all(|value| !svg.contains(value)), "{svg}");
    }
}
