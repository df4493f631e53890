//! Messages of others, which stand beside the checkout, and the project's own.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// An example of the page.
pub fn example(name: &str) -> String {
    fs::read_to_string(root().join("www/examples").join(name)).unwrap_or_default()
}

/// The published messages, by name; none where the corpus is not there.
pub fn corpus() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("../shared/corpus"), &mut files);
    files.sort();
    let named = files.iter().map(|file| (file.file_name().unwrap_or_default().to_string_lossy().into_owned(), file));
    named.filter_map(|(name, file)| Some((name, fs::read_to_string(file).ok()?))).collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "xml" || e == "json" || e == "dat") {
            into.push(path);
        }
    }
}
