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
    /// The part of the definitions that it belongs to, a folder of their output; none for those that are always at hand.
    pub part: String,
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

/// Code systems that are licensed apart: a set of HL7 that lists their codes is held where something is bound to it, and only then.
const LICENSED: &[&str] = &[SNOMED, "http://loinc.org"];

/// Code systems that HL7 published a copy of, whose owner adds codes to them every year: the copy lacks some of them.
const GROWING: &[&str] = &["http://dicom.nema.org/resources/ontology/DCM"];

struct Found {
    facts: Facts,
    origin: String,
    part: String,
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
    keep_at_hand(&mut found);
    for one in &found {
        let path = write::path(&one.part, &one.facts);
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
                let (origin, part) = (&input.origin, &input.part);
                let all = contained.into_iter().chain([facts]);
                found.extend(all.map(|facts| Found { facts, origin: origin.clone(), part: part.clone() }));
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
    let mut bound: BTreeSet<String> = BTreeSet::new();
    for one in &found {
        match &one.facts {
            Facts::ValueSet(set) => sets.push(set.clone()),
            Facts::CodeSystem(system) => systems.push(system.clone()),
            Facts::StructureDefinition(structure) => bindings(structure, &mut bound),
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
                let unused = !bound.contains(&set.url) && set.url.starts_with("http://hl7.org/");
                let used = if unused { "; nothing is bound to it more strongly than as an example, so it was left out" } else { "" };
                for why in &expanded.open {
                    generated.left_out.push(format!("{}: not enumerable: {why}{used}", set.url));
                }
                let licensed = expanded.include.iter().find(|include| LICENSED.contains(&include.system.as_str()));
                if let Some(include) = licensed.filter(|_| unused && expanded.open.is_empty()) {
                    generated.left_out.push(format!("{}: it lists codes of {}{used}", set.url, include.system));
                }
                if !unused || licensed.is_none() && expanded.open.is_empty() {
                    kept.push(Found { facts: Facts::ValueSet(expanded), ..one });
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

/// Moves to the first part the value sets that a profile of it asks for, and the code systems that a value set of it draws on.
fn keep_at_hand(found: &mut [Found]) {
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let of_first = |found: &&Found| found.part.is_empty();
    for one in found.iter().filter(of_first) {
        if let Facts::StructureDefinition(structure) = &one.facts {
            bindings(structure, &mut asked);
        }
    }
    move_to_first(found, |facts| matches!(facts, Facts::ValueSet(set) if asked.contains(&set.url)));
    let mut drawn: BTreeSet<String> = BTreeSet::new();
    for one in found.iter().filter(of_first) {
        if let Facts::ValueSet(set) = &one.facts {
            drawn.extend(set.include.iter().map(|include| include.system.clone()));
        }
    }
    move_to_first(found, |facts| matches!(facts, Facts::CodeSystem(system) if drawn.contains(&system.url)));
}

fn move_to_first(found: &mut [Found], is: impl Fn(&Facts) -> bool) {
    found.iter_mut().filter(|one| is(&one.facts)).for_each(|one| one.part.clear());
}

/// Value sets that a structure binds elements to more strongly than as an example.
fn bindings(structure: &Structure, bound: &mut BTreeSet<String>) {
    let bindings = structure.elements.iter().filter_map(|element| element.binding.as_ref());
    bound.extend(bindings.flat_map(|binding| binding.value_set.iter().chain(&binding.max_value_set)).cloned());
}
