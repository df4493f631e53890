//! Tokens of JSON with their places.

use std::borrow::Cow;

use crate::source::Span;

/// Why a token could not be read.
pub(super) struct Broken {
    pub(super) span: Span,
    pub(super) expected: &'static str,
}

/// A string token.
pub(super) struct Text<'t> {
    /// Between the quotes.
    pub(super) inner: Span,
    /// What it means, with escapes resolved.
    pub(super) meant: Cow<'t, str>,
    /// The first half surrogate, which stands in `meant` as U+FFFD.
    pub(super) lone_surrogate: Option<Span>,
    /// The first thing in it that JSON does not allow, although its end was found.
    pub(super) broken: Option<Broken>,
}

/// Walks over a text byte by byte.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// The character at the place, for a message.
    pub(super) fn found(&self) -> String {
        match self.text[self.at..].chars().next() {
            None => "the end of the text".to_owned(),
            Some(c) => format!("{c:?}"),
        }
    }

    pub(super) fn here(&self) -> Span {
        Span::new(self.at, self.at + self.text[self.at..].chars().next().map_or(0, char::len_utf8))
    }

    /// A string, from its opening quote. `Err` where its end is missing.
    pub(super) fn string(&mut self) -> Result<Text<'t>, Broken> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    let inner = Span::new(start, self.at);
                    self.at += 1;
                    let meant = Cow::Borrowed(&self.text[start..inner.end as usize]);
                    return Ok(Text { inner, meant, lone_surrogate: None, broken: None });
                }
                b'\\' | 0..0x20 => return self.string_with_escapes(open, start),
                _ => self.at += 1,
            }
        }
        Err(Broken { span: Span::new(open, open + 1), expected: "a closing quote for this string" })
    }

    fn string_with_escapes(&mut self, open: usize, start: usize) -> Result<Text<'t>, Broken> {
        let bytes = self.text.as_bytes();
        let mut meant = self.text[start..self.at].to_owned();
        let (mut lone_surrogate, mut broken) = (None, None);
        let mut plain = self.at;
        loop {
            let Some(&byte) = bytes.get(self.at) else {
                return Err(Broken { span: Span::new(open, open + 1), expected: "a closing quote for this string" });
            };
            if byte != b'"' && byte != b'\\' && byte >= 0x20 {
                self.at += 1;
                continue;
            }
            meant.push_str(&self.text[plain..self.at]);
            let place = self.at;
            self.at += 1;
            match byte {
                b'"' => {
                    let inner = Span::new(start, place);
                    return Ok(Text { inner, meant: Cow::Owned(meant), lone_surrogate, broken });
                }
                b'\\' => {
                    let escape = bytes.get(self.at).copied();
                    self.at += usize::from(escape.is_some_and(|b| b.is_ascii()));
                    match escape {
                        Some(b'"') => meant.push('"'),
                        Some(b'\\') => meant.push('\\'),
                        Some(b'/') => meant.push('/'),
                        Some(b'b') => meant.push('\u{8}'),
                        Some(b'f') => meant.push('\u{c}'),
                        Some(b'n') => meant.push('\n'),
                        Some(b'r') => meant.push('\r'),
                        Some(b't') => meant.push('\t'),
                        Some(b'u') => match self.unicode_escape() {
                            Some(Ok(c)) => meant.push(c),
                            Some(Err(())) => {
                                lone_surrogate.get_or_insert(Span::new(place, self.at));
                                meant.push(char::REPLACEMENT_CHARACTER);
                            }
                            None => {
                                broken.get_or_insert(Broken {
                                    span: Span::new(place, self.at),
                                    expected: "four hexadecimal digits after \\u",
                                });
                            }
                        },
                        _ => {
                            broken.get_or_insert(Broken {
                                span: Span::new(place, self.at),
                                expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after a backslash",
                            });
                        }
                    }
                }
                control => {
                    meant.push(char::from(control));
                    broken.get_or_insert(Broken {
                        span: Span::new(place, self.at),
                        expected: "an escape such as \\n for a control character within a string",
                    });
                }
            }
            plain = self.at;
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let value = u32::from_str_radix(&self.text[self.at..self.at + 4], 16).ok()?;
        self.at += 4;
        Some(value)
    }

    /// After `\u`: a character, half a pair, or no hexadecimal digits.
    fn unicode_escape(&mut self) -> Option<Result<char, ()>> {
        let first = self.hex()?;
        if !(0xd800..0xe000).contains(&first) {
            return Some(char::from_u32(first).ok_or(()));
        }
        let back = self.at;
        if first < 0xdc00 && self.text[self.at..].starts_with("\\u") {
            self.at += 2;
            if let Some(second @ 0xdc00..0xe000) = self.hex() {
                let c = char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
                return Some(c.ok_or(()));
            }
            self.at = back;
        }
        Some(Err(()))
    }

    /// A number as written. `Err` where JSON's grammar has it otherwise; the place is behind it all the same.
    pub(super) fn number(&mut self) -> Result<Span, Broken> {
        let start = self.at;
        while let Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E') = self.peek() {
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        if is_number(&self.text.as_bytes()[start..self.at]) {
            Ok(span)
        } else {
            Err(Broken { span, expected: "a number such as 12, -0.5 or 1.0e3" })
        }
    }

    /// A word such as `true`.
    pub(super) fn word(&mut self) -> (Span, &'t str) {
        let start = self.at;
        while let Some(b'a'..=b'z' | b'A'..=b'Z') = self.peek() {
            self.at += 1;
        }
        (Span::new(start, self.at), &self.text[start..self.at])
    }
}

/// A number by JSON's grammar, as a whole.
pub(crate) fn is_json_number(text: &str) -> bool {
    is_number(text.as_bytes())
}

fn is_number(bytes: &[u8]) -> bool {
    fn digits(bytes: &[u8]) -> Option<&[u8]> {
        let n = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        (n > 0).then(|| &bytes[n..])
    }
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let Some(mut rest) = digits(bytes) else { return false };
    if bytes[0] == b'0' && bytes.len() - rest.len() > 1 {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let Some(after) = digits(fraction) else { return false };
        rest = after;
    }
    if let Some((b'e' | b'E', exponent)) = rest.split_first() {
        let exponent = exponent.strip_prefix(b"+").or(exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let Some(after) = digits(exponent) else { return false };
        rest = after;
    }
    rest.is_empty()
}
