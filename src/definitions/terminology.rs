//! Is this code in that value set, and what does its system call it. Sets are hashed once, when first asked.

use std::sync::OnceLock;

use super::Definitions;
use super::model::{CodeSystem, ValueSet};
use crate::hash::NumberMap;
use crate::syntax::intern::Symbol;

/// Whether a code is in a value set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Membership {
    Inside,
    Outside,
    /// The set, or the part that the code would be in, cannot be listed here.
    Unknown,
}

/// Hashed value sets and code systems by slot.
#[derive(Debug, Default)]
pub(crate) struct Terminology {
    sets: Vec<OnceLock<Set>>,
    /// For each system its codes, each with the symbol of its display + 1.
    systems: Vec<OnceLock<NumberMap>>,
}

#[derive(Debug, Default)]
struct Set {
    /// System and code in one number; and codes alone, for elements that have no system.
    codes: NumberMap,
}

fn key(system: Symbol, code: Symbol) -> u64 {
    u64::from(system.0) << 32 | u64::from(code.0)
}

/// A code without system. No system has the greatest symbol.
fn bare(code: Symbol) -> u64 {
    u64::from(u32::MAX) << 32 | u64::from(code.0)
}

impl Terminology {
    /// Forgets what was hashed, and has room for so many slots.
    pub(super) fn renew(&mut self, slots: usize) {
        self.sets.iter_mut().for_each(|set| _ = set.take());
        self.systems.iter_mut().for_each(|system| _ = system.take());
        self.sets.resize_with(slots, OnceLock::new);
        self.systems.resize_with(slots, OnceLock::new);
    }
}

impl Definitions {
    fn set(&self, slot: u32, set: &ValueSet) -> Option<&Set> {
        let cell = self.terminology().sets.get(slot as usize)?;
        Some(cell.get_or_init(|| {
            let mut hashed = Set::default();
            for (system, code) in self.codes_of(set) {
                hashed.codes.insert(key(system, code), 0);
                hashed.codes.insert(bare(code), 0);
            }
            hashed
        }))
    }

    /// The codes that a value set lists, each with its system.
    pub(crate) fn codes_of<'d>(&'d self, set: &'d ValueSet) -> impl Iterator<Item = (Symbol, Symbol)> + 'd {
        set.includes.iter().flat_map(|include| {
            let whole = self.code_system(include.system).filter(|_| include.all);
            let of_system = whole.into_iter().flat_map(|system| system.concepts.iter().map(|concept| concept.0));
            include.codes.iter().copied().chain(of_system).map(|code| (include.system, code))
        })
    }

    /// The codes of a value set, each once, or `None` if there are more than `most`.
    pub(crate) fn few_codes<'d>(&'d self, set: &'d ValueSet, most: usize) -> Option<Vec<&'d str>> {
        let mut codes: Vec<&str> = Vec::new();
        for (_, code) in self.codes_of(set) {
            let code = self.text(code);
            // Two systems may have the same codes.
            if !codes.contains(&code) {
                codes.push(code);
            }
            if codes.len() > most {
                return None;
            }
        }
        Some(codes)
    }

    /// Whether a code of a system is in a value set; without system, whether any system of the set has it.
    /// Nothing where the value set is not known.
    pub(crate) fn membership(&self, set_url: Symbol, system: Option<&str>, code: &str) -> Option<Membership> {
        let (slot, set) = self.value_set(set_url)?;
        let hashed = self.set(slot, set)?;
        let known = self.symbol(code);
        let found = match system.map(|system| self.symbol(system)) {
            None => known.is_some_and(|code| hashed.codes.get(bare(code)).is_some()),
            Some(None) => false,
            Some(Some(system)) => {
                let exact = known.is_some_and(|code| hashed.codes.get(key(system, code)).is_some());
                exact || self.in_other_case(set, system, code)
            }
        };
        if found {
            return Some(Membership::Inside);
        }
        let open = set.open.iter().any(|&open| {
            let open = self.text(open);
            // A part of another system cannot hold this code; an import might.
            system.is_none_or(|system| open.starts_with(system) || open.contains("which is not published") || open.starts_with("it lists"))
        });
        Some(if open { Membership::Unknown } else { Membership::Outside })
    }

    /// Some systems take codes that differ in case only for the same.
    fn in_other_case(&self, set: &ValueSet, system: Symbol, code: &str) -> bool {
        let Some(known) = self.code_system(system).filter(|s| s.ignores_case) else { return false };
        let same = |symbol: Symbol| self.text(symbol).eq_ignore_ascii_case(code);
        set.includes
            .iter()
            .filter(|include| include.system == system)
            .any(|include| include.codes.iter().any(|&c| same(c)) || include.all && known.concepts.iter().any(|c| same(c.0)))
    }

    /// What a system calls a code: `None` where the system is not known or not complete here, `Some(None)`
    /// where it has no such code, and otherwise its display, if one is kept.
    pub(crate) fn concept(&self, system: &str, code: &str) -> Option<Option<Option<&str>>> {
        let (slot, known) = self.find_code_system(self.symbol(system)?)?;
        let concepts = self.terminology().systems.get(slot as usize)?.get_or_init(|| hashed(known));
        let found = self.symbol(code).and_then(|code| concepts.get(bare(code)));
        match found {
            Some(display) => Some(Some(display.checked_sub(1).map(|display| self.text(Symbol(display))))),
            None if known.complete && !known.ignores_case => Some(None),
            // A code in another case is the same code.
            None if known.complete => {
                let same = known.concepts.iter().find(|concept| self.text(concept.0).eq_ignore_ascii_case(code));
                Some(same.map(|concept| concept.1.map(|display| self.text(display))))
            }
            None => None,
        }
    }
}

fn hashed(system: &CodeSystem) -> NumberMap {
    let mut concepts = NumberMap::default();
    for &(code, display) in &system.concepts {
        concepts.insert(bare(code), display.map_or(0, |display| display.0 + 1));
    }
    concepts
}
