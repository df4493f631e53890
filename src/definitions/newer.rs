//! Which of two versions of a definition is the older one.

use std::cmp::Ordering;

use super::Definitions;
use super::add::{Added, Read};
use super::facts::Facts;
use crate::hash::TextMap;

impl Definitions {
    /// Leaves out what is older than the definition in use of the same URL, or than another that comes along, and says so.
    pub(super) fn leave_out_older(&self, all: &mut Vec<Read>, added: &mut Added) {
        let mut kept = vec![true; all.len()];
        let mut faults = Vec::new();
        {
            let mut latest: [TextMap<'_>; KINDS] = Default::default();
            let mut left_out = TextMap::default();
            for (place, read) in all.iter().enumerate() {
                // What a definition contains goes with it: it stands before it, and is known by its URL.
                let latest = &mut latest[kind(&read.fact)];
                let before = latest.get(read.fact.url()).map(|place| version(&all[place as usize].fact));
                let Some(newer) = before.or_else(|| self.version_in_use(&read.fact)).flatten().filter(|_| named(read)) else {
                    latest.insert(read.fact.url(), place as u32);
                    continue;
                };
                let Some(own) = version(&read.fact).filter(|own| is_older(own, newer)) else {
                    latest.insert(read.fact.url(), place as u32);
                    continue;
                };
                kept[place] = false;
                left_out.insert(read.fact.url(), 0);
                faults.push(read.fault(&format!("version {own} is older than {newer}, which stays in use")));
            }
            for (place, read) in all.iter().enumerate() {
                kept[place] &= read.fact.url().split_once('#').is_none_or(|(holder, _)| left_out.get(holder).is_none());
            }
        }
        added.older += faults.len();
        added.faults.append(&mut faults);
        let mut kept = kept.into_iter();
        all.retain(|_| kept.next().unwrap_or(true));
    }
}

const KINDS: usize = 4;

fn kind(fact: &Facts) -> usize {
    match fact {
        Facts::StructureDefinition(_) => 0,
        Facts::ValueSet(_) => 1,
        Facts::CodeSystem(_) => 2,
        Facts::MessageDefinition(_) | Facts::NamingSystem(_) => 3,
    }
}

/// Is it known by a URL?
fn named(read: &Read) -> bool {
    !matches!(read.fact, Facts::NamingSystem(_))
}

fn version(fact: &Facts) -> Option<&str> {
    match fact {
        Facts::StructureDefinition(s) => s.version.as_deref(),
        Facts::ValueSet(s) => s.version.as_deref(),
        Facts::CodeSystem(s) => s.version.as_deref(),
        Facts::MessageDefinition(s) => s.version.as_deref(),
        Facts::NamingSystem(_) => None,
    }
}

/// Is the first version older than the second? Versions that cannot be compared are not.
fn is_older(version: &str, than: &str) -> bool {
    let (Some(version), Some(than)) = (Version::of(version), Version::of(than)) else { return false };
    version.order(&than) == Ordering::Less
}

/// Numbers with points between them, and what may follow after a dash: `1.0.0`, `v2.1`, `1.2.0-alpha`, `2017-11-20`.
struct Version<'v> {
    numbers: Vec<u64>,
    draft: Option<&'v str>,
}

impl<'v> Version<'v> {
    fn of(text: &'v str) -> Option<Version<'v>> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let number = |part: &str| if part.bytes().all(|b| b.is_ascii_digit()) { part.parse().ok() } else { None };
        let date: Option<Vec<u64>> = text.split('-').map(number).collect();
        if let Some(numbers) = date.filter(|parts| parts.len() == 3 && parts[0] > 999) {
            return Some(Version { numbers, draft: None });
        }
        let text = text.split_once('+').map_or(text, |(version, _)| version);
        let (plain, draft) = text.split_once('-').map_or((text, None), |(plain, draft)| (plain, Some(draft)));
        let numbers: Option<Vec<u64>> = plain.split('.').map(number).collect();
        Some(Version { numbers: numbers?, draft })
    }

    fn order(&self, other: &Version<'_>) -> Ordering {
        let at = |numbers: &[u64], place: usize| numbers.get(place).copied().unwrap_or(0);
        let places = 0..self.numbers.len().max(other.numbers.len());
        let numbers = places.map(|place| at(&self.numbers, place).cmp(&at(&other.numbers, place)));
        let numbers = numbers.fold(Ordering::Equal, Ordering::then);
        numbers.then_with(|| match (self.draft, other.draft) {
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            // Which of two drafts came first, their names need not say.
            _ => Ordering::Equal,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::is_older;

    #[test]
    fn versions_compare_by_their_numbers() {
        for (old, new) in [
            ("1.0.0", "2.0.0"),
            ("1.9", "1.10.0"),
            ("v0.0.1", "0.0.2"),
            ("1.0.0-alpha", "1.0.0"),
            ("2017-11-20", "2018-01-02"),
            ("1", "1.0.1"),
            ("20171120", "20180102"),
        ] {
            assert!(is_older(old, new) && !is_older(new, old), "{old} {new}");
        }
        for (one, other) in [("1.0", "1.0.0"), ("STU3", "1.0.0"), ("", "1"), ("1.0.0-alpha", "1.0.0-beta"), ("1.x", "2")] {
            assert!(!is_older(one, other) && !is_older(other, one), "{one} {other}");
        }
    }
}
