//! Text and places in it: bytes inside, UTF-16 lines and columns outside. One function converts.

use std::borrow::Cow;

use memchr::memchr2_iter;

/// A node of what was read of the text, by its place in the [`Tree`](crate::syntax::tree::Tree).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The root of every tree that has one.
    pub const ROOT: NodeId = NodeId(0);
}

/// A stretch of the text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Span {
    /// From the first byte to the byte after the last.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end.max(start) as u32 }
    }

    /// Nothing, at a place.
    pub fn at(place: usize) -> Span {
        Span::new(place, place)
    }
}

/// A place as editors name it: UTF-16 offset, line and column, the last two from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// UTF-16 code units before the place.
    pub offset: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in UTF-16 code units, from 1.
    pub column: u32,
}

/// Where each line starts, so that a place is found without walking the text from its beginning.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    /// For each line its first byte.
    starts: Vec<u32>,
    /// Every so often a byte, and the UTF-16 code units before it: a message may be one long line.
    marks: Vec<(u32, u32)>,
}

impl<'t> Lines<'t> {
    /// Bytes from one mark to the next.
    const STEP: usize = 1024;

    /// Indexes the lines of a text once.
    pub fn new(text: &'t str) -> Lines<'t> {
        let starts = line_starts(text.as_bytes());
        let mut marks = vec![(0, 0)];
        let (mut at, mut units) = (0, 0);
        while at < text.len() {
            let next = text.ceil_char_boundary(at + Lines::STEP);
            units += units_in(&text[at..next]);
            at = next;
            marks.push((at as u32, units));
        }
        Lines { text, starts, marks }
    }

    /// UTF-16 code units before a byte.
    fn units(&self, byte: usize) -> u32 {
        let mark = self.marks.partition_point(|&(at, _)| at as usize <= byte) - 1;
        let (at, units) = self.marks[mark];
        units + units_in(&self.text[at as usize..byte])
    }

    /// The place of a byte; a byte inside a character counts as that character's start.
    pub fn position(&self, byte: u32) -> Position {
        let mut byte = (byte as usize).min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.starts.partition_point(|&start| start as usize <= byte) - 1;
        let offset = self.units(byte);
        let column = offset - self.units(self.starts[line] as usize);
        Position { offset, line: line as u32 + 1, column: column + 1 }
    }

    /// The text of a line, from 1, without its line break.
    pub fn line(&self, line: u32) -> &'t str {
        let at = line.saturating_sub(1) as usize;
        let Some(&start) = self.starts.get(at) else { return "" };
        let end = self.starts.get(at + 1).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// The first byte of each line.
fn line_starts(bytes: &[u8]) -> Vec<u32> {
    let mut starts = Vec::with_capacity(bytes.len() / 32 + 1);
    starts.push(0);
    // A line ends after a line feed, and after a carriage return without one behind it (XML 1.0 §2.11).
    let ends = |at: usize| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    starts.extend(memchr2_iter(b'\n', b'\r', bytes).filter(|&at| ends(at)).map(|at| at as u32 + 1));
    starts
}

/// UTF-16 code units of a text: one for each character, two beyond the basic plane.
fn units_in(text: &str) -> u32 {
    if text.is_ascii() { text.len() as u32 } else { text.chars().map(|c| c.len_utf16() as u32).sum() }
}

/// How the bytes of a message were turned into text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16 with the low byte first.
    Utf16Little,
    /// UTF-16 with the high byte first.
    Utf16Big,
}

/// Bytes into text. Where they are not what their encoding asks for, the place of the first fault in the
/// text comes along, and U+FFFD stands there.
pub fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding, Option<Span>) {
    let utf16 = match bytes {
        [0xff, 0xfe, ..] => Some((2, Encoding::Utf16Little)),
        [0xfe, 0xff, ..] => Some((2, Encoding::Utf16Big)),
        [b'<', 0, ..] | [b'{', 0, ..] => Some((0, Encoding::Utf16Little)),
        [0, b'<', ..] | [0, b'{', ..] => Some((0, Encoding::Utf16Big)),
        _ => None,
    };
    if let Some((skip, encoding)) = utf16 {
        let unit = |pair: &[u8]| match encoding {
            Encoding::Utf16Big => u16::from_be_bytes([pair[0], pair[1]]),
            _ => u16::from_le_bytes([pair[0], pair[1]]),
        };
        let body = &bytes[skip..];
        let mut text = String::with_capacity(body.len() / 2);
        let mut fault = (body.len() % 2 == 1).then_some(());
        let mut place = None;
        for decoded in char::decode_utf16(body.chunks_exact(2).map(unit)) {
            let c = decoded.unwrap_or_else(|_| {
                fault = Some(());
                place.get_or_insert(Span::at(text.len()));
                char::REPLACEMENT_CHARACTER
            });
            text.push(c);
        }
        let end = text.len();
        return (Cow::Owned(text), encoding, fault.map(|()| place.unwrap_or(Span::at(end))));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8, None),
        Err(error) => {
            let at = error.valid_up_to();
            (String::from_utf8_lossy(bytes), Encoding::Utf8, Some(Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let text = "a\u{e9}\u{1f600}b\r\nc";
        let lines = Lines::new(text);
        let b = text.find('b').unwrap() as u32;
        assert_eq!(lines.position(b), Position { offset: 4, line: 1, column: 5 });
        let c = text.find('c').unwrap() as u32;
        assert_eq!(lines.position(c), Position { offset: 7, line: 2, column: 1 });
        assert_eq!(lines.line(1), "a\u{e9}\u{1f600}b");
        assert_eq!(lines.line(2), "c");
        assert_eq!(lines.line(9), "");
    }

    #[test]
    fn a_lone_carriage_return_ends_a_line() {
        for text in ["a\rb\r\nc\nd\r\re\r", "0123456\rb\r\nc\nd\r\re\r", "012345\r\n\rb\r\r\nc\r"] {
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            let lines = Lines::new(text);
            for (at, line) in plain.split('\n').enumerate() {
                assert_eq!(lines.line(at as u32 + 1), line, "{text:?}");
            }
            assert_eq!(lines.position(text.len() as u32).line as usize, plain.matches('\n').count() + 1, "{text:?}");
            // What breaks a line counts to it still.
            let position = |text: &str, at: usize| Lines::new(text).position(at as u32);
            assert_eq!((position("a\rb", 1).line, position("a\r\nb", 1).line, position("a\r\nb", 2).line), (1, 1, 1));
        }
    }

    #[test]
    fn a_long_line_counts_like_a_short_one() {
        let text = format!("{}\u{1f600}{}\n{}", "\u{e9}x".repeat(1000), "y".repeat(3000), "\u{1f600}z".repeat(2000));
        let lines = Lines::new(&text);
        let (mut offset, mut line, mut column) = (0, 1, 1);
        for (byte, c) in text.char_indices() {
            assert_eq!(lines.position(byte as u32), Position { offset, line, column });
            offset += c.len_utf16() as u32;
            column += c.len_utf16() as u32;
            if c == '\n' {
                (line, column) = (line + 1, 1);
            }
        }
        assert_eq!(lines.position(text.len() as u32).offset, offset);
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        assert_eq!(Lines::new("ab").position(99), Position { offset: 2, line: 1, column: 3 });
        assert_eq!(Lines::new("").position(0), Position { offset: 0, line: 1, column: 1 });
    }

    #[test]
    fn utf16_is_recognised_with_and_without_a_mark() {
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut bytes: Vec<u8> = Vec::new();
            let text = if mark { "\u{feff}<a/>" } else { "<a/>" };
            for unit in text.encode_utf16() {
                bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            let (decoded, encoding, fault) = decode(&bytes);
            assert_eq!(decoded, "<a/>");
            assert_eq!(encoding, if big { Encoding::Utf16Big } else { Encoding::Utf16Little });
            assert_eq!(fault, None);
        }
    }

    #[test]
    fn a_fault_in_the_encoding_has_a_place() {
        assert_eq!(decode(b"ab\xffcd").2, Some(Span::new(2, 5)));
        assert_eq!(decode(&[0xff, 0xfe, b'a', 0, 0, 0xd8, b'b', 0]).2, Some(Span::at(1)));
    }
}
