//! `<?xml version="1.0" encoding="UTF-8"?>`: its form, and the encoding that it names beside the one that the bytes have.

use std::ops::Range;

use super::rules::{DECLARED_ENCODING, ENCODING};
use crate::diagnostic::{At, Diagnostic, Severity, shown};
use crate::source::{Encoding, Span};

const OPEN: &str = "<?xml";
const SPACE: [char; 4] = [' ', '\n', '\r', '\t'];

/// What a declaration says, by places in the text between `<?xml` and `?>`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Declaration {
    /// The encoding that it names.
    pub(crate) encoding: Option<(usize, usize)>,
}

/// Reads what stands between `<?xml` and `?>`: version, then encoding, then standalone. Nothing, where it is not valid.
pub(crate) fn read(text: &str) -> Option<Declaration> {
    let mut names = ["version", "encoding", "standalone"].iter();
    let mut declaration = Declaration::default();
    let (mut rest, mut first) = (text, true);
    while !rest.trim_start_matches(SPACE).is_empty() {
        let after = rest.strip_prefix(SPACE)?.trim_start_matches(SPACE);
        let name = names.find(|name| after.starts_with(**name))?;
        if first != (*name == "version") {
            return None;
        }
        first = false;
        let value = after[name.len()..].trim_start_matches(SPACE).strip_prefix('=')?.trim_start_matches(SPACE);
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, behind) = value[1..].split_once(quote)?;
        let right = match *name {
            "version" => value.strip_prefix("1.").is_some_and(|minor| !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())),
            "encoding" => {
                let end = text.len() - behind.len() - quote.len_utf8();
                declaration.encoding = Some((end - value.len(), end));
                value.starts_with(|c: char| c.is_ascii_alphabetic())
                    && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
            }
            _ => value == "yes" || value == "no",
        };
        if !right {
            return None;
        }
        rest = behind;
    }
    (!first).then_some(declaration)
}

/// Returns where the XML declaration at a place, or after a byte order mark there, names an encoding.
fn encoding_named(text: &str, begin: usize) -> Option<Range<usize>> {
    let rest = text[begin..].strip_prefix('\u{feff}').unwrap_or(&text[begin..]).strip_prefix(OPEN)?;
    let from = text.len() - rest.len();
    let (start, end) = read(&rest[..rest.find("?>")?])?.encoding?;
    Some(from + start..from + end)
}

/// Whether the encoding that a text names, from a place where its XML begins, is the one that its bytes have. Of a text that did not
/// come as bytes the encoding is not known: it is checked as what a program most likely writes, UTF-8, but never fatal.
pub(crate) fn check(text: &str, begin: usize, encoding: Option<Encoding>) -> Option<Diagnostic> {
    let place = encoding_named(text, begin)?;
    let named = &text[place.clone()];
    let wide = |encoding| matches!(encoding, Encoding::Utf16Little | Encoding::Utf16Big);
    let is_wide = encoding.is_some_and(wide);
    let names_wide = starts_with(named, "utf-16") || starts_with(named, "utf-32") || starts_with(named, "iso-10646-ucs");
    let names_utf8 = named.eq_ignore_ascii_case("utf-8") || named.eq_ignore_ascii_case("utf8");
    let is_right = if is_wide { starts_with(named, "utf-16") || starts_with(named, "iso-10646-ucs-2") } else { names_utf8 };
    // Without other letters, ASCII is UTF-8.
    let is_ascii = || named.eq_ignore_ascii_case("us-ascii") || named.eq_ignore_ascii_case("ascii");
    if is_right || !is_wide && is_ascii() && text[place.end..].is_ascii() {
        return None;
    }
    let (severity, message) = match encoding {
        None if names_wide => {
            (Severity::Warning, "The XML declaration must name the encoding that the message is sent in, which should be UTF-8")
        }
        _ if is_wide != names_wide => {
            (Severity::Fatal, "The XML declaration must name the actual encoding of the bytes; XML parsers stop here")
        }
        _ if text[place.end..].is_ascii() => (Severity::Warning, "The XML declaration should name UTF-8, the encoding of FHIR"),
        _ => (
            Severity::Warning,
            "The XML declaration should name the actual encoding of the bytes: receivers will read different characters",
        ),
    };
    let finding = Diagnostic::new(&DECLARED_ENCODING, At::Span(Span::new(place.start, place.end)), message).weighing(severity);
    Some(finding.expected(if is_wide { "UTF-16" } else { "UTF-8" }).found(shown(named)))
}

/// Returns a finding if the XML declaration names an encoding such as ISO-8859-1, which explains why the bytes are not valid UTF-8.
pub(crate) fn of_other_encoding(text: &str) -> Option<Diagnostic> {
    let place = encoding_named(text, 0)?;
    let named = &text[place.clone()];
    let is_unicode = ["utf", "iso-10646"].iter().any(|name| starts_with(named, name));
    if is_unicode || named.eq_ignore_ascii_case("us-ascii") {
        return None;
    }
    let place = Span::new(place.start, place.end);
    let finding = Diagnostic::new(&ENCODING, At::Span(place), "The message must be in UTF-8; its declaration names another encoding");
    Some(finding.expected("UTF-8").found(shown(named)))
}

/// Changes the encoding that the XML declaration names, if it names one, to UTF-8.
pub(crate) fn naming_utf8(mut text: String) -> String {
    if let Some(place) = encoding_named(&text, 0) {
        text.replace_range(place, "UTF-8");
    }
    text
}

fn starts_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, encoding: Option<Encoding>) -> Option<Severity> {
        check(text, 0, encoding).map(|finding| finding.severity)
    }

    #[test]
    fn the_encoding_has_a_place() {
        let text = " version=\"1.0\" encoding='utf-16' standalone=\"no\"";
        let (start, end) = read(text).unwrap().encoding.unwrap();
        assert_eq!(&text[start..end], "utf-16");
        assert_eq!(read(" version=\"1.0\"").unwrap(), Declaration::default());
        assert_eq!(read(" encoding=\"utf-8\""), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn bytes_and_name_are_compared() {
        let declared = |name: &str, rest: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?><a/>{rest}");
        for (name, rest, encoding, severity) in [
            ("UTF-8", "\u{e9}", Some(Encoding::Utf8), None),
            ("utf8", "", None, None),
            ("us-ascii", "", Some(Encoding::Utf8), None),
            ("us-ascii", "\u{e9}", Some(Encoding::Utf8), Some(Severity::Warning)),
            ("utf-16", "", Some(Encoding::Utf8), Some(Severity::Fatal)),
            ("utf-16", "", None, Some(Severity::Warning)),
            ("UTF-16LE", "", Some(Encoding::Utf16Little), None),
            ("utf-8", "", Some(Encoding::Utf16Big), Some(Severity::Fatal)),
            ("ISO-8859-1", "\u{e9}", Some(Encoding::Utf8), Some(Severity::Warning)),
            ("windows-1252", "", None, Some(Severity::Warning)),
        ] {
            assert_eq!(said(&declared(name, rest), encoding), severity, "{name}");
            assert_eq!(said(&format!("\u{feff}{}", declared(name, rest)), encoding), severity, "{name} after a mark");
        }
        for text in ["", "<a/>", "<?xml", "<?xml version=\"1.0\"?><a/>", "<?xml encoding=\"\u{e9}\"?>"] {
            assert_eq!(said(text, None), None, "{text}");
        }
    }
}
