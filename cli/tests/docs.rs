//! What the pages tell people to run does run.

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
            code && !line.contains(['<', '|']) && !line.contains("xargs") && !line.contains("id: ") && !line.contains("install")
        }) {
            let after = after.split(" #").next().unwrap_or_default();
            commands.push(after.split_whitespace().map(str::to_owned).collect());
        }
    }
    commands
}

#[test]
fn every_command_on_the_pages_runs() {
    let folder = place("pages");
    let pages = ["docs/ci.md", "README.md", "cli/README.md", "www/package/README.md"];
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
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: itk3-validator ")).expect("it has an entry");
    let package = concat!("itk3-validator@", env!("CARGO_PKG_VERSION"));
    assert!(hooks.contains(&format!("additional_dependencies: [\"{package}\"]")), "it is the package of this version: {hooks}");
    let folder = place("hook");
    let words = entry.split(' ').chain(["messages/a.xml"]);
    let output = Command::new(env!("CARGO_BIN_EXE_itk3-validator")).args(words).current_dir(folder).output().expect("the command runs");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}
