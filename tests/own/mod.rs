//! The project's own messages: whole ones, and the smallest that break a rule.

use std::fs;
use std::path::Path;

use itk3_validator::source;

/// Every XML and JSON file below some folders of the project, with its text.
pub(crate) fn texts(folders: &[&str]) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut files, mut folders) = (Vec::new(), folders.iter().map(|folder| root.join(folder)).collect::<Vec<_>>());
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder can be read").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                // Apps, and what is installed for them.
                if !path.ends_with("tests/consumers") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "xml" || extension == "json") {
                let text = source::decode(&fs::read(&path).expect("a file can be read")).0.into_owned();
                files.push((path.to_string_lossy().into_owned(), text));
            }
        }
    }
    files.sort();
    files
}
