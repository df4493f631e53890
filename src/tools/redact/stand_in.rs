//! What takes the place of a value.

use super::key::Key;
use crate::syntax::is_xml_char;
use crate::validate::{is_nhs_number, is_snomed_id};

/// The type and the length of a text, as long as it is: `string 12 …`.
pub(super) fn stand_in(kind: &str, value: &str) -> String {
    let length = value.chars().count();
    let label = format!("{kind} {length}");
    if label.len() > length { "x".repeat(length) } else { label.clone() + &".".repeat(length - label.len()) }
}

/// For a text that an NHS number stands in: one that nobody has, among signs.
pub(super) fn stand_in_with_number(value: &str, key: Key) -> String {
    let number = nhs_number(key.hash(value));
    let rest = value.chars().count().saturating_sub(number.len());
    if rest < 2 { number } else { "x".repeat(rest - 1) + " " + &number }
}

/// Digits for masking. No prefix of their repetition is a valid NHS number or SNOMED CT identifier, even if its first digit is replaced
/// by 0.
const DIGITS: &[u8; 10] = b"1098765432";

/// Each letter and digit by another of its kind; the rest stays, so that what was written wrong is still wrong.
pub(super) fn class(value: &str) -> String {
    let mut digits = 0;
    value.chars().map(|c| class_of(c, &mut digits)).collect()
}

/// Masks an invalid date with nines, so that its month and day stay out of range.
pub(super) fn no_date(value: &str) -> String {
    let masked = value.chars().map(|c| match c {
        '0' => '0',
        '1'..='9' => '9',
        c => class_of(c, &mut 0),
    });
    masked.collect()
}

/// Masks a character with another of its kind. `before` counts the digits directly before it.
pub(super) fn class_of(c: char, before: &mut usize) -> char {
    let digits = *before;
    let other = match c {
        'A'..='Z' => 'X',
        'a'..='z' => 'x',
        // A leading zero stays, because some codes must not have one.
        '0' if digits == 0 => '0',
        '0'..='9' => char::from(DIGITS[digits % 10]),
        c if c.is_alphanumeric() => 'é',
        c => c,
    };
    *before = if c.is_ascii_digit() { digits + 1 } else { 0 };
    other
}

/// The longest reference to a character that is looked for.
const LONGEST: usize = 64;

/// The same of what is written in XML. References to characters stay references, of another letter.
pub(super) fn class_in_xml(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let (mut rest, mut digits) = (written, 0);
    while let Some(c) = rest.chars().next() {
        let end = if c == '&' { rest.as_bytes()[1..].iter().take(LONGEST).position(|&b| b == b';') } else { None };
        let Some(name) = end.map(|end| &rest[1..1 + end]) else {
            out.push(class_of(c, &mut digits));
            rest = &rest[c.len_utf8()..];
            continue;
        };
        out.push('&');
        if let Some(number) = name.strip_prefix('#') {
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            };
            match code.filter(|_| !number.contains('+')).map(|code| char::from_u32(code).filter(|&c| is_xml_char(c))) {
                Some(Some(c)) if c.is_alphanumeric() => out.push_str("#120"),
                Some(Some(c)) => out.push_str(&format!("#{}", c as u32)),
                Some(None) => out.push_str("#0"),
                // No number, or one of another planet: `#x` is none either.
                None => out.push_str("#x"),
            }
        } else if matches!(name, "lt" | "gt" | "amp" | "quot" | "apos") {
            out.push_str(name);
        } else {
            out.push_str(&class(name));
        }
        out.push(';');
        rest = &rest[name.len() + 2..];
    }
    out
}

/// The same of what is written in a string of JSON. Escapes stay escapes, of another letter.
pub(super) fn class_in_json(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let (mut rest, mut digits) = (written, 0);
    while let Some(c) = rest.chars().next() {
        if c != '\\' {
            out.push(class_of(c, &mut digits));
            rest = &rest[c.len_utf8()..];
            continue;
        }
        out.push(c);
        let hex = rest.strip_prefix("\\u").and_then(|rest| rest.get(..4)).filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let escaped = rest[1..].chars().next();
        if let Some(code) = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok()) {
            out.push_str(&match code {
                0xd800..0xdc00 => "ud83d".to_owned(),
                0xdc00..0xe000 => "ude00".to_owned(),
                _ if char::from_u32(code).is_some_and(char::is_alphanumeric) => "u0078".to_owned(),
                _ => format!("u{code:04x}"),
            });
            rest = &rest[6..];
        } else if let Some(e) = escaped {
            out.push(if matches!(e, 'b' | 'f' | 'n' | 'r' | 't' | 'u') { e } else { class_of(e, &mut digits) });
            rest = &rest[1 + e.len_utf8()..];
        } else {
            rest = &rest[1..];
        }
    }
    out
}

/// An id, as a short hash. What no id may hold stays, and one that is too long stays so. One in capitals is still that in small letters
/// but for its case.
pub(super) fn hashed(id: &str, key: Key) -> String {
    let is_in_capitals = id.bytes().any(|byte| byte.is_ascii_uppercase()) && !id.bytes().any(|byte| byte.is_ascii_lowercase());
    let mut out = if is_in_capitals {
        format!("ID-{:010X}", key.hash(&id.to_ascii_lowercase()) >> 24)
    } else {
        format!("id-{:010x}", key.hash(id) >> 24)
    };
    out.extend(id.chars().filter(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')).map(|c| class_of(c, &mut 0)));
    while id.len() > 64 && out.len() < id.len() {
        out.push('x');
    }
    out
}

/// Another UUID, the same for the same in every message: there are too many to try. Version and case stay.
pub(super) fn uuid(value: &str) -> Option<String> {
    let dashes = |i| matches!(i, 8 | 13 | 18 | 23);
    let right = |(i, b): (usize, u8)| if dashes(i) { b == b'-' } else { b.is_ascii_hexdigit() };
    if value.len() != 36 || !value.bytes().enumerate().all(right) {
        return None;
    }
    let upper = value.bytes().any(|b| b.is_ascii_uppercase());
    let lower = value.to_ascii_lowercase();
    let digits = format!("{:032x}", Key::of_uuids().long_hash(&lower));
    let mut digits = digits.chars();
    // The dashes, the version and the variant stay.
    let other = |(i, old): (usize, char)| match i {
        8 | 13 | 14 | 18 | 19 | 23 => old,
        _ => digits.next().unwrap_or(old),
    };
    let made: String = value.chars().enumerate().map(other).collect();
    Some(if upper { made.to_ascii_uppercase() } else { made })
}

/// A value of an Identifier: of its form, and the same for the same. An NHS number becomes one that nobody has.
pub(super) fn identifier(value: &str, key: Key) -> String {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    if is_nhs_number(value) {
        return nhs_number(key.hash(value));
    }
    // By chance it might be right.
    if digits && value.len() == 10 {
        return class(value);
    }
    pseudonym(value, key)
}

/// Letters and digits by others of their kind, the same for the same. A digit but 0 becomes none, and 0 stays, so that
/// what is a number, a version or an OID stays one.
pub(super) fn pseudonym(value: &str, key: Key) -> String {
    let mut state = key.hash(value);
    let mut next = |base: u8, of: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(base + ((state >> 33) % of) as u8)
    };
    let mut other = |c: char| match c {
        'A'..='Z' => next(b'A', 26),
        'a'..='z' => next(b'a', 26),
        '1'..='9' => next(b'1', 9),
        c => class_of(c, &mut 0),
    };
    value.chars().map(|c| if c == '0' { c } else { other(c) }).collect()
}

/// Makes a valid NHS number from the range for tests. It is never a valid SNOMED CT identifier as well.
fn nhs_number(mut seed: u64) -> String {
    loop {
        let nine = format!("999{:06}", seed % 1_000_000);
        let found = (b'0'..=b'9').map(|check| nine.clone() + &char::from(check).to_string()).find(|number| is_nhs_number(number));
        if let Some(number) = found.filter(|number| !is_snomed_id(number)) {
            return number;
        }
        seed = seed.wrapping_add(1);
    }
}

/// Keeps the concept ids of a SNOMED CT code and masks the rest: terms, numbers and strings may be personal.
pub(super) fn snomed(code: &str) -> String {
    if !code.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-') && !is_nhs_number(code) {
        return code.to_owned();
    }
    let mut out = String::with_capacity(code.len());
    for piece in code.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        out.push_str(&match is_snomed_id(word) {
            // It may happen to be a valid NHS number.
            true if is_nhs_number(word) => ROOT_CONCEPT.to_owned(),
            true => word.to_owned(),
            false => class(word),
        });
        out.push_str(&piece[word.len()..]);
    }
    out
}

/// The concept above all of SNOMED CT.
const ROOT_CONCEPT: &str = "138875005";

/// How files begin whose type shows.
const BEGINNINGS: [&str; 6] = ["JVBERi", "iVBORw0KGg", "/9j/", "e1xydG", "UEsDB", "0M8R4KGxGuE"];

/// As much base64; of a file only what type it is.
pub(super) fn base64(value: &str) -> String {
    let sign = |c: char| match c {
        'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' => 'A',
        '=' | ' ' | '\n' | '\r' | '\t' => c,
        _ => '!',
    };
    let beginning = BEGINNINGS.into_iter().find(|beginning| value.starts_with(beginning)).unwrap_or_default();
    let mut out = String::from(beginning);
    out.extend(value[beginning.len()..].chars().map(sign));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::is_loinc_code;

    #[test]
    fn stand_ins_are_as_long_as_what_they_stand_for() {
        for (value, expected) in [("Smith", "xxxxx"), ("12 High Street", "string 14....."), ("Müllerweg", "string 9."), ("", "")] {
            assert_eq!(stand_in("string", value), expected);
        }
    }

    #[test]
    fn digits_that_stand_for_wrong_ones_are_wrong() {
        for length in 6..=18 {
            let digits = class(&"1".repeat(length));
            assert!(!is_snomed_id(&digits) && !is_nhs_number(&digits), "{digits}");
        }
        for length in 1..=7 {
            for check in 0..=9 {
                let code = class(&format!("{}-{check}", "1".repeat(length)));
                assert!(!is_loinc_code(&code), "{code}");
            }
        }
    }

    #[test]
    fn an_nhs_number_becomes_one_that_nobody_has() {
        for salt in 0..200 {
            let salt = Key::of(&salt.to_string());
            let made = identifier("9449305552", salt);
            assert!(made.starts_with("999") && is_nhs_number(&made), "{made}");
        }
        assert_ne!(identifier("9449305552", Key::of("1")), identifier("9449305552", Key::of("2")));
    }

    #[test]
    fn a_uuid_stays_one() {
        let made = uuid("A26185B3-DC72-4981-8CC5-B9FAB39D3E98").unwrap();
        assert_eq!((&made[14..15], &made[19..20], made.len()), ("4", "8", 36));
        assert_eq!(made, made.to_ascii_uppercase());
        assert_eq!(uuid("a26185b3-dc72-4981-8cc5-b9fab39d3e98").unwrap(), made.to_ascii_lowercase());
        assert!(uuid("a26185b3-dc72-4981-8cc5-b9fab39d3e9").is_none());
    }
}
