//! Reviews a message with its responses: `cargo run --example conversation -- sent.xml response.json…`.

use std::process::ExitCode;
use std::{env, fs, io};

use itk3_validator::{Options, Validator};

fn main() -> ExitCode {
    let files: Result<Vec<Vec<u8>>, io::Error> = env::args().skip(1).map(fs::read).collect();
    let files = match files {
        Ok(files) if !files.is_empty() => files,
        Ok(_) => {
            eprintln!("Usage: conversation MESSAGE [RESPONSE…]");
            return ExitCode::from(2);
        }
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(2);
        }
    };
    let responses: Vec<&[u8]> = files[1..].iter().map(Vec::as_slice).collect();
    let conversation = Validator::new().review_conversation(&files[0], &responses, &Options::default());
    println!("{}: {}", conversation.title, conversation.why);
    for (response, reviewed) in env::args().skip(2).zip(&conversation.responses) {
        let answers = if reviewed.answers { "answers the message" } else { "answers something else" };
        println!("{response}: code {}, {answers}", reviewed.code.as_deref().unwrap_or("unknown"));
        for issue in &reviewed.issues {
            println!("  {}: {} [{}]", issue.place.line, issue.message, issue.rule);
        }
    }
    ExitCode::SUCCESS
}
