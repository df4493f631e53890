//! Published definitions: embedded as one pack, decoded one by one when first asked for, found by canonical URL.

mod add;
pub(crate) mod archive;
mod circles;
pub(crate) mod constraints;
mod decode;
pub(crate) mod encode;
pub(crate) mod errata;
pub(crate) mod expand;
pub mod facts;
pub(crate) mod import;
pub(crate) mod model;
mod newer;
mod normalise;
mod on_demand;
pub(crate) mod questionnaire;
pub(crate) mod shape;
pub(crate) mod terminology;
pub(crate) mod wording;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

pub use add::{Added, Fault, Loaded};
use constraints::Constraints;
pub use decode::PackError;
use decode::{Entry, Reader};
use encode::kind;
pub(crate) use model::MessageDefinition;
use model::{CodeSystem, Definition, ValueSet};
use shape::Shapes;
use terminology::Terminology;

use crate::hash::TextMap;
use crate::near::is_slip;
use crate::syntax::intern::{Interner, Symbol};

/// The definitions that come with the library.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/definitions.pack"));

/// A canonical URL, and the version that it may end in.
pub(crate) fn split_version(canonical: &str) -> (&str, Option<&str>) {
    canonical.split_once('|').map_or((canonical, None), |(url, version)| (url, Some(version)))
}

/// Number of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct DefinitionId(pub(crate) u32);

#[derive(Debug)]
struct Slot {
    entry: Entry,
    pack: u32,
    decoded: OnceLock<Option<Decoded>>,
}

#[derive(Debug)]
enum Decoded {
    Structure(Box<Definition>),
    ValueSet(ValueSet),
    CodeSystem(CodeSystem),
    MessageDefinition(MessageDefinition),
}

#[derive(Debug)]
struct Pack {
    bytes: Cow<'static, [u8]>,
    symbols: Vec<Symbol>,
}

/// Of definitions that took the place of others, so many are named.
const NAMED: usize = 5;

/// All definitions that a check knows.
#[derive(Debug)]
pub struct Definitions {
    pub(crate) strings: Interner,
    packs: Vec<Pack>,
    slots: Vec<Slot>,
    /// For each kind of entry: slot + 1 by the symbol of the URL.
    by_url: [Vec<u32>; 4],
    shapes: Shapes,
    terminology: Terminology,
    constraints: Constraints,
    /// What is known, in a few words; made when first asked for.
    summary: OnceLock<String>,
    /// Systems by how a check looks them up; made when first asked for, since most messages have one that is not known.
    systems: OnceLock<HashMap<String, String>>,
    /// URLs of StructureDefinitions by their lengths: a misspelt one is nearly as long.
    structure_urls: OnceLock<HashMap<usize, Vec<Symbol>>>,
    /// URLs of NHS definitions by their names, with and without the version at the end.
    structure_names: OnceLock<HashMap<String, Vec<Symbol>>>,
    /// Code systems that were added, with the ranks of their codes.
    ranked: Vec<facts::CodeSystem>,
    /// Value sets that were added and could not be listed in full: what they lack may come later.
    unlisted: Vec<facts::ValueSet>,
    /// Questionnaires that were added.
    questionnaires: Vec<questionnaire::Questionnaire>,
    /// What was added at run time, the latest last.
    added: Vec<Loaded>,
    /// Those that are loaded on demand are here.
    has_all: bool,
}

impl Definitions {
    /// None at all.
    pub fn none() -> Definitions {
        Definitions {
            strings: Interner::default(),
            packs: Vec::new(),
            slots: Vec::new(),
            by_url: Default::default(),
            shapes: Shapes::default(),
            terminology: Terminology::default(),
            constraints: Constraints::default(),
            summary: OnceLock::new(),
            systems: OnceLock::new(),
            structure_urls: OnceLock::new(),
            structure_names: OnceLock::new(),
            ranked: Vec::new(),
            unlisted: Vec::new(),
            questionnaires: Vec::new(),
            added: Vec::new(),
            has_all: false,
        }
    }

    /// The embedded ones. The pack is made by this library's own build; were it damaged, nothing would be known.
    pub fn embedded() -> Definitions {
        let mut definitions = Definitions::none();
        let whole = definitions.add(EMBEDDED.into());
        debug_assert!(whole.is_ok(), "{whole:?}");
        definitions.add_all_embedded();
        definitions
    }

    /// Adds a pack. What it defines anew takes the place of what was known by the same URL.
    pub(crate) fn add(&mut self, bytes: Cow<'static, [u8]>) -> Result<usize, PackError> {
        self.add_pack(bytes, true)
    }

    /// Adds a pack; what was known by the same URL gives way or stays.
    fn add_pack(&mut self, bytes: Cow<'static, [u8]>, replace: bool) -> Result<usize, PackError> {
        let (symbols, entries) = decode::contents(&bytes, &mut self.strings)?;
        let pack = self.packs.len() as u32;
        let count = entries.len();
        for entry in entries {
            self.slots.push(Slot { entry, pack, decoded: OnceLock::new() });
            let index = &mut self.by_url[usize::from(entry.kind.min(3))];
            let at = entry.url.0 as usize;
            if index.len() <= at {
                index.resize(self.strings.len().max(at + 1), 0);
            }
            if replace || index[at] == 0 {
                index[at] = self.slots.len() as u32;
            }
        }
        self.packs.push(Pack { bytes, symbols });
        // What was worked out may be another thing now.
        let mut shapes = std::mem::take(&mut self.shapes);
        shapes.renew(self, self.slots.len() - count);
        self.shapes = shapes;
        self.terminology.renew(self.slots.len());
        let mut constraints = std::mem::take(&mut self.constraints);
        constraints.renew(self);
        self.constraints = constraints;
        self.forget();
        Ok(count)
    }

    /// Adds facts.
    pub fn add_facts(&mut self, facts: &[facts::Facts]) -> Result<usize, PackError> {
        self.add(Cow::Owned(encode::encode(facts)))
    }

    /// What is known, in a few words.
    pub fn summary(&self) -> &str {
        self.summary.get_or_init(|| self.counted())
    }

    fn counted(&self) -> String {
        let counts = self.by_url.each_ref().map(|index| index.iter().filter(|&&slot| slot != 0).count());
        let mut summary = format!(
            "HL7 FHIR STU3 3.0.2 and NHS ITK3: {} structures, {} value sets, {} code systems, {} message definitions",
            counts[0], counts[1], counts[2], counts[3]
        );
        if !self.added.is_empty() {
            summary.push_str(&format!("; {} of them added", self.added.len()));
        }
        let mut replacing = self.added.iter().filter_map(|added| Some((added, added.replaces.as_deref()?)));
        let or_none = |version: &str| if version.is_empty() { "no version".to_owned() } else { version.to_owned() };
        for (added, replaces) in replacing.by_ref().take(NAMED) {
            let version = or_none(added.version.as_deref().unwrap_or_default());
            summary.push_str(&format!("; {} {version} in place of {}", added.url, or_none(replaces)));
        }
        match replacing.count() {
            0 => {}
            more => summary.push_str(&format!("; and {more} more in place of others")),
        }
        summary
    }

    /// Notes what has been added.
    fn note_added(&mut self, loaded: &[Loaded]) {
        let mut again = TextMap::default();
        for (place, one) in loaded.iter().enumerate() {
            again.insert(&one.url, place as u32);
        }
        let is_again = |known: &Loaded| loaded.iter().any(|one| known.url == one.url && known.kind == one.kind);
        self.added.retain(|known| again.get(&known.url).is_none() || !is_again(known));
        // Of one URL the last counts, unless it stands for two kinds.
        let counts = |(place, one): &(usize, &Loaded)| {
            let last = again.get(&one.url).map_or(*place, |last| last as usize);
            last == *place || loaded[last].kind != one.kind
        };
        self.added.extend(loaded.iter().enumerate().filter(counts).map(|(_, one)| one.clone()));
        self.forget();
    }

    /// The URL of the StructureDefinition that was added latest and ends in this name.
    pub(crate) fn added_structure(&self, name: &str) -> Option<String> {
        let named = |added: &&Loaded| added.kind == "StructureDefinition" && added.url.rsplit('/').next() == Some(name);
        self.added.iter().rev().find(named).map(|added| added.url.clone())
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        self.strings.text(symbol)
    }

    pub(crate) fn symbol(&self, text: &str) -> Option<Symbol> {
        self.strings.find(text)
    }

    pub(crate) fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    fn find(&self, kind: u8, url: Symbol) -> Option<u32> {
        self.by_url[usize::from(kind)].get(url.0 as usize).copied()?.checked_sub(1)
    }

    fn decoded(&self, slot: u32) -> Option<&Decoded> {
        let slot = self.slots.get(slot as usize)?;
        slot.decoded
            .get_or_init(|| {
                let pack = &self.packs[slot.pack as usize];
                let bytes = &pack.bytes[..slot.entry.end as usize];
                let mut reader = Reader::new(bytes, &pack.symbols, &slot.entry);
                match slot.entry.kind {
                    kind::STRUCTURE => decode::definition(&mut reader, slot.entry.url).ok().map(|d| Decoded::Structure(Box::new(d))),
                    kind::VALUE_SET => decode::value_set(&mut reader).ok().map(Decoded::ValueSet),
                    kind::CODE_SYSTEM => decode::code_system(&mut reader).ok().map(Decoded::CodeSystem),
                    _ => decode::message_definition(&mut reader).ok().map(Decoded::MessageDefinition),
                }
            })
            .as_ref()
    }

    /// The number of a StructureDefinition.
    pub(crate) fn find_structure(&self, url: Symbol) -> Option<DefinitionId> {
        self.find(kind::STRUCTURE, url).map(DefinitionId)
    }

    pub(crate) fn structure(&self, id: DefinitionId) -> Option<&Definition> {
        match self.decoded(id.0)? {
            Decoded::Structure(definition) => Some(definition),
            _ => None,
        }
    }

    /// The URL of a known StructureDefinition that a URL is but for one slip.
    pub(crate) fn structure_url_near(&self, url: &str) -> Option<&str> {
        let by_length = self.structure_urls.get_or_init(|| {
            let mut by_length: HashMap<usize, Vec<Symbol>> = HashMap::new();
            for slot in self.slots.iter().filter(|slot| slot.entry.kind == kind::STRUCTURE) {
                by_length.entry(self.text(slot.entry.url).len()).or_default().push(slot.entry.url);
            }
            by_length
        });
        let lengths = url.len().saturating_sub(1)..=url.len() + 1;
        let mut candidates = lengths.filter_map(|length| by_length.get(&length)).flatten().map(|&url| self.text(url));
        candidates.find(|known| is_slip(known, url))
    }

    /// The URL of the one StructureDefinition of the NHS that has the name of another URL of the NHS: under the other of its two hosts,
    /// with a version after the name, or by the name alone.
    pub(crate) fn structure_url_of_same_name(&self, url: &str) -> Option<&str> {
        let is_of_nhs = |url: &str| {
            let path = ["https://fhir.nhs.uk/", "https://fhir.hl7.org.uk/"].iter().find_map(|host| url.strip_prefix(host));
            let name = path.and_then(|path| path.strip_prefix("STU3/").unwrap_or(path).strip_prefix("StructureDefinition/"));
            name.is_some_and(|name| !name.contains('/'))
        };
        let is_name = !url.contains(':') && !url.trim_start_matches("StructureDefinition/").contains('/');
        let name = url.rsplit('/').next().filter(|name| (is_name || is_of_nhs(url)) && !name.is_empty())?;
        let by_name = self.structure_names.get_or_init(|| {
            let mut by_name: HashMap<String, Vec<Symbol>> = HashMap::new();
            for slot in self.slots.iter().filter(|slot| slot.entry.kind == kind::STRUCTURE) {
                let known = self.text(slot.entry.url);
                if let Some(name) = known.rsplit('/').next().filter(|_| is_of_nhs(known)) {
                    let (stem, version) = name.rsplit_once('-').unwrap_or((name, ""));
                    let keys = [Some(name), Some(stem).filter(|_| version.bytes().all(|byte| byte.is_ascii_digit()))];
                    keys.into_iter().flatten().for_each(|key| by_name.entry(key.to_ascii_lowercase()).or_default().push(slot.entry.url));
                }
            }
            by_name
        });
        match by_name.get(&name.to_ascii_lowercase()).map(Vec::as_slice) {
            Some(&[only]) => Some(self.text(only)),
            _ => None,
        }
    }

    /// A StructureDefinition by its canonical URL.
    pub(crate) fn structure_by_url(&self, url: Symbol) -> Option<&Definition> {
        self.structure(self.find_structure(url)?)
    }

    /// Value sets that hold one of these code systems as a whole which is not listed.
    fn sets_of_unlisted<'d>(&'d self, systems: &TextMap<'_>) -> Vec<(&'d str, &'d ValueSet)> {
        if systems.is_empty() {
            return Vec::new();
        }
        let sets = self.by_url[usize::from(kind::VALUE_SET)].iter().enumerate().filter(|(_, slot)| **slot != 0);
        let sets = sets.filter_map(|(url, _)| Some((self.text(Symbol(url as u32)), self.value_set(Symbol(url as u32))?.1)));
        let whole = |why: &Symbol| self.text(*why).strip_suffix(expand::WHOLE).is_some_and(|system| systems.get(system).is_some());
        sets.filter(|(_, set)| set.open.iter().any(whole)).collect()
    }

    /// A StructureDefinition by its canonical URL as text, whatever version that names.
    pub(crate) fn structure_named(&self, canonical: &str) -> Option<&Definition> {
        self.structure_by_url(self.symbol(split_version(canonical).0)?)
    }

    /// Some definition has this URL.
    pub(crate) fn is_definition(&self, url: Symbol) -> bool {
        (0..4).any(|kind| self.find(kind, url).is_some())
    }

    /// A MessageDefinition by its canonical URL.
    pub(crate) fn message_definition(&self, url: Symbol) -> Option<&MessageDefinition> {
        match self.decoded(self.find(kind::MESSAGE_DEFINITION, url)?)? {
            Decoded::MessageDefinition(definition) => Some(definition),
            _ => None,
        }
    }

    fn constraints(&self) -> &Constraints {
        &self.constraints
    }

    fn terminology(&self) -> &Terminology {
        &self.terminology
    }

    /// A ValueSet and its slot.
    pub(crate) fn value_set(&self, url: Symbol) -> Option<(u32, &ValueSet)> {
        let slot = self.find(kind::VALUE_SET, url)?;
        match self.decoded(slot)? {
            Decoded::ValueSet(set) => Some((slot, set)),
            _ => None,
        }
    }

    fn find_code_system(&self, url: Symbol) -> Option<(u32, &CodeSystem)> {
        let slot = self.find(kind::CODE_SYSTEM, url)?;
        match self.decoded(slot)? {
            Decoded::CodeSystem(system) => Some((slot, system)),
            _ => None,
        }
    }

    pub(crate) fn code_system(&self, url: Symbol) -> Option<&CodeSystem> {
        self.find_code_system(url).map(|(_, system)| system)
    }

    /// The URLs of the StructureDefinitions that are such.
    pub(crate) fn structures(&self, is_such: impl Fn(&Definition) -> bool) -> Vec<&str> {
        let of_kind = self.by_url[usize::from(kind::STRUCTURE)].iter().enumerate().filter(|(_, slot)| **slot != 0);
        let such = of_kind.filter(|(_, slot)| self.structure(DefinitionId(**slot - 1)).is_some_and(&is_such));
        such.map(|(url, _)| self.text(Symbol(url as u32))).collect()
    }

    /// The URLs of the code systems.
    pub(crate) fn code_systems(&self) -> impl Iterator<Item = &str> + '_ {
        self.entries().filter(|(kind, _)| *kind == kind::CODE_SYSTEM).map(|(_, url)| self.text(url))
    }

    /// Systems by what `make` gives, which is asked once until something is added.
    pub(crate) fn systems(&self, make: impl FnOnce(&Definitions) -> HashMap<String, String>) -> &HashMap<String, String> {
        self.systems.get_or_init(|| make(self))
    }

    /// What was learned of the definitions before something was added holds no more.
    fn forget(&mut self) {
        self.summary = OnceLock::new();
        self.systems = OnceLock::new();
        self.structure_urls = OnceLock::new();
        self.structure_names = OnceLock::new();
    }

    /// Every entry's kind and URL, for counting and for tests.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u8, Symbol)> + '_ {
        self.slots.iter().map(|slot| (slot.entry.kind, slot.entry.url))
    }
}

#[cfg(test)]
mod tests;
