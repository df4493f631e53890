//! The facts of `definitions/`, read apart from the library: what a change to a message breaks is decided from them.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// One element of one definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    structure: usize,
    element: usize,
}

/// Every definition.
pub(crate) struct Facts {
    structures: Vec<Value>,
    by_url: HashMap<String, usize>,
    value_sets: HashMap<String, Value>,
}

const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";

impl Facts {
    pub(crate) fn load() -> Facts {
        let mut facts = Facts { structures: Vec::new(), by_url: HashMap::new(), value_sets: HashMap::new() };
        let mut pending = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions")];
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                pending.extend(fs::read_dir(&path).expect("a folder can be read").map(|entry| entry.expect("an entry").path()));
                continue;
            }
            let text = fs::read_to_string(&path).expect("a definition can be read");
            let definition: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let url = definition["url"].as_str().unwrap_or_default().to_owned();
            match definition["resourceType"].as_str() {
                Some("StructureDefinition") => {
                    facts.by_url.insert(url, facts.structures.len());
                    facts.structures.push(definition);
                }
                Some("ValueSet") => {
                    facts.value_sets.insert(url, definition);
                }
                _ => {}
            }
        }
        assert!(facts.structures.len() > 500, "the definitions are whole");
        facts
    }

    pub(crate) fn get(&self, place: Place) -> &Value {
        &self.structures[place.structure]["elements"][place.element]
    }

    fn path(&self, place: Place) -> &str {
        self.get(place)["path"].as_str().expect("an element has a path")
    }

    fn count(&self, structure: usize) -> usize {
        self.structures[structure]["elements"].as_array().map_or(0, Vec::len)
    }

    /// The root of a type's definition.
    pub(crate) fn of_type(&self, code: &str) -> Option<Place> {
        self.by_url.get(&format!("{BASE}{code}")).map(|&structure| Place { structure, element: 0 })
    }

    pub(crate) fn is_primitive(&self, code: &str) -> bool {
        self.of_type(code).is_some_and(|place| self.structures[place.structure]["kind"] == "primitive-type")
    }

    /// The roots of a profile and of the profiles that it builds on.
    pub(crate) fn profile(&self, url: &str) -> Vec<Place> {
        let mut roots = Vec::new();
        let mut next = self.by_url.get(url.split('|').next().unwrap_or(url).trim()).copied();
        while let Some(structure) = next.filter(|&s| self.structures[s]["constraint"] == true && roots.len() < 10) {
            roots.push(Place { structure, element: 0 });
            next = self.structures[structure]["base"].as_str().and_then(|base| self.by_url.get(base)).copied();
        }
        roots
    }

    /// Children of an element as its definition lists them, slices included.
    pub(crate) fn children(&self, of: Place) -> impl Iterator<Item = Place> {
        let prefix = format!("{}.", self.path(of));
        let depth = prefix.matches('.').count();
        let places = (of.element + 1..self.count(of.structure)).map(move |element| Place { structure: of.structure, element });
        let within = places.take_while({
            let prefix = prefix.clone();
            move |&place| self.path(place).starts_with(&prefix)
        });
        within.filter(move |&place| self.path(place).matches('.').count() == depth)
    }

    /// The name of an element, without the `[x]` of a choice.
    pub(crate) fn name(&self, place: Place) -> &str {
        let path = self.path(place);
        path.rsplit('.').next().unwrap_or(path).trim_end_matches("[x]")
    }

    pub(crate) fn is_choice(&self, place: Place) -> bool {
        self.path(place).ends_with("[x]")
    }

    pub(crate) fn types(&self, place: Place) -> BTreeSet<&str> {
        self.get(place)["types"].as_array().into_iter().flatten().filter_map(|t| t["code"].as_str()).collect()
    }

    /// The element of a type that a name in a message stands for, and its type: inherited ones, shared ones, choices.
    pub(crate) fn base_child(&self, holder: Place, name: &str) -> Option<(Place, String)> {
        let mut holder = holder;
        if let Some(path) = self.get(holder)["content"].as_str() {
            let path = path.trim_start_matches('#');
            let element = (0..self.count(holder.structure)).find(|&element| self.path(Place { element, ..holder }) == path)?;
            holder = Place { element, ..holder };
        }
        for place in self.children(holder).filter(|&place| self.get(place)["slice"].is_null()) {
            let stem = self.name(place);
            if self.is_choice(place) {
                let code = name.strip_prefix(stem).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
                let lower = |code: &str| format!("{}{}", code[..1].to_ascii_lowercase(), &code[1..]);
                let known = code.and_then(|code| [lower(code), code.to_owned()].into_iter().find(|code| self.of_type(code).is_some()));
                if let Some(code) = known {
                    return Some((place, code));
                }
            } else if stem == name {
                let code = self.types(place).first().map_or("BackboneElement", |code| *code).to_owned();
                return Some((place, code));
            }
        }
        let above = if holder.element == 0 {
            let base = self.structures[holder.structure]["base"].as_str()?;
            Place { structure: *self.by_url.get(base)?, element: 0 }
        } else {
            self.of_type(self.types(holder).first().copied()?)?
        };
        (above != holder).then(|| self.base_child(above, name))?
    }

    pub(crate) fn min(&self, place: Place) -> u64 {
        self.get(place)["min"].as_u64().unwrap_or(0)
    }

    /// The most repeats that are said, of a base element or of a profile's.
    pub(crate) fn max(&self, place: Place) -> Option<u64> {
        self.get(place)["max"].as_str().and_then(|max| max.parse().ok())
    }

    /// The value set that an element requires, where every code of it is listed.
    pub(crate) fn requires_listed(&self, place: Place) -> bool {
        let binding = &self.get(place)["binding"];
        let set = binding["valueSet"].as_str().and_then(|url| self.value_sets.get(url));
        binding["strength"] == "required" && set.is_some_and(|set| set["open"].is_null() && !set["include"].is_null())
    }

    /// The expressions of the invariants of an element.
    pub(crate) fn expressions(&self, place: Place) -> impl Iterator<Item = &str> {
        self.get(place)["constraints"].as_array().into_iter().flatten().filter_map(|constraint| constraint["expression"].as_str())
    }
}
