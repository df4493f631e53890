//! `validate FILE…`: a report for each file.

use std::fs;
use std::io::{self, Read, Write};
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
    let (mut files, mut format) = (Vec::new(), Format::Text);
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
            "-" => files.push("-"),
            option if option.starts_with('-') => return Err(format!("validate has no option {option}; try --help")),
            file => files.push(file),
        }
    }
    if files.is_empty() {
        return Err("validate needs a file, or - for standard input; try --help".to_owned());
    }
    let validator = Validator::new();
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
