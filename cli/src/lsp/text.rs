//! Places of the protocol, line and UTF-16 code unit from 0, and bytes and UTF-16 offsets of the library.

use gen_lsp_types::{Position, Range};
use itk3_validator::report::Place;

/// The byte of a place. One beyond the end of its line is that end, as the protocol asks; one beyond the text is the text's.
pub(super) fn byte(text: &str, position: Position) -> usize {
    let start = line_start(text, position.line);
    let mut units = position.character;
    for (at, c) in text[start..].char_indices() {
        if units == 0 || c == '\n' || c == '\r' {
            return start + at;
        }
        // In the middle of a character counts as its beginning.
        if c.len_utf16() as u32 > units {
            return start + at;
        }
        units -= c.len_utf16() as u32;
    }
    text.len()
}

/// The first byte of a line, which ends with a line feed, a carriage return, or both.
fn line_start(text: &str, line: u32) -> usize {
    let (bytes, mut lines) = (text.as_bytes(), line);
    if line == 0 {
        return 0;
    }
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
        if ends {
            lines -= 1;
            if lines == 0 {
                return at + 1;
            }
        }
    }
    text.len()
}

/// UTF-16 code units before a place.
pub(super) fn offset(text: &str, position: Position) -> u32 {
    let before = &text[..byte(text, position)];
    if before.is_ascii() { before.len() as u32 } else { before.encode_utf16().count() as u32 }
}

/// Places of offsets that only grow.
pub(super) struct Places<'t> {
    text: &'t str,
    at: usize,
    units: u32,
    position: Position,
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str) -> Places<'t> {
        Places { text, at: 0, units: 0, position: Position::default() }
    }

    /// The place of an offset, which is not before the last one.
    pub(super) fn position(&mut self, offset: u32) -> Position {
        let bytes = self.text.as_bytes();
        for c in self.text[self.at..].chars() {
            if self.units >= offset {
                break;
            }
            let ends = c == '\n' || c == '\r' && bytes.get(self.at + 1) != Some(&b'\n');
            self.at += c.len_utf8();
            self.units += c.len_utf16() as u32;
            if ends {
                self.position = Position { line: self.position.line + 1, character: 0 };
            } else {
                self.position.character += c.len_utf16() as u32;
            }
        }
        self.position
    }

    pub(super) fn range(&mut self, start: u32, end: u32) -> Range {
        Range { start: self.position(start), end: self.position(end) }
    }
}

/// A place of a report.
pub(super) fn range(place: &Place) -> Range {
    let position = |line: u32, column: u32| Position { line: line.saturating_sub(1), character: column.saturating_sub(1) };
    Range { start: position(place.line, place.column), end: position(place.end_line, place.end_column) }
}

pub(super) fn overlap(one: Range, other: Range) -> bool {
    let key = |position: Position| (position.line, position.character);
    key(one.start) <= key(other.end) && key(other.start) <= key(one.end)
}

/// Puts a text in the place of a range, or of everything.
pub(super) fn change(text: &mut String, range: Option<Range>, new: &str) {
    let Some(range) = range else {
        new.clone_into(text);
        return;
    };
    let (start, end) = (byte(text, range.start), byte(text, range.end));
    text.replace_range(start.min(end)..start.max(end), new);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn places_count_lines_and_utf16_units() {
        let text = "a\u{e9}\u{1f600}b\r\nc\rd\n";
        for (position, rest) in [
            (at(0, 0), "a\u{e9}\u{1f600}b\r\nc\rd\n"),
            (at(0, 2), "\u{1f600}b\r\nc\rd\n"),
            (at(0, 3), "\u{1f600}b\r\nc\rd\n"),
            (at(0, 4), "b\r\nc\rd\n"),
            (at(0, 99), "\r\nc\rd\n"),
            (at(1, 0), "c\rd\n"),
            (at(2, 1), "\n"),
            (at(3, 0), ""),
            (at(9, 9), ""),
        ] {
            assert_eq!(&text[byte(text, position)..], rest, "{position:?}");
        }
        assert_eq!(offset(text, at(1, 1)), 8);
        let mut places = Places::new(text);
        let found: Vec<Position> = [0, 4, 5, 7, 8, 9, 99].map(|offset| places.position(offset)).to_vec();
        assert_eq!(found, [at(0, 0), at(0, 4), at(0, 5), at(1, 0), at(1, 1), at(2, 0), at(3, 0)]);
    }

    #[test]
    fn changes_go_where_they_belong() {
        let mut text = "one\ntwo\nthree".to_owned();
        change(&mut text, Some(Range { start: at(1, 1), end: at(2, 2) }), "\u{1f600}");
        assert_eq!(text, "one\nt\u{1f600}ree");
        change(&mut text, Some(Range { start: at(1, 3), end: at(1, 3) }), "x");
        assert_eq!(text, "one\nt\u{1f600}xree");
        change(&mut text, Some(Range { start: at(9, 0), end: at(0, 2) }), "");
        assert_eq!(text, "on");
        change(&mut text, None, "new");
        assert_eq!(text, "new");
    }
}
