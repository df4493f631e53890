//! A message inside something else: a code fence, a log line, a template, another encoding.

use std::io::Read as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a text is, where a message is inside it or it is a file of another kind.
#[derive(Debug)]
pub(crate) struct Around {
    /// In a few words, for `found`.
    pub(crate) what: &'static str,
    pub(crate) inside: Inside,
}

/// Where the message is.
#[derive(Debug)]
pub(crate) enum Inside {
    /// A stretch of the text.
    Stretch(Range<usize>),
    /// It has to be decoded.
    Encoded(String),
    /// There is none that could be read.
    Nothing,
}

/// A message that was taken out of what was around it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Unwrapped {
    /// What was around it, in a few words.
    pub what: &'static str,
    /// The message. Where it was a stretch of the text, lines and columns are as they were: what was around it is blank.
    pub text: String,
}

/// So much of a text is looked at for the beginning of a message.
const FAR: usize = 64 << 10;

/// What is unpacked of gzip within base64, at most.
const UNPACKED: usize = 32 << 20;

/// Beginnings of files that are no text.
const FILES: &[(&str, &str)] = &[
    ("\u{1f}\u{fffd}", "a gzip file"),
    ("PK\u{3}\u{4}", "a ZIP archive or an Office document"),
    ("%PDF-", "a PDF file"),
    ("\u{fffd}PNG", "an image"),
    ("GIF8", "an image"),
    ("\u{fffd}\u{fffd}\u{fffd}\u{fffd}\0\u{10}JFIF", "an image"),
];

/// Takes a message out of what is around it: a stretch of text, gzip, base64, a JSON string or escaped XML. Nothing where
/// the bytes are a message themselves, or hold none that is certain.
///
/// At most `most` bytes are unpacked.
pub fn unwrap(bytes: &[u8], most: usize) -> Option<Unwrapped> {
    if let Some(text) = ungzipped(bytes, most) {
        return Some(unwrap(text.as_bytes(), most).unwrap_or(Unwrapped { what: "a gzip file", text }));
    }
    let text = crate::source::decode(bytes).0;
    let Around { what, inside } = around(&text)?;
    let text = match inside {
        Inside::Stretch(range) => blank(&text[..range.start]) + &text[range],
        Inside::Encoded(text) => text,
        Inside::Nothing => return None,
    };
    Some(Unwrapped { what, text })
}

fn ungzipped(bytes: &[u8], most: usize) -> Option<String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return None;
    }
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut unpacked).ok()?;
    let text = (unpacked.len() <= most).then(|| crate::source::decode(&unpacked).0.into_owned())?;
    begins(&text).then_some(text)
}

/// Line ends stay, and everything else is a space.
fn blank(text: &str) -> String {
    text.chars().flat_map(|c| std::iter::repeat_n(if c == '\n' || c == '\r' { c } else { ' ' }, c.len_utf16())).collect()
}

/// What is around a message, or what the text is instead; nothing where it begins as a message does.
pub(crate) fn around(text: &str) -> Option<Around> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if let Some((_, what)) = FILES.iter().find(|(begin, _)| text.starts_with(begin)) {
        return Some(Around { what, inside: Inside::Nothing });
    }
    // An array is JSON, whatever is in it.
    if start.is_empty() || begins(start) || start.starts_with(['<', '[']) {
        return None;
    }
    if let Some(encoded) = encoded(start) {
        return Some(encoded);
    }
    let offset = text.len() - start.len();
    let range = stretch(start)?;
    let before = &start[..range.start];
    let what = if before.contains("```") || before.contains("~~~") {
        "a code fence around the message"
    } else if before.starts_with("{%") || before.starts_with("{{") {
        "a template around the message"
    } else if before.contains("HTTP/") || before.contains("Content-Type:") {
        "HTTP or MIME around the message"
    } else {
        "other text before the message"
    };
    Some(Around { what, inside: Inside::Stretch(offset + range.start..offset + range.end) })
}

/// The message of a text that is a JSON string, escaped XML or base64.
fn encoded(start: &str) -> Option<Around> {
    if start.starts_with('"') {
        let inner: String = serde_json::from_str(start.trim_end()).ok()?;
        return begins(&inner).then_some(Around { what: "a JSON string that holds the message", inside: Inside::Encoded(inner) });
    }
    if start.starts_with("&lt;") {
        let inner = start.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
        return begins(&inner).then_some(Around { what: "escaped XML", inside: Inside::Encoded(inner) });
    }
    // The first letters say whether it can be a message at all, before all of it is decoded.
    let of_bracket = start.strip_prefix('P').is_some_and(|rest| rest.starts_with(|c| ('A'..='P').contains(&c)));
    if !of_bracket && !["ey", "ew", "77u/", "H4sI"].iter().any(|begin| start.starts_with(begin)) {
        return None;
    }
    let letters: Vec<u8> = start.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let bytes = STANDARD.decode(letters).ok()?;
    if let Some(inner) = ungzipped(&bytes, UNPACKED) {
        return Some(Around { what: "base64 of a gzip file", inside: Inside::Encoded(inner) });
    }
    let inner = String::from_utf8(bytes).ok()?;
    begins(&inner).then_some(Around { what: "base64", inside: Inside::Encoded(inner) })
}

/// Whether a text begins as a resource does.
fn begins(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix('{') {
        Some(rest) => rest.trim_start().starts_with(['"', '}']),
        None => text.starts_with('<') && text[1..].starts_with(|c: char| c == '?' || c == '!' || c.is_ascii_alphabetic()),
    }
}

/// From the beginning of the first resource to the last bracket that may close it.
fn stretch(text: &str) -> Option<Range<usize>> {
    let near = &text[..text.floor_char_boundary(FAR)];
    let xml = near.match_indices('<').map(|(at, _)| at).find(|&at| {
        let rest = &text[at + 1..];
        let root = rest.starts_with("?xml") || rest.starts_with(|c: char| c.is_ascii_uppercase());
        root && text[at..].contains("http://hl7.org/fhir")
    });
    let json = near.match_indices('{').map(|(at, _)| at).find(|&at| text[at + 1..].trim_start().starts_with("\"resourceType\""));
    let (start, close) = match (xml, json) {
        (Some(xml), Some(json)) if json < xml => (json, '}'),
        (Some(xml), _) => (xml, '>'),
        (None, Some(json)) => (json, '}'),
        (None, None) => return None,
    };
    let end = text.rfind(close)? + 1;
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUNDLE: &str = "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/></Bundle>";

    fn unwrapped(text: &str) -> Option<(&'static str, String)> {
        unwrap(text.as_bytes(), 1 << 20).map(|unwrapped| (unwrapped.what, unwrapped.text))
    }

    #[test]
    fn a_message_is_found_inside_text() {
        for (text, what) in [
            (format!("```xml\n{BUNDLE}\n```\n"), "a code fence around the message"),
            (format!("{{% highlight xml %}}\n{BUNDLE}\n{{% endhighlight %}}\n"), "a template around the message"),
            (format!("2026-11-20 10:00:00 INFO sent {BUNDLE} ok"), "other text before the message"),
            (format!("POST /x HTTP/1.1\r\nMex-To: A\r\n\r\n{BUNDLE}"), "HTTP or MIME around the message"),
        ] {
            let (found, inner) = unwrapped(&text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found, inner.trim_start()), (what, BUNDLE));
            assert_eq!(inner.find('<').map(|at| inner[..at].lines().count()), text.find(BUNDLE).map(|at| text[..at].lines().count()));
        }
        let json = "{\"resourceType\": \"Patient\"}";
        assert_eq!(unwrapped(&format!("got: {json}\n")).map(|(_, text)| text.trim().to_owned()), Some(json.to_owned()));
    }

    #[test]
    fn an_encoded_message_is_decoded() {
        let escaped = BUNDLE.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let json = serde_json::to_string(BUNDLE).expect("a string");
        for (text, what) in [(STANDARD.encode(BUNDLE), "base64"), (escaped, "escaped XML"), (json, "a JSON string that holds the message")]
        {
            assert_eq!(unwrapped(&text), Some((what, BUNDLE.to_owned())));
        }
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, BUNDLE.as_bytes()).expect("memory can be written");
        let gzip = gzip.finish().expect("memory can be written");
        assert_eq!(unwrap(&gzip, 1 << 20).map(|unwrapped| unwrapped.text).as_deref(), Some(BUNDLE));
        assert!(unwrap(&gzip, 10).is_none(), "more than is allowed");
        assert_eq!(unwrapped(&STANDARD.encode(&gzip)), Some(("base64 of a gzip file", BUNDLE.to_owned())));
    }

    #[test]
    fn messages_and_other_texts_stay_as_they_are() {
        for text in [BUNDLE, "{\"resourceType\": \"Patient\"}", "{}", "", "plain words", "a < b {c}", "%PDF-1.4 x", "\"words\"", "PDw8"] {
            assert_eq!(unwrapped(text), None, "{text}");
        }
    }
}
