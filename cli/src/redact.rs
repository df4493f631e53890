//! `redact FILE`: the message without what it says of people.

use clap::Args;

use crate::host::Host;
use crate::streams;
use itk3_validator::Validator;

/// Remove personal data but keep structure, codes and problems
///
/// Texts become placeholders, ids become hashes, and dates keep only their order. Read the copy before you share it: codes and short
/// numbers stay.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The message, or - for standard input
    file: String,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
}

pub(crate) fn redact(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let bytes = streams::read(host, &asked.file)?;
    let redacted = Validator::new().open_bytes(&bytes).redact();
    streams::put(host, asked.output.as_deref(), &redacted)?;
    Ok(0)
}
