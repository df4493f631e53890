//! `definitions build`: published definitions into files of facts.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::generate::{Input, Provenance, generate, unpack};
use itk3_validator_cli::Build;

use super::names;

/// Writes the files of facts, and returns what is said of them.
pub(crate) fn build(asked: &Build) -> Result<String, String> {
    let mut inputs = Vec::new();
    for input in &asked.inputs {
        collect(&names::path(&input.path), input.origin.as_deref(), input.on_demand, &mut inputs)?;
    }
    let provenance = asked.provenance.as_ref().map(|path| read_provenance(&names::path(path))).transpose()?.unwrap_or_default();
    let out = names::path(&asked.out);
    let generated = generate(&inputs, &provenance);
    if out.exists() {
        fs::remove_dir_all(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    for (name, text) in &generated.files {
        let path = out.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let mut said = String::new();
    generated.left_out.iter().for_each(|line| said.push_str(&format!("left out: {line}\n")));
    generated.done.iter().for_each(|line| said.push_str(&format!("{line}\n")));
    Ok(said)
}

fn collect(path: &Path, origin: Option<&str>, on_demand: bool, inputs: &mut Vec<Input>) -> Result<(), String> {
    let fault = |error: std::io::Error| format!("{}: {error}", path.display());
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path).map_err(fault)?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        entries.sort();
        for entry in entries {
            collect(&entry, origin.or(Some(&name)), on_demand, inputs)?;
        }
        return Ok(());
    }
    let bytes = fs::read(path).map_err(fault)?;
    let origin = origin.unwrap_or(&name).to_owned();
    if name.ends_with(".tgz") || name.ends_with(".tar.gz") {
        let mut files = unpack(&bytes).map_err(|why| format!("{}: {why}", path.display()))?;
        files.sort();
        let definitions = files.into_iter().filter(|(name, _)| name.ends_with(".xml") || name.ends_with(".json"));
        inputs.extend(definitions.map(|(name, bytes)| Input { origin: origin.clone(), on_demand, name, bytes }));
    } else if name.ends_with(".xml") || name.ends_with(".json") {
        inputs.push(Input { origin, on_demand, name, bytes });
    }
    Ok(())
}

/// A table with a header row; the columns url, source (repository:branch), path and gitblob are read.
fn read_provenance(path: &Path) -> Result<HashMap<String, Provenance>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let column = |name: &str| header.iter().position(|&h| h == name).ok_or(format!("{}: no column {name}", path.display()));
    let (url, source, file, blob) = (column("url")?, column("source")?, column("path")?, column("gitblob")?);
    let mut rows = HashMap::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default().to_owned();
        let source = cells.get(source).copied().unwrap_or_default();
        let (short, branch) = source.split_once(':').unwrap_or((source, ""));
        let repository = match short {
            "assets" => "nhsconnect/STU3-FHIR-Assets",
            "cc" => "nhsconnect/CareConnect-profiles",
            "ccSTU3" => "nhsconnect/CareConnect-profiles-STU3",
            "simplifier" | "iops" => "NHSDigital/IOPS-FHIR-Simplifier-Backup",
            other => other,
        };
        let row = Provenance { repository: format!("{repository} {branch}").trim().to_owned(), path: cell(file), blob: cell(blob) };
        rows.insert(cell(url), row);
    }
    Ok(rows)
}
