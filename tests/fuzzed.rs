//! The targets of `fuzz/` in an ordinary build: on messages of the project, and on whatever was found once.

mod held;
mod invariants;
mod outline;
mod own;
mod readers;
mod round_trip;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files
}

#[test]
fn what_was_found_once_holds() {
    for (target, held) in held::TARGETS {
        for file in files(&format!("tests/fuzzed/{target}")) {
            println!("{}", file.display());
            held(&fs::read(file).expect("a file can be read"));
        }
    }
}

#[test]
fn messages_of_the_project_hold() {
    let expressions = ["", "name.given.count() > 1", "descendants().where($this is Quantity).value * 2 = 141.0", "(", "'\u{e9}' & 1"];
    let (_, fhirpath) = held::TARGETS.iter().find(|(target, _)| *target == "fhirpath").expect("it is a target");
    expressions.iter().for_each(|expression| fhirpath(expression.as_bytes()));
    for (name, text) in own::texts(&["tests/fixtures", "www/examples", "cli/tests/command/files"]) {
        for (target, held) in held::TARGETS {
            println!("{target}: {name}");
            held(text.as_bytes());
        }
    }
}

#[test]
fn each_target_has_its_program() {
    let targets: BTreeSet<String> = held::TARGETS.iter().map(|(target, _)| (*target).to_owned()).collect();
    let stem = |file: &PathBuf| file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    assert_eq!(targets, files("fuzz/fuzz_targets").iter().map(stem).collect());
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).expect("it can be read");
    for target in &targets {
        let program = fs::read_to_string(root().join(format!("fuzz/fuzz_targets/{target}.rs"))).expect("it can be read");
        assert!(program.contains(&format!("hold(\"{target}\", ")), "{program}");
        assert!(manifest.contains(&format!("name = \"{target}\"\npath = \"fuzz_targets/{target}.rs\"\n")), "{target}");
    }
}
