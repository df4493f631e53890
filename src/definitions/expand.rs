//! What is in a ValueSet, as far as it can be listed.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::errata::is_placeholder;
use super::facts::{CodeSystem, Include, Part, ValueSet};
use crate::hash::TextMap;

/// After a system: all of it is in the set, and it is not listed here.
pub(super) const WHOLE: &str = " as a whole";

/// Codes are not looked for in another case where that took more comparisons than this.
const MANY: usize = 1_000_000;

/// Codes that are looked at for what comes in one call: sets that import each other may list more than any memory holds.
/// All value sets that HL7 publishes take a tenth of it.
const MOST: usize = 2_000_000;

/// Why a set is open that would have taken more than [`MOST`].
const TOO_MANY: &str = "more codes than are listed here, which is not published";

const SNOMED: &str = "http://snomed.info/sct";

/// Where value sets and code systems are looked up: the last of each URL.
#[derive(Default)]
pub(crate) struct Known<'a> {
    places: TextMap<'a>,
    sets: Vec<&'a ValueSet>,
    system_places: TextMap<'a>,
    systems: Vec<&'a CodeSystem>,
    /// For each of `systems`: which of its codes stands below which is known.
    ranked: Vec<bool>,
    /// For each of `systems`, what stands below and above each code; once it is asked for.
    ranks: Vec<OnceCell<Ranks<'a>>>,
    /// For each of `sets` what it comes to, with what cannot be listed; once it is known.
    expanded: RefCell<Vec<Expanded>>,
    /// Codes that may be looked at, and that were.
    most: Option<usize>,
    spent: Cell<usize>,
}

/// What stands below and above each code of a system.
#[derive(Default)]
struct Ranks<'a> {
    below: HashMap<&'a str, Vec<&'a str>>,
    above: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Ranks<'a> {
    fn of(system: &'a CodeSystem) -> Ranks<'a> {
        let mut ranks = Ranks::default();
        for (above, below) in &system.below {
            ranks.below.entry(above).or_default().push(below);
            ranks.above.entry(below).or_default().push(above);
        }
        ranks
    }
}

/// How far a set is expanded that others may import.
#[derive(Clone, Default)]
enum Expanded {
    #[default]
    NotYet,
    /// It is being expanded: who imports it now is imported by it.
    Now,
    Done(Rc<(Codes, Vec<String>)>),
}

/// Codes by system; `None` for a whole system, which is kept as such because its codes stand in one place.
type Codes = Vec<(String, Option<Vec<String>>)>;

/// Adds codes of a system to those that are known, whose places are; a whole system swallows its parts.
fn merge(known: &mut Codes, places: &mut HashMap<String, usize>, system: String, more: Option<Vec<String>>) {
    match (places.get(&system).map(|&place| &mut known[place].1), more) {
        (None, more) => {
            places.insert(system.clone(), known.len());
            known.push((system, more));
        }
        (Some(codes), None) => *codes = None,
        (Some(Some(codes)), Some(more)) => codes.extend(more),
        (Some(None), Some(_)) => {}
    }
}

/// Texts to look others up among.
fn among(texts: &[String]) -> TextMap<'_> {
    let mut among = TextMap::default();
    texts.iter().for_each(|text| _ = among.insert(text, 0));
    among
}

fn count(codes: &Codes) -> usize {
    codes.iter().map(|(_, codes)| 1 + codes.as_ref().map_or(0, Vec::len)).sum()
}

impl<'a> Known<'a> {
    /// For what may be made to take more than there is.
    pub(crate) fn limited() -> Known<'a> {
        Known { most: Some(MOST), ..Known::default() }
    }

    pub(crate) fn add_set(&mut self, set: &'a ValueSet) {
        self.places.insert(&set.url, self.sets.len() as u32);
        self.sets.push(set);
    }

    pub(crate) fn add_system(&mut self, system: &'a CodeSystem) {
        self.add_system_as_listed(system, true);
    }

    /// A system that may have been `ranked`, or flattened into a list.
    pub(crate) fn add_system_as_listed(&mut self, system: &'a CodeSystem, ranked: bool) {
        self.system_places.insert(&system.url, self.systems.len() as u32);
        self.systems.push(system);
        self.ranked.push(ranked);
        self.ranks.push(OnceCell::new());
    }

    /// So many codes are looked at. False where that makes too many.
    fn spend(&self, codes: usize) -> bool {
        self.spent.set(self.spent.get().saturating_add(codes));
        self.most.is_none_or(|most| self.spent.get() <= most)
    }

    /// What an imported set comes to, or `None` if it is not known, or leads back to itself.
    fn imported(&self, url: &str) -> Option<Rc<(Codes, Vec<String>)>> {
        let place = self.places.get(url)? as usize;
        match self.expanded.borrow().get(place) {
            Some(Expanded::Done(done)) => Some(Rc::clone(done)),
            _ => None,
        }
    }

    /// Expands what a set imports, the innermost first: sets that import sets may go deeper than any stack.
    fn prepare(&self, set: &ValueSet) {
        if self.expanded.borrow().len() < self.sets.len() {
            self.expanded.borrow_mut().resize(self.sets.len(), Expanded::NotYet);
        }
        let imports = |set: &ValueSet| -> Vec<usize> {
            let urls = set.compose.iter().flat_map(|part| &part.imports);
            urls.filter_map(|url| self.places.get(url)).map(|place| place as usize).collect()
        };
        // Sets that are being expanded, each with those of its imports that were not looked at.
        let mut open: Vec<(Option<usize>, Vec<usize>)> = vec![(None, imports(set))];
        while let Some((place, pending)) = open.last_mut() {
            if let Some(next) = pending.pop() {
                let is_new = matches!(self.expanded.borrow()[next], Expanded::NotYet);
                if is_new {
                    self.expanded.borrow_mut()[next] = Expanded::Now;
                    open.push((Some(next), imports(self.sets[next])));
                }
                continue;
            }
            if let Some(place) = *place {
                let mut unlisted = Vec::new();
                let codes = self.codes(self.sets[place], &mut unlisted);
                self.expanded.borrow_mut()[place] = Expanded::Done(Rc::new((codes, unlisted)));
            }
            open.pop();
        }
    }

    pub(crate) fn system(&self, url: &str) -> Option<&'a CodeSystem> {
        self.system_places.get(url).map(|place| self.systems[place as usize])
    }

    /// Fills in `include` and `open` from how the set was composed.
    pub(crate) fn expand(&self, set: &ValueSet) -> ValueSet {
        self.prepare(set);
        let mut open = Vec::new();
        let mut codes = self.codes(set, &mut open);
        codes.sort_by(|a, b| a.0.cmp(&b.0));
        open.sort_unstable();
        open.dedup();
        let include = codes.into_iter().map(|(system, codes)| match codes {
            None => Include { system, all: true, codes: Vec::new() },
            Some(codes) => Include { system, all: false, codes },
        });
        ValueSet { url: set.url.clone(), version: set.version.clone(), open, compose: Vec::new(), include: include.collect() }
    }

    fn codes(&self, set: &ValueSet, open: &mut Vec<String>) -> Codes {
        let (mut codes, mut places) = (Codes::new(), HashMap::new());
        if set.compose.is_empty() {
            open.push("it lists nothing".to_owned());
        }
        for part in set.compose.iter().filter(|part| !part.exclude) {
            for (system, more) in self.part(part, open) {
                merge(&mut codes, &mut places, system, more);
            }
        }
        for part in set.compose.iter().filter(|part| part.exclude) {
            let mut unlisted = Vec::new();
            let excluded = self.part(part, &mut unlisted);
            if !unlisted.is_empty() {
                // Which codes it takes away is not known, so of none of that system it is known that it stays.
                codes.retain(|(known, _)| !part.system.is_empty() && *known != part.system);
                open.push(match part.system.as_str() {
                    "" => "what it leaves out, which is not published".to_owned(),
                    system => format!("{system} where something is left out"),
                });
            }
            for (system, less) in excluded {
                let Some(place) = codes.iter().position(|(known, _)| *known == system) else { continue };
                let Some(less) = less else {
                    codes.remove(place);
                    continue;
                };
                let known = &mut codes[place].1;
                match known.take().or_else(|| self.system(&system).map(selectable)) {
                    Some(mut all) => {
                        if !self.spend(all.len()) {
                            open.push(TOO_MANY.to_owned());
                            continue;
                        }
                        let less = among(&less);
                        all.retain(|code| less.get(code).is_none());
                        *known = Some(all);
                    }
                    None => open.push(format!("{system} is not published, so nothing can be taken from it")),
                }
            }
        }
        codes.retain_mut(|(_, codes)| match codes {
            None => true,
            Some(codes) => {
                codes.sort_unstable();
                codes.dedup();
                !codes.is_empty()
            }
        });
        codes
    }

    fn part(&self, part: &Part, open: &mut Vec<String>) -> Codes {
        let mut codes = Codes::new();
        let system = &part.system;
        if !part.codes.is_empty() {
            let few = |system: &&CodeSystem| system.concepts.len() * part.codes.len() < MANY;
            let own = self.system(system).filter(|system| system.ignores_case).filter(few);
            let codes_of = part.codes.iter().map(|code| own.map_or(code.as_str(), |system| in_its_case(system, code)).to_owned());
            let codes_of: Vec<String> = codes_of.collect();
            if !self.spend(codes_of.len()) {
                open.push(TOO_MANY.to_owned());
                return codes;
            }
            codes.push((system.clone(), Some(codes_of)));
        } else if !part.filters.is_empty() {
            match self.filtered(part) {
                Some(found) => codes.push((system.clone(), Some(found))),
                None => {
                    let filters: Vec<String> =
                        part.filters.iter().map(|(p, op, value)| format!("{p} {op} {}", concept_ids(value))).collect();
                    open.push(format!("{system} where {}", filters.join(" and ")));
                }
            }
        } else if !system.is_empty() {
            match self.system(system) {
                // A whole system that holds codes nobody may use is listed, the others are named.
                Some(known) if known.complete && known.not_selectable.is_empty() => codes.push((system.clone(), None)),
                Some(known) if known.complete && self.spend(known.concepts.len()) => {
                    codes.push((system.clone(), Some(selectable(known))));
                }
                Some(known) if known.complete => open.push(TOO_MANY.to_owned()),
                _ if is_placeholder(system) => open.push(format!("{system}, which is not published")),
                _ => open.push([system, WHOLE].concat()),
            }
        }
        // "The codes must be in all the value sets", and where there is a system as well, of it.
        let mut narrowed = (!system.is_empty()).then(|| std::mem::take(&mut codes));
        for url in &part.imports {
            let Some(imported) = self.imported(url) else {
                open.push(format!("{url}, which is not published"));
                // All conditions hold together: without this one nothing is known of the others' codes.
                narrowed = Some(Codes::new());
                break;
            };
            if !self.spend(count(&imported.0)) {
                open.push(TOO_MANY.to_owned());
                narrowed = Some(Codes::new());
                break;
            }
            let (imported, unlisted) = (imported.0.clone(), imported.1.iter().cloned());
            // What is said of other systems does not matter to a part that is of one.
            let of_another = |why: &str| why.split(' ').next() != Some(system) && (why.ends_with(WHOLE) || why.contains(" where "));
            open.extend(unlisted.filter(|why| system.is_empty() || !of_another(why)));
            narrowed = Some(match narrowed {
                None => imported,
                Some(before) => self.common(before, imported),
            });
        }
        codes = narrowed.unwrap_or_default();
        codes
    }

    /// What two lists have in common; a whole system is listed for that.
    fn common(&self, some: Codes, others: Codes) -> Codes {
        let mut common = Codes::new();
        let mut places = TextMap::default();
        for (place, (system, _)) in others.iter().enumerate() {
            places.insert(system, place as u32);
        }
        for (system, codes) in some {
            let Some(place) = places.get(&system) else { continue };
            common.push(match (codes, &others[place as usize].1) {
                (Some(codes), Some(more)) => {
                    let more = among(more);
                    (system, Some(codes.into_iter().filter(|code| more.get(code).is_some()).collect()))
                }
                (Some(codes), None) => (system, Some(codes)),
                (None, more) => (system, more.clone()),
            });
        }
        common
    }

    /// Codes that pass all filters, or `None` if that cannot be decided.
    fn filtered(&self, part: &Part) -> Option<Vec<String>> {
        let mut found: Option<Vec<String>> = None;
        for (property, op, value) in &part.filters {
            let passing =
                if part.system == SNOMED { listed_concepts(property, op, value)? } else { self.filter(&part.system, property, op, value)? };
            found = Some(match found {
                None => passing,
                Some(before) => {
                    let passing = among(&passing);
                    before.into_iter().filter(|code| passing.get(code).is_some()).collect()
                }
            });
        }
        found
    }

    fn filter(&self, system: &str, property: &str, op: &str, value: &str) -> Option<Vec<String>> {
        let place = self.system_places.get(system)? as usize;
        let (system, ranked) = (self.systems[place], self.ranked[place]);
        let value = in_its_case(system, value);
        if property != "concept" && property != "code" {
            return None;
        }
        let others = |expected: &dyn Fn(&str) -> bool| {
            // What a system does not have is only known where all of it is.
            let all = || selectable(system).into_iter().filter(|code| expected(code)).collect();
            system.complete.then(all)
        };
        if !self.spend(system.concepts.len()) {
            return None;
        }
        let ranks = || self.ranks[place].get_or_init(|| Ranks::of(system));
        let with_itself = match op {
            "is-a" => true,
            "descendent-of" => false,
            "=" => return Some(vec![value.to_owned()]),
            "in" => return Some(value.split(',').map(|code| code.trim().to_owned()).collect()),
            "not-in" => {
                let mut out = TextMap::default();
                value.split(',').for_each(|code| _ = out.insert(code.trim(), 0));
                return others(&|code| out.get(code).is_none());
            }
            "is-not-a" => {
                let below = self.filter(&system.url, property, "is-a", value)?;
                let below = among(&below);
                return others(&|code| below.get(code).is_none());
            }
            "generalizes" if ranked => return Some(reached(system, value, &ranks().above, true)),
            _ => return None,
        };
        // What a part of a system does not say may stand below as well.
        if !ranked || !system.complete {
            return None;
        }
        Some(reached(system, value, &ranks().below, with_itself))
    }
}

/// The codes that are reached from one, step by step.
fn reached<'a>(system: &CodeSystem, from: &'a str, steps: &HashMap<&'a str, Vec<&'a str>>, with_itself: bool) -> Vec<String> {
    let (mut seen, mut pending, mut found) = (TextMap::default(), vec![from], Vec::new());
    while let Some(code) = pending.pop() {
        for next in steps.get(code).into_iter().flatten() {
            if seen.insert(next, 0).is_none() {
                pending.push(next);
                found.push((*next).to_owned());
            }
        }
    }
    if with_itself && seen.get(from).is_none() {
        found.push(from.to_owned());
    }
    let out = among(&system.not_selectable);
    found.retain(|code| out.get(code).is_none());
    found
}

/// A code as the system writes it, where that takes any case.
fn in_its_case<'c>(system: &'c CodeSystem, code: &'c str) -> &'c str {
    let own = system.concepts.iter().map(|(own, _)| own.as_str()).find(|own| system.ignores_case && own.eq_ignore_ascii_case(code));
    own.unwrap_or(code)
}

fn selectable(system: &CodeSystem) -> Vec<String> {
    let out = among(&system.not_selectable);
    let codes = system.concepts.iter().map(|(code, _)| code.clone());
    codes.filter(|code| out.get(code).is_none()).collect()
}

/// The concepts of an expression that does no more than list them: `(123 |Term| OR 456)`.
fn listed_concepts(property: &str, op: &str, value: &str) -> Option<Vec<String>> {
    if property != "constraint" || op != "=" {
        return None;
    }
    let ids = concept_ids(value);
    let mut found = Vec::new();
    for word in ids.split(|c: char| c.is_whitespace() || c == '(' || c == ')').filter(|word| !word.is_empty() && *word != "OR") {
        if word.len() < 6 || !word.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        found.push(word.to_owned());
    }
    (!found.is_empty()).then_some(found)
}

/// An expression without the terms between bars, which are prose.
fn concept_ids(value: &str) -> String {
    // A term whose closing bar is missing ends at the next operator or at the end.
    let mut out = String::new();
    let mut rest = value;
    while let Some(bar) = rest.find('|') {
        out.push_str(rest[..bar].trim_end());
        out.push(' ');
        let term = &rest[bar + 1..];
        let end = term.find('|');
        let operator = term.find(" OR ");
        rest = match (end, operator) {
            (Some(end), Some(operator)) if operator < end => &term[operator..],
            (Some(end), _) => &term[end + 1..],
            (None, Some(operator)) => &term[operator..],
            (None, None) => "",
        };
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lists_of_concepts_are_enumerated_and_others_are_not() {
        let ids = |value| listed_concepts("constraint", "=", value).map(|ids| ids.join(" "));
        assert_eq!(ids("(722742002 |Breathing room air| OR 371825009 |Patient on oxygen|)").as_deref(), Some("722742002 371825009"));
        assert_eq!(ids("(255604002 |Mild| OR 399166001 |Fatal| 442452003 |Life|)").as_deref(), Some("255604002 399166001 442452003"));
        assert_eq!(ids("<<71388002 |Procedure|"), None);
        assert_eq!(ids("^999000051000001100 |routes|"), None);
    }
}
