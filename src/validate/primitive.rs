//! How the values of primitive types are written.

use super::context::Context;
use super::uri::is_lower_uuid;
use super::wording::article;
use crate::definitions::shape::Primitive;
use crate::diagnostic::{At, Subject, rule, shown};
use crate::syntax::tree::{NodeId, form};

const PRIMITIVE: &str = "https://hl7.org/fhir/STU3/datatypes.html#primitive";

rule! {
    JSON_TYPE = Error "structure" "json-type";
    title: "Wrong JSON type",
    why: "Numbers and booleans are written without quotes, everything else with quotes.",
    wrong: r#""active": "true""#,
    right: r#""active": true"#,
    link: "https://hl7.org/fhir/STU3/json.html#primitive",
    traits: [FAILS_INVARIANTS, OF_FORM],
}

rule! {
    VALUE_EXPECTED = Error "structure" "value-expected";
    title: "Children where a single value belongs",
    why: "A primitive is one value. Its id and extensions go into the member of the same name with _ in front.",
    wrong: r#""birthDate": {"value": "1970-03-28"}"#,
    link: PRIMITIVE,
    traits: [OF_FORM],
}

rule! {
    LEXICAL = Error "value" "lexical";
    title: "Value not valid for its type",
    why: "Each type defines how its values are written, and programs rely on it. “Expected” shows the format.",
    wrong: r#"<birthDate value="28/03/1970"/>"#,
    right: r#"<birthDate value="1970-03-28"/>"#,
    link: PRIMITIVE,
    traits: [FAILS_INVARIANTS, OF_FORM],
}

rule! {
    CONTROL_CHARACTER = Warning "value" "control-character";
    title: "Control character in a text",
    why: "Of the characters below 32, FHIR allows only tabs and line breaks, and XML cannot contain any other.",
    wrong: r#""text": "Left arm\u0000""#,
    right: r#""text": "Left arm""#,
    link: "https://hl7.org/fhir/STU3/datatypes.html#string",
    traits: [OF_VALUE],
}

/// A primitive has a value, or extensions that say why not; and the value is written as its type asks.
/// `true` where the value is written right.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId, kind: Primitive) -> bool {
    let tree = cx.tree;
    if tree.has(node, form::OBJECT) {
        // That an object holds nothing has been told.
        if tree.children(node).next().is_none() {
            return false;
        }
        let name = tree.name(node).to_owned();
        let finding = cx
            .finding(&VALUE_EXPECTED, At::Name(node), format!("{name} must be a single value, not an object"))
            .expected(format!("{}; its id and extensions go into _{name}", article(name_of(kind))))
            .found("an object");
        cx.report(finding);
        return false;
    }
    let Some(value) = tree.value(node) else {
        let extended = tree.children(node).any(|child| tree.name(child) != "id");
        if !extended && !tree.has(node, form::INCOMPLETE | form::STRAY) && !cx.is_unreadable(node) {
            let name = tree.name(node).to_owned();
            let finding = cx
                .finding(&super::form::EMPTY_ELEMENT, At::Name(node), format!("{name} must have a value"))
                .expected(format!("{}, or an extension that explains why the value is missing", article(name_of(kind))));
            cx.report(finding.found("nothing"));
        }
        return false;
    };
    let json = match kind {
        Primitive::Boolean => form::BOOLEAN,
        Primitive::Decimal | Primitive::Integer | Primitive::PositiveInt | Primitive::UnsignedInt => form::NUMBER,
        _ => form::STRING,
    };
    if tree.has(node, form::STRING | form::NUMBER | form::BOOLEAN) && !tree.has(node, json) {
        let expected = match json {
            form::BOOLEAN => "true or false, without quotes",
            form::NUMBER if value.starts_with(['<', '>']) => "a number, without quotes; < and > belong in comparator",
            form::NUMBER => "a number, without quotes",
            _ => "a string, in quotes",
        };
        let found = if tree.has(node, form::STRING) { format!("\"{}\"", shown(value)) } else { shown(value) };
        let message = format!(
            "{} must be {}",
            tree.name(node),
            match json {
                form::BOOLEAN => "a JSON boolean (true or false without quotes)",
                form::NUMBER => "a JSON number (without quotes)",
                _ => "a JSON string (in quotes)",
            }
        );
        let finding = cx.finding(&JSON_TYPE, At::Value(node), message).expected(expected).found(found);
        cx.report(finding);
        return false;
    }
    if matches!(kind, Primitive::String | Primitive::Markdown) && tree.has(node, form::ESCAPED) {
        control_character(cx, node, value);
    }
    let right = is_written_right(kind, value);
    if !right {
        let name = tree.name(node);
        let finding = if let Some(where_) = padding(kind, value) {
            let message = format!("{name} must not {where_} with a space");
            cx.finding(&LEXICAL, At::Value(node), message)
                .expected("no spaces around the value")
                .put_right_by(value.trim())
                .about(Subject::Padded)
        } else if is_no_day(kind, value) {
            let message = format!("{name} is not a valid {}: there is no such day", name_of(kind));
            cx.finding(&LEXICAL, At::Value(node), message).expected("a day that exists in the calendar")
        } else {
            cx.finding(&LEXICAL, At::Value(node), format!("{name} is not a valid {}", name_of(kind))).expected(expected(kind))
        };
        cx.report(finding.found(shown(value)));
    }
    right
}

/// Warns of a control character, which JSON can hold as an escape.
fn control_character(cx: &mut Context<'_>, node: NodeId, value: &str) {
    let is_control = |c: &char| *c < ' ' && !matches!(c, '\t' | '\r' | '\n');
    let Some(found) = value.chars().find(is_control) else { return };
    let message = format!("{} should not contain control characters: XML cannot contain them", cx.tree.name(node));
    let finding = cx.finding(&CONTROL_CHARACTER, At::Value(node), message).expected("text, tabs and line breaks");
    cx.report(finding.found(format!("U+{:04X}", u32::from(found))));
}

/// Where a value has white space that alone makes it wrong.
fn padding(kind: Primitive, value: &str) -> Option<&'static str> {
    let trimmed = value.trim();
    if trimmed.len() == value.len() || trimmed.is_empty() || !is_written_right(kind, trimmed) {
        return None;
    }
    Some(match (value.starts_with(char::is_whitespace), value.ends_with(char::is_whitespace)) {
        (true, true) => "begin or end",
        (true, false) => "begin",
        _ => "end",
    })
}

/// A date that is written right, of a month that has no such day.
fn is_no_day(kind: Primitive, value: &str) -> bool {
    let is_date = matches!(kind, Primitive::Date | Primitive::DateTime | Primitive::Instant);
    let (Some(day), true) = (value.get(8..10), is_date && value.get(7..8) == Some("-")) else { return false };
    let first = [&value[..8], "01", &value[10..]].concat();
    (29..=31).contains(&day.parse::<u8>().unwrap_or_default()) && is_written_right(kind, &first)
}

/// The type's own name.
pub(crate) fn name_of(kind: Primitive) -> &'static str {
    match kind {
        Primitive::Base64Binary => "base64Binary",
        Primitive::Boolean => "boolean",
        Primitive::Code => "code",
        Primitive::Date => "date",
        Primitive::DateTime => "dateTime",
        Primitive::Decimal => "decimal",
        Primitive::Id => "id",
        Primitive::Instant => "instant",
        Primitive::Integer => "integer",
        Primitive::Markdown => "markdown",
        Primitive::Oid => "oid",
        Primitive::PositiveInt => "positiveInt",
        Primitive::String => "string",
        Primitive::Time => "time",
        Primitive::UnsignedInt => "unsignedInt",
        Primitive::Uri => "uri",
        Primitive::Uuid => "uuid",
        Primitive::Xhtml => "xhtml",
    }
}

fn expected(kind: Primitive) -> &'static str {
    match kind {
        Primitive::Base64Binary => "base64: A-Z a-z 0-9 + /, in groups of four, padded with =",
        Primitive::Boolean => "true or false",
        Primitive::Code => "no spaces at the ends, and single spaces between words",
        Primitive::Date => "a date such as 2026, 2026-11 or 2026-11-20",
        Primitive::DateTime => "a date such as 2026-11-20, or with seconds and zone: 2026-11-20T10:00:00+00:00",
        Primitive::Decimal => "a decimal such as 12.50, without an exponent",
        Primitive::Id => "1 to 64 of A-Z a-z 0-9 - .",
        Primitive::Instant => "date, T, time with seconds, and zone: 2026-11-20T10:00:00+00:00",
        Primitive::Integer => "a whole number from -2147483648 to 2147483647, without leading zeros",
        Primitive::Markdown | Primitive::String => "at most 1048576 characters",
        Primitive::Oid => "an OID such as urn:oid:2.16.840.1.113883",
        Primitive::PositiveInt => "a whole number from 1 to 2147483647, without leading zeros",
        Primitive::Time => "hours, minutes and seconds with two digits each and no zone: 10:00:00",
        Primitive::UnsignedInt => "a whole number from 0 to 2147483647, without leading zeros",
        Primitive::Uri => "a URI, which has no white space",
        Primitive::Uuid => "urn:uuid: and a UUID in lower case",
        Primitive::Xhtml => "a div of XHTML",
    }
}

/// Whether a value is written as its type asks, by the regular expressions of STU3 3.0.2 and the text beside
/// them ("Dates SHALL be valid dates").
pub(crate) fn is_written_right(kind: Primitive, value: &str) -> bool {
    let bytes = value.as_bytes();
    match kind {
        Primitive::Base64Binary => is_base64(bytes),
        Primitive::Boolean => value == "true" || value == "false",
        Primitive::Code => is_plain(bytes) && !bytes.is_empty() || is_code(value),
        Primitive::Date => date(bytes.strip_prefix(b"-").unwrap_or(bytes)).is_some_and(|(rest, _)| rest.is_empty()),
        Primitive::DateTime => is_date_time(bytes),
        Primitive::Decimal => is_decimal(bytes),
        Primitive::Id => is_id(value),
        Primitive::Instant => is_instant(bytes),
        Primitive::Integer => is_whole(value, i64::from(i32::MIN)),
        Primitive::PositiveInt => is_whole(value, 1),
        Primitive::UnsignedInt => is_whole(value, 0) && !value.starts_with('-'),
        Primitive::Markdown | Primitive::String => value.len() <= 1 << 20 || value.chars().count() <= 1 << 20,
        Primitive::Oid => is_oid(value),
        Primitive::Time => time(bytes).is_some_and(|(rest, second)| rest.is_empty() && second < 60),
        Primitive::Uri => is_plain(bytes) || !value.contains(char::is_whitespace),
        Primitive::Uuid => value.strip_prefix("urn:uuid:").is_some_and(is_lower_uuid),
        Primitive::Xhtml => true,
    }
}

/// ASCII without white space, as nearly all codes and URIs are.
fn is_plain(bytes: &[u8]) -> bool {
    // To the end in any case: so the compiler looks at many bytes in one step.
    bytes.iter().fold(true, |plain, byte| plain & byte.is_ascii_graphic())
}

fn is_base64(bytes: &[u8]) -> bool {
    // An attachment may be most of a message: a table tells sooner than comparing.
    const LETTERS: [bool; 256] = {
        let mut letters = [false; 256];
        let mut byte = 0;
        while byte < 128 {
            letters[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'+' || byte as u8 == b'/';
            byte += 1;
        }
        letters
    };
    let (mut characters, mut padding) = (0_usize, 0);
    for &byte in bytes {
        match byte {
            letter if LETTERS[letter as usize] && padding == 0 => characters += 1,
            b'=' => padding += 1,
            b' ' | b'\n' | b'\r' | b'\t' => {}
            _ => return false,
        }
    }
    padding <= 2 && (characters + padding).is_multiple_of(4)
}

fn is_code(value: &str) -> bool {
    // White space as regular expressions of XML Schema have it.
    let mut space = true;
    for c in value.chars() {
        let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
        if blank && space {
            return false;
        }
        space = blank;
    }
    !space
}

fn is_decimal(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let whole = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let fraction = match bytes[whole..].split_first() {
        None => true,
        Some((b'.', fraction)) => !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit),
        Some(_) => false,
    };
    whole > 0 && (whole == 1 || bytes[0] != b'0') && fraction
}

fn is_whole(value: &str, least: i64) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    plain && value.parse::<i64>().is_ok_and(|n| (least..=i64::from(i32::MAX)).contains(&n))
}

pub(crate) fn is_id(value: &str) -> bool {
    (1..=64).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

fn is_oid(value: &str) -> bool {
    let Some(rest) = value.strip_prefix("urn:oid:") else { return false };
    let mut arcs = rest.split('.');
    let first = arcs.next().is_some_and(|arc| matches!(arc, "0" | "1" | "2"));
    let mut more = 0;
    let others = arcs.all(|arc| {
        more += 1;
        arc == "0" || !arc.is_empty() && !arc.starts_with('0') && arc.bytes().all(|b| b.is_ascii_digit())
    });
    first && others && more > 0
}

fn number(bytes: &[u8], digits: usize) -> Option<(&[u8], u32)> {
    let (head, rest) = bytes.split_at_checked(digits)?;
    head.iter().all(u8::is_ascii_digit).then(|| (rest, head.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'))))
}

/// How much of a date is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Precision {
    Year,
    Month,
    Day,
}

fn date(bytes: &[u8]) -> Option<(&[u8], Precision)> {
    let (rest, year) = number(bytes, 4)?;
    let Some(rest) = rest.strip_prefix(b"-") else { return Some((rest, Precision::Year)) };
    let (rest, month) = number(rest, 2)?;
    if !(1..=12).contains(&month) {
        return None;
    }
    let Some(rest) = rest.strip_prefix(b"-") else { return Some((rest, Precision::Month)) };
    let (rest, day) = number(rest, 2)?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=days).contains(&day).then_some((rest, Precision::Day))
}

/// Hour, minute, second and fraction; gives the second, which may be 60 where a leap second may stand.
fn time(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let (rest, hour) = number(bytes, 2)?;
    let (rest, minute) = number(rest.strip_prefix(b":")?, 2)?;
    let (mut rest, second) = number(rest.strip_prefix(b":")?, 2)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        rest = &fraction[digits..];
    }
    Some((rest, second))
}

fn is_zone(bytes: &[u8]) -> bool {
    if bytes == b"Z" {
        return true;
    }
    let Some((b'+' | b'-', rest)) = bytes.split_first() else { return false };
    let parsed = number(rest, 2).and_then(|(rest, hour)| Some((hour, number(rest.strip_prefix(b":")?, 2)?)));
    parsed.is_some_and(|(hour, (rest, minute))| rest.is_empty() && minute < 60 && (hour < 14 || hour == 14 && minute == 0))
}

fn is_date_time(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    if bytes.starts_with(b"0000") {
        return false;
    }
    match date(bytes) {
        Some(([], _)) => true,
        Some(([b'T', rest @ ..], Precision::Day)) => time(rest).is_some_and(|(zone, _)| is_zone(zone)),
        _ => false,
    }
}

pub(crate) fn is_instant(bytes: &[u8]) -> bool {
    !bytes.starts_with(b"-") && is_date_time(bytes) && bytes.contains(&b'T')
}

#[cfg(test)]
mod tests {
    use super::Primitive::*;
    use super::*;

    #[track_caller]
    fn check(kind: Primitive, right: &[&str], wrong: &[&str]) {
        for value in right {
            assert!(is_written_right(kind, value), "{kind:?} {value:?} is right");
        }
        for value in wrong {
            assert!(!is_written_right(kind, value), "{kind:?} {value:?} is wrong");
        }
    }

    #[test]
    fn dates() {
        check(
            Date,
            &["2026", "2026-11", "2026-11-20", "2024-02-29"],
            &["26", "2026-13", "2026-02-30", "2025-02-29", "2026-11-20T10:00:00Z", "2026-1-1", "2026-11-00"],
        );
        check(
            DateTime,
            &[
                "2026",
                "2026-11-20",
                "2026-11-20T10:00:00Z",
                "2026-11-20T10:00:00.123+01:00",
                "2016-12-31T23:59:60Z",
                "2026-11-20T10:00:00-14:00",
            ],
            &[
                "0000",
                "2026-11-20T10:00Z",
                "2026-11-20T10:00:00",
                "2026-11-20 10:00:00Z",
                "2026-11T10:00:00Z",
                "2026-11-20T24:00:00Z",
                "2026-11-20T10:00:00+14:30",
                "2026-11-20T",
            ],
        );
        check(Instant, &["2026-11-20T10:00:00Z", "2026-11-20T10:00:00.5+00:00"], &["2026-11-20", "2026-11-20T10:00:00", ""]);
        check(Time, &["10:00:00", "23:59:59.999"], &["10:00", "24:00:00", "10:00:00Z", "10:00:60"]);
    }

    #[test]
    fn numbers() {
        check(Integer, &["0", "-1", "2147483647", "-2147483648"], &["01", "2147483648", "-", "", "1.0", "+1", " 1"]);
        check(PositiveInt, &["1"], &["0", "-1", "01"]);
        check(UnsignedInt, &["0", "7"], &["-1", "-0"]);
        check(Decimal, &["0", "-0.5", "12.50", "100"], &["1e3", ".5", "1.", "00.1", "", "-"]);
    }

    #[test]
    fn texts() {
        check(Code, &["a", "a b"], &["", " a", "a ", "a  b"]);
        check(Id, &["a-1.B"], &["", "a_b", &"x".repeat(65)]);
        check(Oid, &["urn:oid:2.16.840"], &["urn:oid:3.1", "urn:oid:2", "urn:oid:2.01", "2.16"]);
        check(
            Uuid,
            &["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"],
            &["urn:uuid:C757873D-EC9A-4326-A141-556F43239520", "c757873d-ec9a-4326-a141-556f43239520"],
        );
        check(Uri, &["urn:oid:1.2", "http://a/b?c#d", "None"], &[" http://a", "a b"]);
        check(Boolean, &["true", "false"], &["True", "1", ""]);
        check(Base64Binary, &["QUJD", "QUI=", "QQ==", "QUJD\nQUJD"], &["QUJ", "QU=J", "Q===", "QU*D"]);
    }
}
