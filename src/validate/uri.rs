//! How URIs are written.

/// Whether a URL begins with a scheme.
pub(super) fn is_absolute(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

/// `2.16.840.1.113883`, without `urn:oid:`.
pub(super) fn is_oid(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Returns whether a text is a UUID in lower case.
pub(crate) fn is_lower_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// Splits a URI into its prefix and the UUID at its end, in any case. `None` if a path precedes the UUID.
pub(crate) fn before_uuid(value: &str) -> Option<(&str, &str)> {
    const LENGTH: usize = 36;
    let (prefix, uuid) = value.split_at_checked(value.len().checked_sub(LENGTH)?)?;
    (!prefix.contains('/') && is_lower_uuid(&uuid.to_ascii_lowercase())).then_some((prefix, uuid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_oid_has_numbers_alone() {
        assert!(is_oid("2.16.840.1.113883") && !is_oid("2") && !is_oid("urn:oid:2.16") && !is_oid("1..2"));
    }
}
