//! The native door of the command: hands its words to the library of the command, and the world with them.

mod native;

use std::env;
use std::process::ExitCode;

use itk3_validator_cli::run;

fn main() -> ExitCode {
    let words: Vec<String> = env::args_os().skip(1).map(|word| native::names::shown(&word)).collect();
    ExitCode::from(run(&mut native::host::System, &words, Some(&native::definitions::build)))
}
