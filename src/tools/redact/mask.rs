//! The whole text once more, whatever its tree: markup stays, names and values are replaced, everything else is masked. What
//! could not be read is no way out for what it says.

use super::names::Names;
use super::stand_in::{class, class_in_json, class_in_xml, class_of};
use super::vocabulary::{self, is_declared};
use crate::source::Span;
use crate::syntax::{Token, XmlScanner, xml_declaration};
use crate::validate::runs_script;

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

/// So many of the elements that are open are looked at for an end tag.
const REMEMBERED: usize = 64;

/// XML, well-formed or not: the reader's own tokens, so that both see the same.
pub(super) fn mask_xml(text: &str, parts: &[Part], names: &Names<'_>) -> String {
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    text[..begin].to_owned() + &mask_xml_from(text, begin, parts, names)
}

/// The same from a place on.
pub(super) fn mask_xml_from(text: &str, begin: usize, parts: &[Part], names: &Names<'_>) -> String {
    let mut out = String::with_capacity(text.len() - begin);
    let mut scan = XmlScanner::new(text, begin);
    let mut open: Vec<&str> = Vec::new();
    loop {
        let start = scan.at;
        let token = scan.next();
        scan.broken.clear();
        let written = &text[start..scan.at];
        match token {
            Token::End => return out,
            Token::Text(_) => {
                let blank = written.len() - written.trim_start_matches([' ', '\n', '\r', '\t']).len();
                match part(parts, text, start + blank).filter(|(end, _)| *end <= scan.at) {
                    Some((end, new)) => {
                        out.push_str(&written[..blank]);
                        out.push_str(new);
                        out.push_str(&class(&text[end..scan.at]));
                    }
                    None => out.push_str(&names.text_in_xml(written)),
                }
            }
            Token::Characters(_) => section(&mut out, written, "<![CDATA[", "]]>"),
            Token::Doctype(_) => document_type(&mut out, written),
            Token::Ignored if written.starts_with("<!--") => section(&mut out, written, "<!--", "-->"),
            Token::Ignored
                if written.starts_with("<?xml") && !written[5..].starts_with(|c: char| c.is_alphanumeric() || "-._:".contains(c)) =>
            {
                declaration(&mut out, written);
            }
            Token::Ignored => out.push_str(&class(written)),
            Token::Close { name } => {
                out.push_str("</");
                let named = scan.slice(name);
                let misspelt = open.last().is_some_and(|open| names.is_misspelt(named, open));
                out.push_str(&match open.last().filter(|_| misspelt) {
                    Some(open) => names.misspelt_end(open),
                    None => names.qualified(named),
                });
                out.push_str(&class(&text[name.end as usize..scan.at]));
                // As the reader has it: what is open within closes, too, or the end tag is misspelt.
                let from = open.len().saturating_sub(REMEMBERED);
                match open[from..].iter().rposition(|&one| one == named) {
                    Some(at) => open.truncate(from + at),
                    None if misspelt => drop(open.pop()),
                    None => {}
                }
            }
            Token::Open { name, empty } => {
                out.push('<');
                out.push_str(&names.qualified(scan.slice(name)));
                let mut at = name.end as usize;
                for attribute in &scan.attributes {
                    let (from, to) = (attribute.name.start as usize, attribute.name.end as usize);
                    out.push_str(&class(&text[at..from]));
                    out.push_str(&names.qualified(&text[from..to]));
                    let (value, end) = (attribute.value.start as usize, attribute.value.end as usize);
                    out.push_str(&text[to..value]);
                    at = end;
                    match part(parts, text, value).filter(|(whole, _)| *whole == end) {
                        Some((_, written)) => out.push_str(written),
                        None if text[from..to].starts_with("xmlns") => out.push_str(&namespace(&text[value..end], names)),
                        None if runs_script(&text[value..end]) => out.push_str("javascript:"),
                        None => out.push_str(&class_in_xml(&text[value..end])),
                    }
                }
                out.push_str(&class(&text[at..scan.at]));
                if !empty {
                    open.push(scan.slice(name));
                }
            }
        }
    }
}

/// A comment or the like, with its two ends.
fn section(out: &mut String, written: &str, open: &str, close: &str) {
    let inner = written.strip_prefix(open).unwrap_or(written);
    let closed = inner.strip_suffix(close);
    out.push_str(open);
    out.push_str(&class(closed.unwrap_or(inner)));
    out.push_str(if closed.is_some() { close } else { "" });
}

/// A document type: none of what it says, but the entities that the text may refer to, under their other names.
fn document_type(out: &mut String, written: &str) {
    if !written.starts_with("<!DOCTYPE") || !written.ends_with('>') {
        return section(out, written, "<!", "");
    }
    out.push_str("<!DOCTYPE x");
    let entities: Vec<&str> = written.match_indices("<!ENTITY").map(|(at, open)| written[at + open.len()..].trim_start()).collect();
    let breaks = written.matches('\n').count();
    if !entities.is_empty() || breaks > 0 {
        out.push_str(" [");
        for entity in entities.iter().filter(|entity| entity.starts_with(crate::syntax::starts_xml_name)) {
            let name = entity.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
            out.push_str("<!ENTITY ");
            out.push_str(&class(name));
            out.push_str(" \"x\">");
        }
        out.extend(std::iter::repeat_n('\n', breaks));
        out.push(']');
    }
    out.push('>');
}

fn namespace(value: &str, names: &Names<'_>) -> String {
    if value.is_empty() || vocabulary::is_known(names.definitions(), value) {
        return value.to_owned();
    }
    // What is written between quotes is replaced sign by sign, and stays between them.
    let made = vocabulary::url(names.definitions(), value, names.key());
    if made.contains(['"', '\'', '<', '&']) { class_in_xml(value) } else { made }
}

/// Stands for the name of an encoding that nobody knows: as wrong as that is.
const OTHER_ENCODING: &str = "ISO-8859-1";

/// An XML declaration: what it may say stays. One that is right stays right, and no other becomes so.
fn declaration(out: &mut String, written: &str) {
    let inner = written.strip_prefix("<?xml").unwrap_or(written);
    let closed = inner.strip_suffix("?>");
    let inner = closed.unwrap_or(inner);
    let right = xml_declaration::read(inner).is_some();
    out.push_str("<?xml");
    let mut last = "";
    let between = |c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\'');
    for piece in inner.split_inclusive(between) {
        let word = piece.trim_end_matches(between);
        let name = matches!(word, "version" | "encoding" | "standalone");
        if name || word.is_empty() || is_declared(word) {
            out.push_str(word);
        } else if right {
            out.push_str(if last == "version" { "1.0" } else { OTHER_ENCODING });
        } else {
            out.push_str(&class(word));
        }
        if name {
            last = word;
        }
        out.push_str(&piece[word.len()..]);
    }
    out.push_str(if closed.is_some() { "?>" } else { "" });
}

/// JSON, well-formed or not.
pub(super) fn mask_json(text: &str, parts: &[Part], names: &Names<'_>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut is_type = false;
    let mut digits = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '"' {
            out.push('"');
            at += 1;
            let end = string_end(text, at);
            let is_key = text[end..].strip_prefix('"').is_some_and(|rest| rest.trim_start().starts_with(':'));
            if let Some((end, written)) = part(parts, text, at) {
                out.push_str(written);
                at = end;
            } else {
                let inner = &text[at..end];
                let meant = meant(inner);
                let kept = meant.as_deref().filter(|_| is_key || is_type).map(|meant| match is_key {
                    true => names.member(meant),
                    false => names.resource(meant),
                });
                match kept {
                    Some(name) => {
                        let mut quoted = String::new();
                        crate::json::string(&mut quoted, &name);
                        out.push_str(&quoted[1..quoted.len() - 1]);
                    }
                    None => out.push_str(&class_in_json(inner)),
                }
                is_type = is_key && meant.as_deref() == Some("resourceType");
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
        let of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let word = text[at..].find(|c: char| !of_word(c)).unwrap_or(text.len() - at);
        if word == 0 {
            out.push(class_of(c, &mut digits));
            at += c.len_utf8();
            continue;
        }
        let word = &text[at..at + word];
        at += word.len();
        if matches!(word, "true" | "false" | "null") {
            out.push_str(word);
        } else if word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
            out.extend(word.chars().map(|c| if matches!(c, '1'..='9') { '1' } else { c }));
        } else {
            out.push_str(&class(word));
        }
    }
    out
}

/// What a string of JSON means, where it can be read.
fn meant(inner: &str) -> Option<String> {
    if inner.contains('\\') { serde_json::from_str(&["\"", inner, "\""].concat()).ok() } else { Some(inner.to_owned()) }
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
