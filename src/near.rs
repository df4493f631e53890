//! Names that are likely misspelt.

use strsim::osa_distance;

/// Shorter names are too much alike for one slip to say which was meant.
const SHORTEST: usize = 4;

/// Whether a name is likely a misspelling of a known one: by case alone, as its plural or singular, or by one slip of the
/// hand, which is a letter inserted, left out or replaced, or two neighbours in the wrong order.
pub(crate) fn is_near(known: &str, name: &str) -> bool {
    if known.eq_ignore_ascii_case(name) || is_plural(known, name) || is_plural(name, known) {
        return true;
    }
    // The distance costs the product of both lengths, which a sender controls: lengths that decide are looked at first.
    let (known_letters, letters) = (known.chars().count(), name.chars().count());
    known_letters >= SHORTEST && known_letters.abs_diff(letters) <= 1 && osa_distance(known, name) == 1
}

/// Returns whether a URL differs from a known one by a single slip. URLs that differ in a digit are different versions, unless the digit
/// replaces a letter.
pub(crate) fn is_slip(known: &str, url: &str) -> bool {
    if known.len().abs_diff(url.len()) > 1 || known == url {
        return false;
    }
    if known.eq_ignore_ascii_case(url) {
        return true;
    }
    let (known, url) = (known.as_bytes(), url.as_bytes());
    let start = known.iter().zip(url).take_while(|(a, b)| a == b).count();
    let end = known[start..].iter().rev().zip(url[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (known, url) = (&known[start..known.len() - end], &url[start..url.len() - end]);
    let is_swap = matches!((known, url), ([a, b], [c, d]) if a == d && b == c);
    let is_version = known.iter().any(u8::is_ascii_digit) || known.is_empty() && url.iter().any(u8::is_ascii_digit);
    (is_swap || known.len() <= 1 && url.len() <= 1) && !is_version
}

/// Returns whether a code is probably a mistyped known code: in another case, without its leading zeros, or with one character inserted,
/// missing, replaced or transposed.
pub(crate) fn is_slip_of_code(known: &str, code: &str) -> bool {
    const SHORTEST: usize = 4;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if known.len().abs_diff(code.len()) > 4 || known == code {
        return false;
    }
    let is_padded = is_number(known) && is_number(code) && known.trim_start_matches('0') == code.trim_start_matches('0');
    is_padded || known.eq_ignore_ascii_case(code) || known.len() >= SHORTEST && known.len() <= 64 && osa_distance(known, code) == 1
}

/// Whether one is the plural of the other: `entries` of `entry`. What is an array in JSON is often called by its plural.
fn is_plural(singular: &str, plural: &str) -> bool {
    let stem = singular.strip_suffix('y').unwrap_or(singular);
    let endings: &[&str] = if stem.len() < singular.len() { &["ies", "ys"] } else { &["s", "es"] };
    singular.len() > 1 && plural.strip_prefix(stem).is_some_and(|ending| endings.contains(&ending))
}

/// The name that is nearest to a misspelt one, if one is near: at most a third of the letters differ.
pub(crate) fn nearest<'n>(names: impl IntoIterator<Item = &'n str>, name: &str) -> Option<&'n str> {
    let plain = name.to_ascii_lowercase();
    let names = names.into_iter().filter(|known| known.len().abs_diff(name.len()) <= known.len() / 3);
    let mut names: Vec<(usize, &str)> = names.map(|known| (fewest_slips(known, &plain), known)).collect();
    // The likeliest names come first. As soon as the lower bound exceeds the best distance, the rest cannot be nearer.
    names.sort_unstable();
    let mut nearest: Option<(usize, &str)> = None;
    for (fewest, known) in names {
        if nearest.is_some_and(|(distance, _)| fewest > distance) {
            break;
        }
        let this = (distance(&known.to_ascii_lowercase(), &plain), known);
        nearest = Some(nearest.map_or(this, |nearest| nearest.min(this)));
    }
    nearest.filter(|(distance, known)| *distance <= known.len() / 3).map(|(_, known)| known)
}

fn distance(known: &str, name: &str) -> usize {
    // Common prefixes and suffixes do not add to the distance, but cost the most to compare: most URLs start alike.
    let same = |(a, b): &(u8, u8)| a == b && a.is_ascii();
    let start = known.bytes().zip(name.bytes()).take_while(same).count();
    let (known, name) = (&known[start..], &name[start..]);
    let end = known.bytes().rev().zip(name.bytes().rev()).take_while(same).count();
    strsim::damerau_levenshtein(&known[..known.len() - end], &name[..name.len() - end])
}

/// Returns a lower bound of the distance between two names: the letters that only one of them contains, in any order and case.
pub(crate) fn fewest_slips(known: &str, name: &str) -> usize {
    if !known.is_ascii() || !name.is_ascii() {
        return 0;
    }
    let mut counts = [0_i32; 32];
    known.bytes().for_each(|byte| counts[usize::from(byte % 32)] += 1);
    name.bytes().for_each(|byte| counts[usize::from(byte % 32)] -= 1);
    let more: i32 = counts.iter().filter(|count| **count > 0).sum();
    let less: i32 = counts.iter().filter(|count| **count < 0).sum();
    more.max(-less).unsigned_abs() as usize
}

#[cfg(test)]
mod tests {
    use super::{is_near, is_slip, is_slip_of_code, nearest};

    #[test]
    fn the_nearest_is_that_of_the_least_distance() {
        let names =
            ["urn:a/patient", "urn:a/practitioner", "urn:a/organisation", "urn:b/patients", "", "x", "é", "patienté", "urn:a/taptien"];
        let plainly = |name: &str| {
            let alike = names.iter().copied().filter(|known| known.len().abs_diff(name.len()) <= known.len() / 3);
            let distance = |known: &str| strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &name.to_ascii_lowercase());
            let nearest = alike.map(|known| (distance(known), known)).min()?;
            (nearest.0 <= nearest.1.len() / 3).then_some(nearest.1)
        };
        for name in
            ["urn:a/pateint", "URN:A/Patient", "urn:c/organization", "patient", "patieńt", "é", "", "urn:a/practitioners", "nru:a/tneitap"]
        {
            assert_eq!(nearest(names, name), plainly(name), "{name}");
        }
    }

    #[test]
    fn one_slip_is_near() {
        for name in ["Gender", "gendre", "gener", "genders", "gendor", "egnder", "GENDER", "gendeer"] {
            assert!(is_near("gender", name), "{name}");
        }
        for name in ["sender!", "gen", "address", "text", "gnedre", "gandar", "gederr", "ender1", ""] {
            assert!(!is_near("gender", name), "{name}");
        }
        assert!(!is_near("use", "usx"), "short names are too much alike");
    }

    #[test]
    fn a_url_with_one_slip_is_near() {
        let known = "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Header-1";
        for (from, to) in [
            ("Header", "Haeder"),
            ("Header", "Heder"),
            ("Header", "Headers"),
            ("https", "http"),
            ("ITK", "itk"),
            ("-1", "-1/"),
            ("fhir", "f5ir"),
        ] {
            assert!(is_slip(known, &known.replace(from, to)), "{to}");
        }
        for (from, to) in [("-1", "-2"), ("-1", "-10"), ("STU3", "STU4"), ("Header", "Haedre"), ("Header", "Header")] {
            assert!(!is_slip(known, &known.replace(from, to)), "{to}");
        }
    }

    #[test]
    fn a_code_with_one_slip_is_near() {
        for (known, code) in
            [("20013", "2013"), ("CH010", "CH10"), ("ATND", "ATTND"), ("0019", "19"), ("final", "FINAL"), ("20013", "20031")]
        {
            assert!(is_slip_of_code(known, code), "{known} {code}");
        }
        for (known, code) in [("20013", "20013"), ("M", "F"), ("0", ""), ("00", "0x"), ("20013", "30031"), ("male", "femal")] {
            assert!(!is_slip_of_code(known, code), "{known} {code}");
        }
    }

    #[test]
    fn two_letters_replaced_are_not_near() {
        for (known, name) in [("status", "stqzus"), ("meta", "data"), ("code", "mode1"), ("performer", "perfrmre")] {
            assert!(!is_near(known, name), "{known} {name}");
        }
    }

    #[test]
    fn plural_and_singular_are_near() {
        for (one, many) in [("entry", "entries"), ("address", "addresses"), ("link", "links"), ("use", "uses"), ("extension", "extensions")]
        {
            assert!(is_near(one, many) && is_near(many, one), "{one} {many}");
        }
        assert!(!is_near("link", "linkies"));
    }
}
