//! The native door of the command: hands its words to the library of the command, and the world with them.

mod native;

use std::env;
use std::process::ExitCode;

use itk3_validator_cli::{Host, Stream, run};

const ALSO: &str = "
  itk3-validator definitions build INPUT… --out FOLDER [--origin NAME] [--on-demand] [--provenance TABLE]
      Published definitions (FHIR packages, folders, files) into files of facts.
";

fn main() -> ExitCode {
    let words: Vec<String> = env::args_os().skip(1).map(|word| native::names::shown(&word)).collect();
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    if let ["definitions", "build", rest @ ..] = plain.as_slice() {
        return native::definitions::build(rest).unwrap_or_else(|why| {
            let _ = native::host::System.print(Stream::Error, &format!("itk3-validator: {why}\n"));
            ExitCode::from(2)
        });
    }
    ExitCode::from(run(&mut native::host::System, &words, ALSO))
}
