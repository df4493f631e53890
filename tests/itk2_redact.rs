//! Redacted messages of ITK 2: the same problems at the same places, and nobody named.

use std::fs;
use std::path::Path;

use itk3_validator::{Options, Validator, source};

#[test]
fn a_redacted_message_has_the_same_problems() {
    let validator = Validator::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut count = 0;
    for rule in fs::read_dir(folder).expect("cases").flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("ITK2-")) {
        for file in
            fs::read_dir(rule.path()).expect("a folder").flatten().filter(|file| file.path().extension().is_some_and(|e| e == "xml"))
        {
            let bytes = fs::read(file.path()).expect("a case can be read");
            let text = source::decode(&bytes).0;
            let redacted = validator.redact(&text);
            let problems = |text: &str| -> Vec<(String, String)> {
                let report = validator.validate(text, &Options::default());
                report.issues.into_iter().map(|issue| (issue.rule.into_owned(), issue.path)).collect()
            };
            let (before, after) = (problems(&text), problems(&redacted));
            let name = file.path().display().to_string();
            for word in ["clinic4", "clinic-system", "RXX", "A99999", "4E1C7A90", "9A8B7C6D", "itk.example", "0A99999"] {
                assert!(!redacted.contains(word), "{name}: {word} in {redacted}");
            }
            count += 1;
            // A name that is nobody's is another, misspelt as it was.
            let rules = |problems: &[(String, String)]| problems.iter().map(|(rule, _)| rule.clone()).collect::<Vec<_>>();
            assert!(rules(&before) == rules(&after), "{name}: {before:?} {after:?}\n{redacted}");
        }
    }
    assert!(count > 100);
}
