//! The command, shared by `itk3-validator` and `npx itk3-validator`.
//!
//! It parses arguments and accesses files only through a [`Host`].

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod acknowledge;
mod arguments;
mod codes;
mod complaints;
mod convert;
mod files;
mod host;
pub mod lsp;
mod pattern;
mod redact;
mod review;
mod rules;
mod shells;
mod simulate;
mod validate;
mod waivers;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use arguments::{Build, BuildInput};
pub use host::{Entry, Fault, Host, Kind, Stream};

use arguments::{Asked, Word};
use itk3_validator::syntax::Limits;

/// What `definitions build` does, where the door has it: the text to print, or what went wrong.
pub type Builder<'a> = &'a dyn Fn(&Build) -> Result<String, String>;

/// Runs the command and returns its exit code.
pub fn run(host: &mut dyn Host, words: &[String], builder: Option<Builder<'_>>) -> u8 {
    let done = match words.first().map(String::as_str) {
        None => print(host, &arguments::help()).map(|()| 2),
        Some("definitions") if builder.is_none() => {
            Err("definitions is available in the native command only (build); to check a folder of that name, write ./definitions"
                .to_owned())
        }
        Some(_) => arguments::read(host, words).and_then(|asked| answer(host, asked, builder)),
    };
    done.unwrap_or_else(|why| {
        say(host, &why);
        2
    })
}

fn answer(host: &mut dyn Host, asked: Asked, builder: Option<Builder<'_>>) -> Result<u8, String> {
    let word = match asked {
        Asked::Word(word) => word,
        Asked::Text(text) => return print(host, &text).map(|()| 0),
        Asked::Build(build) => {
            let build = builder.ok_or("definitions is available in the native command only")?(&build)?;
            return print(host, &build).map(|()| 0);
        }
    };
    match word {
        Word::Validate(asked) => validate::validate(host, &asked),
        Word::Ack(asked) => acknowledge::acknowledge(host, *asked),
        Word::Review(asked) => review::review(host, &asked),
        Word::Simulate(asked) => simulate::simulate(host, asked),
        Word::Codes(asked) => codes::codes(host, &asked),
        Word::Convert(asked) => convert::convert(host, &asked),
        Word::Redact(asked) => redact::redact(host, &asked),
        Word::Lsp(asked) => lsp::lsp(host, &asked),
        Word::Rules(asked) => rules::rules(host, &asked),
        Word::Completions(asked) => shells::completions(host, &asked),
        Word::Man(asked) => shells::man(host, &asked),
        #[cfg(not(target_arch = "wasm32"))]
        Word::Definitions(_) => Err("definitions needs a command: build".to_owned()),
    }
}

/// A sentence on standard error. Where even that cannot be written, nobody can be told.
fn say(host: &mut dyn Host, sentence: &str) {
    let _ = host.print(Stream::Error, &["itk3-validator: ", sentence, "\n"].concat());
}

/// Writes to standard output. A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
fn print(host: &mut dyn Host, text: &str) -> Result<(), String> {
    match host.print(Stream::Output, text) {
        Ok(()) | Err(Fault::Closed) => Ok(()),
        Err(fault) => Err(about("standard output", fault)),
    }
}

/// Writes to a file, or where none is named to standard output.
fn put(host: &mut dyn Host, path: Option<&str>, text: &str) -> Result<(), String> {
    match path {
        Some(path) => write(host, path, text),
        None => print(host, text),
    }
}

/// Bytes that a message may have.
fn most() -> u64 {
    Limits::default().bytes as u64
}

/// A file, or standard input.
fn read(host: &mut dyn Host, path: &str) -> Result<Vec<u8>, String> {
    read_bytes(host, path).map_err(|fault| about(path, fault))
}

fn read_bytes(host: &mut dyn Host, path: &str) -> Result<Vec<u8>, Fault> {
    if path == "-" { host.read_input(most()) } else { host.read(path, most()) }
}

fn write(host: &mut dyn Host, path: &str, text: &str) -> Result<(), String> {
    host.write(path, text).map_err(|fault| match fault {
        Fault::Missing => [path, ": folder not found"].concat(),
        fault => about(path, fault),
    })
}

/// A file's name before what is wrong with it.
fn about(path: &str, fault: Fault) -> String {
    let of = match fault {
        Fault::TooLarge { size: Some(size) } => format!(" of {} bytes ({size} bytes)", most()),
        Fault::TooLarge { size: None } => format!(" of {} bytes", most()),
        _ => String::new(),
    };
    [path, ": ", fault.words(), &of].concat()
}
