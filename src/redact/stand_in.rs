//! What takes the place of a value.

use std::hash::{DefaultHasher, Hash, Hasher};

/// The type and the length of a text, as long as it is: `string 12 …`.
pub(super) fn stand_in(kind: &str, value: &str) -> String {
    let length = value.chars().count();
    let label = format!("{kind} {length}");
    if label.len() > length { "x".repeat(length) } else { label.clone() + &".".repeat(length - label.len()) }
}

/// For a text that an NHS number stands in: one that nobody has, among signs.
pub(super) fn stand_in_with_number(value: &str, salt: u64) -> String {
    let number = nhs_number(hash(value, salt));
    let rest = value.chars().count().saturating_sub(number.len());
    if rest < 2 { number } else { "x".repeat(rest - 1) + " " + &number }
}

/// Digits that are no NHS number and no SNOMED CT identifier, however many of them are taken.
const DIGITS: &[u8; 10] = b"0987654321";

/// Each letter and digit by another of its kind; the rest stays, so that what was written wrong is still wrong.
pub(super) fn class(value: &str) -> String {
    let mut digits = 0;
    value.chars().map(|c| class_of(c, &mut digits)).collect()
}

pub(super) fn class_of(c: char, digits: &mut usize) -> char {
    match c {
        'A'..='Z' => 'X',
        'a'..='z' => 'x',
        '0'..='9' => {
            *digits += 1;
            char::from(DIGITS[(*digits - 1) % 10])
        }
        c if c.is_alphanumeric() => 'é',
        c => c,
    }
}

/// The same for a value that is written in a way that cannot be read: escapes and entities stay.
pub(super) fn class_as_written(written: &str) -> String {
    let mut out = String::new();
    let mut rest = written;
    let mut digits = 0;
    while let Some(c) = rest.chars().next() {
        let kept = match c {
            '\\' if rest[1..].starts_with('u') => rest.char_indices().nth(6).map_or(rest.len(), |(at, _)| at),
            '\\' => rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at),
            '&' => rest.find(';').map_or(1, |at| at + 1),
            _ => 0,
        };
        if kept > 0 && kept < 12 {
            out.push_str(&rest[..kept]);
            rest = &rest[kept..];
        } else {
            out.push(class_of(c, &mut digits));
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

fn hash(value: &str, salt: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (salt, value).hash(&mut hasher);
    hasher.finish()
}

/// An id, as a short hash. What no id may hold stays, and one that is too long stays so.
pub(super) fn hashed(id: &str, salt: u64) -> String {
    let mut out = format!("id-{:010x}", hash(id, salt) >> 24);
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
    let digits: String = (1..=3).map(|salt| format!("{:016x}", hash(&lower, salt))).collect();
    let made: String = digits
        .chars()
        .zip(value.chars().enumerate())
        .map(|(new, (i, old))| if dashes(i) || i == 14 || i == 19 { old } else { new })
        .collect();
    Some(if upper { made.to_ascii_uppercase() } else { made })
}

/// A value of an Identifier: of its form, and the same for the same. An NHS number becomes one that nobody has.
pub(super) fn identifier(value: &str, salt: u64) -> String {
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    if crate::check::is_nhs_number(value) {
        return nhs_number(hash(value, salt));
    }
    // By chance it might be right.
    if digits && value.len() == 10 {
        return class(value);
    }
    let mut state = hash(value, salt);
    let mut next = |base: u8, of: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(base + ((state >> 33) % of) as u8)
    };
    let other = |c: char| match c {
        'A'..='Z' => next(b'A', 26),
        'a'..='z' => next(b'a', 26),
        '0'..='9' => next(b'0', 10),
        c => class_of(c, &mut 0),
    };
    value.chars().map(other).collect()
}

/// Of the range that is for tests, with the right check digit.
fn nhs_number(mut seed: u64) -> String {
    loop {
        let nine = format!("999{:06}", seed % 1_000_000);
        let found =
            (b'0'..=b'9').map(|check| nine.clone() + &char::from(check).to_string()).find(|number| crate::check::is_nhs_number(number));
        if let Some(number) = found {
            return number;
        }
        seed = seed.wrapping_add(1);
    }
}

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
            assert!(!crate::check::is_snomed_id(&digits) && !crate::check::is_nhs_number(&digits), "{digits}");
        }
    }

    #[test]
    fn an_nhs_number_becomes_one_that_nobody_has() {
        for salt in 0..200 {
            let made = identifier("9449305552", salt);
            assert!(made.starts_with("999") && crate::check::is_nhs_number(&made), "{made}");
        }
        assert_ne!(identifier("9449305552", 1), identifier("9449305552", 2));
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
