//! The pack gives back the facts, and a damaged one does no harm.

use std::fs;
use std::path::{Path, PathBuf};

use super::facts::{self, Facts};
use super::model::{Kind, SlicingRules, Strength};
use super::*;

/// Every file of facts, with its name.
fn files() -> Vec<(String, Facts)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("definitions");
    let (mut files, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name != "manifest.json" {
                files.push((name, serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap()));
            }
        }
    }
    files
}

/// A decoded definition as the facts that it was packed from.
struct Unpacked<'a>(&'a Definitions);

impl Unpacked<'_> {
    fn text(&self, symbol: Symbol) -> String {
        self.0.text(symbol).to_owned()
    }

    fn option(&self, symbol: Option<Symbol>) -> Option<String> {
        symbol.map(|symbol| self.text(symbol))
    }

    fn texts(&self, symbols: &[Symbol]) -> Vec<String> {
        symbols.iter().map(|&symbol| self.text(symbol)).collect()
    }

    fn structure(&self, from: &Definition) -> facts::Structure {
        let mut parts: Vec<String> = Vec::new();
        let elements = from.elements.iter().map(|element| {
            parts.truncate(usize::from(element.depth));
            parts.push(format!("{}{}", self.0.text(element.name), if element.choice { "[x]" } else { "" }));
            self.element(from, element, parts.join("."))
        });
        facts::Structure {
            source: Default::default(),
            elements: elements.collect(),
            url: self.text(from.url),
            version: self.option(from.version),
            kind: match from.kind {
                Kind::Primitive => "primitive-type",
                Kind::Complex => "complex-type",
                Kind::Resource => "resource",
                Kind::Logical => "logical",
            }
            .to_owned(),
            type_code: self.text(from.type_code),
            base: self.option(from.base),
            is_abstract: from.is_abstract,
            constraint: from.constraint,
            context_type: self.option(from.context_type),
            contexts: self.texts(&from.contexts),
        }
    }

    fn element(&self, from: &Definition, element: &model::Element, path: String) -> facts::Element {
        let value = |place: Option<u32>| {
            let value = from.values[place? as usize];
            Some(facts::Value { type_code: self.text(value.type_code), value: self.text(value.value) })
        };
        let types = from.types(element).iter().map(|one| facts::Type {
            code: self.text(one.code),
            profiles: self.texts(from.symbols(&one.profiles)),
            targets: self.texts(from.symbols(&one.targets)),
            aggregation: self.texts(from.symbols(&one.aggregation)),
        });
        let constraints = from.constraints(element).iter().map(|one| facts::Constraint {
            key: self.text(one.key),
            warning: one.warning,
            expression: self.text(one.expression),
        });
        facts::Element {
            place: None,
            path,
            slice: self.option(element.slice),
            min: element.min,
            max: element.max.map(|max| if max == u32::MAX { "*".to_owned() } else { max.to_string() }),
            types: types.collect(),
            content: self.option(element.content),
            fixed: value(element.fixed),
            pattern: value(element.pattern),
            min_value: value(element.min_value),
            max_value: value(element.max_value),
            max_length: element.max_length,
            slicing: element.slicing.map(|place| self.slicing(from, &from.slicings[place as usize])),
            binding: element.binding.map(|place| self.binding(from.bindings[place as usize])),
            constraints: constraints.collect(),
            modifier: element.modifier,
            must_support: element.must_support,
        }
    }

    fn slicing(&self, from: &Definition, slicing: &model::Slicing) -> facts::Slicing {
        let by = from.discriminators(slicing).iter().map(|by| format!("{}:{}", self.0.text(by.kind), self.0.text(by.path)));
        let rules = match slicing.rules {
            SlicingRules::Closed => "closed",
            SlicingRules::OpenAtEnd => "openAtEnd",
            SlicingRules::Open => "open",
        };
        facts::Slicing { by: by.collect(), rules: rules.to_owned(), ordered: slicing.ordered }
    }

    fn binding(&self, binding: model::Binding) -> facts::Binding {
        let strength = match binding.strength {
            Strength::Required => "required",
            Strength::Extensible => "extensible",
            Strength::Preferred => "preferred",
            Strength::Example => "example",
        };
        facts::Binding {
            strength: strength.to_owned(),
            value_set: self.option(binding.value_set),
            max_value_set: self.option(binding.max_value_set),
        }
    }

    fn value_set(&self, url: Symbol, from: &ValueSet) -> facts::ValueSet {
        let include =
            from.includes.iter().map(|one| facts::Include { system: self.text(one.system), all: one.all, codes: self.texts(&one.codes) });
        facts::ValueSet {
            url: self.text(url),
            version: self.option(from.version),
            open: self.texts(&from.open),
            compose: Vec::new(),
            include: include.collect(),
        }
    }

    fn code_system(&self, url: Symbol, from: &CodeSystem) -> facts::CodeSystem {
        facts::CodeSystem {
            url: self.text(url),
            version: self.option(from.version),
            complete: from.complete,
            ignores_case: from.ignores_case,
            not_selectable: self.texts(&from.not_selectable),
            below: Vec::new(),
            concepts: from.concepts.iter().map(|&(code, display)| (self.text(code), self.option(display).unwrap_or_default())).collect(),
        }
    }
}

#[test]
fn the_pack_gives_back_the_facts() {
    let definitions = Definitions::embedded();
    let unpacked = Unpacked(&definitions);
    let mut packed = 0;
    for (name, fact) in files() {
        let url = definitions.symbol(fact.url());
        match fact {
            Facts::StructureDefinition(expected) => {
                let found = definitions.structure_by_url(url.unwrap()).unwrap();
                let found = unpacked.structure(found);
                for (i, (found, expected)) in found.elements.iter().zip(&expected.elements).enumerate() {
                    assert_eq!(found, expected, "element {i} of {name}");
                }
                assert_eq!(found, expected, "{name}");
            }
            Facts::ValueSet(expected) => {
                let (_, found) = definitions.value_set(url.unwrap()).unwrap();
                assert_eq!(unpacked.value_set(url.unwrap(), found), expected, "{name}");
            }
            Facts::CodeSystem(expected) => {
                let found = definitions.code_system(url.unwrap()).unwrap();
                assert_eq!(unpacked.code_system(url.unwrap(), found), expected, "{name}");
            }
            Facts::MessageDefinition(expected) => {
                let symbol = |text: &str| definitions.symbol(text).unwrap();
                let expected = MessageDefinition {
                    version: expected.version.as_deref().map(symbol),
                    status: symbol(&expected.status),
                    event_system: symbol(&expected.event_system),
                    event: symbol(&expected.event),
                    focus: expected.focus.iter().map(|(code, profile)| (symbol(code), symbol(profile))).collect(),
                    responses: expected.responses.iter().map(|response| symbol(response)).collect(),
                    response_required: expected.response_required,
                };
                let found = definitions.decoded(definitions.find(kind::MESSAGE_DEFINITION, url.unwrap()).unwrap()).unwrap();
                assert_eq!(format!("{found:?}"), format!("{:?}", Decoded::MessageDefinition(expected)), "{name}");
            }
            // No check reads them.
            Facts::NamingSystem(_) => continue,
        }
        packed += 1;
    }
    assert_eq!(definitions.entries().count(), packed, "nothing else is in the pack");
}

#[test]
fn every_type_has_its_children_and_every_reference_among_definitions_leads_somewhere() {
    let definitions = Definitions::embedded();
    let mut types = 0;
    for (kind, url) in definitions.entries() {
        let Some(definition) = definitions.structure_by_url(url).filter(|_| kind == kind::STRUCTURE) else { continue };
        let name = definitions.text(url);
        let base = definition.base.map(|base| definitions.text(base));
        assert!(base.is_none_or(|base| definitions.symbol(base).is_some_and(|base| definitions.find_structure(base).is_some())), "{name}");
        if definition.constraint {
            continue;
        }
        types += 1;
        let shape = definitions.type_shape(definition.type_code).unwrap_or_else(|| panic!("{name} is a type"));
        let children: Vec<&str> = definitions.shape(shape).iter().map(|child| definitions.text(child.name)).collect();
        if definition.kind == Kind::Resource && name != "http://hl7.org/fhir/StructureDefinition/Resource" {
            assert_eq!(children[..4], ["id", "meta", "implicitRules", "language"], "{name} inherits from Resource");
        }
        if definition.kind == Kind::Complex && name != "http://hl7.org/fhir/StructureDefinition/Element" {
            assert_eq!(children[..2], ["id", "extension"], "{name} inherits from Element");
        }
    }
    assert_eq!(types, 18 + 35 + 119);
}

/// Looks at everything in a pack, whatever it is worth.
fn look_at_all(pack: Vec<u8>) {
    let mut definitions = Definitions::none();
    if definitions.add(pack.into()).is_err() {
        return;
    }
    for slot in 0..definitions.slots.len() as u32 {
        let _ = definitions.decoded(slot);
    }
    let urls: Vec<Symbol> = definitions.entries().map(|(_, url)| url).collect();
    for url in urls {
        if let Some(definition) = definitions.structure_by_url(url)
            && let Some(shape) = definitions.type_shape(definition.type_code)
        {
            definitions.shape(shape);
        }
    }
    let _ = definitions.summary();
}

fn xorshift(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

#[test]
fn a_damaged_pack_is_refused_or_read_without_a_panic() {
    // Types and one profile of everything: small, so that damage hits what matters.
    let small = |name: &str| {
        ["hl7/StructureDefinition/Element", "hl7/StructureDefinition/Coding", "hl7/StructureDefinition/Resource", "ITK-Message"]
            .iter()
            .any(|start| name.contains(start))
            || name.contains("ITK-RecipientType")
    };
    let facts: Vec<Facts> = files().into_iter().filter(|(name, _)| small(name)).map(|(_, fact)| fact).collect();
    assert!((8..30).contains(&facts.len()), "{}", facts.len());
    let pack = encode::encode(&facts);
    look_at_all(pack.clone());
    for end in 0..pack.len() {
        look_at_all(pack[..end].to_vec());
    }
    let mut state = 0x9e37_79b9_7f4a_7c15;
    for _ in 0..3000 {
        let mut damaged = pack.clone();
        for _ in 0..=xorshift(&mut state) % 4 {
            let at = xorshift(&mut state) % damaged.len();
            damaged[at] ^= 1 << (xorshift(&mut state) % 8);
        }
        look_at_all(damaged);
    }
}

#[test]
fn what_is_no_pack_is_told_from_one_that_is_damaged() {
    let add = |bytes: &[u8]| Definitions::none().add(bytes.to_vec().into());
    assert_eq!(add(b""), Err(PackError::NotAPack));
    assert_eq!(add(b"{\"resourceType\": \"Bundle\"}"), Err(PackError::NotAPack));
    let pack = encode::encode(&[]);
    assert_eq!(add(&pack), Ok(0));
    assert!(matches!(add(&pack[..pack.len() - 1]), Err(PackError::Damaged { .. })));
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    let facts = || -> Vec<Facts> { files().into_iter().filter(|(name, _)| name.starts_with("nhs/")).map(|(_, fact)| fact).collect() };
    assert!(encode::encode(&facts()) == encode::encode(&facts()));
}
