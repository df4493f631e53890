//! Names of types in sentences.

/// `a date`, `an instant`.
pub(super) fn article(code: &str) -> String {
    let vowel = code.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) || code.starts_with("unsigned");
    format!("{} {code}", if vowel { "an" } else { "a" })
}
