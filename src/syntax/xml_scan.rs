//! Tokens of XML with their places. Tolerant: a fault is reported and scanning goes on behind it.

use memchr::memchr;

use super::xml_declaration;
use crate::source::Span;

/// What stands at the place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// `<name …>`; the attributes are in [`Scanner::attributes`].
    Open { name: Span, empty: bool },
    /// `</name>`.
    Close { name: Span },
    /// Characters between tags, white space around them included.
    Text(Span),
    /// What stands in a CDATA section.
    Characters(Span),
    /// `<!DOCTYPE …>`.
    Doctype(Span),
    /// White space, comments and processing instructions.
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
    /// Another attribute of the element has this name already.
    pub(crate) twice: bool,
}

impl Attribute {
    /// From its name to its closing quote, which may be missing.
    pub(crate) fn span(self, text: &str) -> Span {
        let end = self.value.end as usize;
        let quote = matches!(text.as_bytes().get(end), Some(b'"' | b'\''));
        Span::new(self.name.start as usize, end + usize::from(quote))
    }
}

/// Something that is not well-formed.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) span: Span,
    pub(crate) message: &'static str,
    pub(crate) expected: &'static str,
}

pub(crate) struct Scanner<'t> {
    pub(crate) text: &'t str,
    /// Where the XML begins.
    begin: usize,
    pub(crate) at: usize,
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) broken: Vec<Broken>,
    /// More of `broken` than these nobody lists.
    pub(crate) most: usize,
}

/// Bytes that need attention inside an attribute value: quotes, markup, references, and white space that XML normalises.
const MATTERS_IN_VALUE: [bool; 256] = {
    let mut matters = [false; 256];
    let bytes = b"\"'<&\n\r\t";
    let mut i = 0;
    while i < bytes.len() {
        matters[bytes[i] as usize] = true;
        i += 1;
    }
    matters
};

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

pub(crate) fn starts_name(c: char) -> bool {
    match c {
        'A'..='Z' | 'a'..='z' | '_' | ':' => true,
        '\0'..='\u{bf}' | '\u{d7}' | '\u{f7}' => false,
        '\u{300}'..='\u{36f}' | '\u{37e}' | '\u{2000}'..='\u{200b}' | '\u{200e}'..='\u{206f}' => false,
        '\u{2190}'..='\u{2bff}' | '\u{2ff0}'..='\u{3000}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' => false,
        '\u{fffe}' | '\u{ffff}' | '\u{f0000}'.. => false,
        _ => true,
    }
}

fn in_name(c: char) -> bool {
    starts_name(c) || matches!(c, '0'..='9' | '-' | '.' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}' | '\u{2040}')
}

/// A name without a prefix.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(|c| in_name(c) && c != ':')
}

impl<'t> Scanner<'t> {
    pub(crate) fn new(text: &'t str, at: usize) -> Scanner<'t> {
        Scanner { text, begin: at, at, attributes: Vec::new(), broken: Vec::new(), most: 1 }
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

    fn fault(&mut self, span: Span, message: &'static str, expected: &'static str) {
        if self.broken.len() <= self.most {
            self.broken.push(Broken { span, message, expected });
        }
    }

    fn starts_name(&self, at: usize) -> bool {
        match self.bytes().get(at) {
            Some(&byte) if byte < 0x80 => starts_name(char::from(byte)),
            _ => self.text[at..].chars().next().is_some_and(starts_name),
        }
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
                self.skip_space();
                if matches!(self.peek(), None | Some(b'<')) {
                    return Token::Ignored;
                }
                self.at = memchr(b'<', &self.bytes()[self.at..]).map_or(self.text.len(), |at| self.at + at);
                let text = &self.text[start..self.at];
                if memchr(b']', text.as_bytes()).is_some()
                    && let Some(at) = text.find("]]>")
                {
                    self.fault(Span::new(start + at, start + at + 3), "']]>' stands in a text", "']]&gt;'");
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
                let end = self.section(start, from, "]]>", "The CDATA section must be closed");
                Token::Characters(Span::new(from, end))
            }
            Some(b'!') => self.doctype(start),
            Some(b'?') => self.instruction(start),
            Some(_) if self.starts_name(start + 1) => self.open(start),
            _ => {
                self.at = start + 1;
                self.fault(Span::new(start, start + 1), "A single '<' is not allowed", "'&lt;' for the character, or a tag");
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
        let end = self.section(start, start + 4, "-->", "The comment must be closed");
        let inside = start + 4..end.max(start + 4);
        let (text, closed) = (&self.text[inside.clone()], self.text[inside.end..].starts_with("-->"));
        // Of '--->' the first two are one too many.
        let hyphens = text.find("--").or_else(|| (closed && text.ends_with('-')).then(|| text.len() - 1));
        if let Some(at) = hyphens {
            let at = inside.start + at;
            self.fault(Span::new(at, at + 2), "'--' is not allowed inside a comment", "no '--' before the comment's end");
        }
        Token::Ignored
    }

    /// `<?name …?>`, and the XML declaration, which looks alike.
    fn instruction(&mut self, start: usize) -> Token {
        self.at = start + 2;
        let name = self.name();
        let end = self.section(start, name.end as usize, "?>", "The processing instruction must be closed");
        let rest = &self.text[name.end as usize..end];
        let spaced = rest.is_empty() || rest.starts_with([' ', '\n', '\r', '\t']);
        if self.slice(name) == "xml" {
            let begins = start == self.begin || &self.text[..start] == "\u{feff}";
            if !begins {
                self.fault(Span::new(start, self.at), "The XML declaration is only allowed at the very beginning", "nothing before it");
            } else if xml_declaration::read(rest).is_none() {
                self.fault(Span::new(start, self.at), "The XML declaration is not valid", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
            }
        } else if !self.starts_name(start + 2) || !spaced {
            self.fault(Span::new(start, start + 2), "The processing instruction must have a name", "a name after '<?'");
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
        while let Some(&byte) = bytes.get(self.at) {
            if byte.is_ascii_alphanumeric() {
                self.at += 1;
                continue;
            }
            let c = if byte < 0x80 { char::from(byte) } else { self.text[self.at..].chars().next().unwrap_or_default() };
            if !in_name(c) {
                break;
            }
            self.at += c.len_utf8();
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
            self.fault(Span::new(start, self.at), "The end tag must be closed", "'>'");
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
                Some(_) if self.starts_name(self.at) => {
                    if self.at == before {
                        self.fault(Span::at(self.at), "A space is missing between the attributes", "a space");
                    }
                    self.attribute();
                }
                None | Some(b'<') => {
                    // A quote that is not closed leaves its tag open as well.
                    let told = self.broken.last().is_some_and(|broken| broken.span.start as usize > start);
                    if told {
                        return Token::Open { name, empty: false };
                    }
                    let message = if self.at < self.text.len() { "The tag must be closed" } else { "The text ends inside a tag" };
                    self.fault(Span::new(start, name.end as usize), message, "'>' or '/>'");
                    return Token::Open { name, empty: false };
                }
                Some(_) => {
                    let width = self.text[self.at..].chars().next().map_or(1, char::len_utf8);
                    self.fault(Span::new(self.at, self.at + width), "This character is not allowed in a tag", "an attribute, '>' or '/>'");
                    self.at += width;
                }
            }
        }
    }

    fn attribute(&mut self) {
        let name = self.name();
        self.skip_space();
        if self.peek() != Some(b'=') {
            self.fault(name, "The attribute must have a value", "'=' and a value in quotes");
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
            self.fault(value, "The attribute's value must be in quotes", "a value in quotes");
            self.attributes.push(Attribute { name, value, escaped: false, twice: false });
            return;
        };
        self.at += 1;
        let start = self.at;
        let (mut escaped, mut closes) = (false, None);
        let bytes = self.bytes();
        loop {
            while bytes.get(self.at).is_some_and(|&byte| !MATTERS_IN_VALUE[usize::from(byte)]) {
                self.at += 1;
            }
            match bytes.get(self.at) {
                Some(&byte) if byte == quote => break,
                Some(b'<') => {
                    // Once it is known that the quote follows on this line, it is known for every '<' before it.
                    closes = closes.filter(|&end| self.at < end).or_else(|| self.closes_on_this_line(start, quote));
                    if closes.is_none() {
                        return self.unclosed(name, start);
                    }
                    self.fault(Span::new(self.at, self.at + 1), "'<' is not allowed in an attribute's value", "'&lt;'");
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
        self.attributes.push(Attribute { name, value: Span::new(start, self.at), escaped, twice: false });
        self.at += 1;
    }

    /// Where the value that holds this `<` closes, if on this line; not where the tag seems to end before it.
    fn closes_on_this_line(&self, start: usize, quote: u8) -> Option<usize> {
        let (before, rest) = (&self.bytes()[start..self.at], &self.bytes()[self.at..]);
        if before.len() < 4096 && before.contains(&b'>') && !before.contains(&b'<') {
            return None;
        }
        let end = rest.iter().take(4096).position(|&b| b == quote || matches!(b, b'\n' | b'\r'))?;
        (rest[end] == quote).then_some(self.at + end)
    }

    /// The closing quote is missing: the value ends where the tag or the line does.
    fn unclosed(&mut self, name: Span, start: usize) {
        self.fault(Span::new(start - 1, start), "The closing quote of the value is missing", "a closing quote");
        let rest = &self.text[start..];
        let mut length = rest.find(['\n', '\r', '<', '>']).unwrap_or(rest.len());
        if rest[length..].starts_with('>') && rest[..length].ends_with('/') {
            length -= 1;
        }
        self.at = start + length;
        self.attributes.push(Attribute { name, value: Span::new(start, self.at), escaped: true, twice: false });
    }
}

/// What is wrong with an `&`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// It begins no reference.
    Alone,
    /// It names an entity that XML does not have.
    Named,
    /// Its number is that of no character, or of one that XML cannot hold.
    Number,
}

/// What a value or text means: entities resolved, white space as XML has it. Faults go to `broken`, but no
/// more than are listed.
pub(crate) fn unescape(text: &str, start: usize, broken: &mut Vec<(Span, Reference)>, most: usize) -> String {
    let mut meant = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '\n', '\r', '\t']) {
        meant.push_str(&rest[..at]);
        let place = start + text.len() - rest.len() + at;
        if !rest[at..].starts_with('&') {
            let pair = rest[at..].starts_with("\r\n");
            meant.push(' ');
            rest = &rest[at + 1 + usize::from(pair)..];
            continue;
        }
        let end = rest.as_bytes()[at + 1..].iter().take(64).position(|&b| b == b';');
        let reference = end.map(|end| &rest[at + 1..at + 1 + end]);
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
                let (length, fault) = match reference {
                    Some(number) if number.starts_with('#') => (number.len() + 2, Reference::Number),
                    Some(name) if name.starts_with(starts_name) && name.chars().all(in_name) => (name.len() + 2, Reference::Named),
                    _ => (1, Reference::Alone),
                };
                if broken.len() <= most {
                    broken.push((Span::new(place, place + length), fault));
                }
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
