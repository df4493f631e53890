//! Strings of JSON, for what is written piece by piece.

/// A string with its quotes.
pub(crate) fn string(out: &mut String, text: &str) {
    // A str is always written.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
