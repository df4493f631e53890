//! Units by the grammar of UCUM and its atoms, case-sensitive.
//!
//! Atoms in square brackets are many and few of them are in use: one that is not in the list is not called wrong.

mod atoms;

use atoms::{BRACKETED, LENGTHS, METRIC, OTHERWISE, PLAIN, PREFIXES, TIMES};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Every atom is known.
    Known,
    /// The grammar is kept, and some atoms in square brackets are not known here.
    Unknown,
    /// Against the grammar, or with an atom that UCUM does not have.
    Wrong,
}

/// Looks at a unit.
pub(super) fn unit(code: &str) -> Unit {
    if !code.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Unit::Wrong;
    }
    let mut reader = Reader { rest: code, unknown: false };
    reader.rest = code.strip_prefix('/').unwrap_or(code);
    match reader.term(0) {
        Some(()) if reader.rest.is_empty() && reader.unknown => Unit::Unknown,
        Some(()) if reader.rest.is_empty() => Unit::Known,
        _ => Unit::Wrong,
    }
}

/// The kinds of quantity that FHIR types require.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Time,
    Length,
}

/// Returns whether a unit certainly measures something else. Compound units are not judged.
pub(super) fn measures_other_than(measure: Measure, code: &str) -> bool {
    let bare = code.split_once('{').map_or(code, |(bare, annotation)| if annotation.ends_with('}') { bare } else { code });
    let is_single = bare.is_empty() || bare == "1" || is_atom(bare);
    let units: &[&str] = match measure {
        Measure::Time => TIMES,
        Measure::Length => LENGTHS,
    };
    let prefixed =
        || PREFIXES.iter().filter_map(|prefix| bare.strip_prefix(prefix)).any(|rest| METRIC.contains(&rest) && units.contains(&rest));
    unit(code) == Unit::Known && is_single && !units.contains(&bare) && !prefixed()
}

/// A unit of UCUM without what its annotations say, but for common words; nothing where it is none.
pub(crate) fn without_annotations(code: &str) -> Option<String> {
    if unit(code) != Unit::Known {
        return None;
    }
    let mut out = String::new();
    let mut rest = code;
    while let Some((before, after)) = rest.split_once('{') {
        let (inside, after) = after.split_once('}')?;
        let annotation = ["{", inside, "}"].concat();
        let is_common = OTHERWISE.iter().any(|(_, right)| *right == annotation);
        out.push_str(before);
        out.push_str(if is_common { &annotation } else { "{x}" });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// The unit that was likely meant by one that is wrong.
pub(super) fn suggestion(code: &str) -> Option<String> {
    // Units are short; nothing longer is in the table.
    if code.len() > 60 {
        return None;
    }
    let part = |part: &str| {
        let plain = part.trim().to_lowercase();
        let known = OTHERWISE.iter().find(|(written, _)| *written == plain).map(|(_, right)| *right);
        known.map_or_else(|| part.trim().to_owned(), str::to_owned)
    };
    let whole = part(code);
    if unit(&whole) != Unit::Wrong {
        return Some(whole);
    }
    let parts: Vec<String> = code.split('/').map(part).collect();
    let joined = parts.join("/").replace('\u{d7}', "").replace("//", "/");
    (unit(&joined) != Unit::Wrong).then_some(joined)
}

struct Reader<'a> {
    rest: &'a str,
    unknown: bool,
}

impl Reader<'_> {
    /// Components between `.` and `/`.
    fn term(&mut self, depth: usize) -> Option<()> {
        loop {
            self.component(depth)?;
            match self.rest.strip_prefix(['.', '/']) {
                Some(rest) => self.rest = rest,
                None => return Some(()),
            }
        }
    }

    /// A term in brackets, an annotation, a factor, or a unit with its exponent.
    fn component(&mut self, depth: usize) -> Option<()> {
        const DEEPEST: usize = 8;
        if let Some(rest) = self.rest.strip_prefix('(').filter(|_| depth < DEEPEST) {
            self.rest = rest;
            self.term(depth + 1)?;
            self.rest = self.rest.strip_prefix(')')?;
            return Some(());
        }
        if self.annotation()? {
            return Some(());
        }
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && !self.rest.starts_with("10*") && !self.rest.starts_with("10^") {
            self.rest = &self.rest[digits..];
            return Some(());
        }
        self.simple()?;
        let exponent = self.rest.strip_prefix(['+', '-']).unwrap_or(self.rest);
        let after = exponent.trim_start_matches(|c: char| c.is_ascii_digit());
        if after.len() < exponent.len() {
            self.rest = after;
        } else if exponent.len() < self.rest.len() {
            return None;
        }
        self.annotation()?;
        Some(())
    }

    /// Whether there is an annotation in braces; nothing where it is not closed.
    fn annotation(&mut self) -> Option<bool> {
        let Some(rest) = self.rest.strip_prefix('{') else { return Some(false) };
        let (inside, after) = rest.split_once('}')?;
        self.rest = after;
        (!inside.contains('{')).then_some(true)
    }

    /// An atom, with a prefix where it takes one.
    fn simple(&mut self) -> Option<()> {
        if self.rest.starts_with("10*") || self.rest.starts_with("10^") {
            self.rest = &self.rest[3..];
            return Some(());
        }
        let (mut end, mut bracketed) = (0, false);
        for (at, c) in self.rest.char_indices() {
            match c {
                '[' => bracketed = true,
                ']' => bracketed = false,
                _ if bracketed => {}
                'A'..='Z' | 'a'..='z' | '%' | '\'' | '_' => {}
                _ => break,
            }
            end = at + c.len_utf8();
        }
        let (atom, after) = self.rest.split_at(end);
        if atom.is_empty() || bracketed {
            return None;
        }
        self.rest = after;
        if is_atom(atom) {
            return Some(());
        }
        // An atom in square brackets that is not listed; with a prefix, perhaps.
        let stem = atom.find('[').map(|at| &atom[..at]).filter(|_| atom.ends_with(']'))?;
        let of_prefix = stem.is_empty() || PREFIXES.contains(&stem);
        self.unknown |= of_prefix && !is_nearly(atom);
        (of_prefix && !is_nearly(atom)).then_some(())
    }
}

fn is_atom(atom: &str) -> bool {
    let prefixed = || PREFIXES.iter().filter_map(|prefix| atom.strip_prefix(prefix)).any(|rest| METRIC.contains(&rest));
    METRIC.contains(&atom) || PLAIN.contains(&atom) || BRACKETED.contains(&atom) || prefixed()
}

/// A word that people put into brackets of their own: `[mmHg]`.
fn is_nearly(atom: &str) -> bool {
    let inside = atom.trim_start_matches('[').trim_end_matches(']').to_lowercase();
    OTHERWISE.iter().any(|(written, _)| *written == inside) && !BRACKETED.contains(&atom) && !METRIC.contains(&atom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_clinical_data_are_known() {
        for right in [
            "mm[Hg]",
            "kg/m2",
            "Cel",
            "/min",
            "10*9/L",
            "10^9/L",
            "10*12/L",
            "g/dL",
            "mmol/L",
            "umol/L",
            "mL/min/{1.73_m2}",
            "%",
            "{score}",
            "1",
            "U/L",
            "[iU]/L",
            "m[iU]/mL",
            "k[IU]/L",
            "ug/L",
            "ng/mL",
            "fL",
            "pg",
            "s",
            "min",
            "h",
            "d",
            "wk",
            "mo",
            "a",
            "cm",
            "kg",
            "[lb_av]",
            "mm/h",
            "mosm/kg",
            "meq/L",
            "{beats}/min",
            "L/L",
            "mg/(24.h)",
            "/[HPF]",
            "m/s2",
            "ml/kg/h",
            "[in_i]",
            "kPa",
            "cm[H2O]",
            "mol/kg",
            "m2",
            "g.m-2",
            "{tablet}",
            "10*-6",
            "mg{creatinine}",
            "[degF]",
            "ml/min",
            "l/min",
            "{INR}",
            "nmol/mmol{creat}",
            "[pH]",
        ] {
            assert_eq!(unit(right), Unit::Known, "{right}");
        }
    }

    #[test]
    fn units_of_other_spellings_are_wrong_and_the_right_one_is_named() {
        for (wrong, right) in [
            ("mmHg", Some("mm[Hg]")),
            ("beats/min", Some("{beats}/min")),
            ("degC", Some("Cel")),
            ("mcg", Some("ug")),
            ("Units", Some("[iU]")),
            ("x10^9/L", Some("10*9/L")),
            ("mcg/L", Some("ug/L")),
            ("Kg", Some("kg")),
            ("mm Hg", None),
            ("IU/L", Some("[iU]/L")),
            ("kg//m2", Some("kg/m2")),
            ("(kg", None),
            ("kg{", None),
            ("bananas", None),
            ("[mmHg]", None),
        ] {
            assert_eq!(unit(wrong), Unit::Wrong, "{wrong}");
            assert_eq!(suggestion(wrong).as_deref(), right, "{wrong}");
        }
    }

    #[test]
    fn an_atom_in_brackets_that_is_not_listed_is_not_called_wrong() {
        assert_eq!((unit("[bu_br]"), unit("k[gal_wi]/d")), (Unit::Unknown, Unit::Unknown));
    }

    #[test]
    fn a_single_unit_of_another_kind_is_told_apart() {
        for time in ["s", "ms", "min", "h", "d", "wk", "mo", "a", "d{treatment}", "mg/mL", "24.h", "/d", "hours", "[bu_br]"] {
            assert!(!measures_other_than(Measure::Time, time), "{time}");
        }
        for other in ["kg", "cd", "m", "%", "1", "{tablet}", "[in_i]", "Cel", "mL{dose}"] {
            assert!(measures_other_than(Measure::Time, other), "{other}");
        }
        for length in ["m", "cm", "km", "[in_i]", "[mi_us]", "pc"] {
            assert!(!measures_other_than(Measure::Length, length), "{length}");
        }
        for other in ["min", "kg", "[min_us]", "s"] {
            assert!(measures_other_than(Measure::Length, other), "{other}");
        }
    }
}
