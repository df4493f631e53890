//! Published material beside the project, which is read in place and not part of it.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static SAID: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A file or folder of the material, or `None` if it is absent: then the test says that it was skipped.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = if manifest.join("definitions").is_dir() { manifest } else { manifest.parent().expect("it is a member of the workspace") };
    let path = root.join("../shared").join(name);
    if !path.exists() {
        // Written past the test harness, which shows nothing that a passing test prints; and once.
        let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
        if said.insert(path.clone()) {
            let line = format!("\nSKIPPED, as {} is not here\n", path.display());
            let _ = std::io::stderr().write_all(line.as_bytes());
        }
        return None;
    }
    Some(path)
}

/// Every message of the corpus: its path below it, and its bytes. None where the corpus is absent.
pub(crate) fn corpus() -> Vec<(String, Vec<u8>)> {
    let Some(root) = path("corpus") else { return Vec::new() };
    let mut messages = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension != "md") {
                let name = path.strip_prefix(&root).expect("it is below the corpus").to_string_lossy().into_owned();
                messages.push((name, fs::read(&path).expect("the corpus can be read")));
            }
        }
    }
    messages.sort();
    assert!(messages.len() > 80, "the corpus is whole");
    messages
}
