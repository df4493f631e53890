//! The command: what it prints, and what it exits with.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use itk3_validator::report::rules;
use serde_json::Value;

const GOOD: &str = r#"{"resourceType": "Patient", "active": true}"#;
const BAD: &str = r#"<Patient xmlns="http://hl7.org/fhir"><birthDate value="20 Nov 2026"/></Patient>"#;

/// An empty folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    folder
}

/// Files to check: one that conforms, one that does not.
fn files(test: &str) -> (PathBuf, String, String) {
    let folder = folder(test);
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("a file can be written");
        folder.join(name).to_string_lossy().into_owned()
    };
    let (good, bad) = (write("good.json", GOOD), write("bad.xml", BAD));
    (folder, good, bad)
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_itk3-validator"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().expect("it has an input").write_all(input.as_bytes());
    child.wait_with_output().expect("the command ends")
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("it exits by itself: {output:?}"))
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("it prints UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("it prints UTF-8")
}

#[test]
fn it_exits_with_0_where_every_message_conforms_and_1_where_one_does_not() {
    let (_, good, bad) = files("exit");
    for (arguments, expected) in [
        (vec!["validate", &good], 0),
        (vec!["validate", &good, &good], 0),
        (vec!["validate", &bad], 1),
        (vec!["validate", &good, &bad, &good], 1),
    ] {
        let output = run(&arguments, "");
        assert_eq!(code(&output), expected, "{arguments:?}: {output:?}");
        assert_eq!(err(&output), "", "{arguments:?}");
    }
}

#[test]
fn it_exits_with_2_where_it_could_not_run() {
    let (folder, good, _) = files("could-not-run");
    let missing = folder.join("missing.xml").to_string_lossy().into_owned();
    for arguments in [
        vec![],
        vec!["check"],
        vec!["validate"],
        vec!["validate", &missing],
        vec!["validate", &good, "--format"],
        vec!["validate", &good, "--format", "yaml"],
        vec!["validate", &good, "--colour"],
        vec!["definitions"],
        vec!["definitions", "build"],
        vec!["definitions", "build", &missing, "--out", "."],
        vec!["definitions", "build", &good],
    ] {
        let output = run(&arguments, "");
        assert_eq!(code(&output), 2, "{arguments:?}: {output:?}");
        let said = if arguments.is_empty() { out(&output) } else { err(&output) };
        assert!(!said.trim().is_empty(), "{arguments:?}: it says why");
    }
}

#[test]
fn a_missing_file_is_named_and_the_others_are_checked() {
    let (folder, good, bad) = files("missing");
    let missing = folder.join("missing.xml").to_string_lossy().into_owned();
    let output = run(&["validate", &good, &missing, &bad], "");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains(&missing), "{output:?}");
    assert!(
        out(&output).contains("good.json: conforms") && out(&output).contains("bad.xml\n") && out(&output).contains("does not conform"),
        "{output:?}"
    );
}

#[test]
fn it_asks_for_help_and_version() {
    for (arguments, said) in [
        (vec!["--help"], "[validate] FILE"),
        (vec!["-h"], "Exit codes:"),
        (vec!["help"], "  definitions "),
        (vec!["validate", "--help"], "--fail-on <SEVERITY>"),
        (vec!["good.json", "--help"], "--fail-on <SEVERITY>"),
        (vec!["help", "ack"], "--responder-ods <ODS>"),
        (vec!["definitions", "build", "--help"], "--provenance <TABLE>"),
    ] {
        let output = run(&arguments, "");
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(out(&output).contains(said), "{arguments:?}: {output:?}");
    }
    let version = run(&["--version"], "");
    assert_eq!((code(&version), out(&version)), (0, format!("itk3-validator {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn every_shell_completes_commands_and_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell], "");
        assert_eq!(code(&script), 0, "{shell}");
        for word in ["validate", "redact", "fail-on", "responder-ods", "operation-outcome-json"] {
            let values_too = shell != "elvish" && shell != "powershell" || word != "operation-outcome-json";
            assert!(!values_too || out(&script).contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(code(&run(&["completions", "tcsh"], "")), 2);
    // The shell itself, where it is there.
    let Ok(mut bash) = Command::new("bash").arg("-s").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else { return };
    let script = out(&run(&["completions", "bash"], ""))
        + "\nCOMP_WORDS=(itk3-validator validate --fail-o) COMP_CWORD=2\n_itk3__validator itk3-validator --fail-o validate\necho \"${COMPREPLY[@]}\"\n";
    bash.stdin.take().expect("it has an input").write_all(script.as_bytes()).expect("it reads");
    assert_eq!(String::from_utf8_lossy(&bash.wait_with_output().expect("it ends").stdout), "--fail-on\n");
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let folder = folder("man");
    assert_eq!(code(&run(&["man", "--output-folder", &folder.to_string_lossy()], "")), 0);
    let pages = written(&folder);
    let names: Vec<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for name in ["itk3-validator.1", "itk3-validator-validate.1", "itk3-validator-ack.1", "itk3-validator-definitions.1"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for (name, page) in &pages {
        for part in [".TH ", ".SH NAME", ".SH SYNOPSIS"] {
            assert!(page.contains(part), "{name}: {part}");
        }
    }
    let one = out(&run(&["man", "validate"], ""));
    assert!(pages.iter().any(|(name, page)| name == "itk3-validator-validate.1" && *page == one));
    assert_eq!(code(&run(&["man", "sing"], "")), 2);
}

#[test]
fn rules_are_named_by_patterns_too() {
    let output = run(&["rules", "FHIR-PDS-*", "lexical"], "");
    assert!(out(&output).starts_with("FHIR-PDS-") && out(&output).contains("\nlexical (error)\n"), "{output:?}");
    let output = run(&["rules", "X-*"], "");
    assert_eq!((output.status.code(), err(&output)), (Some(2), "itk3-validator: X-*: no rule matches\n".to_owned()));
}

#[test]
fn it_lists_every_rule() {
    let (text, json) = (out(&run(&["rules"], "")), out(&run(&["rules", "--format", "json"], "")));
    let listed: Value = serde_json::from_str(&json).expect("it is JSON");
    let listed = listed.as_array().expect("a list");
    assert_eq!(listed.len(), rules::all().count());
    for (rule, listed) in rules::all().zip(listed) {
        assert_eq!((listed["id"].as_str(), listed["severity"].as_str()), (Some(rule.id), Some(rule.severity.word())));
        assert!(text.contains(rule.id) && text.contains(rule.title) && text.contains(rule.link), "{}", rule.id);
    }
}

#[test]
fn it_lists_every_response_code() {
    let codes: Value = serde_json::from_str(&out(&run(&["codes", "--format", "json"], ""))).expect("it is JSON");
    let text = out(&run(&["codes"], ""));
    assert!(
        codes
            .as_array()
            .is_some_and(|codes| codes.len() > 40 && codes.iter().all(|code| text.contains(code["display"].as_str().unwrap_or("?"))))
    );
}

#[test]
fn it_supplies_the_time_and_the_ids_of_a_response() {
    let message = include_str!("../../www/examples/send-document.xml");
    let words = ["ack", "-", "--code", "20013", "--responder-ods", "X26", "--endpoint", "X26OT001", "--format", "json"];
    let [one, two]: [Value; 2] = [0, 1].map(|_| serde_json::from_str(&out(&run(&words, message))).expect("it is JSON"));
    assert_ne!(one["id"], two["id"]);
    let report = run(&["validate", "-"], &one.to_string());
    assert_eq!(code(&report), 0, "{}", out(&report));
}

#[test]
fn it_reads_from_standard_input() {
    let (good, bad) = (run(&["validate", "-"], GOOD), run(&["validate", "-"], BAD));
    assert_eq!((code(&good), code(&bad)), (0, 1));
    assert!(out(&bad).starts_with("-\n  1:"), "{bad:?}");
}

#[test]
fn its_text_names_file_line_and_rule() {
    let (_, _, bad) = files("text");
    for arguments in [vec!["validate", &bad], vec!["validate", "--format", "text", &bad]] {
        let text = out(&run(&arguments, ""));
        assert!(text.starts_with(&format!("{bad}\n  1:56 error [lexical] ")), "{text}");
        assert!(text.contains("\n    at Patient.birthDate\n") && text.contains("; found 20 Nov 2026\n"), "{text}");
        assert!(text.contains("\n  does not conform: 1 error; FHIR resource: "), "{text}");
        assert_eq!(text.matches(&*bad).count(), 1, "{text}");
    }
    let text = out(&run(&["validate", "--format", "full", &bad], ""));
    assert!(text.starts_with(&format!("{bad}:1:56: error [lexical] ")), "{text}");
    assert!(text.contains("    at        Patient.birthDate\n") && text.contains("^^^^^^^^^^^"), "{text}");
    assert!(text.contains(" does not conform: 0 fatal, 1 error, 0 warnings, 0 information, 0 not checked\n"), "{text}");
}

#[test]
fn its_json_is_one_report_a_line() {
    let (_, good, bad) = files("json");
    let output = run(&["validate", &good, &bad, "--format", "json"], "");
    assert_eq!(code(&output), 1);
    let reports: Vec<Value> = out(&output).lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect();
    let [first, second] = reports.as_slice() else { panic!("{reports:?}") };
    assert_eq!((&first["conforms"], &second["conforms"]), (&Value::from(true), &Value::from(false)));
    let issue = &second["issues"][0];
    assert_eq!((&issue["rule"], &issue["path"]), (&Value::from("lexical"), &Value::from("Patient.birthDate")));
    assert_eq!((&issue["place"]["line"], &issue["place"]["column"]), (&Value::from(1), &Value::from(56)));
}

#[test]
fn its_operation_outcomes_conform_themselves() {
    let (_, good, bad) = files("operation-outcome");
    for file in [&good, &bad] {
        for form in ["operation-outcome", "operation-outcome-xml", "operation-outcome-json"] {
            let output = run(&["validate", file, "--format", form], "");
            assert_eq!(code(&output), i32::from(file == &bad), "{form}");
            let outcome = out(&output);
            assert_eq!(outcome.starts_with('{'), form.ends_with("json"), "{outcome}");
            let again = run(&["validate", "-"], &outcome);
            assert_eq!(code(&again), 0, "{form}: {outcome}\n{}", out(&again));
        }
    }
}

#[test]
fn an_operation_outcome_quotes_nothing_of_the_message() {
    let secret = BAD.replace("20 Nov 2026", "Tuesday").replace("<birthDate", "<language value=\"Zebedee Zz\"/><birthDate");
    for form in ["operation-outcome", "operation-outcome-json"] {
        let outcome = out(&run(&["validate", "-", "--format", form], &secret));
        assert!(outcome.contains("lexical") && outcome.contains("binding-required"), "{outcome}");
        assert!(!outcome.contains("Tuesday") && !outcome.contains("Zebedee"), "{outcome}");
    }
}

#[test]
fn settings_are_looked_for_upwards() {
    let (folder, _, bad) = files("settings");
    fs::create_dir_all(folder.join("a/b")).expect("a folder can be made");
    fs::write(folder.join("waivers.json"), r#"{"waivers": [{"rule": "lexical", "path": "*", "reason": "x"}]}"#).expect("it can be written");
    fs::write(folder.join("itk3.toml"), "waivers = \"waivers.json\"\n").expect("it can be written");
    let run = |within: &str, words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_itk3-validator"));
        code(&command.arg(&bad).args(words).current_dir(folder.join(within)).output().expect("the command runs"))
    };
    for within in [".", "a", "a/b"] {
        assert_eq!(run(within, &[]), 0, "{within}");
        assert_eq!(run(within, &["--no-config"]), 1, "{within}");
    }
    // The nearest one alone counts.
    fs::write(folder.join("a/itk3.toml"), "fail-on = \"error\"\n").expect("it can be written");
    assert_eq!((run(".", &[]), run("a", &[]), run("a/b", &[])), (0, 1, 1));
    assert_eq!(run("a/b", &["--config", "../../itk3.toml"]), 0);
}

#[test]
fn many_files_at_once_come_out_in_their_order() {
    let folder = folder("many");
    for i in 0..300 {
        let birth_date = if i % 3 == 0 { "20 Nov" } else { "1990-01-01" };
        let padding = "<!-- -->".repeat(i * 7 % 300);
        let text = format!("<Patient xmlns=\"http://hl7.org/fhir\">{padding}<birthDate value=\"{birth_date}\"/></Patient>");
        fs::write(folder.join(format!("{i:03}.xml")), text).expect("it can be written");
    }
    let folder = folder.to_string_lossy().into_owned();
    for form in ["csv", "text", "sarif", "ndjson"] {
        let one = run(&["validate", &folder, "--format", form, "--jobs", "1"], "");
        let many = run(&["validate", &folder, "--format", form, "--jobs", "8"], "");
        assert_eq!((code(&one), code(&many)), (1, 1));
        assert!(out(&one) == out(&many), "{form}");
    }
}

#[test]
#[cfg(unix)]
fn it_checks_again_when_a_file_changes() {
    use std::io::{BufRead, BufReader};
    let (folder, _, bad) = files("watch");
    let mut child = Command::new(env!("CARGO_BIN_EXE_itk3-validator"))
        .args(["validate", ".", "--watch", "--format", "csv"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut said = BufReader::new(child.stderr.take().expect("it says something")).lines();
    let mut lines = BufReader::new(child.stdout.take().expect("it prints")).lines();
    let mut wait = || assert!(said.next().expect("it goes on").expect("a line").starts_with("Waiting for changes"));
    wait();
    fs::write(&bad, GOOD).expect("it can be written");
    wait();
    fs::write(folder.join("new.json"), r#"{"resourceType": "Patient", "active": 1}"#).expect("it can be written");
    wait();
    child.kill().expect("it can be stopped");
    let _ = child.wait();
    let printed: Vec<String> = lines.by_ref().map_while(Result::ok).collect();
    let runs: Vec<&[String]> = printed.split(|line| line.starts_with("file,")).skip(1).collect();
    let errors = |run: &[String]| run.iter().filter(|line| line.contains(",error,")).count();
    assert_eq!(runs.iter().map(|run| errors(run)).collect::<Vec<_>>(), [1, 0, 1], "{printed:?}");
}

#[test]
fn utf16_is_read_and_its_lines_are_shown() {
    let folder = folder("utf16");
    let file = folder.join("utf16.xml");
    let text = format!("\u{feff}{}", BAD.replace("20 Nov 2026", "é"));
    fs::write(&file, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).expect("it can be written");
    let output = run(&["validate", &file.to_string_lossy(), "--format", "full", "--fix"], "");
    assert_eq!(code(&output), 1);
    assert!(out(&output).contains("value=\"é\""), "{output:?}");
}

/// Published definitions as they come: a base type, a profile with a concrete choice path and prose, a value set
/// with its code system, as JSON and as XML.
fn definitions(folder: &Path) {
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("it can be written");
    write(
        "base.json",
        r#"{"resourceType": "StructureDefinition", "url": "http://hl7.org/fhir/StructureDefinition/Flag", "name": "Flag",
            "description": "Prose that stays behind", "kind": "resource", "abstract": false, "type": "Flag",
            "differential": {"element": [
              {"path": "Flag", "short": "Prose that stays behind", "min": 0, "max": "*"},
              {"path": "Flag.status", "definition": "Prose that stays behind", "min": 1, "max": "1", "type": [{"code": "code"}],
               "binding": {"strength": "required", "valueSetReference": {"reference": "http://example.org/ValueSet/states"}}},
              {"path": "Flag.value[x]", "min": 0, "max": "1", "type": [{"code": "Quantity"}, {"code": "string"}]}
            ]}}"#,
    );
    write(
        "profile.xml",
        r#"<StructureDefinition xmlns="http://hl7.org/fhir">
             <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Prose that stays behind</div></text>
             <url value=" https://fhir.nhs.uk/STU3/StructureDefinition/Example-Flag-1 "/>
             <version value="1.0.0"/>
             <name value="Example-Flag-1"/>
             <kind value="resource"/>
             <type value="Flag"/>
             <baseDefinition value="http://hl7.org/fhir/StructureDefinition/Flag"/>
             <derivation value="constraint"/>
             <differential>
               <element><path value="Flag.status"/><comment value="Prose that stays behind"/><fixedCode value="on"/></element>
             </differential>
           </StructureDefinition>"#,
    );
    write(
        "terminology.json",
        r#"{"resourceType": "Bundle", "type": "collection", "entry": [
            {"resource": {"resourceType": "ValueSet", "url": "http://example.org/ValueSet/states", "name": "states",
              "compose": {"include": [{"system": "http://example.org/states"}]}}},
            {"resource": {"resourceType": "CodeSystem", "url": "http://example.org/states", "content": "complete",
              "concept": [{"code": "on", "definition": "Prose that stays behind"}, {"code": "off"}]}},
            {"resource": {"resourceType": "Patient", "active": true}}]}"#,
    );
    write("notes.txt", "not a definition");
}

/// Every file below a folder with its text.
fn written(folder: &Path) -> Vec<(String, String)> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).expect("it can be read") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is below").to_string_lossy().replace('\\', "/");
                files.push((name, fs::read_to_string(&path).expect("it is text")));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn definitions_become_facts_without_prose() {
    let folder = folder("definitions");
    let (source, target) = (folder.join("published"), folder.join("facts"));
    fs::create_dir_all(&source).expect("a folder can be made");
    definitions(&source);
    let (source, target_name) = (source.to_string_lossy().into_owned(), target.to_string_lossy().into_owned());
    let output = run(&["definitions", "build", &source, "--out", &target_name], "");
    assert_eq!(code(&output), 0, "{output:?}");

    let files = written(&target);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "hl7/StructureDefinition/Flag.json",
        "manifest.json",
        "nhs/StructureDefinition/Example-Flag-1.json",
        "other/CodeSystem/http---example.org-states.json",
        "other/ValueSet/http---example.org-ValueSet-states.json",
    ];
    assert_eq!(names, expected);
    for (name, text) in &files {
        assert!(!text.contains("Prose"), "{name}: {text}");
        serde_json::from_str::<Value>(text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let profile: Value = serde_json::from_str(&files[2].1).expect("it is JSON");
    assert_eq!(profile["url"], "https://fhir.nhs.uk/STU3/StructureDefinition/Example-Flag-1");
    assert_eq!(profile["elements"][0]["path"], "Flag", "a sparse differential gets its root");
    assert_eq!(profile["elements"][1]["fixed"]["value"], "on");
    let manifest: Value = serde_json::from_str(&files[1].1).expect("it is JSON");
    assert_eq!(manifest.as_array().map(Vec::len), Some(4), "one row for each file");

    // The same again is the same; and what is no more among the inputs goes.
    fs::write(target.join("nhs/stale.json"), "{}").expect("it can be written");
    assert_eq!(code(&run(&["definitions", "build", &source, "--out", &target_name], "")), 0);
    assert_eq!(written(&target), files);
}

#[test]
fn definitions_are_read_from_a_package_as_from_its_folder() {
    let folder = folder("package");
    let source = folder.join("published");
    fs::create_dir_all(&source).expect("a folder can be made");
    definitions(&source);
    let files: Vec<(String, String)> = written(&source).into_iter().map(|(name, text)| (format!("package/{name}"), text)).collect();
    let package = folder.join("package.tgz");
    fs::write(&package, tgz(&files)).expect("it can be written");
    let build = |input: &Path, to: &str| {
        let (input, out) = (input.to_string_lossy().into_owned(), folder.join(to).to_string_lossy().into_owned());
        let output = run(&["definitions", "build", "--origin", "example", &input, "--out", &out], "");
        assert_eq!(code(&output), 0, "{output:?}");
        written(&folder.join(to))
    };
    assert_eq!(build(&package, "from-package"), build(&source, "from-folder"));

    let mut damaged = tgz(&files);
    damaged.truncate(damaged.len() / 2);
    fs::write(&package, damaged).expect("it can be written");
    let (input, out) = (package.to_string_lossy().into_owned(), folder.join("from-damaged").to_string_lossy().into_owned());
    let output = run(&["definitions", "build", &input, "--out", &out], "");
    assert_eq!(code(&output), 2, "{output:?}");
    assert!(err(&output).contains("package.tgz"), "{output:?}");
}

fn tgz(files: &[(String, String)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default()));
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, text.as_bytes()).expect("it can be packed");
    }
    archive.into_inner().and_then(|gzip| gzip.finish()).expect("it can be packed")
}
