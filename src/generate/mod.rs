//! Published definitions into the reviewable facts of `definitions/`. Pure: bytes in, files out.

mod first_generation;
mod patch;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use crate::definitions::archive::unpack;
use crate::definitions::encode::encode;
use crate::definitions::expand::Known;
use crate::definitions::facts::{CodeSystem, Facts, Structure, ValueSet};
use crate::definitions::{Definitions, import};
use crate::source;
use crate::syntax::{Limits, read};

/// One text that may hold definitions.
#[derive(Debug)]
pub struct Input {
    /// What to call it in the manifest: the package or archive it comes from.
    pub origin: String,
    /// Few messages need it: its facts are kept where they are loaded on demand.
    pub on_demand: bool,
    /// Its name there.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where a definition was published.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// Repository and branch.
    pub repository: String,
    /// Path in the repository.
    pub path: String,
    /// Git's name for the file's content.
    pub blob: String,
}

/// What the generator made.
#[derive(Debug, Default)]
pub struct Generated {
    /// Path below the output folder, and content.
    pub files: BTreeMap<String, String>,
    /// What was left out, and why; one line each.
    pub left_out: Vec<String>,
    /// What was done; one line each.
    pub done: Vec<String>,
}

const SNOMED: &str = "http://snomed.info/sct";

/// Code systems that are licensed apart: a set of HL7 that lists their codes is held where a binding is more than a preference.
const LICENSED: &[&str] = &[SNOMED, "http://loinc.org"];

/// Code systems that HL7 published a copy of, whose owner adds codes to them every year: the copy lacks some of them.
const GROWING: &[&str] = &["http://dicom.nema.org/resources/ontology/DCM"];

struct Found {
    facts: Facts,
    origin: String,
    on_demand: bool,
}

impl Found {
    fn is_at_hand(&self) -> bool {
        !self.on_demand
    }

    fn put(&mut self, at_hand: bool) {
        self.on_demand = !at_hand;
    }
}

/// Turns inputs into files of facts. Of two definitions with one URL the first wins.
pub fn generate(inputs: &[Input], provenance: &HashMap<String, Provenance>) -> Generated {
    let mut generated = Generated::default();
    let mut found: Vec<Found> = Vec::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for input in inputs {
        collect(input, &mut found, &mut seen, &mut generated.left_out);
    }
    patch::to_3_0_2(found.iter_mut().filter_map(|f| match &mut f.facts {
        Facts::StructureDefinition(structure) => Some(structure),
        _ => None,
    }));
    found.iter_mut().for_each(|f| first_generation::accept_either(&mut f.facts));
    for one in &mut found {
        if let Facts::CodeSystem(system) = &mut one.facts {
            system.complete &= !GROWING.contains(&system.url.as_str());
        }
    }
    normalise(&mut found);
    let mut found = choose_terminology(found, &mut generated);
    divide(&mut found);
    for one in &found {
        let path = write::path(one);
        if generated.files.insert(path.clone(), write::text(&one.facts)).is_some() {
            generated.left_out.push(format!("{path}: two definitions share this file name"));
        }
    }
    generated.files.insert("manifest.json".to_owned(), write::manifest(&found, provenance));
    generated.done.push(format!("{} files of facts", generated.files.len()));
    generated
}

fn collect(input: &Input, found: &mut Vec<Found>, seen: &mut HashMap<String, String>, left_out: &mut Vec<String>) {
    let (text, _, _) = source::decode(&input.bytes);
    let limits = Limits { bytes: usize::MAX, nodes: usize::MAX, ..Limits::default() };
    let (tree, findings) = read(&text, limits);
    if let Some(fatal) = findings.iter().find(|f| f.severity == crate::diagnostic::Severity::Fatal) {
        left_out.push(format!("{}: {}", input.name, fatal.message));
    }
    for resource in import::resources(&tree) {
        let kind = tree.resource_type(resource).unwrap_or("nothing");
        if !matches!(kind, "StructureDefinition" | "ValueSet" | "CodeSystem" | "MessageDefinition" | "NamingSystem") {
            continue;
        }
        match import::import(&tree, resource, None) {
            Err(why) => left_out.push(format!("{}: {kind}: {why}", input.name)),
            Ok(Facts::StructureDefinition(s)) if s.kind == "logical" => left_out.push(format!("{}: a logical model", s.url)),
            Ok(facts) => {
                let key = format!("{kind} {}", facts.url());
                if let Some(first) = seen.get(&key) {
                    left_out.push(format!("{key} of {}: {first} has it already", input.origin));
                    continue;
                }
                seen.insert(key, input.origin.clone());
                let contained = import::contained(&tree, resource);
                let all = contained.into_iter().chain([facts]);
                found.extend(all.map(|facts| Found { facts, origin: input.origin.clone(), on_demand: input.on_demand }));
            }
        }
    }
}

/// Profiles are read against the base types, which are packed first.
fn normalise(found: &mut [Found]) {
    let bases: Vec<Facts> = found
        .iter()
        .filter_map(|f| match &f.facts {
            Facts::StructureDefinition(s) if !s.constraint => Some(Facts::StructureDefinition(s.clone())),
            _ => None,
        })
        .collect();
    let mut definitions = Definitions::none();
    if definitions.add(encode(&bases).into()).is_err() {
        return;
    }
    for one in found {
        if let Facts::StructureDefinition(structure) = &mut one.facts {
            definitions.normalise(structure);
        }
    }
}

/// Expands value sets: all of the NHS, and of HL7 those that something is bound to, as far as they can be listed, and of the others
/// those that can be listed in full.
fn choose_terminology(found: Vec<Found>, generated: &mut Generated) -> Vec<Found> {
    let (mut sets, mut systems): (Vec<ValueSet>, Vec<CodeSystem>) = Default::default();
    let (mut bound, mut firmly): (BTreeSet<String>, BTreeSet<String>) = Default::default();
    for one in &found {
        match &one.facts {
            Facts::ValueSet(set) => sets.push(set.clone()),
            Facts::CodeSystem(system) => systems.push(system.clone()),
            Facts::StructureDefinition(structure) => {
                bound.extend(bindings(structure, |_| true));
                firmly.extend(bindings(structure, |strength| strength != "preferred"));
            }
            _ => {}
        }
    }
    let mut known = Known::default();
    sets.iter().for_each(|set| known.add_set(set));
    systems.iter().for_each(|system| known.add_system(system));
    let mut kept = Vec::new();
    for one in found {
        match one.facts {
            Facts::ValueSet(set) => {
                let expanded = known.expand(&set);
                generated.left_out.extend(expanded.open.iter().map(|why| format!("{}: not enumerable: {why}", set.url)));
                let licensed = expanded.include.iter().any(|include| LICENSED.contains(&include.system.as_str()));
                let asked = if licensed { &firmly } else { &bound };
                let is_listed = expanded.open.is_empty() && !licensed;
                if is_listed || asked.contains(&set.url) || !set.url.starts_with("http://hl7.org/") {
                    kept.push(Found { facts: Facts::ValueSet(expanded), ..one });
                } else {
                    let why = if licensed { "codes that are licensed apart" } else { "codes that cannot be listed" };
                    generated.left_out.push(format!("{}: {why}, for which nothing asks", set.url));
                }
            }
            // SNOMED CT is licensed apart, displays and all.
            Facts::CodeSystem(system) if system.url == SNOMED => {}
            Facts::CodeSystem(system) if system.concepts.is_empty() => {
                generated.left_out.push(format!("{}: it lists no codes", system.url));
            }
            _ => kept.push(one),
        }
    }
    kept
}

/// Puts where it is loaded on demand what the definitions at hand can do without: of HL7's terminology all but the value sets that
/// something is bound to, and the code systems that one of these takes as a whole. What they do need comes back from there.
fn divide(found: &mut [Found]) {
    let mut bound: BTreeSet<String> = BTreeSet::new();
    for one in found.iter().filter(|one| one.is_at_hand()) {
        if let Facts::StructureDefinition(structure) = &one.facts {
            bound.extend(bindings(structure, |_| true));
        }
    }
    let is_of_hl7 = |one: &Found| one.facts.url().starts_with("http://hl7.org/") || !one.facts.url().contains(".uk/");
    for one in found.iter_mut() {
        if matches!(one.facts, Facts::ValueSet(_)) && (is_of_hl7(one) || bound.contains(one.facts.url())) {
            one.put(bound.contains(one.facts.url()));
        }
    }
    let mut whole: BTreeSet<String> = BTreeSet::new();
    for one in found.iter().filter(|one| one.is_at_hand()) {
        if let Facts::ValueSet(set) = &one.facts {
            whole.extend(set.include.iter().filter(|include| include.all).map(|include| include.system.clone()));
        }
    }
    for one in found.iter_mut() {
        if matches!(one.facts, Facts::CodeSystem(_)) && (is_of_hl7(one) || whole.contains(one.facts.url())) {
            one.put(whole.contains(one.facts.url()));
        }
    }
}

/// Value sets that a structure binds elements to with a strength that is asked for; an example binds nothing.
fn bindings(structure: &Structure, is_asked: fn(&str) -> bool) -> impl Iterator<Item = String> + '_ {
    let bindings = structure.elements.iter().filter_map(|element| element.binding.as_ref());
    bindings.flat_map(move |binding| {
        let set = binding.value_set.iter().filter(move |_| is_asked(&binding.strength));
        set.chain(&binding.max_value_set).cloned()
    })
}
