//! Small letters of the alphabets of Europe that grew from the Latin one. The tables for all letters would be a fiftieth of
//! the module.

/// The small letter of a capital; any other character as it is.
pub(crate) fn small(c: char) -> char {
    match c {
        'À'..='Þ' if c != '×' => char::from((c as u32 as u8) + 32),
        // Pairs of a capital and its small letter: first with even numbers, then with odd ones, and so on.
        'Ā'..='Ķ' | 'Ŋ'..='Ŷ' if (c as u32).is_multiple_of(2) => next(c),
        'Ĺ'..='Ň' | 'Ź'..='Ž' if !(c as u32).is_multiple_of(2) => next(c),
        'Ÿ' => 'ÿ',
        c => c.to_ascii_lowercase(),
    }
}

fn next(c: char) -> char {
    char::from_u32(c as u32 + 1).unwrap_or(c)
}

/// A text in small letters.
pub(crate) fn lower(text: &str) -> String {
    text.chars().map(small).collect()
}

/// `DateTime` of `dateTime`.
pub(crate) fn capitalised(code: &str) -> String {
    let mut code = code.to_owned();
    if let Some(first) = code.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    code
}

#[cfg(test)]
mod tests {
    #[test]
    fn small_letters_are_those_of_unicode() {
        for c in ('\0'..='\u{17f}').filter(|&c| !matches!(c, 'İ' | 'ŉ')) {
            assert_eq!(c.to_lowercase().to_string(), super::small(c).to_string(), "{c:?}");
        }
        assert_eq!(super::lower("ŠKODA-Ó Briain Łódź"), "škoda-ó briain łódź");
    }
}
