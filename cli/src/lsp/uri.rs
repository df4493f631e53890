//! The path of a document, from its address.

use percent_encoding::percent_decode_str;

/// The path of a `file:` address, as the host names files. Other documents, such as new ones, have none.
pub(super) fn path(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    // `file://localhost/…` is the same; another host is a share of Windows.
    let (host, path) = rest.split_at(rest.find('/')?);
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    let host = if host == "localhost" { "" } else { host };
    let bytes = path.as_bytes();
    let is_drive = bytes.len() > 2 && bytes[1].is_ascii_alphabetic() && bytes[2] == b':';
    match host {
        "" if is_drive => Some(path[1..].to_owned()),
        "" => Some(path),
        host => Some(["//", host, &path].concat()),
    }
}

/// The folder of a path, with its `/`.
pub(super) fn folder(path: &str) -> &str {
    path.rfind(['/', '\\']).map_or("", |end| &path[..=end])
}

#[cfg(test)]
mod tests {
    use super::{folder, path};

    #[test]
    fn addresses_of_files_are_paths() {
        for (uri, expected) in [
            ("file:///home/x/a%20b.xml", Some("/home/x/a b.xml")),
            ("file://localhost/a.xml", Some("/a.xml")),
            ("file:///c%3A/x/a.xml", Some("c:/x/a.xml")),
            ("file:///C:/x/a.xml", Some("C:/x/a.xml")),
            ("file://share/x/a.xml", Some("//share/x/a.xml")),
            ("file:///%ff%zz", Some("/\u{fffd}%zz")),
            ("file://", None),
            ("untitled:Untitled-1", None),
            ("", None),
        ] {
            assert_eq!(path(uri).as_deref(), expected, "{uri}");
        }
        assert_eq!((folder("/a/b.xml"), folder("c:\\a\\b"), folder("b")), ("/a/", "c:\\a\\", ""));
    }
}
