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

/// Code systems that a guide names and no value set does: the tags of Update Record.
const NAMED: &[&str] = &["https://fhir.nhs.uk/CodeSystem/RecordStandardHeadings"];

struct Found {
    facts: Facts,
    origin: String,
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
    normalise(&mut found);
    let found = choose_terminology(found, &mut generated);
    for one in &found {
        let path = write::path(&one.facts);
        if generated.files.insert(path.clone(), write::text(&one.facts)).is_some() {
            generated.left_out.push(format!("{path}: two definitions share this file name"));
        }
    }
    let rows: Vec<(&Facts, &str)> = found.iter().map(|f| (&f.facts, f.origin.as_str())).collect();
    generated.files.insert("manifest.json".to_owned(), write::manifest(&rows, provenance));
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
                found.extend(contained.into_iter().chain([facts]).map(|facts| Found { facts, origin: input.origin.clone() }));
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

/// Expands the value sets that something is bound to, and keeps the code systems that they need.
fn choose_terminology(found: Vec<Found>, generated: &mut Generated) -> Vec<Found> {
    let (mut sets, mut systems): (Vec<ValueSet>, Vec<CodeSystem>) = Default::default();
    let mut bound: BTreeMap<String, &'static str> = BTreeMap::new();
    for one in &found {
        match &one.facts {
            Facts::ValueSet(set) => {
                sets.push(set.clone());
            }
            Facts::CodeSystem(system) => {
                systems.push(system.clone());
            }
            Facts::StructureDefinition(structure) => bindings(structure, &mut bound),
            _ => {}
        }
    }
    let mut known = Known::default();
    sets.iter().for_each(|set| known.add_set(set));
    systems.iter().for_each(|system| known.add_system(system));
    let mut displayed: BTreeSet<String> = BTreeSet::new();
    let bare = bare_codes(&found);
    for url in found.iter().filter_map(|f| shows_displays(&f.facts, &bare)).flatten() {
        if let Some(set) = known.set(&url) {
            displayed.extend(known.expand(set).include.into_iter().map(|include| include.system));
        }
    }
    let mut needed: BTreeSet<String> = NAMED.iter().map(|&url| url.to_owned()).collect();
    let mut used: HashMap<String, BTreeSet<String>> = HashMap::new();
    let mut kept = Vec::new();
    let mut rest = Vec::new();
    for one in found {
        match one.facts {
            Facts::ValueSet(set) => {
                let Some(strength) = bound.get(&set.url) else {
                    generated.left_out.push(format!("{}: nothing is bound to it more strongly than as an example", set.url));
                    continue;
                };
                let expanded = known.expand(&set);
                let codes: usize = expanded.include.iter().map(|include| include.codes.len()).sum();
                if *strength == "preferred" && !set.url.contains(".uk/") {
                    generated.left_out.push(format!("{}: only preferred ({codes} codes)", set.url));
                    continue;
                }
                for why in &expanded.open {
                    generated.left_out.push(format!("{}: not enumerable: {why}", set.url));
                }
                for include in &expanded.include {
                    if include.all {
                        needed.insert(include.system.clone());
                    } else {
                        used.entry(include.system.clone()).or_default().extend(include.codes.iter().cloned());
                    }
                }
                kept.push(Found { facts: Facts::ValueSet(expanded), ..one });
            }
            Facts::CodeSystem(_) => rest.push(one),
            _ => kept.push(one),
        }
    }
    for one in rest {
        let Facts::CodeSystem(mut system) = one.facts else { continue };
        if !needed.contains(&system.url) {
            let Some(codes) = used.get(&system.url) else {
                generated.left_out.push(format!("{}: no value set that was kept draws on it", system.url));
                continue;
            };
            let before = system.concepts.len();
            system.concepts.retain(|(code, _)| codes.contains(code));
            system.complete &= system.concepts.len() == before;
            system.not_selectable.retain(|code| codes.contains(code));
        }
        // Where a system is only drawn on by elements that hold a bare code, nothing ever shows a display.
        if !displayed.contains(&system.url) {
            system.concepts.iter_mut().for_each(|(_, display)| display.clear());
        }
        // Displays of SNOMED CT are licensed apart.
        if system.url == "http://snomed.info/sct" {
            continue;
        }
        kept.push(Found { facts: Facts::CodeSystem(system), origin: one.origin });
    }
    kept
}

/// Paths of elements that hold a bare code, in the base types.
fn bare_codes(found: &[Found]) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    for one in found {
        let Facts::StructureDefinition(structure) = &one.facts else { continue };
        for element in structure.elements.iter().filter(|_| !structure.constraint) {
            if !element.types.is_empty() && element.types.iter().all(|t| t.code == "code") {
                paths.insert(element.path.clone());
            }
        }
    }
    paths
}

/// Value sets that a structure binds elements to that show displays: anything but a bare code. A profile that
/// says nothing of an element's type leaves it that of the base.
fn shows_displays(facts: &Facts, bare: &BTreeSet<String>) -> Option<Vec<String>> {
    let Facts::StructureDefinition(structure) = facts else { return None };
    let shown = structure.elements.iter().filter(|element| match element.types.as_slice() {
        [] => !bare.contains(&element.path),
        types => types.iter().any(|t| t.code != "code"),
    });
    let bindings = shown.filter_map(|element| element.binding.as_ref());
    Some(bindings.flat_map(|b| b.value_set.iter().chain(&b.max_value_set)).cloned().collect())
}

fn bindings(structure: &Structure, bound: &mut BTreeMap<String, &'static str>) {
    for binding in structure.elements.iter().filter_map(|element| element.binding.as_ref()) {
        let strength = if binding.strength == "preferred" { "preferred" } else { "required" };
        let sets = binding.value_set.iter().map(|set| (set, strength)).chain(binding.max_value_set.iter().map(|set| (set, "required")));
        for (set, strength) in sets {
            let known = bound.entry(set.clone()).or_insert(strength);
            if strength == "required" {
                *known = strength;
            }
        }
    }
}
