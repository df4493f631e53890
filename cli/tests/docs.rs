//! What the pages tell people to run does run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A place with everything that the pages name.
fn place(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("docs").join(name);
    let _ = fs::remove_dir_all(&folder);
    for below in ["messages/old-system", "profiles"] {
        fs::create_dir_all(folder.join(below)).expect("a folder can be made");
    }
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file can be written");
    for name in ["message.xml", "messages/a.xml", "sent.xml"] {
        write(name, include_str!("../../www/examples/send-document.xml"));
    }
    for name in ["response.json", "messages/b.json"] {
        write(name, include_str!("../../www/examples/response-20013.json"));
    }
    write("messages/old-system/c.xml", r#"<Patient xmlns="http://hl7.org/fhir"><gender value="X"/></Patient>"#);
    write("profiles/profile.xml", include_str!("command/files/definitions/profile.xml"));
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page is there");
    let waivers = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the page shows waivers");
    write("itk3-waivers.json", &waivers.replace("entry[*].resource.gender", "*").replace("Bundle.*", "*.gender"));
    folder
}

/// The words after the name of the command, in each line of code that runs it.
fn commands(page: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join(page)).expect("the page is there");
    let (mut commands, mut fenced) = (Vec::new(), false);
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        let code = fenced || line.starts_with("    ");
        let line = line.trim();
        let words = ["npx --yes itk3-validator@0.1 ", "npx itk3-validator ", "$ itk3-validator ", "itk3-validator "];
        let after = words.iter().find_map(|before| line.split(before).nth(1));
        if let Some(after) = after.filter(|_| {
            code && !line.contains(['<', '|', '>'])
                && !line.contains("definitions build")
                && !line.contains("xargs")
                && !line.contains("id: ")
                && !line.contains("install")
        }) {
            let after = after.split(" #").next().unwrap_or_default();
            commands.push(after.split_whitespace().map(|word| word.trim_matches('\'').to_owned()).collect());
        }
    }
    commands
}

#[test]
fn every_command_on_the_pages_runs() {
    let folder = place("pages");
    let pages = ["docs/ci.md", "docs/command.md", "README.md", "cli/README.md", "www/package/README.md"];
    let all: Vec<Vec<String>> = pages.iter().flat_map(|page| commands(page)).collect();
    assert!(all.len() >= 8, "{all:?}");
    for words in all {
        let output =
            Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(&words).current_dir(&folder).output().expect("the command runs");
        assert!(output.status.code().is_some_and(|code| code < 2), "{words:?}: {output:?}");
    }
}

#[test]
fn the_hook_names_a_command_that_exists() {
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("it is there");
    let packages = hooks.lines().filter(|line| line.contains("additional_dependencies"));
    assert!(
        packages.clone().count() == 2
            && packages.clone().all(|line| line.contains(concat!("itk3-validator@", env!("CARGO_PKG_VERSION"), "\"")))
    );
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: itk3-validator ")).expect("it has an entry");
    let package = concat!("itk3-validator@", env!("CARGO_PKG_VERSION"));
    assert!(hooks.contains(&format!("additional_dependencies: [\"{package}\"]")), "it is the package of this version: {hooks}");
    let folder = place("hook");
    let words = entry.split(' ').chain(["messages/a.xml"]);
    let output = Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(words).current_dir(folder).output().expect("the command runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// Words that begin with two dashes.
fn options(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').filter(|word| word.len() > 3);
    words.filter(|word| word.starts_with("--") && word.as_bytes()[2].is_ascii_lowercase()).collect()
}

#[test]
fn the_page_of_the_command_explains_what_there_is() {
    let page = fs::read_to_string(root().join("docs/command.md")).expect("the page is there");
    let help = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(words).arg("--help").output().expect("the command runs");
        String::from_utf8(output.stdout).expect("it prints UTF-8")
    };
    let all = help(&[]);
    let list = all.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("it lists its commands");
    let commands: Vec<&str> =
        list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).filter(|name| !name.is_empty()).collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands.into_iter().filter(|name| *name != "help") {
        let section = page.split("\n## ").find(|section| section.lines().next() == Some(command));
        let section = section.unwrap_or_else(|| panic!("a section on {command}"));
        let help = if command == "definitions" { help(&["definitions", "build"]) } else { help(&[command]) };
        let (there, explained) = (options(&help), options(section));
        for option in there.iter().filter(|option| **option != "--help" && **option != "--output") {
            assert!(explained.contains(option), "{command} {option} is explained");
        }
        let of_others = ["--network", "--rm"];
        for option in explained.iter().filter(|option| !of_others.contains(option)) {
            assert!(there.contains(option), "{command} has {option}");
        }
    }
    for form in itk3_validator::report::Form::NAMES {
        assert!(page.contains(&format!("`{form}`")), "{form}");
    }
}

#[test]
fn the_settings_on_the_page_are_read() {
    let folder = place("settings");
    let page = fs::read_to_string(root().join("docs/command.md")).expect("the page is there");
    let settings = page.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the page shows settings");
    let settings = settings.replace(", \"packages/guide.tgz\"", "").replace("CareConnect-GPC-Patient-1", "Patient");
    fs::write(folder.join("itk3.toml"), settings).expect("it can be written");
    let output =
        Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(["message.xml"]).current_dir(folder).output().expect("the command runs");
    assert!(output.status.code().is_some_and(|code| code < 2), "{output:?}");
}

#[test]
#[cfg(unix)]
fn the_action_annotates_counts_and_writes_sarif() {
    let action = fs::read_to_string(root().join("action.yml")).expect("it is there");
    assert!(action.contains(concat!("\n    default: ", env!("CARGO_PKG_VERSION"), "\n")), "it runs the package of this version");
    let folder = place("action");
    let run = |paths: &str, arguments: &str, sarif: &str| {
        for file in ["output", "summary"] {
            fs::write(folder.join(file), "").expect("it can be written");
        }
        let output = Command::new(root().join("scripts/action.sh"))
            .env("ITK3_COMMAND", env!("CARGO_BIN_EXE_itk3-validator"))
            .env("ITK3_PATHS", paths)
            .env("ITK3_ARGUMENTS", arguments)
            .env("ITK3_SARIF_FILE", sarif)
            .env("GITHUB_OUTPUT", folder.join("output"))
            .env("GITHUB_STEP_SUMMARY", folder.join("summary"))
            .current_dir(&folder)
            .output()
            .expect("there is a shell");
        let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        (output.status.code(), String::from_utf8(output.stdout).expect("it prints UTF-8"), read("output"), read("summary"))
    };
    let (code, said, output, summary) = run("messages\n\nmessage.xml\n", "", "itk3.sarif");
    assert_eq!(code, Some(1));
    assert!(said.contains("::error file=messages/old-system/c.xml,line=1,"), "{said}");
    assert_eq!(output, "sarif-file=itk3.sarif\nexit-code=1\n");
    assert!(summary.contains("By rule\n") && summary.contains("binding-required"), "{summary}");
    let sarif: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(folder.join("itk3.sarif")).expect("it was written")).expect("it is JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(run("messages", "--ignore\nbase", "").0, Some(0));
    assert_eq!(run("message.xml", "--loud", "none.sarif").0, Some(2));
    assert!(!folder.join("none.sarif").exists());
}
