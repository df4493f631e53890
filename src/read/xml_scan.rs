//! Tokens of XML with their places. Tolerant: a fault is reported and scanning goes on behind it.

use crate::source::Span;

/// What stands at the place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `<name …>`; the attributes are in [`Scanner::attributes`].
    Open { name: Span, empty: bool },
    /// `</name>`.
    Close { name: Span },
    /// Characters between tags, white space included.
    Text(Span),
    /// What stands in a CDATA section.
    Characters(Span),
    /// `<!DOCTYPE …>`.
    Doctype(Span),
    /// Comments and processing instructions.
    Ignored,
    /// The end of the text.
    End,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: Span,
    /// Between the quotes.
    pub(crate) value: Span,
    /// Holds `&`, or white space that XML turns into spaces.
    pub(crate) escaped: bool,
}

/// Something that is not well-formed.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) span: Span,
    pub(crate) message: &'static str,
    pub(crate) wanted: &'static str,
}

pub(crate) struct Scanner<'t> {
    pub(crate) text: &'t str,
    pub(crate) at: usize,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) broken: Vec<Broken>,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

fn starts_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b':' || byte >= 0x80
}

fn in_name(byte: u8) -> bool {
    starts_name(byte) || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str, at: usize) -> Scanner<'t> {
        Scanner { text, at, attributes: Vec::new(), broken: Vec::new() }
    }

    pub(crate) fn slice(&self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    fn bytes(&self) -> &'t [u8] {
        self.text.as_bytes()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn fault(&mut self, span: Span, message: &'static str, wanted: &'static str) {
        self.broken.push(Broken { span, message, wanted });
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
    }

    fn find(&self, needle: &str, from: usize) -> Option<usize> {
        self.text[from..].find(needle).map(|at| from + at)
    }

    pub(crate) fn next(&mut self) -> Token {
        let start = self.at;
        match self.peek() {
            None => Token::End,
            Some(b'<') => self.markup(start),
            Some(_) => {
                let bytes = self.bytes();
                while self.at < bytes.len() && bytes[self.at] != b'<' {
                    self.at += 1;
                }
                Token::Text(Span::new(start, self.at))
            }
        }
    }

    fn markup(&mut self, start: usize) -> Token {
        let rest = &self.bytes()[start + 1..];
        match rest.first() {
            Some(b'/') => self.close(start),
            Some(b'!') if rest.starts_with(b"!--") => self.comment(start),
            Some(b'!') if rest.starts_with(b"![CDATA[") => {
                let from = start + 9;
                let end = self.section(start, from, "]]>", "This CDATA section is not closed");
                Token::Characters(Span::new(from, end))
            }
            Some(b'!') => self.doctype(start),
            Some(b'?') => {
                self.section(start, start + 2, "?>", "This processing instruction is not closed");
                Token::Ignored
            }
            Some(&byte) if starts_name(byte) => self.open(start),
            _ => {
                self.at = start + 1;
                self.fault(Span::new(start, start + 1), "A '<' stands alone", "'&lt;' for the character, or a tag");
                Token::Ignored
            }
        }
    }

    /// Moves behind `close` and gives its place; behind everything where it is missing.
    fn section(&mut self, start: usize, from: usize, close: &str, message: &'static str) -> usize {
        match self.find(close, from.min(self.text.len())) {
            Some(end) => {
                self.at = end + close.len();
                end
            }
            None => {
                self.fault(Span::new(start, (start + 2).min(self.text.len())), message, "its end before the end of the text");
                self.at = self.text.len();
                self.at
            }
        }
    }

    fn comment(&mut self, start: usize) -> Token {
        let end = self.section(start, start + 4, "-->", "This comment is not closed");
        let inside = start + 4..end.max(start + 4);
        if let Some(at) = self.text[inside.clone()].find("--") {
            let at = inside.start + at;
            self.fault(Span::new(at, at + 2), "'--' stands within a comment", "no '--' before the comment's end");
        }
        Token::Ignored
    }

    fn doctype(&mut self, start: usize) -> Token {
        let (mut depth, mut quote) = (0_usize, None);
        let bytes = self.bytes();
        self.at = start + 2;
        while let Some(&byte) = bytes.get(self.at) {
            self.at += 1;
            match (quote, byte) {
                (Some(q), b) if q == b => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'<' | b'[') => depth += 1,
                (None, b'>') if depth == 0 => break,
                (None, b'>' | b']') => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        Token::Doctype(Span::new(start, self.at))
    }

    fn name(&mut self) -> Span {
        let start = self.at;
        let bytes = self.bytes();
        while self.at < bytes.len() && in_name(bytes[self.at]) {
            self.at += 1;
        }
        Span::new(start, self.at)
    }

    fn close(&mut self, start: usize) -> Token {
        self.at = start + 2;
        let name = self.name();
        self.skip_space();
        if self.peek() == Some(b'>') {
            self.at += 1;
        } else {
            self.fault(Span::new(start, self.at), "This end tag is not closed", "'>'");
            self.skip_to_tag_end();
        }
        Token::Close { name }
    }

    /// Moves behind the next `>`, or before the next `<`.
    fn skip_to_tag_end(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'<' {
                return;
            }
            self.at += 1;
            if byte == b'>' {
                return;
            }
        }
    }

    fn open(&mut self, start: usize) -> Token {
        self.attributes.clear();
        self.at = start + 1;
        let name = self.name();
        loop {
            let before = self.at;
            self.skip_space();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return Token::Open { name, empty: false };
                }
                Some(b'/') if self.bytes().get(self.at + 1) == Some(&b'>') => {
                    self.at += 2;
                    return Token::Open { name, empty: true };
                }
                Some(byte) if starts_name(byte) => {
                    if self.at == before {
                        self.fault(Span::at(self.at), "Attributes need white space between them", "a space");
                    }
                    self.attribute();
                }
                None | Some(b'<') => {
                    self.fault(Span::new(start, name.end as usize), "This tag is not closed", "'>' or '/>'");
                    return Token::Open { name, empty: false };
                }
                Some(_) => {
                    let width = self.text[self.at..].chars().next().map_or(1, char::len_utf8);
                    self.fault(Span::new(self.at, self.at + width), "This does not belong in a tag", "an attribute, '>' or '/>'");
                    self.at += width;
                }
            }
        }
    }

    fn attribute(&mut self) {
        let name = self.name();
        self.skip_space();
        if self.peek() != Some(b'=') {
            self.fault(name, "This attribute has no value", "'=' and a value in quotes");
            return;
        }
        self.at += 1;
        self.skip_space();
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            let start = self.at;
            while self.peek().is_some_and(|b| !is_space(b) && b != b'>' && b != b'<' && b != b'/') {
                self.at += 1;
            }
            let value = Span::new(start, self.at);
            self.fault(value, "This attribute's value has no quotes", "a value in quotes");
            self.attributes.push(Attribute { name, value, escaped: false });
            return;
        };
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        let bytes = self.bytes();
        loop {
            match bytes.get(self.at) {
                Some(&byte) if byte == quote => break,
                Some(b'<') if self.tag_ends_before(start) || !self.closes_on_this_line(quote) => {
                    return self.unclosed(name, start);
                }
                Some(b'<') => {
                    self.fault(Span::new(self.at, self.at + 1), "A '<' stands within an attribute's value", "'&lt;'");
                    self.at += 1;
                }
                Some(b'&' | b'\n' | b'\r' | b'\t') => {
                    escaped = true;
                    self.at += 1;
                }
                Some(_) => self.at += 1,
                None => return self.unclosed(name, start),
            }
        }
        self.attributes.push(Attribute { name, value: Span::new(start, self.at), escaped });
        self.at += 1;
    }

    /// Before this `<`, the first of the value, stands a `>`: the quote that is missing is before that.
    fn tag_ends_before(&self, start: usize) -> bool {
        let before = &self.bytes()[start..self.at];
        before.len() < 4096 && before.contains(&b'>') && !before.contains(&b'<')
    }

    fn closes_on_this_line(&self, quote: u8) -> bool {
        let rest = &self.bytes()[self.at..];
        let end = rest.iter().take(4096).position(|&b| b == quote || b == b'\n');
        end.is_some_and(|end| rest[end] == quote)
    }

    /// The closing quote is missing: the value ends where the tag or the line does.
    fn unclosed(&mut self, name: Span, start: usize) {
        self.fault(Span::new(start - 1, start), "The closing quote of this value is missing", "a closing quote");
        let rest = &self.text[start..];
        let mut length = rest.find(['\n', '<', '>']).unwrap_or(rest.len());
        if rest[length..].starts_with('>') && rest[..length].ends_with('/') {
            length -= 1;
        }
        self.at = start + length;
        self.attributes.push(Attribute { name, value: Span::new(start, self.at), escaped: true });
    }
}

/// What a value or text means: entities resolved, white space as XML has it. Faults go to `broken`: the
/// place of the `&`, and whether it names an entity (rather than being no reference at all).
pub(crate) fn unescape(text: &str, start: usize, in_attribute: bool, broken: &mut Vec<(Span, bool)>) -> String {
    let mut meant = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\n', '\r', '\t']) {
        meant.push_str(&rest[..at]);
        let place = start + text.len() - rest.len() + at;
        if !rest[at..].starts_with('&') {
            let pair = rest[at..].starts_with("\r\n");
            let c = rest[at..].chars().next().unwrap_or(' ');
            meant.push(if in_attribute {
                ' '
            } else if c == '\r' {
                '\n'
            } else {
                c
            });
            rest = &rest[at + 1 + usize::from(pair)..];
            continue;
        }
        let reference = rest[at + 1..].find(';').filter(|&end| end <= 64).map(|end| &rest[at + 1..at + 1 + end]);
        let c = match reference {
            Some("lt") => Some('<'),
            Some("gt") => Some('>'),
            Some("amp") => Some('&'),
            Some("quot") => Some('"'),
            Some("apos") => Some('\''),
            Some(number) if number.starts_with('#') => character(&number[1..]),
            _ => None,
        };
        match (c, reference) {
            (Some(c), Some(name)) => {
                meant.push(c);
                rest = &rest[at + name.len() + 2..];
            }
            _ => {
                let named = reference.filter(|r| !r.is_empty() && r.bytes().all(in_name));
                broken.push((Span::new(place, place + named.map_or(1, |r| r.len() + 2)), named.is_some()));
                meant.push('&');
                rest = &rest[at + 1..];
            }
        }
    }
    meant.push_str(rest);
    meant
}

fn character(number: &str) -> Option<char> {
    let code = match number.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
        _ => return None,
    };
    char::from_u32(code).filter(|&c| is_char(c))
}

/// A character that XML 1.0 lets stand in a text.
pub(crate) fn is_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
