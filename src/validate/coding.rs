//! What code systems say of a Coding.

use super::binding;
use super::context::Context;
use super::{loinc, near_code, snomed, system_uri};
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

/// Checks a Coding against its own system. Its overlays are those from `overlays` on.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId, overlays: usize) {
    let tree = cx.tree;
    let Some(at) = tree.child(node, "code") else { return };
    // White space around a code is reported where the code is.
    let Some(code) = tree.value(at).filter(|code| !code.is_empty() && code.trim_ascii() == *code) else { return };
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
    if system == snomed::SYSTEM {
        return snomed::check(cx, at, code);
    }
    if system == loinc::SYSTEM && !loinc::check(cx, at, code) {
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
    let expected = format!("a code from {}", shown(system));
    let finding = cx.finding(&CODE_UNKNOWN, At::Value(at), format!("The code is unknown in code system {}", shown(system)));
    let finding = match near_code::of_system(cx, system, code) {
        Some(near) => finding.expected(binding::nearest_or(near, &expected)).perhaps_put_right_by(near),
        None => finding.expected(expected),
    };
    cx.report(finding.found(shown(code)));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displays_differ_only_in_what_a_reader_sees() {
        assert_eq!(plain("Patient\u{2019}s  \u{2013} Error"), plain("patient's - error"));
        assert_ne!(plain("ITK Response"), plain("ITK3 Response"));
    }
}
