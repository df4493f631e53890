//! Packs `definitions/` into one binary that the library embeds. Needs neither network nor npm.

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

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use lzma_rust2::{LzmaOptions, LzmaWriter};

fn main() {
    println!("cargo::rerun-if-changed=definitions");
    println!("cargo::rerun-if-changed=src/definitions/encode.rs");
    println!("cargo::rerun-if-changed=src/definitions/facts.rs");
    println!("cargo::rerun-if-changed=src/hash.rs");
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
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let pack = encode::encode(&facts);
    for (name, bytes) in [("definitions.pack", &pack), ("definitions.pack.lzma", &deflate(&pack))] {
        fs::write(out.join(name), bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The length, then a bare LZMA stream with the parameters that `src/definitions/lzma.rs` knows.
fn deflate(pack: &[u8]) -> Vec<u8> {
    let mut options = LzmaOptions::with_preset(9);
    (options.lc, options.lp, options.pb, options.nice_len) = (1, 0, 0, LzmaOptions::NICE_LEN_MAX);
    let length = u32::try_from(pack.len()).expect("the pack is small").to_le_bytes().to_vec();
    let mut writer = LzmaWriter::new_no_header(length, &options, false).expect("the parameters are right");
    writer.write_all(pack).and_then(|()| writer.finish()).expect("writing to memory does not fail")
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
