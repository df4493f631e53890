//! SNOMED CT codes: concept ids, expressions and legacy codes. Only their format is checked, since the concepts are not known here.

use super::context::Context;
use super::outcome::About;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    SNOMED_FORM = Warning "code-invalid" "snomed-form";
    title: "Not a valid SNOMED CT identifier",
    why: "A code of SNOMED CT is the id of a concept or an expression of such ids. The digits before the last say what an id belongs to, and the last is computed from the others. One that does not match is probably mistyped.",
    link: "https://hl7.org/fhir/STU3/snomedct.html",
    traits: [OF_CODE],
}

pub(crate) const SYSTEM: &str = "http://snomed.info/sct";

/// The kinds of SNOMED CT code.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Code {
    Concept,
    /// Concepts combined with operators: `83152002:405815000=122456005`.
    Expression,
    /// A code from before there were ids, such as `DF-00000`.
    Legacy,
    /// The id of a description or a relationship.
    OfOther(&'static str),
    Wrong,
}

/// Checks how a code is written.
pub(super) fn check(cx: &mut Context<'_>, at: NodeId, code: &str) {
    let (message, expected) = match read(code) {
        Code::OfOther(what) => (format!("The code should be the id of a concept; this is the id of a {what}"), "the id of a concept"),
        Code::Wrong => ("Not a valid SNOMED CT identifier".to_owned(), "6 to 18 digits with the right check digit"),
        Code::Concept => {
            return cx.unchecked("code-system-not-listed", About::Symbol(cx.words.coding), at, |_| {
                "SNOMED CT: only the format and check digit were checked".to_owned()
            });
        }
        Code::Expression | Code::Legacy => {
            let about = cx.about(SYSTEM);
            return cx.unchecked("code-system-not-listed", about, at, |_| {
                "SNOMED CT: only the ids in expressions and the format of legacy codes were checked".to_owned()
            });
        }
    };
    cx.report(cx.finding(&SNOMED_FORM, At::Value(at), message).expected(expected).found(shown(code)));
}

/// Returns whether a code is well-formed: a concept, an expression or a legacy code.
pub(crate) fn is_snomed_code(code: &str) -> bool {
    matches!(read(code), Code::Concept | Code::Expression | Code::Legacy)
}

/// Returns whether a code is the id of a concept.
pub(crate) fn is_snomed_id(code: &str) -> bool {
    of_id(code) == Code::Concept
}

fn read(code: &str) -> Code {
    if is_legacy(code) {
        return Code::Legacy;
    }
    // Terms stand between bars, for people to read.
    let without_terms: String = code.split('|').step_by(2).collect();
    let parts = parts(&without_terms);
    // Only terms may contain other than ASCII characters.
    if !without_terms.is_ascii() {
        return Code::Wrong;
    }
    match parts.as_slice() {
        [] => Code::Wrong,
        [(_, only)] if *only == without_terms.trim() => of_id(only),
        [_, _, ..] if !without_terms.contains(['+', ':', '=']) => Code::Wrong,
        // Numbers and strings as values follow a sign of their own.
        parts => match parts.iter().find(|(before, id)| !matches!(before, Some('#' | '.' | '-' | '"')) && of_id(id) != Code::Concept) {
            None => Code::Expression,
            Some((_, id)) => of_id(id),
        },
    }
}

/// Splits an expression into words, each with the character before it.
fn parts(expression: &str) -> Vec<(Option<char>, &str)> {
    let (mut parts, mut rest) = (Vec::new(), expression);
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric()) {
        let before = rest[..start].chars().next_back();
        let word = &rest[start..];
        let end = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        parts.push((before, &word[..end]));
        rest = &word[end..];
    }
    parts
}

/// Returns whether a code looks like `DF-00000`: a letter, at most one hexadecimal digit, a dash, and four or five hexadecimal digits.
fn is_legacy(code: &str) -> bool {
    let Some((axis, number)) = code.split_once('-') else { return false };
    let is_hex = |c: char| c.is_ascii_digit() || matches!(c, 'A'..='F');
    let mut axis = axis.chars();
    axis.next().is_some_and(|c| c.is_ascii_uppercase())
        && axis.next().is_none_or(is_hex)
        && axis.next().is_none()
        && (4..=5).contains(&number.len())
        && number.chars().all(is_hex)
}

/// Returns what an id belongs to. The two digits before the last say it.
fn of_id(id: &str) -> Code {
    if !has_check_digit(id) {
        return Code::Wrong;
    }
    match id.as_bytes() {
        [.., b'0' | b'1', b'0', _] => Code::Concept,
        [.., b'0' | b'1', b'1', _] => Code::OfOther("description"),
        [.., b'0' | b'1', b'2', _] => Code::OfOther("relationship"),
        _ => Code::Wrong,
    }
}

/// Returns whether the last digit is the one computed from the others (Verhoeff's algorithm).
fn has_check_digit(code: &str) -> bool {
    const MULTIPLY: [[u8; 10]; 10] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ];
    const PERMUTE: [[u8; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    if !(6..=18).contains(&code.len()) || code.starts_with('0') || !code.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let check = code
        .bytes()
        .rev()
        .enumerate()
        .fold(0_u8, |check, (i, digit)| MULTIPLY[usize::from(check)][usize::from(PERMUTE[i % 8][usize::from(digit - b'0')])]);
    check == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_misprints() {
        for right in ["371531000", "1659121000000101", "22298006"] {
            assert!(is_snomed_id(right), "{right}");
        }
        for wrong in ["371531001", "22298060", "12345", "0371531000", "abc123", ""] {
            assert!(!is_snomed_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn ids_expressions_and_old_codes_are_told_apart() {
        for (code, kind) in [
            ("22298006|Myocardial infarction|", Code::Concept),
            ("22298006 | Myocardial infarction (disorder) |", Code::Concept),
            ("276433004:363698007=368208006", Code::Expression),
            ("78421000 | Intramuscular | : 272741003 | Laterality | = 7771000 | Left |", Code::Expression),
            ("=== 276433004 + 368208006 : { 363698007 = ( 78421000 : 272741003 = 7771000 ) }", Code::Expression),
            ("27658006:111115000=#500", Code::Expression),
            ("DF-00000", Code::Legacy),
            ("T-28000", Code::Legacy),
            ("37436014", Code::OfOther("description")),
            ("276433004:363698007=37436014", Code::OfOther("description")),
            ("276433004:363698007=368208007", Code::Wrong),
            ("276433004 368208006", Code::Wrong),
            ("asthma", Code::Wrong),
            ("|asthma|", Code::Wrong),
            (":", Code::Wrong),
            ("", Code::Wrong),
        ] {
            assert_eq!(read(code), kind, "{code}");
        }
    }
}
