//! Where in XML the cursor is, and the text as it is without what is being typed.

use super::{Asked, Cursor, STAND_IN, Shape, is_name};
use crate::source::Span;

/// Where the cursor is, unless nothing of FHIR can be written there.
pub(super) fn cursor(text: &str, at: usize) -> Option<Cursor> {
    let before = &text[..at];
    if before.rfind("<!--") > before.rfind("-->").map(|end| end + 2) {
        return None;
    }
    let start = before.rfind('<')?;
    let tag = &before[start..];
    if tag.starts_with("<!") || tag.starts_with("<?") || tag.starts_with("</") && !tag.contains('>') {
        return None;
    }
    match state(tag) {
        State::Closed => content(text, at),
        State::Name => name(text, start, at),
        State::Value { attribute, from, quote } => Some(value(text, start, Span::new(start + from, at), attribute, quote)),
        State::Attributes => None,
    }
}

enum State<'t> {
    Name,
    Attributes,
    Value { attribute: &'t str, from: usize, quote: char },
    Closed,
}

/// How far a tag has come that begins with `<`.
fn state(tag: &str) -> State<'_> {
    let mut state = State::Name;
    for (at, c) in tag.char_indices().skip(1) {
        state = match state {
            State::Value { quote, .. } if c == quote => State::Attributes,
            State::Value { .. } | State::Closed => state,
            _ if c == '>' => State::Closed,
            State::Attributes if c == '"' || c == '\'' => {
                let name = tag[..at].trim_end().trim_end_matches('=').trim_end();
                let begin = name.rfind(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'').map_or(0, |end| end + 1);
                State::Value { attribute: &name[begin..], from: at + 1, quote: c }
            }
            State::Name if c.is_ascii_whitespace() || c == '/' => State::Attributes,
            state => state,
        };
    }
    state
}

/// Between tags, where nothing stands but the beginning of a name.
fn content(text: &str, at: usize) -> Option<Cursor> {
    let begin = text[..at].rfind(|c: char| !is_name(c)).map_or(0, |end| end + text[end..].chars().next().map_or(1, char::len_utf8));
    if !text[..begin].trim_end().ends_with('>') {
        return None;
    }
    let end = at + name_length(&text[at..]);
    if !text[end..].trim_start().starts_with('<') {
        return None;
    }
    Some(element(text, Span::new(begin, end), begin, Shape::Whole))
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !is_name(c)).unwrap_or(text.len())
}

/// In a name: of a tag that is whole, or of one that is being typed.
fn name(text: &str, start: usize, at: usize) -> Option<Cursor> {
    let end = at + name_length(&text[at..]);
    let is_whole = text[end..].find(['<', '>']).is_some_and(|next| text[end + next..].starts_with('>'));
    let named = Span::new(start + 1, end);
    if is_whole && end > start + 1 {
        let text = text.to_owned();
        return Some(Cursor { replaced: named, text, begin: start, asked: Asked::Element(Shape::Name) });
    }
    // Some editors close what is opened.
    let rest = if text[end..].starts_with("/>") { 2 } else { usize::from(text[end..].starts_with('>')) };
    let mut cursor = element(text, Span::new(start, end + rest), start, Shape::Opened);
    cursor.replaced = Span::new(start + 1, end + rest);
    Some(cursor)
}

/// With an element that stands in for what is being typed.
fn element(text: &str, typed: Span, begin: usize, shape: Shape) -> Cursor {
    let (before, after) = (&text[..typed.start as usize], &text[typed.end as usize..]);
    let text = [before, "<", STAND_IN, "/>", after].concat();
    Cursor { replaced: typed, text, begin, asked: Asked::Element(shape) }
}

fn value(text: &str, tag: usize, typed: Span, attribute: &str, quote: char) -> Cursor {
    let at = typed.end as usize;
    let attribute = attribute.to_owned();
    let end = text[at..].find([quote, '<', '\n']).map_or(text.len(), |end| at + end);
    let (before, after) = (&text[..typed.start as usize], &text[end..]);
    let is_closed = after.starts_with(quote);
    // An attribute without its end takes the rest of the line.
    let replaced = if is_closed { Span::new(typed.start as usize, end) } else { typed };
    let close = if is_closed { String::new() } else { format!("{quote}/>") };
    Cursor {
        replaced,
        text: [before, STAND_IN, &close, after].concat(),
        begin: tag,
        asked: Asked::Value { attribute: Some(attribute).filter(|name| name != "value"), quoted: true },
    }
}
