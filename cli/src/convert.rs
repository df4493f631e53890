//! `convert FILE`: the same resource in the other format.

use clap::Args;

use crate::formats::XmlOrJson;
use crate::host::Host;
use crate::streams::{put, read};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator, source};

/// Write the same resource in the other format
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The resource, or - for standard input
    file: String,
    /// The format to write; by default the other format than that of the file
    #[arg(long)]
    format: Option<XmlOrJson>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
}

pub(crate) fn convert(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let Arguments { file, format, output } = asked;
    let bytes = read(host, file)?;
    let other = if Format::of(&source::decode(&bytes).0) == Format::Json { Format::Xml } else { Format::Json };
    let converted = Validator::new().convert_bytes(&bytes, format.map_or(other, Format::from), &Options::default());
    let converted = converted.map_err(|issue| {
        let expected = issue.expected.as_deref().map(|expected| format!("; required: {expected}")).unwrap_or_default();
        format!("{file}:{}:{}: not converted: {}{expected}", issue.place.line, issue.place.column, issue.message)
    })?;
    put(host, output.as_deref(), &converted)?;
    Ok(0)
}
