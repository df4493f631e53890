//! Units by the grammar of UCUM and its atoms, case-sensitive.
//!
//! Atoms in square brackets are many and few of them are in use: one that is not in the list is not called wrong.

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

/// Units that take a prefix.
const METRIC: &[&str] = &[
    "m", "s", "g", "rad", "K", "C", "cd", "mol", "sr", "Hz", "N", "Pa", "J", "W", "A", "V", "F", "Ohm", "S", "Wb", "Cel", "T", "H", "lm",
    "lx", "Bq", "Gy", "Sv", "l", "L", "ar", "t", "bar", "u", "eV", "pc", "st", "kat", "U", "mho", "g%", "cal", "B", "Np", "bit", "By",
    "Bd", "Ci", "R", "RAD", "REM", "eq", "osm", "Gal", "dyn", "erg", "P", "Bi", "St", "Mx", "G", "Oe", "Gb", "sb", "Lmb", "ph", "gf",
    "tex", "cal_m", "cal_IT", "cal_th", "m[Hg]", "m[H2O]", "[iU]", "[IU]", "[g]", "[ly]", "[e]", "[m_e]", "[m_p]", "[c]", "[h]", "[k]",
    "[G]", "[eps_0]", "[mu_0]", "cal_[15]", "cal_[20]", "B[SPL]", "B[V]", "B[mV]", "B[uV]", "B[10.nV]", "B[W]", "B[kW]",
];

/// Units that take none.
const PLAIN: &[&str] = &[
    "10*", "10^", "%", "'", "''", "deg", "gon", "min", "h", "d", "a_t", "a_j", "a_g", "a", "wk", "mo_s", "mo_j", "mo_g", "mo", "AU", "atm",
    "att", "b", "bit_s", "circ", "sph", "Ao", "REM",
];

/// Units in square brackets that take no prefix, of those that clinical data uses.
const BRACKETED: &[&str] = &[
    "[pi]",
    "[ppth]",
    "[ppm]",
    "[ppb]",
    "[pptr]",
    "[degF]",
    "[degR]",
    "[degRe]",
    "[in_i]",
    "[ft_i]",
    "[yd_i]",
    "[mi_i]",
    "[nmi_i]",
    "[kn_i]",
    "[sin_i]",
    "[sft_i]",
    "[syd_i]",
    "[cin_i]",
    "[cft_i]",
    "[cyd_i]",
    "[mil_i]",
    "[in_us]",
    "[ft_us]",
    "[yd_us]",
    "[mi_us]",
    "[gal_us]",
    "[qt_us]",
    "[pt_us]",
    "[gil_us]",
    "[foz_us]",
    "[fdr_us]",
    "[min_us]",
    "[tbs_us]",
    "[tsp_us]",
    "[cup_us]",
    "[foz_m]",
    "[cup_m]",
    "[tsp_m]",
    "[tbs_m]",
    "[gal_br]",
    "[qt_br]",
    "[pt_br]",
    "[gil_br]",
    "[foz_br]",
    "[fdr_br]",
    "[min_br]",
    "[gr]",
    "[lb_av]",
    "[oz_av]",
    "[dr_av]",
    "[stone_av]",
    "[ston_av]",
    "[lton_av]",
    "[lb_tr]",
    "[oz_tr]",
    "[pwt_tr]",
    "[lb_ap]",
    "[oz_ap]",
    "[dr_ap]",
    "[sc_ap]",
    "[oz_m]",
    "[Cal]",
    "[Btu]",
    "[HP]",
    "[psi]",
    "[in_i'Hg]",
    "[in_i'H2O]",
    "[PRU]",
    "[wood'U]",
    "[diop]",
    "[p'diop]",
    "[drp]",
    "[Ch]",
    "[Fr]",
    "[hnsf'U]",
    "[MET]",
    "[pH]",
    "[HPF]",
    "[LPF]",
    "[arb'U]",
    "[USP'U]",
    "[GPL'U]",
    "[MPL'U]",
    "[APL'U]",
    "[beth'U]",
    "[anti'Xa'U]",
    "[todd'U]",
    "[dye'U]",
    "[smgy'U]",
    "[bdsk'U]",
    "[ka'U]",
    "[knk'U]",
    "[mclg'U]",
    "[tb'U]",
    "[CCID_50]",
    "[TCID_50]",
    "[EID_50]",
    "[PFU]",
    "[FFU]",
    "[CFU]",
    "[IR]",
    "[BAU]",
    "[AU]",
    "[Amb'a'1'U]",
    "[PNU]",
    "[Lf]",
    "[D'ag'U]",
    "[FEU]",
    "[ELU]",
    "[EU]",
    "[NTU]",
    "[FNU]",
    "[S]",
    "[hp'_X]",
    "[hp'_C]",
    "[hp'_M]",
    "[hp'_Q]",
    "[car_m]",
    "[car_Au]",
    "[den]",
    "[acr_us]",
    "[acr_br]",
    "%[slope]",
    "[mesh_i]",
    "[m/s2/Hz^0.5]",
];

const PREFIXES: &[&str] =
    &["da", "Ki", "Mi", "Gi", "Ti", "Y", "Z", "E", "P", "T", "G", "M", "k", "h", "d", "c", "m", "u", "n", "p", "f", "a", "z", "y"];

/// What people write for units that UCUM writes otherwise.
const OTHERWISE: &[(&str, &str)] = &[
    ("mmhg", "mm[Hg]"),
    ("cmh2o", "cm[H2O]"),
    ("degc", "Cel"),
    ("\u{b0}c", "Cel"),
    ("celsius", "Cel"),
    ("degf", "[degF]"),
    ("\u{b0}f", "[degF]"),
    ("mcg", "ug"),
    ("\u{b5}g", "ug"),
    ("\u{3bc}g", "ug"),
    ("\u{b5}mol", "umol"),
    ("\u{3bc}mol", "umol"),
    ("micrograms", "ug"),
    ("microgram", "ug"),
    ("units", "[iU]"),
    ("unit", "[iU]"),
    ("iu", "[iU]"),
    ("miu", "m[iU]"),
    ("ku", "k[iU]"),
    ("beats", "{beats}"),
    ("breaths", "{breaths}"),
    ("cells", "{cells}"),
    ("copies", "{copies}"),
    ("tablet", "{tablet}"),
    ("tablets", "{tablet}"),
    ("capsule", "{capsule}"),
    ("puff", "{puff}"),
    ("puffs", "{puff}"),
    ("dose", "{dose}"),
    ("score", "{score}"),
    ("bpm", "/min"),
    ("cc", "mL"),
    ("mls", "mL"),
    ("litre", "L"),
    ("litres", "L"),
    ("liter", "L"),
    ("gm", "g"),
    ("gms", "g"),
    ("gram", "g"),
    ("grams", "g"),
    ("kg", "kg"),
    ("kgs", "kg"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("oz", "[oz_av]"),
    ("stone", "[stone_av]"),
    ("in", "[in_i]"),
    ("inch", "[in_i]"),
    ("inches", "[in_i]"),
    ("ft", "[ft_i]"),
    ("feet", "[ft_i]"),
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "wk"),
    ("weeks", "wk"),
    ("month", "mo"),
    ("months", "mo"),
    ("yr", "a"),
    ("yrs", "a"),
    ("year", "a"),
    ("years", "a"),
    ("percent", "%"),
    ("ph", "[pH]"),
    ("meq", "meq"),
    ("mosm", "mosm"),
    ("mosmol", "mosm"),
    ("mmols", "mmol"),
    ("mmole", "mmol"),
    ("moles", "mol"),
    ("ppm", "[ppm]"),
    ("x10^9", "10*9"),
    ("x10*9", "10*9"),
    ("x10e9", "10*9"),
    ("10e9", "10*9"),
    ("x10^12", "10*12"),
    ("x10*12", "10*12"),
    ("10e12", "10*12"),
    ("x10^6", "10*6"),
    ("m\u{b2}", "m2"),
    ("m^2", "m2"),
    ("m^3", "m3"),
    ("1.73m2", "{1.73_m2}"),
];

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
}
