//! Names of files as text, and back. A name need not be UTF-8: a byte that is not stands as `\\xff`, and so that this can be
//! taken back, the backslash of a name that holds such a sequence itself stands as `\\x5c`. `www/command.js` does the same.

use std::ffi::OsStr;
use std::path::PathBuf;

/// Returns a name or a path as it is shown and handed around.
#[cfg(unix)]
pub(crate) fn shown(name: &OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut text = String::new();
    for chunk in name.as_bytes().utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.find(ESCAPE) {
            let after = &rest[at + ESCAPE.len()..];
            text.push_str(&rest[..at]);
            text.push_str(if byte(after).is_some() { "\\x5cx" } else { ESCAPE });
            rest = after;
        }
        text.push_str(rest);
        chunk.invalid().iter().for_each(|byte| text.push_str(&format!("{ESCAPE}{byte:02x}")));
    }
    text
}

/// Returns the path that [`shown`] made a text of.
#[cfg(unix)]
pub(crate) fn path(text: &str) -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = rest.find(ESCAPE) {
        let after = &rest[at + ESCAPE.len()..];
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        match byte(after) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.extend_from_slice(ESCAPE.as_bytes());
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    OsString::from_vec(bytes).into()
}

#[cfg(unix)]
const ESCAPE: &str = "\\x";

/// The byte that two digits stand for.
#[cfg(unix)]
fn byte(digits: &str) -> Option<u8> {
    let digits = digits.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

/// Returns a name or a path as it is shown and handed around.
#[cfg(not(unix))]
pub(crate) fn shown(name: &OsStr) -> String {
    name.to_string_lossy().into_owned()
}

/// Returns the path that [`shown`] made a text of.
#[cfg(not(unix))]
pub(crate) fn path(text: &str) -> PathBuf {
    text.into()
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::{path, shown};

    #[test]
    fn every_name_comes_back() {
        for (name, text) in [
            (&b"a.xml"[..], "a.xml"),
            ("\u{e9}.xml".as_bytes(), "\u{e9}.xml"),
            (b"\xe9.xml", "\\xe9.xml"),
            (b"\\xe9.xml", "\\x5cxe9.xml"),
            (b"\\x\xff\\", "\\x\\xff\\"),
            (b"a\\b\\xyz", "a\\b\\xyz"),
            (b"\\x5cxe9", "\\x5cx5cxe9"),
            (b"\\xe\xcc", "\\xe\\xcc"),
        ] {
            let name = OsStr::from_bytes(name);
            assert_eq!(shown(name), text);
            assert_eq!(path(text), name);
        }
    }
}
