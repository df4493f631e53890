//! The command, the same behind both its doors: `itk3-validator` and `npx itk3-validator`.
//!
//! It knows its words, files only through a [`Host`].

#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used))]

mod acknowledge;
mod codes;
mod convert;
mod files;
mod host;
mod pattern;
mod redact;
mod review;
mod rules;
mod validate;
mod waivers;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod words;

pub use host::{Entry, Fault, Host, Kind, Stream};

use itk3_validator::syntax::Limits;

const HELP: &str = "\
Checks NHS ITK3 messages (HL7 FHIR STU3), XML or JSON. Nothing leaves this machine.

  itk3-validator [validate] FILE… [OPTION]…
      FILE may be a folder (every .xml and .json below it), a pattern (* ? **), or - for
      standard input.
      --format FORM        text (default), json (the report, one a line), sarif, junit, csv,
                           operation-outcome (STU3, XML) or operation-outcome-json
      --fail-on SEVERITY   error (default), warning or information
      --waivers FILE       findings that need not be mended, as JSON:
                           {\"waivers\": [{\"rule\": …, \"path\": …, \"reason\": …, \"file\": …}]}
                           path and file may hold * and ?; file may be left out
      --definitions PATH   a definition, a folder of them or a FHIR package (.tgz), used
                           beside the embedded ones; one with a known URL takes its place,
                           unless its version is older
      --replace-newer      older definitions take the place of newer ones, too
      --profile URL        a profile that the root is held to beside those it declares; the
                           last part of the URL is enough
      --received ID        an id of a message or document received before
      --mesh-to ADDRESS    the address in the MESH metadata, GPPROVIDER_…, to compare
      --explain-folding    lists, too, what was found and goes away with another finding, and why
                           (text and json)
      --output FILE        writes there, not to standard output
      --quiet              tells of failures alone
      --color WHEN         auto (default), always or never

  itk3-validator ack FILE [--code CODE] --endpoint MAILBOX --responder-ods ODS [OPTION]…
      The acknowledgement that answers a message. CODE is one of `codes`, or suggested
      (default): what the findings earn. A person answers with --responder-user,
      --responder-role, --responder-family, --responder-given, --responder-prefix; of an
      organisation --responder-site names the site.
      --format xml|json, --issue-code CODE, --receiver, --diagnostics true|false,
      --inf-ack true|false, --definition current|instance, --generation same|current,
      --workflow ID, --even-unasked, --now INSTANT, --id UUID (as often as needed)
      --output FILE, --mesh FILE (the control file for MESH)

  itk3-validator review MESSAGE RESPONSE… [--format text|json]
      What the responses to a message come to: complete, waiting, failed or unconfirmed.

  itk3-validator codes [--format text|json]
      Every response code, with when it is sent.

  itk3-validator convert FILE [--format xml|json] [--output FILE]
      The same resource in the other format.

  itk3-validator redact FILE [--output FILE]
      The message without what it says of people, to show where its problems are: texts have
      stand-ins, ids hashes, dates keep their order alone. Structure, codes and problems stay.

  itk3-validator rules [--format text|json]
      Every rule, with what it is about and where it stands.

  itk3-validator --version | --help

Exits 0 where every file conforms (ack: it was built; review: all is complete), 1 where one
does not, 2 where a file could not be checked or the command could not run.
";

/// The words that stand before others.
const COMMANDS: [&str; 7] = ["validate", "ack", "review", "codes", "convert", "redact", "rules"];

/// Runs the command; gives what it exits with. `also` is further help, of what only one door has.
pub fn run(host: &mut dyn Host, arguments: &[String], also: &str) -> u8 {
    let first = arguments.first().map_or("", String::as_str);
    let rest = arguments.get(1..).unwrap_or_default();
    let asks_for_help = |word: &String| word == "--help" || word == "-h";
    let done = match first {
        "" | "--help" | "-h" | "help" => print(host, &[HELP, also].concat()).map(|()| if first.is_empty() { 2 } else { 0 }),
        _ if rest.len() == 1 && rest.iter().all(asks_for_help) => return run(host, &["help".to_owned()], also),
        "--version" | "-V" => print(host, concat!("itk3-validator ", env!("CARGO_PKG_VERSION"), "\n")).map(|()| 0),
        "validate" => validate::validate(host, rest),
        "ack" => acknowledge::acknowledge(host, rest),
        "review" => review::review(host, rest),
        "codes" => codes::codes(host, rest),
        "convert" => convert::convert(host, rest),
        "redact" => redact::redact(host, rest),
        "rules" => rules::rules(host, rest),
        "definitions" => Err("only the native command has definitions, which needs build; a folder is ./definitions".to_owned()),
        // A path without a command is to be checked.
        path if is_path(host, path) => validate::validate(host, arguments),
        other => Err(match nearest(other) {
            Some(near) => ["unknown command ", other, "; did you mean ", near, "? See --help"].concat(),
            None => ["unknown command ", other, "; see --help"].concat(),
        }),
    };
    done.unwrap_or_else(|why| {
        say(host, &why);
        2
    })
}

/// The command that is nearest to a misspelt one, if one is near: at most a third of the letters differ.
fn nearest(word: &str) -> Option<&'static str> {
    let plain = word.to_ascii_lowercase();
    let of_like_length = COMMANDS.into_iter().filter(|known| known.len().abs_diff(word.len()) <= known.len() / 3);
    let (distance, known) = of_like_length.map(|known| (strsim::damerau_levenshtein(known, &plain), known)).min()?;
    (distance <= known.len() / 3).then_some(known)
}

/// An option, or what looks like a path, or is one.
fn is_path(host: &mut dyn Host, word: &str) -> bool {
    word.starts_with('-') || word.contains(['.', '/', '\\', '*', '?']) || host.kind(word).is_some()
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
