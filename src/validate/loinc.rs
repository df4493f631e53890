//! LOINC codes. Only their format is checked, since the codes are not known here.

use super::context::Context;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    LOINC_FORM = Warning "code-invalid" "loinc-form";
    title: "Not a valid LOINC code",
    why: "A LOINC code is a number, a hyphen and a digit that is computed from the number. One that does not match is probably mistyped.",
    wrong: r#"<code value="8310-7"/>"#,
    right: r#"<code value="8310-5"/>"#,
    link: "https://hl7.org/fhir/STU3/loinc.html",
    traits: [OF_CODE],
}

pub(crate) const SYSTEM: &str = "http://loinc.org";

/// Checks the format of a code and returns whether it is valid. Codes of parts and answers begin with letters and are not checked.
pub(super) fn check(cx: &mut Context<'_>, at: NodeId, code: &str) -> bool {
    if code.starts_with(|c: char| c.is_ascii_alphabetic()) && !code.contains(' ') || is_loinc_code(code) {
        return true;
    }
    let finding = cx.finding(&LOINC_FORM, At::Value(at), "Not a valid LOINC code");
    cx.report(finding.expected("up to 7 digits, a hyphen and the right check digit").found(shown(code)));
    false
}

/// Returns whether a code is a number, a hyphen and the check digit of the number (LOINC Users’ Guide: "mod 10").
pub(crate) fn is_loinc_code(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else { return false };
    let digits = |text: &str, longest: usize| (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(number, 7) || number.starts_with('0') || !digits(check, 1) {
        return false;
    }
    // Counting from the right, every other digit is doubled, starting with the last. A two-digit product counts as the sum of its digits.
    let weigh = |(place, byte): (usize, u8)| match (u32::from(byte - b'0'), place % 2) {
        (digit, 0) => digit * 2 / 10 + digit * 2 % 10,
        (digit, _) => digit,
    };
    let sum: u32 = number.bytes().rev().enumerate().map(weigh).sum();
    check.parse() == Ok((10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_ends_in_its_check_digit() {
        for right in ["8480-6", "8310-5", "8867-4", "29463-7", "85354-9", "9279-1", "34133-9", "59408-5"] {
            assert!(is_loinc_code(right), "{right}");
        }
        for wrong in ["8480-5", "8408-6", "84806", "08310-5", "8480-", "-6", "8480-66", "8480-6 ", "12345678-1", "８480-6"] {
            assert!(!is_loinc_code(wrong), "{wrong}");
        }
    }
}
