//! Builds the acknowledgement that answers a message: `cargo run --example acknowledge -- message.xml [CODE]`.

use std::process::ExitCode;
use std::{env, fs};

use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("Usage: acknowledge FILE [CODE]");
        return ExitCode::from(2);
    };
    // An ITK3 response code, or the one that the problems of the message suggest.
    let code = env::args().nth(2).unwrap_or_else(|| "suggested".to_owned());
    let message = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    let responder = Responder {
        organization: Some(Organization { ods: "A12345".to_owned(), site: String::new() }),
        endpoint: "A12345OT001".to_owned(),
        ..Responder::default()
    };
    let options = AcknowledgementOptions {
        // The library has neither chance nor a clock. A real program gives new UUIDs here, and the present time.
        ids: (1..=6).map(|n| format!("00000000-0000-4000-8000-00000000000{n}")).collect(),
        now: "2026-11-20T17:00:00+00:00".to_owned(),
        ..AcknowledgementOptions::default()
    };
    let built = Validator::new().build_acknowledgement(&message, &code, &responder, &options);
    if let Some(refused) = built.refused {
        eprintln!("{}", refused.message);
        return ExitCode::FAILURE;
    }
    println!("{}", built.text.unwrap_or_default());
    ExitCode::SUCCESS
}
