//! Patterns of paths: `*` and `?` within one part, `**` for any parts, `[ab]` and `{a,b}` for choices.

use globset::{GlobBuilder, GlobMatcher};

/// Does the text hold a sign with a meaning?
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// A pattern, ready to be held against many texts.
#[derive(Debug)]
pub(crate) struct Pattern(GlobMatcher);

impl Pattern {
    /// A pattern of paths of files.
    ///
    /// # Errors
    ///
    /// Returns what is wrong with the pattern.
    pub(crate) fn of_files(text: &str) -> Result<Pattern, String> {
        Pattern::new(bare(text), true)
    }

    /// A pattern of anything else, such as the path of an element: `*` stands for any signs and `?` for one; all others for
    /// themselves, brackets too.
    pub(crate) fn of_text(text: &str) -> Result<Pattern, String> {
        let mut escaped = String::new();
        for sign in text.chars() {
            match sign {
                '[' | ']' | '{' | '}' => escaped.extend(['[', sign, ']']),
                sign => escaped.push(sign),
            }
        }
        Pattern::new(&escaped, false)
    }

    fn new(text: &str, in_parts: bool) -> Result<Pattern, String> {
        let mut builder = GlobBuilder::new(text);
        builder.literal_separator(in_parts).backslash_escape(false);
        builder.build().map(|glob| Pattern(glob.compile_matcher())).map_err(|error| error.kind().to_string())
    }

    /// Does the whole text fit?
    pub(crate) fn fits(&self, text: &str) -> bool {
        self.0.is_match(bare(text))
    }
}

/// A path without the `./` that it may begin with.
fn bare(path: &str) -> &str {
    path.trim_start_matches("./")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_signs() {
        for (pattern, text) in [
            ("*.xml", "a.xml"),
            ("*", ""),
            ("a*b*c", "a--b-bc"),
            ("?é?", "aéb"),
            ("**", "abc"),
            ("a", "a"),
            ("Bundle.entry[*].resource", "Bundle.entry[12].resource"),
            ("Extension.value*", "Extension.value/x"),
            ("a{b}*", "a{b}c"),
        ] {
            assert!(Pattern::of_text(pattern).is_ok_and(|known| known.fits(text)), "{pattern} {text}");
        }
        for (pattern, text) in [("*.xml", "a.xmlx"), ("?", ""), ("a*b", "ac"), ("", "a"), ("abc", "ab"), ("a[bc]", "ab")] {
            assert!(!Pattern::of_text(pattern).is_ok_and(|known| known.fits(text)), "{pattern} {text}");
        }
        let long = Pattern::of_text(&"a*".repeat(40));
        assert!(!long.is_ok_and(|known| known.fits(&"a".repeat(39))), "and it takes no time to tell");
    }

    #[test]
    fn two_stars_stand_for_any_folders() {
        for (pattern, path) in [
            ("**/*.xml", "a.xml"),
            ("**/*.xml", "b/c/a.xml"),
            ("a/**/b", "a/b"),
            ("./a/*.xml", "a/b.xml"),
            ("a/*.xml", "./a/b.xml"),
            ("a/**", "a/b/c"),
            ("[ab]/*.{xml,json}", "b/c.json"),
            ("a/\\xe9*", "a/\\xe9.xml"),
        ] {
            assert!(Pattern::of_files(pattern).is_ok_and(|known| known.fits(path)), "{pattern} {path}");
        }
        for (pattern, path) in [("*.xml", "b/a.xml"), ("a/*/b", "a/b"), ("**/a", "b")] {
            assert!(!Pattern::of_files(pattern).is_ok_and(|known| known.fits(path)), "{pattern} {path}");
        }
        assert!(Pattern::of_files("a[*").is_err_and(|why| why.contains("unclosed")));
    }
}
