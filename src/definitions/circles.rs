//! Finds definitions that derive from themselves, directly or through others: their content cannot be resolved.

use super::Definitions;
use super::add::{Added, Read};
use super::facts::{Facts, Structure};
use crate::hash::TextMap;

/// So many of a circle are named.
const NAMED: usize = 5;

/// How far the way from a definition to its bases is known.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Unknown,
    /// It is being walked.
    Walked,
    /// It ends.
    Ends,
    /// It is a circle, or leads into one.
    Circle,
}

impl Definitions {
    /// Leaves out definitions whose bases form a circle, and types that build on those.
    pub(super) fn refuse_circles(&self, all: &mut Vec<Read>, added: &mut Added) {
        let (mut ways, mut faults) = (vec![Way::Unknown; all.len()], Vec::new());
        {
            let mut places = TextMap::default();
            for (place, read) in all.iter().enumerate() {
                if structure(read).is_some() {
                    places.insert(read.fact.url(), place as u32);
                }
            }
            for first in 0..all.len() {
                if structure(&all[first]).is_none() || ways[first] != Way::Unknown {
                    continue;
                }
                let mut walked = vec![first];
                ways[first] = Way::Walked;
                let mut outcome = Way::Ends;
                while let Some(next) = walked.last().and_then(|&last| self.base_among(&all[last], &places)) {
                    match ways[next] {
                        Way::Unknown => {
                            ways[next] = Way::Walked;
                            walked.push(next);
                        }
                        Way::Walked => {
                            let circle = &walked[walked.iter().position(|&place| place == next).unwrap_or(0)..];
                            circle.iter().for_each(|&place| ways[place] = Way::Circle);
                            faults.push(fault(all, circle));
                            outcome = Way::Circle;
                            break;
                        }
                        known => {
                            outcome = known;
                            break;
                        }
                    }
                }
                for &place in &walked {
                    if ways[place] == Way::Circle {
                        continue;
                    }
                    // A profile on such a base is checked for what it says itself; a type has lost what it inherits.
                    let lost = outcome == Way::Circle && structure(&all[place]).is_some_and(|structure| !structure.constraint);
                    if lost {
                        faults.push(all[place].fault("its baseDefinition leads into a circle, so it was left out"));
                    }
                    ways[place] = if lost { Way::Circle } else { Way::Ends };
                }
            }
        }
        added.faults.append(&mut faults);
        let mut ways = ways.into_iter();
        all.retain(|_| ways.next() != Some(Way::Circle));
    }

    /// Returns the position of a definition's base if the same files supply it, directly or through definitions in use.
    fn base_among(&self, read: &Read, places: &TextMap<'_>) -> Option<usize> {
        let base = structure(read)?.base.as_deref()?;
        if let Some(place) = places.get(base) {
            return Some(place as usize);
        }
        let mut known = self.symbol(base).and_then(|url| self.structure_by_url(url));
        let mut steps = 0;
        // Those in use form no circle: none was let in.
        while let Some(definition) = known.filter(|_| steps < self.slots.len()) {
            let base = definition.base?;
            if let Some(place) = places.get(self.text(base)) {
                return Some(place as usize);
            }
            known = self.structure_by_url(base);
            steps += 1;
        }
        None
    }
}

fn structure(read: &Read) -> Option<&Structure> {
    match &read.fact {
        Facts::StructureDefinition(structure) => Some(structure),
        _ => None,
    }
}

fn fault(all: &[Read], circle: &[usize]) -> super::Fault {
    let first = &all[circle[0]];
    if circle.len() == 1 {
        return first.fault("baseDefinition must not lead back to the definition itself");
    }
    let mut by_way_of: Vec<&str> = circle[1..].iter().take(NAMED).map(|&place| all[place].fact.url()).collect();
    let more = format!("{} more", circle.len() - 1 - by_way_of.len());
    if circle.len() - 1 > NAMED {
        by_way_of.push(&more);
    }
    first.fault(&format!("baseDefinition must not lead back to the definition itself (through {})", by_way_of.join(", ")))
}
