//! `codes`: every response code.

use clap::{Args, ValueEnum};

use crate::formats::TextOrJson;
use crate::host::Host;
use crate::streams::print;
use itk3_validator::Validator;
use itk3_validator::itk2::{DISTRIBUTION_ENVELOPE_ERRORS, TOOLKIT_ERRORS};
use itk3_validator::itk3::response_codes;

/// List every response code and when to send it
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The generation of ITK
    #[arg(long, default_value = "itk3")]
    generation: Generation,
    /// The format of the list
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: TextOrJson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Generation {
    Itk3,
    Itk2,
}

pub(crate) fn codes(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let json = asked.format == TextOrJson::Json;
    if asked.generation == Generation::Itk2 {
        return of_itk2(host, json);
    }
    let codes = response_codes(Validator::new().definitions());
    let mut out = String::new();
    if json {
        out = serde_json::to_string(&codes).unwrap_or_default() + "\n";
    } else {
        out.push_str(&format!("{:<5} {:<15} {:<12} {:<7} display\n      when\n", "code", "level", "response", "support"));
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
