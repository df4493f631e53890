//! Checks a file and prints what is wrong with it: `cargo run --example validate -- message.xml`.

use std::process::ExitCode;
use std::{env, fs};

use itk3_validator::{Options, Validator};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("Usage: validate FILE");
        return ExitCode::from(2);
    };
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    // Holds the definitions: one validator serves any number of messages, from any number of threads.
    let validator = Validator::new();
    let report = validator.validate_bytes(&bytes, &Options::default());
    for issue in &report.issues {
        println!("{path}:{}:{}: {} [{}]", issue.place.line, issue.place.column, issue.message, issue.rule);
    }
    println!("{}", report.verdict);
    if report.conforms { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
