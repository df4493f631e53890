//! The codes that a value set has, and the systems that they are of.

use crate::definitions::Definitions;
use crate::definitions::model::Strength;
use crate::syntax::intern::Symbol;

/// A value set that an element is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) strength: Strength,
    pub(super) set: Symbol,
}

/// A code of a value set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code<'d> {
    pub(super) system: &'d str,
    pub(super) code: &'d str,
    pub(super) display: Option<&'d str>,
}

impl Bound {
    /// The word for how strong it is.
    pub(super) fn word(self) -> &'static str {
        match self.strength {
            Strength::Required => "required",
            Strength::Extensible => "extensible",
            Strength::Preferred => "preferred",
            Strength::Example => "example",
        }
    }

    /// The codes that can be listed; of one system, where that is known.
    pub(super) fn codes<'d>(self, definitions: &'d Definitions, system: Option<&str>) -> Vec<Code<'d>> {
        let Some((_, set)) = definitions.value_set(self.set) else { return Vec::new() };
        let mut codes = Vec::new();
        for include in &set.includes {
            let of = definitions.text(include.system);
            if system.is_some_and(|system| system != of) {
                continue;
            }
            let code = |code: Symbol, display: Option<&'d str>| Code { system: of, code: definitions.text(code), display };
            if include.all {
                let Some(known) = definitions.code_system(include.system) else { continue };
                let selectable = known.concepts.iter().filter(|(code, _)| !known.not_selectable.contains(code));
                codes.extend(selectable.map(|&(symbol, display)| code(symbol, display.map(|display| definitions.text(display)))));
            } else {
                let display = |code: Symbol| definitions.concept(of, definitions.text(code)).flatten().flatten();
                codes.extend(include.codes.iter().map(|&symbol| code(symbol, display(symbol))));
            }
        }
        codes
    }

    /// The systems of the set.
    pub(super) fn systems(self, definitions: &Definitions) -> Vec<&str> {
        let Some((_, set)) = definitions.value_set(self.set) else { return Vec::new() };
        let mut systems: Vec<&str> = Vec::new();
        for include in &set.includes {
            let system = definitions.text(include.system);
            if !systems.contains(&system) {
                systems.push(system);
            }
        }
        systems
    }
}
