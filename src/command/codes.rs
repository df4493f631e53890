//! `codes`: every response code.

use super::host::Host;
use super::print;
use super::words::{Word, Words};
use crate::Validator;
use crate::itk3::response_codes;

pub(super) fn codes(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut json = false;
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option(other) | Word::Plain(other) => return Err(["codes has no ", other, "; try --help"].concat()),
        }
    }
    let codes = response_codes(Validator::new().definitions());
    let mut out = String::new();
    if json {
        out = serde_json::to_string(&codes).unwrap_or_default() + "\n";
    } else {
        for code in codes {
            out.push_str(&format!(
                "{} {:<15} {:<12} {}\n      {}\n",
                code.code,
                code.level.word(),
                code.response_code,
                code.display,
                code.when
            ));
        }
    }
    print(host, &out)?;
    Ok(0)
}
