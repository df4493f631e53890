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
mod formats;
mod host;
pub mod lsp;
mod pattern;
mod redact;
mod review;
mod rules;
mod shells;
mod simulate;
mod streams;
mod validate;
mod waivers;
#[cfg(target_arch = "wasm32")]
mod wasm;

pub use arguments::{Build, BuildInput};
pub use host::{Entry, Fault, Host, Kind, Stream};

use arguments::{Asked, Word};
use streams::{print, say};

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
        Word::Completions(asked) => shells::completions(host, &asked, arguments::command()),
        Word::Man(asked) => shells::man(host, &asked, arguments::command()),
        #[cfg(not(target_arch = "wasm32"))]
        Word::Definitions(_) => Err("definitions needs a command: build".to_owned()),
    }
}
