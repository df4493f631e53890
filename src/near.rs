//! Names that are likely misspelt.

/// Differs in case only, or in one letter.
pub(crate) fn is_near(known: &str, name: &str) -> bool {
    if known.eq_ignore_ascii_case(name) {
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
        assert!(!is_near("use", "usx"), "short names are too much alike");
    }
}
