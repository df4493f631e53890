//! The command, shared by `itk3-validator` and `npx itk3-validator`.
//!
//! It parses arguments and accesses files only through a [`Host`].

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
mod simulate;
mod validate;
mod waivers;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod words;

pub use host::{Entry, Fault, Host, Kind, Stream};

use itk3_validator::syntax::Limits;

const HELP: &str = "\
Checks NHS ITK3 messages (HL7 FHIR STU3), XML or JSON, and messages of ITK 2. Nothing leaves
this machine.

  itk3-validator [validate] FILE… [OPTION]…
      FILE may be a folder (every .xml and .json below it), a pattern (* ? **), or - for
      standard input.
      --format FORM        text (default), json (the report, one a line), sarif, junit, csv,
                           operation-outcome (STU3, XML), operation-outcome-json, or
                           harness (HTML) and harness-json: every check as the NHS’s test
                           harness reports it
      --fail-on SEVERITY   error (default), warning or information
      --waivers FILE       accepted findings, as JSON:
                           {\"waivers\": [{\"rule\": …, \"path\": …, \"reason\": …, \"file\": …}]}
                           path and file may contain * and ?; file is optional
      --definitions PATH   add a definition, a folder of them or a FHIR package (.tgz); a
                           definition replaces the embedded one with its URL, unless it
                           is older
      --replace-newer      let older definitions replace newer ones
      --profile URL        also check the root against this profile; the last part of the
                           URL is enough
      --received ID        the id of a message or document received earlier
      --mesh-to ADDRESS    compare with this address (GPPROVIDER_…) of the MESH metadata
      --mesh-headers FILE  compare with these MESH metadata: a control file, or Mex-*
                           headers as text or JSON
      --unwrap             check the message inside a code fence, a log line, HTTP, a template,
                           base64, gzip, a JSON string or escaped XML
      --explain-folding    also list findings that are covered by another one, and why
                           (text and json)
      --output FILE        write to FILE instead of standard output
      --quiet              report failures only
      --color WHEN         auto (default), always or never

  itk3-validator ack FILE [--code CODE] --endpoint MAILBOX --responder-ods ODS [OPTION]…
      Build the acknowledgement of a message. CODE is a response code (see `codes`) or
      suggested (default), which follows from the findings. To reply as a person, give
      --responder-user, --responder-role, --responder-family, --responder-given and
      --responder-prefix. --responder-site names the site of an organisation.
      --format xml|json, --issue-code CODE, --receiver, --diagnostics true|false,
      --inf-ack true|false, --definition current|instance, --generation same|current,
      --workflow ID, --even-unasked, --now INSTANT, --id UUID (repeatable)
      --output FILE, --mesh FILE (the control file for MESH)
      A message of ITK 2 is answered in ITK 2: CODE is OK, DE0001 to DE0012, 1000, 2100, 2200
      or 3000, and no mailbox is needed. --reply acknowledgement|answer|fault, --to ADDRESS if
      the message has no sender address, --responder-address and --responder-identity
      (urn:nhs-uk:…) in place of the ODS code.

  itk3-validator review MESSAGE RESPONSE… [--format text|json|svg]
      Decide the state of a message from its responses: complete, waiting, failed or unconfirmed;
      svg is a sequence picture.

  itk3-validator simulate FILE [--format text|json] [--output PREFIX] [OPTION]…
      Answer an ITK3 message as the simulator of the NHS’s test harness would: by a given name
      that is a code, a known NHS number, and the flags. PREFIX-1.xml and PREFIX-2.xml get the
      responses. --endpoint MAILBOX, --responder-ods ODS, --now INSTANT, --id UUID (repeatable)

  itk3-validator codes [--generation itk3|itk2] [--format text|json]
      List every response code and when it is sent.

  itk3-validator convert FILE [--format xml|json] [--output FILE]
      Write the same resource in the other format.

  itk3-validator redact FILE [--output FILE]
      Remove personal data but keep structure, codes and problems. Texts become placeholders,
      ids become hashes, dates keep only their order.

  itk3-validator rules [RULE…] [--format text|json]
      List every rule, or explain the rules given: why they exist, examples and source.

  itk3-validator --version | --help

Exit code: 0 if every file conforms (ack: the response was built; review: complete), 1 if one
does not, 2 if a file could not be checked or the command could not run.
";

/// The names of the commands.
const COMMANDS: [&str; 8] = ["validate", "ack", "review", "simulate", "codes", "convert", "redact", "rules"];

/// Runs the command and returns its exit code. `also` is additional help for one kind of host.
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
        "simulate" => simulate::simulate(host, rest),
        "codes" => codes::codes(host, rest),
        "convert" => convert::convert(host, rest),
        "redact" => redact::redact(host, rest),
        "rules" => rules::rules(host, rest),
        "definitions" => {
            Err("definitions is available in the native command only (build); to check a folder of that name, write ./definitions"
                .to_owned())
        }
        // A path without a command means `validate`.
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
