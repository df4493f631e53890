//! Definitions added at run time: StructureDefinition, ValueSet, CodeSystem, a Bundle of them, or a FHIR package.

use serde::Serialize;

use super::archive::{Bounds, Unpacked, each_file};
use super::expand::{Known, WHOLE};
use super::facts::{CodeSystem, Facts, Include, Part, Structure, ValueSet};
use super::questionnaire::Questionnaire;
use super::{Definitions, import};
use crate::diagnostic::Severity;
use crate::hash::TextMap;
use crate::source::{self, Lines};
use crate::syntax::tree::{NodeId, Tree};
use crate::syntax::{Limits, read};

/// A definition that was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Loaded {
    /// Canonical URL.
    pub url: String,
    /// Its business version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `StructureDefinition`, `ValueSet`, `CodeSystem`, `MessageDefinition` or `Questionnaire`.
    pub kind: &'static str,
    /// The version whose place it takes, where one was known: empty where that had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaces: Option<String>,
}

/// Something that was not taken in, or only in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The file, or the URL of the definition.
    pub name: String,
    /// One plain sentence.
    pub message: String,
    /// Line in the file, from 1; 0 if the position is unknown.
    pub line: u32,
    /// Column in UTF-16 code units, from 1.
    pub column: u32,
}

/// What came of adding definitions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    /// What is used from now on.
    pub loaded: Vec<Loaded>,
    /// What is not, and why.
    pub faults: Vec<Fault>,
    /// How many were left out because a newer version is in use.
    pub older: usize,
}

/// More faults are counted and not listed.
const MOST_FAULTS: usize = 1000;

/// A definition that was read, and where it stands.
pub(super) struct Read {
    pub(super) fact: Facts,
    /// The file.
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Read {
    /// Something that is wrong with it.
    pub(super) fn fault(&self, message: &str) -> Fault {
        let message = format!("{}: {message}", self.fact.url());
        Fault { name: self.name.clone(), message, line: self.line, column: self.column }
    }
}

/// What was read of files.
#[derive(Default)]
struct Collected {
    all: Vec<Read>,
    questionnaires: Vec<Questionnaire>,
}

impl Collected {
    fn is_empty(&self) -> bool {
        self.all.is_empty() && self.questionnaires.is_empty()
    }

    fn append(&mut self, mut other: Collected) {
        self.all.append(&mut other.all);
        self.questionnaires.append(&mut other.questionnaires);
    }
}

impl Definitions {
    /// Adds what files hold: XML or JSON, or packages (`.tgz`). What is wrong with one of them does no harm: it is a fault, and
    /// the rest is used. What comes in one call may build on each other in any order. A definition that is older than the one
    /// of its URL that is in use is left out, unless `replace_newer`.
    pub fn add_files(&mut self, files: &mut dyn Iterator<Item = (String, Vec<u8>)>, replace_newer: bool) -> Added {
        let mut added = Added::default();
        let mut whole = Collected::default();
        for (name, bytes) in files {
            let faults = added.faults.len();
            let mut of_file = Collected::default();
            if bytes.starts_with(&[0x1f, 0x8b]) {
                if let Err(why) = collect_package(&bytes, &mut of_file, &mut added.faults) {
                    of_file = Collected::default();
                    added.faults.truncate(faults);
                    added.faults.push(Fault { name: name.clone(), message: why, line: 0, column: 0 });
                }
            } else {
                collect(&name, &bytes, &mut of_file, &mut added.faults);
            }
            if of_file.is_empty() && added.faults.len() == faults {
                let message = "It contains no StructureDefinition, ValueSet, CodeSystem, MessageDefinition or Questionnaire".to_owned();
                added.faults.push(Fault { name, message, line: 0, column: 0 });
            }
            whole.append(of_file);
        }
        let Collected { mut all, questionnaires } = whole;
        let answered: Vec<Loaded> = questionnaires.into_iter().map(|one| self.add_questionnaire(one)).collect();
        self.note_added(&answered);
        added.loaded.extend(answered);
        if !replace_newer {
            self.leave_out_older(&mut all, &mut added);
        }
        self.refuse_circles(&mut all, &mut added);
        self.take(all.into_iter().map(|read| read.fact).collect(), &mut added);
        if let Some(more) = added.faults.len().checked_sub(MOST_FAULTS).filter(|&more| more > 0) {
            added.faults.truncate(MOST_FAULTS);
            let message = format!("{more} more faults are not listed");
            added.faults.push(Fault { name: "definitions".to_owned(), message, line: 0, column: 0 });
        }
        added
    }

    /// Takes a Questionnaire in; one of the same URL, or without one of the same id, gives way.
    fn add_questionnaire(&mut self, questionnaire: Questionnaire) -> Loaded {
        let name = |one: &Questionnaire| one.url.clone().or_else(|| one.id.clone());
        let known = self.questionnaires.iter().position(|known| name(known) == name(&questionnaire));
        let replaces = known.map(|place| self.questionnaires.remove(place).version.unwrap_or_default());
        let url = name(&questionnaire).unwrap_or_default();
        let loaded = Loaded { url, version: questionnaire.version.clone(), kind: "Questionnaire", replaces };
        self.questionnaires.push(questionnaire);
        loaded
    }

    fn take(&mut self, mut facts: Vec<Facts>, added: &mut Added) {
        let again = self.to_list_again(&facts);
        let mut again: Vec<Facts> = again.into_iter().map(Facts::ValueSet).collect();
        let composed: Vec<ValueSet> = facts.iter().filter_map(as_value_set).cloned().collect();
        self.expand_with(&mut again, &facts);
        self.expand(&mut facts);
        let mut coming = TextMap::default();
        composed.iter().for_each(|set| _ = coming.insert(&set.url, 0));
        self.unlisted.retain(|known| coming.get(&known.url).is_none());
        let is_open = facts.iter().filter_map(as_value_set).map(|set| !set.open.is_empty()).collect::<Vec<_>>();
        self.unlisted.extend(composed.into_iter().zip(is_open).filter(|(_, open)| *open).map(|(set, _)| set));
        if !again.is_empty() {
            // Packing what this library has itself listed does not fail; were it to, the sets stay as they were.
            let _ = self.add_facts(&again);
        }
        // A pack lists codes without their ranks, which a value set that comes later may ask for.
        let ranked = facts.iter().filter_map(|fact| match fact {
            Facts::CodeSystem(system) if !system.below.is_empty() => Some(system.clone()),
            _ => None,
        });
        self.ranked.extend(ranked);
        // New types first: profiles are read against them.
        let (types, mut rest): (Vec<Facts>, Vec<Facts>) =
            facts.into_iter().partition(|fact| matches!(fact, Facts::StructureDefinition(s) if !s.constraint));
        for fact in &types {
            if let Facts::StructureDefinition(structure) = fact
                && let Some(known) = self.symbol(&structure.type_code).and_then(|code| self.type_definition(code))
                && self.text(known.1.url) != structure.url
            {
                let message = format!("It redefines the type {}, so no message is checked against it", structure.type_code);
                added.faults.push(fault_of(structure, 0, message));
            }
        }
        if !types.is_empty() {
            self.add_all(types, added);
        }
        // Faults of profiles whose base is not known: it may come in the same package, later in the alphabet.
        let mut baseless: Vec<(String, Fault)> = Vec::new();
        for fact in &mut rest {
            if let Facts::StructureDefinition(structure) = fact {
                let wrong = self.normalise(structure);
                added.faults.extend(wrong.into_iter().map(|(place, message)| fault_of(structure, place, message)));
                if self.symbol(&structure.type_code).and_then(|code| self.type_shape(code)).is_none() {
                    let message = format!("Its type {} is unknown, so nothing can be checked against it", structure.type_code);
                    added.faults.push(fault_of(structure, 0, message));
                } else if let Some(base) = self.other_base(structure) {
                    let message = format!("Its type is {}, but the type of its base is {base}", structure.type_code);
                    added.faults.push(fault_of(structure, 0, message));
                } else if let Some(base) = structure.base.as_deref().filter(|base| !self.is_structure(base)) {
                    let message = format!("Its base {base} is not known yet; until it is added, only its own constraints are checked");
                    baseless.push((base.to_owned(), fault_of(structure, 0, message)));
                }
            }
        }
        self.add_all(rest, added);
        added.faults.extend(baseless.into_iter().filter(|(base, _)| !self.is_structure(base)).map(|(_, fault)| fault));
    }

    pub(super) fn is_structure(&self, url: &str) -> bool {
        self.symbol(url).is_some_and(|url| self.structure_by_url(url).is_some())
    }

    /// Value sets that the new definitions let us expand further, directly or through others.
    fn to_list_again(&self, facts: &[Facts]) -> Vec<ValueSet> {
        let mut coming = TextMap::default();
        for fact in facts.iter().filter(|fact| !matches!(fact, Facts::StructureDefinition(_))) {
            coming.insert(fact.url(), 0);
        }
        // For each URL, the sets that wait for it.
        let mut places = TextMap::default();
        let mut waiting: Vec<Vec<usize>> = Vec::new();
        for (place, set) in self.unlisted.iter().enumerate() {
            for url in set.compose.iter().flat_map(|part| part.imports.iter().chain([&part.system])) {
                let at = places.or_insert(url, waiting.len() as u32) as usize;
                if at == waiting.len() {
                    waiting.push(Vec::new());
                }
                waiting[at].push(place);
            }
        }
        let mut again: Vec<ValueSet> = Vec::new();
        let mut seen = TextMap::default();
        let mut pending: Vec<&str> = facts.iter().filter(|fact| coming.get(fact.url()).is_some()).map(Facts::url).collect();
        while let Some(url) = pending.pop() {
            for &place in places.get(url).map_or(&[][..], |at| &waiting[at as usize]) {
                let set = &self.unlisted[place];
                if coming.get(&set.url).is_none() && seen.insert(&set.url, 0).is_none() {
                    again.push(set.clone());
                    pending.push(&set.url);
                }
            }
        }
        let mut systems = TextMap::default();
        facts.iter().filter(|fact| matches!(fact, Facts::CodeSystem(_))).for_each(|fact| _ = systems.insert(fact.url(), 0));
        for (url, set) in self.sets_of_unlisted(&systems) {
            if coming.get(url).is_none() && seen.insert(url, 0).is_none() {
                again.push(self.as_composed(url, set));
            }
        }
        again
    }

    /// The type of a base that is of another type than what builds on it.
    fn other_base(&self, structure: &Structure) -> Option<&str> {
        let base = structure.base.as_deref().and_then(|base| self.symbol(base)).and_then(|base| self.structure_by_url(base))?;
        let kind = self.text(base.type_code);
        (kind != structure.type_code).then_some(kind)
    }

    fn add_all(&mut self, facts: Vec<Facts>, added: &mut Added) {
        let loaded: Vec<Loaded> = facts.iter().filter_map(|fact| self.loaded(fact)).collect();
        match self.add_facts(&facts) {
            Ok(_) => {
                self.note_added(&loaded);
                added.loaded.extend(loaded);
            }
            Err(_) => added.faults.push(Fault {
                name: "definitions".to_owned(),
                message: "They could not be packed".to_owned(),
                line: 0,
                column: 0,
            }),
        }
    }

    fn loaded(&self, fact: &Facts) -> Option<Loaded> {
        let (kind, version) = match fact {
            Facts::StructureDefinition(s) => ("StructureDefinition", &s.version),
            Facts::ValueSet(s) => ("ValueSet", &s.version),
            Facts::CodeSystem(s) => ("CodeSystem", &s.version),
            Facts::MessageDefinition(s) => ("MessageDefinition", &s.version),
            Facts::NamingSystem(_) => return None,
        };
        let replaces = self.version_in_use(fact).map(|version| version.unwrap_or_default().to_owned());
        Some(Loaded { url: fact.url().to_owned(), version: version.clone(), kind, replaces })
    }

    /// Returns the version of the definition in use with the same URL and kind, or `None` if no such definition is in use.
    pub(super) fn version_in_use(&self, fact: &Facts) -> Option<Option<&str>> {
        let url = self.symbol(fact.url())?;
        let version = match fact {
            Facts::StructureDefinition(_) => self.structure_by_url(url).map(|d| d.version),
            Facts::ValueSet(_) => self.value_set(url).map(|(_, s)| s.version),
            Facts::CodeSystem(_) => self.code_system(url).map(|s| s.version),
            _ => None,
        };
        version.map(|version| version.map(|version| self.text(version)))
    }

    /// Expands value sets against those that come with them and those that are known.
    fn expand(&self, facts: &mut [Facts]) {
        self.expand_with(facts, &[]);
    }

    /// The same, with others that come along.
    fn expand_with(&self, facts: &mut [Facts], others: &[Facts]) {
        let (mut sets, mut systems, mut ranks, mut seen) = (Vec::new(), Vec::new(), Vec::new(), TextMap::default());
        let mut ranked = TextMap::default();
        for (place, system) in self.ranked.iter().enumerate() {
            ranked.insert(&system.url, place as u32);
        }
        for fact in facts.iter() {
            let Facts::ValueSet(set) = fact else { continue };
            for url in set.compose.iter().flat_map(|part| part.imports.iter().chain([&part.system])) {
                let Some(symbol) = self.symbol(url).filter(|_| seen.insert(url, 0).is_none()) else { continue };
                ranks.extend(ranked.get(url).map(|place| &self.ranked[place as usize]));
                sets.extend(self.value_set(symbol).map(|(_, set)| self.as_composed(url, set)));
                systems.extend(self.code_system(symbol).map(|system| self.as_published(url, system)));
            }
        }
        let mut known = Known::limited();
        sets.iter().for_each(|set| known.add_set(set));
        systems.iter().for_each(|system| known.add_system_as_listed(system, false));
        ranks.iter().for_each(|system| known.add_system(system));
        // What comes along counts for more than what is known.
        for fact in others.iter().chain(facts.iter()) {
            match fact {
                Facts::ValueSet(set) => known.add_set(set),
                Facts::CodeSystem(system) => known.add_system(system),
                _ => {}
            }
        }
        let expanded = facts.iter().map(|fact| match fact {
            Facts::ValueSet(set) => Some(known.expand(set)),
            _ => None,
        });
        let expanded: Vec<Option<ValueSet>> = expanded.collect();
        for (fact, expanded) in facts.iter_mut().zip(expanded) {
            if let Some(set) = expanded {
                *fact = Facts::ValueSet(set);
            }
        }
    }

    fn as_composed(&self, url: &str, set: &super::model::ValueSet) -> ValueSet {
        let text = |symbol| self.text(symbol).to_owned();
        let parts = set.includes.iter().map(|include| Part {
            system: text(include.system),
            codes: include.codes.iter().map(|&code| text(code)).collect(),
            ..Part::default()
        });
        let open = set.open.iter().map(|&why| match self.text(why).strip_suffix(WHOLE) {
            Some(system) => Part { system: system.to_owned(), ..Part::default() },
            None => Part { system: text(why), filters: vec![Default::default()], ..Part::default() },
        });
        let version = set.version.map(text);
        ValueSet {
            url: url.to_owned(),
            version,
            compose: parts.chain(open).collect(),
            include: Vec::<Include>::new(),
            ..ValueSet::default()
        }
    }

    fn as_published(&self, url: &str, system: &super::model::CodeSystem) -> CodeSystem {
        let concepts = system.concepts.iter().map(|&(code, _)| (self.text(code).to_owned(), String::new()));
        CodeSystem {
            url: url.to_owned(),
            complete: system.complete,
            ignores_case: system.ignores_case,
            not_selectable: system.not_selectable.iter().map(|&code| self.text(code).to_owned()).collect(),
            concepts: concepts.collect(),
            ..CodeSystem::default()
        }
    }
}

/// What a definition says and nothing here checks, where it first stands.
fn not_read(tree: &Tree<'_>, resource: NodeId) -> Option<(NodeId, &'static str)> {
    let part = tree.child(resource, "differential").or_else(|| tree.child(resource, "snapshot"));
    let elements = part.into_iter().flat_map(|part| tree.children_named(part, "element"));
    let mut versioning =
        elements.flat_map(|element| tree.children_named(element, "type")).filter_map(|kind| tree.child(kind, "versioning"));
    let bound = versioning.find(|&node| matches!(tree.value(node), Some("independent" | "specific")));
    let inactive = tree.child(resource, "compose").and_then(|compose| tree.child(compose, "inactive"));
    let inactive = inactive.filter(|&node| tree.value(node) == Some("false"));
    bound
        .map(|node| (node, "Whether references name a version (type.versioning) is not checked"))
        .or_else(|| inactive.map(|node| (node, "It is not known which codes are inactive, so they are not excluded (compose.inactive)")))
}

fn as_value_set(fact: &Facts) -> Option<&ValueSet> {
    match fact {
        Facts::ValueSet(set) => Some(set),
        _ => None,
    }
}

/// Something that is wrong with an element of a definition, where that stands in its file.
fn fault_of(structure: &Structure, element: usize, message: String) -> Fault {
    let (file, line, column) = &structure.source;
    let (line, column) = structure.elements.get(element).and_then(|element| element.place).unwrap_or((*line, *column));
    match file.as_str() {
        "" => Fault { name: structure.url.clone(), message, line, column },
        file => Fault { name: file.to_owned(), message: format!("{}: {message}", structure.url), line, column },
    }
}

/// Packages hold more than definitions: indexes, manifests, examples.
fn is_definition_file(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    (name.ends_with(".json") || name.ends_with(".xml")) && file != "package.json" && !file.starts_with('.')
}

/// Reads the files of a package, which count in the order of their names.
fn collect_package(bytes: &[u8], all: &mut Collected, faults: &mut Vec<Fault>) -> Result<(), String> {
    let mut files: Vec<(String, Collected, Vec<Fault>)> = Vec::new();
    let bounds = Bounds { file: Limits::default().bytes as u64, ..Bounds::default() };
    each_file(bytes, bounds, is_definition_file, &mut |name, file| {
        let (mut found, mut wrong) = (Collected::default(), Vec::new());
        match file {
            Unpacked::Bytes(bytes) => collect(&name, &bytes, &mut found, &mut wrong),
            Unpacked::TooLarge => {
                let message = format!("The file is larger than {} MB and was left out", bounds.file >> 20);
                wrong.push(Fault { name: name.clone(), message, line: 0, column: 0 });
            }
        }
        if !found.is_empty() || !wrong.is_empty() {
            files.push((name, found, wrong));
        }
        Ok(())
    })?;
    files.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, found, wrong) in files {
        all.append(found);
        faults.extend(wrong);
    }
    Ok(())
}

fn collect(name: &str, bytes: &[u8], into: &mut Collected, faults: &mut Vec<Fault>) {
    let (text, _, _) = source::decode(bytes);
    let (tree, findings) = read(&text, Limits::default());
    let lines = Lines::new(&text);
    let broken = findings.iter().find(|finding| finding.severity == Severity::Fatal);
    if let Some(fatal) = broken {
        let span = tree.span_of(fatal.at);
        let place = lines.position(span.start);
        faults.push(Fault { name: name.to_owned(), message: fatal.message.clone(), line: place.line, column: place.column });
    }
    for resource in import::resources(&tree) {
        let kind = tree.resource_type(resource).unwrap_or_default();
        if kind == "Questionnaire" {
            into.questionnaires.push(Questionnaire::of(&tree, resource));
            continue;
        }
        if !matches!(kind, "StructureDefinition" | "ValueSet" | "CodeSystem" | "MessageDefinition" | "NamingSystem") {
            continue;
        }
        match import::import(&tree, resource, Some(&lines)) {
            Ok(mut fact) => {
                if let Some((node, what)) = not_read(&tree, resource) {
                    let place = lines.position(tree.name_span(node).start);
                    let message = format!("{}: {what}", fact.url());
                    faults.push(Fault { name: name.to_owned(), message, line: place.line, column: place.column });
                }
                if let Facts::StructureDefinition(structure) = &mut fact {
                    structure.source.0 = name.to_owned();
                }
                let place = lines.position(tree.name_span(resource).start);
                let contained = import::contained(&tree, resource);
                for fact in contained.into_iter().chain([fact]) {
                    into.all.push(Read { fact, name: name.to_owned(), line: place.line, column: place.column });
                }
            }
            // Of a text that breaks off the rest may be missing for that.
            Err(_) if broken.is_some() => {}
            Err(why) => {
                let place = lines.position(tree.name_span(resource).start);
                let message = format!("This {kind} was left out: {why}");
                faults.push(Fault { name: name.to_owned(), message, line: place.line, column: place.column });
            }
        }
    }
}
