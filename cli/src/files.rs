//! From what was named to files: folders and patterns are looked up, so that every shell serves.

use crate::host::{Entry, Fault, Host, Kind};
use crate::pattern::{Pattern, is_pattern};
use crate::streams::about;

/// Folders within folders; deeper ones are named and left out.
const DEEPEST: usize = 64;

/// The files that the words name, in the order of the words; within a folder by name. What names no file, or one that is not
/// opened, is given as an error beside them. The waivers and definitions that are in use may lie among the messages, and are none.
///
/// # Errors
///
/// Returns a sentence about a pattern that is none.
pub(crate) fn files(host: &mut dyn Host, words: &[String], in_use: &[String]) -> Result<(Vec<String>, Vec<String>), String> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    let bare = |path: &str| path.trim_start_matches("./").to_owned();
    let in_use: Vec<String> = in_use.iter().map(|path| bare(path).trim_end_matches('/').to_owned()).collect();
    let is_message = |path: &str| {
        let path = bare(path);
        !in_use.iter().any(|other| path.strip_prefix(other.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    for word in words.iter().map(String::as_str) {
        let before = files.len() + faults.len();
        // What has no end, nobody has asked for by its name.
        let mut add = |path: String, kind: Kind| match kind {
            Kind::Special => faults.push(about(&path, Fault::Special)),
            Kind::Folder => faults.push([&path, ": this folder could not be read"].concat()),
            Kind::File => files.push(path),
        };
        if word == "-" {
            add(word.to_owned(), Kind::File);
        } else if let Some(names) = host.list(word) {
            let folder = match word {
                "." | "./" => String::new(),
                word => [word.trim_end_matches('/'), "/"].concat(),
            };
            below(host, &folder, names, 0, &|path| is_message(path) && is_xml_or_json(path), &mut add);
            if files.len() + faults.len() == before {
                faults.push([word, ": holds no .xml, .json or .ndjson file"].concat());
            }
        } else if is_pattern(word) && host.kind(word).is_none() {
            let (folder, given) = fixed_part(word);
            let pattern = Pattern::of_files(word).map_err(|why| [word, ": ", &why].concat())?;
            let fits = |path: &str| is_message(path) && pattern.fits(path);
            // Only a pattern with `**` is about what lies in every folder.
            let mut found = |path: String, kind: Kind| {
                if kind != Kind::Folder || word.contains("**") {
                    add(path, kind);
                }
            };
            if let Some(names) = host.list(given) {
                below(host, folder, names, 0, &fits, &mut found);
            }
            if files.len() + faults.len() == before {
                faults.push([word, ": no file matches"].concat());
            }
        } else {
            add(word.to_owned(), Kind::File);
        }
    }
    Ok((files, faults))
}

/// The folders before the first part with a sign of a pattern: as they begin the paths found, and as they are listed.
fn fixed_part(word: &str) -> (&str, &str) {
    let first = word.find(['*', '?']).unwrap_or(word.len());
    match word[..first].rfind('/') {
        None => ("", "."),
        Some(0) => ("/", "/"),
        Some(end) => (&word[..=end], &word[..end]),
    }
}

fn is_xml_or_json(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    [".xml", ".json", ".ndjson"].iter().any(|ending| path.ends_with(ending))
}

/// Files below a folder whose name begins with no dot and whose path is wanted.
fn below(
    host: &mut dyn Host,
    folder: &str,
    mut entries: Vec<Entry>,
    depth: usize,
    wanted: &dyn Fn(&str) -> bool,
    add: &mut dyn FnMut(String, Kind),
) {
    // As if a folder's name ended in the stroke that follows it in a path.
    let key = |entry: &Entry| entry.name.clone() + if entry.kind == Kind::Folder { "/" } else { "" };
    entries.sort_by_cached_key(key);
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('.')) {
        let path = [folder, &entry.name].concat();
        if entry.kind == Kind::Folder {
            let path = path + "/";
            match host.list(&path).filter(|_| depth < DEEPEST) {
                Some(entries) => below(host, &path, entries, depth + 1, wanted, add),
                None => add(path, Kind::Folder),
            }
        } else if wanted(&path) {
            add(path, entry.kind);
        }
    }
}
