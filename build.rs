//! Packs `definitions/` into one binary that the library embeds. Needs neither network nor npm.

#[path = "src/definitions/encode.rs"]
#[allow(dead_code, unreachable_pub)]
mod encode;
#[path = "src/definitions/facts.rs"]
#[allow(dead_code, unreachable_pub)]
mod facts;

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=definitions");
    println!("cargo::rerun-if-changed=src/definitions/encode.rs");
    println!("cargo::rerun-if-changed=src/definitions/facts.rs");
    let mut files = Vec::new();
    json_files(Path::new("definitions"), &mut files);
    // HL7 first, so that a symbol of the base is known before a profile uses it; then by path, so that the
    // same facts give the same bytes.
    files.sort();
    let facts: Vec<facts::Facts> = files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
        })
        .collect();
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("definitions.pack");
    fs::write(&out, encode::encode(&facts)).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

fn json_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            json_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "json") && path.file_name().is_some_and(|n| n != "manifest.json") {
            into.push(path);
        }
    }
}
