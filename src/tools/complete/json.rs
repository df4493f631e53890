//! Where in JSON the cursor is, and the text as it is without what is being typed.

use super::{Asked, Cursor, STAND_IN, Shape};
use crate::source::Span;

/// Where the cursor is, unless nothing of FHIR can be written there.
pub(super) fn cursor(text: &str, at: usize) -> Option<Cursor> {
    let scan = Scan::of(&text[..at]);
    let start = scan.string.or(scan.word).unwrap_or(at);
    let is_quoted = scan.string.is_some();
    let end = end_of(text, at, is_quoted);
    let is_closed = is_quoted && text[end..].starts_with('"');
    let end = end + usize::from(is_closed);
    let typed = Span::new(start, end);
    match scan.expects {
        Expects::Key => Some(key(text, typed, is_closed)),
        Expects::Comma if scan.is_in_object() => Some(key(text, typed, is_closed)),
        Expects::Value => Some(value(text, at, typed, scan.key.as_deref())),
        _ => None,
    }
}

/// Where the token at the cursor ends: a string at its quote or, without one, with the word.
fn end_of(text: &str, at: usize, is_quoted: bool) -> usize {
    let rest = &text[at..];
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    if !is_quoted {
        return at + word;
    }
    let mut is_escaped = false;
    for (i, c) in rest.char_indices() {
        match c {
            '"' if !is_escaped => return at + i,
            '\n' | '\r' => break,
            // A quote after the next name is that name's.
            ',' | ':' | '{' | '}' | '[' | ']' if rest[i..].split('\n').next().is_some_and(|line| line.matches('"').count() % 2 == 0) => {
                break;
            }
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    at + word
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Expects {
    Key,
    Colon,
    Value,
    Comma,
    #[default]
    Nothing,
}

/// What was read up to the cursor.
#[derive(Debug, Default)]
struct Scan {
    /// For each object or array that is open: it is an object.
    open: Vec<bool>,
    expects: Expects,
    /// The last name that was read.
    key: Option<String>,
    /// Where a string began that has no end.
    string: Option<usize>,
    /// Where a number or word began that reaches to the cursor.
    word: Option<usize>,
}

impl Scan {
    fn of(text: &str) -> Scan {
        let mut scan = Scan::default();
        let mut is_escaped = false;
        for (at, c) in text.bytes().enumerate() {
            if let Some(begin) = scan.string {
                match c {
                    _ if is_escaped => is_escaped = false,
                    b'\\' => is_escaped = true,
                    b'"' | b'\n' => scan.end_string(&text[begin + 1..at]),
                    _ => {}
                }
                continue;
            }
            scan.take(at, c);
        }
        scan
    }

    fn is_in_object(&self) -> bool {
        self.open.last() == Some(&true)
    }

    fn end_string(&mut self, text: &str) {
        self.string = None;
        if self.expects == Expects::Key {
            self.key = Some(text.to_owned());
        }
        self.end();
    }

    /// A name or a value ends.
    fn end(&mut self) {
        self.expects = if self.expects == Expects::Key { Expects::Colon } else { Expects::Comma };
    }

    /// A name or a value begins. In an object one without a comma before it is a name.
    fn begin(&mut self) {
        if self.expects == Expects::Comma {
            self.expects = if self.is_in_object() { Expects::Key } else { Expects::Value };
        }
    }

    fn take(&mut self, at: usize, c: u8) {
        let is_word = c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'.' | b'_');
        if is_word {
            if self.word.is_none() {
                self.begin();
                self.word = Some(at);
            }
            return;
        }
        if self.word.take().is_some() {
            self.end();
        }
        match c {
            b'"' => {
                self.begin();
                self.string = Some(at);
            }
            b'{' | b'[' => {
                self.open.push(c == b'{');
                self.expects = if c == b'{' { Expects::Key } else { Expects::Value };
            }
            b'}' | b']' => {
                self.open.pop();
                self.expects = if self.open.is_empty() { Expects::Nothing } else { Expects::Comma };
            }
            b':' => self.expects = Expects::Value,
            b',' if !self.open.is_empty() => self.expects = if self.is_in_object() { Expects::Key } else { Expects::Value },
            _ => {}
        }
    }
}

/// A name, alone or as a whole member.
fn key(text: &str, typed: Span, is_closed: bool) -> Cursor {
    let (start, end) = (typed.start as usize, typed.end as usize);
    let (before, after) = (&text[..start], &text[end..]);
    if is_closed && after.trim_start().starts_with(':') {
        return Cursor { replaced: typed, text: text.to_owned(), begin: start, asked: Asked::Element(Shape::Name) };
    }
    let is_first = before.trim_end().ends_with(['{', ',']);
    let is_last = !after.trim_start().starts_with('"');
    let (lead, trail) = (if is_first { "" } else { "," }, if is_last { "" } else { "," });
    let text = [before, lead, "\"", STAND_IN, "\": 0", trail, after].concat();
    Cursor { replaced: typed, text, begin: start + lead.len(), asked: Asked::Element(Shape::Member { lead, trail }) }
}

fn value(text: &str, at: usize, typed: Span, key: Option<&str>) -> Cursor {
    let quoted = text[typed.start as usize..].starts_with('"');
    // A string without its end takes what was typed of it.
    let end = (typed.end as usize).max(at);
    let (before, after) = (&text[..typed.start as usize], &text[end..]);
    let trail = if after.trim_start().starts_with('"') { "," } else { "" };
    let patched = [before, "\"", STAND_IN, "\"", trail, after].concat();
    let asked = match key {
        Some("resourceType") => Asked::ResourceType { quoted },
        _ => Asked::Value { attribute: None, quoted: false },
    };
    Cursor { replaced: typed, text: patched, begin: typed.start as usize, asked }
}
