//! `redact FILE`: the message without what it says of people.

use crate::host::Host;
use crate::words::{Word, Words};
use itk3_validator::{Validator, source};

pub(crate) fn redact(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let (mut files, mut output) = (Vec::new(), None);
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--output") => output = Some(words.value("--output")?),
            Word::Option(other) => return Err(["redact has no option ", other, "; see --help"].concat()),
            Word::Plain(file) => files.push(file),
        }
    }
    let [file] = files.as_slice() else { return Err("redact needs one file, or - for standard input; see --help".to_owned()) };
    let bytes = crate::read(host, file)?;
    let redacted = Validator::new().redact(&source::decode(&bytes).0);
    crate::put(host, output, &redacted)?;
    Ok(0)
}
