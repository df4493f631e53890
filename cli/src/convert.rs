//! `convert FILE`: the same resource in the other format.

use crate::host::Host;
use crate::words::{Word, Words, one_of};
use crate::{put, read};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator, source};

pub(crate) fn convert(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let (mut files, mut output, mut format) = (Vec::new(), None, None);
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--output") => output = Some(words.value("--output")?),
            Word::Option("--format") => {
                format = match words.value("--format")? {
                    "xml" => Some(Format::Xml),
                    "json" => Some(Format::Json),
                    other => return Err(one_of("--format", &["xml", "json"], other)),
                }
            }
            Word::Option(other) => return Err(["convert has no option ", other, "; see --help"].concat()),
            Word::Plain(file) => files.push(file),
        }
    }
    let [file] = files.as_slice() else { return Err("convert needs one file, or - for standard input; see --help".to_owned()) };
    let bytes = read(host, file)?;
    let other = if Format::of(&source::decode(&bytes).0) == Format::Json { Format::Xml } else { Format::Json };
    let converted = Validator::new().convert_bytes(&bytes, format.unwrap_or(other), &Options::default());
    let converted = converted.map_err(|issue| {
        let expected = issue.expected.as_deref().map(|expected| format!("; required: {expected}")).unwrap_or_default();
        format!("{file}:{}:{}: not converted: {}{expected}", issue.place.line, issue.place.column, issue.message)
    })?;
    put(host, output, &converted)?;
    Ok(0)
}
