//! Suggestions for mistyped codes.

use super::context::Context;
use crate::near::is_slip_of_code;
use crate::syntax::intern::Symbol;

/// Larger sets are not searched: almost any code would resemble one of theirs.
const MOST: usize = 1000;

/// Returns the code of a value set that differs by one typing error, if there is only one.
pub(super) fn of_set<'a>(cx: &Context<'a>, set: Symbol, code: &str) -> Option<&'a str> {
    let definitions = cx.definitions;
    let (_, known) = definitions.value_set(set)?;
    only_near(definitions.codes_of(known).map(|(_, known)| definitions.text(known)), code)
}

/// Returns the code of a code system that differs by one typing error, if there is only one.
pub(super) fn of_system<'a>(cx: &Context<'a>, system: &str, code: &str) -> Option<&'a str> {
    let definitions = cx.definitions;
    let system = definitions.code_system(definitions.symbol(system)?)?;
    only_near(system.concepts.iter().map(|concept| definitions.text(concept.0)), code)
}

fn only_near<'a>(codes: impl Iterator<Item = &'a str>, code: &str) -> Option<&'a str> {
    let (mut near, mut is_alone) = (None, true);
    for (at, known) in codes.enumerate() {
        // A difference in case only is unambiguous, whatever the size.
        if known.eq_ignore_ascii_case(code) {
            return Some(known);
        }
        if at < MOST && is_slip_of_code(known, code) {
            is_alone &= near.replace(known).is_none_or(|other| other == known);
        }
        is_alone &= at < MOST;
    }
    near.filter(|_| is_alone)
}
