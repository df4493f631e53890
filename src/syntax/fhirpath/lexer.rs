//! Cuts the text of an expression into tokens.

use super::ParseError;
use super::moment;

/// What a token is; its text stands in [`Lexer::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    End,
    /// A name as it stands.
    Name,
    /// A name between back ticks, or double quotes as in FHIRPath 1.0; never an operator.
    Quoted,
    Text,
    Integer,
    Decimal,
    /// The text after the `@`.
    Moment,
    /// The name after the `%`.
    Constant,
    /// The name after the `$`.
    Variable,
    /// Punctuation: one character, or two where the second is `=` or `~`.
    Sign(u8, u8),
}

/// Gives one token after the other.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    source: &'t str,
    at: usize,
    pub(super) token: Token,
    /// Where the token starts.
    pub(super) start: usize,
    /// What the token means, with escapes resolved.
    pub(super) text: String,
}

impl<'t> Lexer<'t> {
    /// Stands before the first token.
    pub(super) fn new(source: &'t str) -> Lexer<'t> {
        Lexer { source, at: 0, token: Token::End, start: 0, text: String::new() }
    }

    pub(super) fn fail<T>(&self, expected: &'static str) -> Result<T, ParseError> {
        Err(ParseError { at: self.start as u32, expected })
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.source.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) -> Result<(), ParseError> {
        loop {
            match (self.byte(0), self.byte(1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => self.at += 1,
                (b'/', b'/') => self.at += self.source[self.at..].find('\n').unwrap_or(self.source.len() - self.at),
                (b'/', b'*') => {
                    self.start = self.at;
                    let Some(end) = self.source[self.at + 2..].find("*/") else { return self.fail("the end of the comment: */") };
                    self.at += end + 4;
                }
                // Some published expressions hold no-break spaces.
                (0xc2, 0xa0) => self.at += 2,
                _ => return Ok(()),
            }
        }
    }

    /// Goes to the next token.
    pub(super) fn advance(&mut self) -> Result<(), ParseError> {
        self.skip_space()?;
        self.start = self.at;
        self.text.clear();
        self.token = match self.byte(0) {
            0 if self.at >= self.source.len() => Token::End,
            b'\'' => self.delimited(b'\'', Token::Text)?,
            b'`' => self.delimited(b'`', Token::Quoted)?,
            b'"' => self.delimited(b'"', Token::Quoted)?,
            b'0'..=b'9' => self.number(),
            b'A'..=b'Z' | b'a'..=b'z' | b'_' => self.name(Token::Name),
            b'%' => {
                self.at += 1;
                match self.byte(0) {
                    quote @ (b'`' | b'"' | b'\'') => self.delimited(quote, Token::Constant)?,
                    _ => self.name(Token::Constant),
                }
            }
            b'$' => {
                self.at += 1;
                self.name(Token::Variable)
            }
            b'@' => {
                let rest = &self.source[self.at + 1..];
                let Some(length) = moment::literal(rest) else { return self.fail("a date or a time after @") };
                self.text.push_str(&rest[..length]);
                self.at += 1 + length;
                Token::Moment
            }
            first => {
                let second = match (first, self.byte(1)) {
                    (b'<' | b'>' | b'!', b'=') => b'=',
                    (b'!', b'~') => b'~',
                    _ => 0,
                };
                // A character of several bytes is no sign; the parser refuses its first byte.
                let length = self.source[self.at..].chars().next().map_or(1, char::len_utf8);
                self.at += length + usize::from(second != 0);
                Token::Sign(first, second)
            }
        };
        if matches!(self.token, Token::Constant | Token::Variable) && self.text.is_empty() {
            return self.fail("a name");
        }
        Ok(())
    }

    fn take(&mut self, accept: impl Fn(u8) -> bool) {
        let from = self.at;
        while accept(self.byte(0)) {
            self.at += 1;
        }
        self.text.push_str(&self.source[from..self.at]);
    }

    fn name(&mut self, token: Token) -> Token {
        // FHIR's own constants hold hyphens, %vs-name for example, where they are not quoted.
        let hyphen = token == Token::Constant && (self.source[self.at..].starts_with("vs-") || self.source[self.at..].starts_with("ext-"));
        self.take(|b| b.is_ascii_alphanumeric() || b == b'_' || hyphen && b == b'-');
        token
    }

    fn number(&mut self) -> Token {
        self.take(|b| b.is_ascii_digit());
        if self.byte(0) == b'.' && self.byte(1).is_ascii_digit() {
            self.text.push('.');
            self.at += 1;
            self.take(|b| b.is_ascii_digit());
            return Token::Decimal;
        }
        Token::Integer
    }

    fn delimited(&mut self, quote: u8, token: Token) -> Result<Token, ParseError> {
        self.at += 1;
        loop {
            let from = self.at;
            let rest = &self.source.as_bytes()[from..];
            let Some(length) = rest.iter().position(|&b| b == quote || b == b'\\') else {
                return self.fail("the closing quote");
            };
            self.text.push_str(&self.source[from..from + length]);
            self.at += length + 1;
            if rest[length] == quote {
                return Ok(token);
            }
            self.escape()?;
        }
    }

    /// "If a \ is used at the beginning of a non-escape sequence, it will be ignored."
    fn escape(&mut self) -> Result<(), ParseError> {
        let Some(c) = self.source[self.at..].chars().next() else { return self.fail("the closing quote") };
        self.at += c.len_utf8();
        let meant = match c {
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let high = self.unit()?;
                let pair = (0xd800..0xdc00).contains(&high) && self.source[self.at..].starts_with("\\u");
                let code = if pair {
                    self.at += 2;
                    0x1_0000 + ((high - 0xd800) << 10) + (self.unit()?.wrapping_sub(0xdc00) & 0x3ff)
                } else {
                    high
                };
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            other => other,
        };
        self.text.push(meant);
        Ok(())
    }

    fn unit(&mut self) -> Result<u32, ParseError> {
        let digits = self.source.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return self.fail("four hexadecimal digits after \\u");
        };
        self.at += 4;
        Ok(unit)
    }
}
