//! Packs `definitions/` into what the library embeds: those that are always at hand, and those that a page loads on demand, with a
//! list of their URLs. Needs neither network nor npm.

#[path = "src/hash.rs"]
#[allow(dead_code, unreachable_pub)]
mod hash;
mod definitions {
    #[path = "../src/definitions/encode.rs"]
    #[allow(dead_code, unreachable_pub)]
    pub mod encode;
    #[path = "../src/definitions/facts.rs"]
    #[allow(dead_code, unreachable_pub)]
    pub mod facts;
}
use definitions::{encode, facts};

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=definitions");
    println!("cargo::rerun-if-changed=src/definitions/encode.rs");
    println!("cargo::rerun-if-changed=src/definitions/facts.rs");
    println!("cargo::rerun-if-changed=src/hash.rs");
    let folder = Path::new("definitions/on-demand");
    let at_hand = read(Path::new("definitions"), Some(folder));
    let on_demand = read(folder, None);
    let mut urls: Vec<&str> = on_demand.iter().map(facts::Facts::url).collect();
    urls.sort_unstable();
    urls.dedup();
    write("definitions.pack", &encode::encode(&at_hand));
    write("on-demand.pack", &encode::encode(&on_demand));
    write("on-demand.txt", urls.join("\n").as_bytes());
}

/// The facts of a folder, without those of one below it.
fn read(folder: &Path, without: Option<&Path>) -> Vec<facts::Facts> {
    let mut files = Vec::new();
    json_files(folder, without, &mut files);
    // HL7 first, so that a symbol of the base is known before a profile uses it; then by path, so that the
    // same facts give the same bytes.
    files.sort();
    let parse = |file: &PathBuf| {
        let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    };
    files.iter().map(parse).collect()
}

fn json_files(folder: &Path, without: Option<&Path>, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| Some(path.as_path()) != without) {
        if path.is_dir() {
            json_files(&path, without, into);
        } else if path.extension().is_some_and(|e| e == "json") && path.file_name().is_some_and(|n| n != "manifest.json") {
            into.push(path);
        }
    }
}

fn write(name: &str, bytes: &[u8]) {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    fs::write(out.join(name), bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
}
