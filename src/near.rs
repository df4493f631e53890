//! Names that are likely misspelt.

/// Differs in case only, or in one letter.
pub(crate) fn is_near(known: &str, name: &str) -> bool {
    if known.eq_ignore_ascii_case(name) || is_plural(known, name) {
        return true;
    }
    if known.len().abs_diff(name.len()) > 4 {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (known.chars().collect(), name.chars().collect());
    if a.len() < 4 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a[start..].iter().rev().zip(b[start..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.len() - start - end, b.len() - start - end);
    a <= 1 && b <= 1 || a == 2 && b == 2
}

/// The name that is nearest to a misspelt one, if one is near: at most a third of the letters differ.
pub(crate) fn nearest<'n>(names: impl IntoIterator<Item = &'n str>, name: &str) -> Option<&'n str> {
    let plain = name.to_ascii_lowercase();
    let distance = |known: &str| strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &plain);
    let names = names.into_iter().filter(|known| known.len().abs_diff(name.len()) <= known.len() / 3);
    let nearest = names.map(|known| (distance(known), known)).min()?;
    (nearest.0 <= nearest.1.len() / 3).then_some(nearest.1)
}

/// `entries` of `entry`: what is an array in JSON is often called by its plural.
fn is_plural(known: &str, name: &str) -> bool {
    let stem = known.strip_suffix('y').unwrap_or(known);
    name.strip_prefix(stem).is_some_and(|rest| matches!(rest, "s" | "es" | "ies"))
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn one_slip_is_near() {
        for name in ["Gender", "gendre", "gener", "genders", "gendor"] {
            assert!(is_near("gender", name), "{name}");
        }
        for name in ["sender!", "gen", "address", "text"] {
            assert!(!is_near("gender", name), "{name}");
        }
        assert!(is_near("entry", "entries") && is_near("address", "addresses") && is_near("link", "links"));
        assert!(!is_near("use", "usx"), "short names are too much alike");
    }
}
