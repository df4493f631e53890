//! `codes`: every response code.

use crate::host::Host;
use crate::print;
use crate::words::{Word, Words};
use itk3_validator::Validator;
use itk3_validator::itk3::response_codes;

pub(crate) fn codes(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut json = false;
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option(other) | Word::Plain(other) => return Err(["codes has no ", other, "; see --help"].concat()),
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
