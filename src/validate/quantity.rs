//! The unit of a Quantity.

use super::context::Context;
use super::outcome::About;
use super::ucum::{Measure, Unit, measures_other_than, suggestion, unit};
use super::{coding, system_uri};
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    UCUM_FORM = Warning "code-invalid" "ucum-form";
    title: "Not a valid UCUM unit",
    why: "UCUM units follow a grammar, and are written in ASCII without spaces.",
    wrong: "mmHg",
    right: "mm[Hg], kg/m2, Cel",
    link: "https://ucum.org/ucum",
    traits: [OF_CODE, GIVES_WAY],
}

rule! {
    QUANTITY_UNIT = Error "value" "quantity-unit";
    title: "Unit does not suit the type",
    why: "An Age or a Duration is an amount of time, and a Distance is a length. Other units cannot express them.",
    wrong: r#"<length><value value="3"/>…<code value="kg"/></length>"#,
    right: r#"<code value="d"/>"#,
    link: "https://hl7.org/fhir/STU3/datatypes.html#quantity",
    traits: [OF_CODE, GIVES_WAY],
}

const UCUM: &str = "http://unitsofmeasure.org";

/// Checks the code of a Quantity against the system that it names.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    let tree = cx.tree;
    let Some(system) = tree.child_value(node, "system").filter(|system| !system.is_empty()) else { return };
    let Some(at) = tree.child(node, "code") else { return };
    let Some(code) = tree.value(at) else { return };
    // White space around a code is a fault of the code itself.
    if cx.is_unreadable(at) || code.trim() != code || code.is_empty() {
        return;
    }
    if system != UCUM {
        return of_other_system(cx, node, at, system, code);
    }
    match unit(code) {
        Unit::Known => kind(cx, node, at, code),
        Unit::Unknown => cx.unchecked("code-system-not-listed", About::Symbol(cx.words.quantity), at, |_| {
            "UCUM: some units in square brackets are unknown; only their format was checked".to_owned()
        }),
        Unit::Wrong => {
            let expected = suggestion(code).unwrap_or_else(|| "a UCUM unit such as mm[Hg]".to_owned());
            let finding = cx.finding(&UCUM_FORM, At::Value(at), "Not a valid UCUM unit").expected(expected);
            cx.report(finding.found(shown(code)));
        }
    }
}

/// Checks that the unit suits the type. FHIR requires this in the text of age-1, dis-1 and drt-1, but their expressions do not test
/// it.
fn kind(cx: &mut Context<'_>, node: NodeId, at: NodeId, code: &str) {
    let Some(name) = cx.typed.type_of(node).map(|code| cx.definitions.text(code)) else { return };
    let (measure, message, expected) = match name {
        "Age" => (Measure::Time, "The unit of an Age must be a unit of time", "a UCUM code such as d, wk, mo or a"),
        "Duration" => (Measure::Time, "The unit of a Duration must be a unit of time", "a UCUM code such as min, h, d or wk"),
        "Distance" => (Measure::Length, "The unit of a Distance must be a unit of length", "a UCUM code such as m or km"),
        _ => return,
    };
    if measures_other_than(measure, code) {
        cx.report(cx.finding(&QUANTITY_UNIT, At::Value(at), message).expected(expected).found(shown(code)));
    }
}

fn of_other_system<'a>(cx: &mut Context<'a>, node: NodeId, at: NodeId, system: &'a str, code: &str) {
    match cx.definitions.concept(system, code) {
        None if system_uri::check(cx, node, system) => {}
        None => coding::unlisted(cx, at, system),
        Some(None) => coding::unknown(cx, at, system, code),
        Some(Some(_)) => {}
    }
}
