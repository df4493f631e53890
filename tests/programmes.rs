//! Messages of the programmes with one fault each, read beside the repository: what is said of each beyond what is said of the
//! message that it was made from. `UPDATE=1 cargo test --test programmes` rewrites the table; read the difference.

#[expect(dead_code, reason = "the corpus is not read here")]
mod material;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::report::Issue;
use itk3_validator::{Options, Validator};

/// A finding: its weight, its rule, and the words of it.
type Said = (&'static str, String, String);

fn said(validator: &Validator, path: &Path) -> Vec<Said> {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let one = |issue: Issue| (issue.severity.word(), issue.rule.to_string(), issue.message.clone());
    validator.validate_bytes(&bytes, &Options::default()).issues.into_iter().map(one).collect()
}

/// The message that a file was made from: the letter at its end or its beginning names it.
fn base(folder: &str, name: &str) -> Option<String> {
    let base = match folder {
        "send-document" => "baseV2",
        "update-record" if name.starts_with("bp") => "basebp",
        "update-record" => "base",
        "transfer-of-care" if name.starts_with("mW-") || name.starts_with("W-") => "baseW",
        "transfer-of-care" if name.as_bytes().get(1) == Some(&b'-') && !name.starts_with('m') => {
            return Some(format!("base{}", &name[..1]));
        }
        "transfer-of-care" => return Some(format!("base{}", &name[name.len() - 1..])),
        _ => return None,
    };
    Some(base.to_owned())
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read").flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|e| e == "xml")).collect();
    files.sort();
    files
}

#[test]
fn each_fault_is_said_and_nothing_else_is_added() {
    let Some(root) = material::path("cases/programmes") else { return };
    let validator = Validator::new();
    let mut table = String::from("# of every file: the findings that its base does not have\n");
    for folder in ["send-document", "update-record", "transfer-of-care", "first-generation"] {
        for path in files(&root.join(folder)) {
            let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
            let mut of_base = match base(folder, &name).filter(|_| !name.starts_with("base")) {
                Some(base) => said(&validator, &root.join(folder).join(format!("{base}.xml"))),
                None => Vec::new(),
            };
            let mut line = format!("{folder}/{name}:");
            for finding in said(&validator, &path) {
                match of_base.iter().position(|known| *known == finding) {
                    Some(at) => drop(of_base.remove(at)),
                    None => drop(write!(line, " {} {};", finding.0, finding.1)),
                }
            }
            table.push_str(line.trim_end_matches([';', ':']));
            table.push('\n');
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programmes.txt");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &table).expect("the table can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let differ: Vec<(&str, &str)> = table.lines().zip(expected.lines()).filter(|(found, expected)| found != expected).collect();
    assert!(differ.is_empty() && table.lines().count() == expected.lines().count(), "found and expected: {differ:#?}");
}

/// Rules of the programmes' guides.
fn is_of_programme(rule: &str) -> bool {
    ["GPCM-", "update-record-", "toc-", "send-document-"].iter().any(|start| rule.starts_with(start))
}

#[test]
fn what_is_published_stays_silent() {
    let Some(root) = material::path("cases/programmes") else { return };
    let validator = Validator::new();
    for name in ["update-record/base", "update-record/basebp", "transfer-of-care/baseI", "transfer-of-care/baseM", "transfer-of-care/baseE"]
        .into_iter()
        .chain(["transfer-of-care/baseO", "transfer-of-care/baseW"])
    {
        let said = said(&validator, &root.join(format!("{name}.xml")));
        let of_programme: Vec<&Said> = said.iter().filter(|(_, rule, _)| is_of_programme(rule)).collect();
        assert!(of_programme.is_empty(), "{name}: {of_programme:?}");
    }
}
