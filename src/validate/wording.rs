//! Names of types in sentences.

/// `DateTime` of `dateTime`.
pub(super) fn capitalised(code: &str) -> String {
    let mut code = code.to_owned();
    if let Some(first) = code.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    code
}

/// `a date`, `an instant`.
pub(super) fn article(code: &str) -> String {
    let vowel = code.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) || code.starts_with("unsigned");
    format!("{} {code}", if vowel { "an" } else { "a" })
}
