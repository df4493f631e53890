//! Patterns of names: `*` and `?` within one part of a path, `**` for any parts.

/// Does the text hold a sign with a meaning?
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// Does one part of a path (or any text without parts) fit? `*` stands for any signs, `?` for one.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    // Where the last `*` stands, and up to where it reaches.
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, reach)) = star {
            star = Some((at, reach + 1));
            (p, t) = (at + 1, reach + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&sign| sign == '*')
}

/// Does a whole path fit?
pub(crate) fn fits_path(pattern: &str, path: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.split('/').filter(|part| *part != ".").map(str::to_owned).collect() };
    parts_fit(&parts(pattern), &parts(path))
}

fn parts_fit(pattern: &[String], path: &[String]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        ([first, rest @ ..], _) if first == "**" => {
            // Two in a row mean no more than one.
            let rest = &rest[rest.iter().take_while(|part| *part == "**").count()..];
            (0..=path.len()).any(|skipped| parts_fit(rest, &path[skipped..]))
        }
        ([first, rest @ ..], [part, more @ ..]) => fits(first, part) && parts_fit(rest, more),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_signs() {
        for (pattern, text) in [("*.xml", "a.xml"), ("*", ""), ("a*b*c", "a--b-bc"), ("?é?", "aéb"), ("**", "abc"), ("a", "a")] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("*.xml", "a.xmlx"), ("?", ""), ("a*b", "ac"), ("", "a"), ("abc", "ab")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
        assert!(!fits(&"a*".repeat(40), &"a".repeat(39)), "and it takes no time to tell");
    }

    #[test]
    fn two_stars_stand_for_any_folders() {
        for (pattern, path) in
            [("**/*.xml", "a.xml"), ("**/*.xml", "b/c/a.xml"), ("a/**/b", "a/b"), ("./a/*.xml", "a/b.xml"), ("a/**", "a/b/c")]
        {
            assert!(fits_path(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [("*.xml", "b/a.xml"), ("a/*/b", "a/b"), ("**/a", "b")] {
            assert!(!fits_path(pattern, path), "{pattern} {path}");
        }
    }
}
