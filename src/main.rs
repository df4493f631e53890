//! The command: reads files, prints reports, exits 0 (conforms), 1 (does not) or 2 (could not run).

mod command;

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        [] | ["--help" | "-h" | "help"] | [_, "--help" | "-h"] => {
            print!("{}", command::HELP);
            Ok(ExitCode::from(if words.is_empty() { 2 } else { 0 }))
        }
        ["--version" | "-V"] => {
            println!("itk3-validator {}", env!("CARGO_PKG_VERSION"));
            Ok(ExitCode::SUCCESS)
        }
        ["validate", rest @ ..] => command::validate::validate(rest),
        ["definitions", "build", rest @ ..] => command::definitions::build(rest),
        [other, ..] => Err(format!("there is no command {other}; try --help")),
    };
    done.unwrap_or_else(|why| {
        eprintln!("itk3-validator: {why}");
        ExitCode::from(2)
    })
}
