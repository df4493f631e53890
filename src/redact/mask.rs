//! The whole text once more, whatever its tree: markup and names stay, values are replaced, everything else is masked. What
//! could not be read is no way out for what it says.

use super::stand_in::{class, class_of};
use crate::source::Span;

/// A value of an element: where it stands, and what is written there instead, where anything is.
pub(super) struct Part {
    pub(super) span: Span,
    pub(super) written: Option<String>,
}

/// Text without any markup. The beginning of an HL7 version 2 message stays, by which it is known.
pub(super) fn mask_text(text: &str) -> String {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\u{b}']).trim_start().len();
    let known = ["MSH|", "FHS|", "BHS|"].iter().any(|segment| text[start..].starts_with(segment));
    let kept = if known { start + 4 } else { 0 };
    [&text[..kept], &class(&text[kept..])].concat()
}

/// The part that begins at a place: its end, and what is written.
fn part<'p>(parts: &'p [Part], text: &'p str, start: usize) -> Option<(usize, &'p str)> {
    let part = Part::at(parts, start)?;
    let end = part.span().end as usize;
    Some((end, part.written.as_deref().unwrap_or(&text[start..end])))
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':')
}

/// XML, well-formed or not.
pub(super) fn mask_xml(text: &str, parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        // Comments, instructions and the like.
        let special = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")];
        if let Some((open, close)) = special.iter().find(|(open, _)| rest.starts_with(open)) {
            let end = rest.find(close).map_or(rest.len(), |end| end + close.len());
            let inner = &rest[open.len()..end.max(open.len())];
            out.push_str(open);
            // The encoding is told there.
            out.push_str(&if *open == "<?" && inner.starts_with("xml ") || *open == "<!" { keep_words(inner) } else { class(inner) });
            at += end.max(open.len());
        } else if rest.starts_with('<') {
            at = tag(text, at, parts, &mut out);
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            out.push_str(&content(&rest[..end]));
            at += end;
        }
    }
    out
}

/// An XML declaration, or the first word of a document type.
fn keep_words(inner: &str) -> String {
    if inner.starts_with("xml ") && inner.len() < 100 {
        inner.to_owned()
    } else {
        [inner.get(..7).filter(|w| *w == "DOCTYPE").unwrap_or(""), &class(inner.strip_prefix("DOCTYPE").unwrap_or(inner))].concat()
    }
}

/// Text between tags. Entities stay.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let entity =
            if c == '&' { rest.find(';').filter(|end| *end < 10 && rest[1..*end].chars().all(|c| c.is_ascii_alphabetic())) } else { None };
        match entity {
            Some(end) => {
                out.push_str(&rest[..=end]);
                rest = &rest[end + 1..];
            }
            None => {
                out.push(class_of(c, &mut digits));
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// A tag up to its end; gives the place after it.
fn tag(text: &str, start: usize, parts: &[Part], out: &mut String) -> usize {
    let name_end = |from: usize| text[from..].find(|c| !is_name(c)).map_or(text.len(), |end| from + end);
    let mut at = start + 1 + usize::from(text[start + 1..].starts_with('/'));
    let end = name_end(at);
    out.push_str(&text[start..end]);
    at = end;
    while let Some(c) = text[at..].chars().next() {
        if c == '<' {
            return at;
        }
        if !is_name(c) {
            out.push(if c == '"' || c == '\'' { c } else { class_of(c, &mut 0) });
            at += c.len_utf8();
            if c == '>' {
                return at;
            }
            continue;
        }
        let end = name_end(at);
        let name = &text[at..end];
        let equals = text[end..].trim_start();
        let Some(after) = equals.strip_prefix('=').map(str::trim_start) else {
            // No attribute: text that stands in a tag.
            out.push_str(&class(name));
            at = end;
            continue;
        };
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = text.len() - after.len() + usize::from(quote.is_some());
        out.push_str(&text[at..value]);
        let (close, written) = match part(parts, text, value) {
            Some((close, written)) => (close, written.to_owned()),
            None => {
                let close = text[value..].find(|c: char| match quote {
                    Some(quote) => c == quote,
                    None => c.is_whitespace() || matches!(c, '>' | '/' | '<'),
                });
                let close = close.map_or(text.len(), |close| value + close);
                let inner = &text[value..close];
                let space = name.starts_with("xmlns") || name.starts_with("xsi:");
                (close, if space { inner.to_owned() } else { content(inner) })
            }
        };
        out.push_str(&written);
        at = close;
        if let Some(quote) = quote.filter(|quote| text[at..].starts_with(*quote)) {
            out.push(quote);
            at += 1;
        }
    }
    at
}

/// JSON, well-formed or not.
pub(super) fn mask_json(text: &str, parts: &[Part]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut is_type = false;
    let mut digits = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '"' {
            out.push('"');
            at += 1;
            if let Some((end, written)) = part(parts, text, at) {
                out.push_str(written);
                at = end;
            } else {
                let end = string_end(text, at);
                let inner = &text[at..end];
                let plain = inner.len() <= 64 && inner.chars().all(is_name);
                let key = text[end..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'));
                let kept = plain && (key || is_type);
                out.push_str(&if kept { inner.to_owned() } else { super::class_as_written(inner) });
                is_type = key && inner == "resourceType";
                at = end;
            }
            if text[at..].starts_with('"') {
                out.push('"');
                at += 1;
            }
            continue;
        }
        if let Some((end, written)) = part(parts, text, at).filter(|(end, _)| *end > at) {
            out.push_str(written);
            at = end;
            continue;
        }
        let word = text[at..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len() - at);
        if word > 0 {
            let word = &text[at..at + word];
            let number = word.bytes().all(|b| b.is_ascii_digit());
            out.push_str(&if matches!(word, "true" | "false" | "null") {
                word.to_owned()
            } else if number {
                "1".repeat(word.len())
            } else {
                class(word)
            });
            at += word.len();
        } else {
            out.push(class_of(c, &mut digits));
            at += c.len_utf8();
        }
    }
    out
}

/// Where a string ends: before its quote, or with its line.
fn string_end(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (i, c) in text[start..].char_indices() {
        match c {
            '\n' => return start + i,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return start + i,
            _ => {}
        }
    }
    text.len()
}
