//! Writing JSON by hand: the few texts that are written do not need a library in the module.

/// A string with its quotes.
pub(crate) fn string(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => {
                let byte = c as usize;
                out.push_str("\\u00");
                out.push(char::from(HEX[byte >> 4]));
                out.push(char::from(HEX[byte & 15]));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A member whose value is a string, after a comma where it is not the first.
pub(crate) fn member(out: &mut String, name: &str, value: &str) {
    if !out.ends_with(['{', '[', ' ', '\n']) {
        out.push_str(", ");
    }
    string(out, name);
    out.push_str(": ");
    string(out, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in ["", "plain", "\"\\\n\r\t\u{1}\u{1f}", "d\u{e9}j\u{e0} \u{1f600}"] {
            let mut out = String::new();
            string(&mut out, text);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
