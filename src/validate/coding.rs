//! What code systems say of a Coding.

use super::binding;
use super::context::Context;
use super::outcome::About;
use super::system_uri;
use crate::diagnostic::{At, Severity, rule, shown};
use crate::syntax::tree::{NodeId, form};

const CODING: &str = "https://hl7.org/fhir/STU3/datatypes.html#Coding";

rule! {
    CODE_UNKNOWN = Warning "code-invalid" "code-unknown";
    title: "Unknown code",
    why: "The code system does not define this code, so it has no meaning.",
    link: CODING,
    traits: [OF_CODE, GIVES_WAY],
}

rule! {
    CODING_SYSTEM = Warning "code-invalid" "coding-system";
    title: "Code without a system",
    why: "Many code systems may use the same code. Without a system, nobody knows which one is meant.",
    wrong: r#"<coding><code value="73211009"/></coding>"#,
    right: r#"<system value="http://snomed.info/sct"/>"#,
    link: CODING,
    traits: [OF_CODE, GIVES_WAY],
}

rule! {
    DISPLAY = Warning "value" "display";
    title: "Display differs from the code system",
    why: "The display is the code system’s own name for the code. A different one may mislead the reader.",
    link: CODING,
    traits: [GIVES_WAY],
}

rule! {
    SNOMED_FORM = Warning "code-invalid" "snomed-form";
    title: "Not a valid SNOMED CT identifier",
    why: "The last digit of a SNOMED CT identifier is computed from the others and does not match here. The identifier is probably mistyped.",
    link: "https://hl7.org/fhir/STU3/snomedct.html",
    traits: [OF_CODE],
}

const SNOMED: &str = "http://snomed.info/sct";

/// Checks a Coding against its own system. Its overlays are those from `overlays` on.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
    let tree = cx.tree;
    let Some(at) = tree.child(node, "code") else { return };
    // White space around a code is reported where the code is.
    let Some(code) = tree.value(at).filter(|code| !code.is_empty() && code.trim() == *code) else { return };
    if tree.has(at, form::NUMBER | form::BOOLEAN) {
        return;
    }
    let Some(system) = tree.child_value(node, "system").filter(|system| !system.is_empty()) else {
        if tree.child(node, "system").is_none() && !binding::asks_for_system(cx, node, overlays) {
            let finding = cx.finding(&CODING_SYSTEM, At::Value(at), "Coding should have a system beside its code").expected("a system");
            cx.report(finding.found("no system"));
        }
        return;
    };
    if system == SNOMED {
        if !is_snomed_id(code.split('|').next().unwrap_or_default().trim()) {
            let finding = cx
                .finding(&SNOMED_FORM, At::Value(at), "Not a valid SNOMED CT identifier")
                .expected("6 to 18 digits with the right check digit")
                .found(shown(code));
            cx.report(finding);
        } else {
            cx.unchecked("code-system-not-listed", About::Symbol(cx.words.coding), at, |_| {
                "SNOMED CT: only the format and check digit were checked".to_owned()
            });
        }
        return;
    }
    match cx.definitions.concept(system, code) {
        None if system_uri::check(cx, node, system) => {}
        None => unlisted(cx, at, system),
        Some(None) if binding::names_another_version(cx, node, system) => {
            let about = cx.about(system);
            cx.unchecked("code-system-not-listed", about, at, |_| {
                format!("Code system {} is known only in another version, which lacks some codes; these were not checked", shown(system))
            });
        }
        Some(None) => unknown(cx, at, system, code),
        Some(Some(Some(display))) => check_display(cx, node, display),
        Some(Some(None)) => {}
    }
}

/// A code that its system does not have.
pub(super) fn unknown(cx: &mut Context<'_>, at: NodeId, system: &str, code: &str) {
    let finding = cx
        .finding(&CODE_UNKNOWN, At::Value(at), format!("The code is unknown in code system {}", shown(system)))
        .expected(format!("a code from {}", shown(system)))
        .found(shown(code));
    cx.report(finding);
}

/// A system of which not all codes are known here, told once.
pub(super) fn unlisted<'a>(cx: &mut Context<'a>, at: NodeId, system: &'a str) {
    let about = cx.about(system);
    cx.unchecked("code-system-not-listed", about, at, |_| {
        format!("Not all codes of {} are known; its codes and displays were not checked", shown(system))
    });
}

fn check_display(cx: &mut Context<'_>, node: NodeId, display: &str) {
    let Some(at) = cx.tree.child(node, "display") else { return };
    let Some(written) = cx.tree.value(at) else { return };
    if written == display || plain(written) == plain(display) && written.trim() == written {
        return;
    }
    let finding = if plain(written) == plain(display) {
        let finding = cx.finding(&DISPLAY, At::Value(at), "display begins or ends with a space");
        finding.weighing(Severity::Information)
    } else {
        cx.finding(&DISPLAY, At::Value(at), "display does not match the code system")
    };
    cx.report(finding.expected(display).perhaps_put_right_by(display).found(shown(written)));
}

/// Are they the same to a reader?
pub(crate) fn same_display(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// A display without what typesetting does to it: kinds of dash and apostrophe, case, white space.
fn plain(display: &str) -> String {
    let mut out = String::with_capacity(display.len());
    for word in display.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            match c {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => out.push('-'),
                '\u{2018}' | '\u{2019}' | '\u{b4}' | '`' => out.push('\''),
                '\u{201c}' | '\u{201d}' => out.push('"'),
                c => out.push(c.to_ascii_lowercase()),
            }
        }
    }
    out
}

/// Verhoeff's check over the digits of an identifier.
pub(crate) fn is_snomed_id(code: &str) -> bool {
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
        for wrong in ["371531001", "22298060", "12345", "0371531000", "abc123"] {
            assert!(!is_snomed_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn displays_differ_only_in_what_a_reader_sees() {
        assert_eq!(plain("Patient\u{2019}s  \u{2013} Error"), plain("patient's - error"));
        assert_ne!(plain("ITK Response"), plain("ITK3 Response"));
    }
}
