//! `codes`: every response code.

use crate::host::Host;
use crate::print;
use crate::words::{Word, Words, one_of};
use itk3_validator::Validator;
use itk3_validator::itk2::{DISTRIBUTION_ENVELOPE_ERRORS, TOOLKIT_ERRORS};
use itk3_validator::itk3::response_codes;

pub(crate) fn codes(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let (mut json, mut is_itk2) = (false, false);
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option("--generation") => {
                let name = words.value("--generation")?;
                is_itk2 = match name {
                    "itk2" => true,
                    "itk3" => false,
                    other => return Err(one_of("--generation", &["itk3", "itk2"], other)),
                };
            }
            Word::Option(other) | Word::Plain(other) => return Err(["codes has no ", other, "; see --help"].concat()),
        }
    }
    if is_itk2 {
        return of_itk2(host, json);
    }
    let codes = response_codes(Validator::new().definitions());
    let mut out = String::new();
    if json {
        out = serde_json::to_string(&codes).unwrap_or_default() + "\n";
    } else {
        for code in codes {
            out.push_str(&format!(
                "{} {:<15} {:<12} {:<7} {}\n      {}\n",
                code.code,
                code.level.word(),
                code.response_code,
                code.support,
                code.display,
                code.when
            ));
        }
    }
    print(host, &out)?;
    Ok(0)
}

/// The codes of ITK 2: of acknowledgements, and of faults.
fn of_itk2(host: &mut dyn Host, json: bool) -> Result<u8, String> {
    let codes: Vec<_> = DISTRIBUTION_ENVELOPE_ERRORS.iter().chain(&TOOLKIT_ERRORS).collect();
    let out = if json {
        serde_json::to_string(&codes).unwrap_or_default() + "\n"
    } else {
        codes.iter().map(|code| format!("{:<6} {}\n       {}\n", code.code, code.display, code.when)).collect()
    };
    print(host, &out)?;
    Ok(0)
}
