//! `validate FILE…`: a report for each file.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use itk3_validator::report::{operation_outcome, text};
use itk3_validator::{Options, Validator, source};

#[derive(Clone, Copy)]
enum Format {
    Text,
    Json,
    OperationOutcome { xml: bool },
}

pub(crate) fn validate(arguments: &[&str]) -> Result<ExitCode, String> {
    let (mut files, mut format, mut definitions) = (Vec::new(), Format::Text, Vec::new());
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        match argument {
            "--format" => {
                format = match rest.next().copied() {
                    Some("text") => Format::Text,
                    Some("json") => Format::Json,
                    Some("operation-outcome" | "operation-outcome-xml") => Format::OperationOutcome { xml: true },
                    Some("operation-outcome-json") => Format::OperationOutcome { xml: false },
                    other => {
                        let other = other.unwrap_or("nothing");
                        return Err(format!("--format is text, json, operation-outcome or operation-outcome-json, not {other}"));
                    }
                };
            }
            "--definitions" => definitions.push(rest.next().copied().ok_or("--definitions needs a file or a folder")?),
            "-" => files.push("-"),
            option if option.starts_with('-') => return Err(format!("validate has no option {option}; try --help")),
            file => files.push(file),
        }
    }
    if files.is_empty() {
        return Err("validate needs a file, or - for standard input; try --help".to_owned());
    }
    let mut validator = Validator::new();
    for path in definitions {
        add_definitions(&mut validator, Path::new(path))?;
    }
    let (mut conform, mut could_not_read) = (true, false);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for file in files {
        let bytes = if file == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
        } else {
            fs::read(file)
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("itk3-validator: {file}: {error}");
                could_not_read = true;
                continue;
            }
        };
        let report = validator.validate_bytes(&bytes, &Options::default());
        conform &= report.conforms;
        let written = match format {
            Format::Text => text(&report, file, &source::decode(&bytes).0),
            Format::Json => serde_json::to_string(&report).map_err(|error| error.to_string())? + "\n",
            Format::OperationOutcome { xml } => operation_outcome(&report, xml),
        };
        // A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
        if out.write_all(written.as_bytes()).is_err() {
            break;
        }
    }
    let _ = out.flush();
    Ok(ExitCode::from(if could_not_read { 2 } else { u8::from(!conform) }))
}

/// Files of a folder, or one file. What is wrong with a definition goes to standard error and stops nothing.
fn add_definitions(validator: &mut Validator, path: &Path) -> Result<(), String> {
    let fault = |error: io::Error| format!("{}: {error}", path.display());
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path).map_err(fault)?.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
        entries.sort();
        return entries.iter().try_for_each(|entry| add_definitions(validator, entry));
    }
    let name = path.display().to_string();
    let added = validator.add_definitions(&name, &fs::read(path).map_err(fault)?);
    for fault in &added.faults {
        if fault.line > 0 {
            eprintln!("{}:{}:{}: {}", fault.name, fault.line, fault.column, fault.message);
        } else {
            eprintln!("{}: {}", fault.name, fault.message);
        }
    }
    let replaced = added.loaded.iter().filter(|loaded| loaded.replaces.is_some()).count();
    eprintln!("{name}: {} definitions added, {replaced} of them in place of others", added.loaded.len());
    Ok(())
}
