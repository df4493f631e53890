//! Nothing depends on the words of findings: said in noise, the same rules come out at the same places.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::noise;
use crate::material;
use crate::report::Report;
use crate::{Options, Validator};

/// All messages below a folder.
fn messages(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            messages(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "xml" || ending == "json") {
            into.push(path);
        }
    }
}

/// What of a report is not words.
fn without_words(report: &Report) -> Vec<String> {
    let one = |issue: &crate::report::Issue| {
        let place = (issue.place.start, issue.place.end);
        format!("{} {:?} {} {place:?} {:?} {}", issue.rule, issue.severity, issue.path, issue.response, issue.consequences.len())
    };
    let mut all: Vec<String> = report.issues.iter().map(one).collect();
    all.extend(report.not_checked.iter().map(|one| format!("not checked: {} {} {}", one.reason, one.path, one.count)));
    all.sort();
    all
}

#[test]
fn the_same_is_found_whatever_the_words_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/cases", "www/examples", "tests/fixtures"] {
        messages(&root.join(folder), &mut files);
    }
    if let Some(corpus) = material::path("corpus") {
        messages(&corpus, &mut files);
    }
    assert!(files.len() > 100, "{} messages", files.len());
    let validator = Validator::new();
    let mut issues = 0;
    for file in &files {
        let bytes = fs::read(file).unwrap();
        let report = validator.validate_bytes(&bytes, &Options::default());
        let in_noise = noise::during(|| validator.validate_bytes(&bytes, &Options::default()));
        assert_eq!(without_words(&report), without_words(&in_noise), "{}", file.display());
        let shared = report.issues.iter().zip(&in_noise.issues).filter(|(one, other)| one.message == other.message);
        assert_eq!(shared.count(), 0, "{}: noise has no words of findings", file.display());
        issues += report.issues.len();
    }
    assert!(issues > 500, "{issues} findings");
}
