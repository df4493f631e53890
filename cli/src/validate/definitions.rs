//! Definitions that are added for a run.

use itk3_validator::Validator;

use crate::host::{Fault, Host, Kind, Stream};
use crate::streams::about;

/// Bytes that a file of definitions may have.
const MOST: u64 = 64 << 20;

/// Files of a folder, or one file, taken in together. What is wrong with a definition goes to standard error and stops nothing.
pub(super) fn add_definitions(
    host: &mut dyn Host,
    validator: &mut Validator,
    path: &str,
    replace_newer: bool,
    quiet: bool,
) -> Result<(), String> {
    let mut paths = Vec::new();
    definition_files(host, path, 0, &mut paths);
    let mut fault = None;
    let mut files = paths.into_iter().map_while(|path| match host.read(&path, MOST) {
        Ok(bytes) => Some((path, bytes)),
        Err(why) => {
            fault = Some(match why {
                Fault::TooLarge { .. } => [&path, ": is larger than a file of definitions may be, 64 MB"].concat(),
                why => about(&path, why),
            });
            None
        }
    });
    let added = validator.add_definition_files(&mut files, replace_newer);
    if let Some(fault) = fault {
        return Err(fault);
    }
    for fault in &added.faults {
        let place = if fault.line > 0 { format!(":{}:{}", fault.line, fault.column) } else { String::new() };
        let _ = host.print(Stream::Error, &format!("{}{place}: {}\n", fault.name, fault.message));
    }
    let (loaded, replaced) = (added.loaded.len(), added.loaded.iter().filter(|loaded| loaded.replaces.is_some()).count());
    if loaded + added.older == 0 {
        let why = if added.faults.is_empty() { ": holds no definition" } else { ": holds no definition that can be used" };
        return Err([path, why].concat());
    }
    if !quiet {
        let s = if loaded == 1 { "" } else { "s" };
        let older = match added.older {
            0 => String::new(),
            older => format!("; {older} left out: older than those in use (--replace-newer uses them)"),
        };
        let sentence = format!("{path}: {loaded} definition{s} added, {replaced} of them replacing others{older}\n");
        let _ = host.print(Stream::Error, &sentence);
    }
    Ok(())
}

/// Folders within folders of definitions; deeper ones are left out.
const DEEPEST: usize = 64;

pub(super) fn definition_files(host: &mut dyn Host, path: &str, depth: usize, paths: &mut Vec<String>) {
    let Some(mut entries) = host.list(path).filter(|_| depth < DEEPEST) else {
        paths.push(path.to_owned());
        return;
    };
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('.')) {
        let path = [path.trim_end_matches('/'), "/", &entry.name].concat();
        match entry.kind {
            Kind::Folder => definition_files(host, &path, depth + 1, paths),
            Kind::File if [".xml", ".json", ".tgz", ".tar.gz"].iter().any(|end| entry.name.ends_with(end)) => paths.push(path),
            _ => {}
        }
    }
}
