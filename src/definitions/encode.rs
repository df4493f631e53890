//! Facts into the packed form. `decode.rs` is its mirror: a change here is a change there.
//!
//! `magic, strings, contents, entries`: every string stands once, in the order of first use, with a NUL behind it.
//! Elsewhere it is a number: 0 for the first string that was not used before, or its place + 1.

use super::super::hash::TextMap;
use super::facts::{Binding, CodeSystem, Element, Facts, MessageDefinition, Slicing, Structure, Type, Value, ValueSet};

/// What a pack begins with; the last byte is the version of the form.
pub(crate) const MAGIC: &[u8; 6] = b"ITK3P\x02";

/// Which of an element's facts follow.
pub(crate) mod has {
    pub(crate) const SLICE: u32 = 1;
    pub(crate) const MIN: u32 = 1 << 1;
    pub(crate) const MAX: u32 = 1 << 2;
    pub(crate) const TYPES: u32 = 1 << 3;
    pub(crate) const FIXED: u32 = 1 << 4;
    pub(crate) const BINDING: u32 = 1 << 5;
    pub(crate) const MODIFIER: u32 = 1 << 6;
    pub(crate) const CONSTRAINTS: u32 = 1 << 7;
    pub(crate) const SLICING: u32 = 1 << 8;
    pub(crate) const CONTENT: u32 = 1 << 9;
    pub(crate) const MUST_SUPPORT: u32 = 1 << 10;
    pub(crate) const PATTERN: u32 = 1 << 11;
    pub(crate) const MIN_VALUE: u32 = 1 << 12;
    pub(crate) const MAX_VALUE: u32 = 1 << 13;
    pub(crate) const MAX_LENGTH: u32 = 1 << 14;
}

/// Kinds of entry.
pub(crate) mod kind {
    pub(crate) const STRUCTURE: u8 = 0;
    pub(crate) const VALUE_SET: u8 = 1;
    pub(crate) const CODE_SYSTEM: u8 = 2;
    pub(crate) const MESSAGE_DEFINITION: u8 = 3;
}

/// Packs facts. NamingSystems are left out: no check reads them.
pub(crate) fn encode(facts: &[Facts]) -> Vec<u8> {
    let (mut strings, mut contents, mut bodies) = (Strings::default(), Vec::new(), Vec::new());
    let mut count = 0;
    for fact in facts {
        let Some(kind) = kind_of(fact) else { continue };
        contents.push(kind);
        strings.write(&mut contents, fact.url(), 0);
        let (start, new) = (bodies.len(), strings.count);
        write(fact, &mut Writer { bytes: &mut bodies, strings: &mut strings });
        varint(&mut contents, (bodies.len() - start) as u32);
        varint(&mut contents, strings.count - new);
        count += 1;
    }
    let mut out = MAGIC.to_vec();
    varint(&mut out, strings.count);
    varint(&mut out, strings.text.len() as u32);
    out.extend(strings.text);
    varint(&mut out, count);
    out.extend(contents);
    out.extend(bodies);
    out
}

fn kind_of(fact: &Facts) -> Option<u8> {
    match fact {
        Facts::StructureDefinition(_) => Some(kind::STRUCTURE),
        Facts::ValueSet(_) => Some(kind::VALUE_SET),
        Facts::CodeSystem(_) => Some(kind::CODE_SYSTEM),
        Facts::MessageDefinition(_) => Some(kind::MESSAGE_DEFINITION),
        Facts::NamingSystem(_) => None,
    }
}

fn varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Numbers for strings, in the order in which they are first used.
#[derive(Default)]
struct Strings<'f> {
    numbers: TextMap<'f>,
    count: u32,
    text: Vec<u8>,
}

impl<'f> Strings<'f> {
    /// Writes which string it is; `more` is added to the number of one that was there before.
    fn write(&mut self, out: &mut Vec<u8>, text: &'f str, more: u32) {
        let number = self.numbers.number(text);
        if number < self.count {
            return varint(out, number + 1 + more);
        }
        self.count += 1;
        // No definition has a NUL in it, and what ends in one has none within.
        self.text.extend(text.bytes().filter(|&byte| byte != 0));
        self.text.push(0);
        out.push(0);
    }
}

struct Writer<'s, 'f> {
    bytes: &'s mut Vec<u8>,
    strings: &'s mut Strings<'f>,
}

impl<'f> Writer<'_, 'f> {
    fn number(&mut self, value: u32) {
        varint(self.bytes, value);
    }

    fn text(&mut self, text: &'f str) {
        self.strings.write(self.bytes, text, 0);
    }

    /// A string that may be absent, which is 1.
    fn option(&mut self, text: Option<&'f str>) {
        match text {
            None => self.number(1),
            Some(text) => self.strings.write(self.bytes, text, 1),
        }
    }

    fn texts(&mut self, texts: &'f [String]) {
        self.number(texts.len() as u32);
        for text in texts {
            self.text(text);
        }
    }
}

fn write<'f>(fact: &'f Facts, out: &mut Writer<'_, 'f>) {
    match fact {
        Facts::StructureDefinition(structure) => write_structure(structure, out),
        Facts::ValueSet(set) => write_value_set(set, out),
        Facts::CodeSystem(system) => write_code_system(system, out),
        Facts::MessageDefinition(definition) => write_message_definition(definition, out),
        Facts::NamingSystem(_) => {}
    }
}

fn write_structure<'f>(structure: &'f Structure, out: &mut Writer<'_, 'f>) {
    let kind = match structure.kind.as_str() {
        "primitive-type" => 0,
        "complex-type" => 1,
        "resource" => 2,
        _ => 3,
    };
    out.number(kind | u32::from(structure.is_abstract) << 2 | u32::from(structure.constraint) << 3);
    out.option(structure.version.as_deref());
    out.text(&structure.type_code);
    out.option(structure.base.as_deref());
    out.option(structure.context_type.as_deref());
    out.texts(&structure.contexts);
    out.number(structure.elements.len() as u32);
    for element in &structure.elements {
        write_element(element, out);
    }
}

fn write_element<'f>(element: &'f Element, out: &mut Writer<'_, 'f>) {
    let depth = element.path.matches('.').count() as u32;
    let name = element.path.rsplit('.').next().unwrap_or_default();
    let (name, choice) = match name.strip_suffix("[x]") {
        Some(stem) => (stem, 1),
        None => (name, 0),
    };
    let mut flags = 0;
    for (flag, there) in [
        (has::SLICE, element.slice.is_some()),
        (has::MIN, element.min.is_some()),
        (has::MAX, element.max.is_some()),
        (has::TYPES, !element.types.is_empty()),
        (has::FIXED, element.fixed.is_some()),
        (has::BINDING, element.binding.is_some()),
        (has::MODIFIER, element.modifier),
        (has::CONSTRAINTS, !element.constraints.is_empty()),
        (has::SLICING, element.slicing.is_some()),
        (has::CONTENT, element.content.is_some()),
        (has::MUST_SUPPORT, element.must_support),
        (has::PATTERN, element.pattern.is_some()),
        (has::MIN_VALUE, element.min_value.is_some()),
        (has::MAX_VALUE, element.max_value.is_some()),
        (has::MAX_LENGTH, element.max_length.is_some()),
    ] {
        if there {
            flags |= flag;
        }
    }
    out.number(depth << 1 | choice);
    out.text(name);
    out.number(flags);
    if let Some(slice) = &element.slice {
        out.text(slice);
    }
    if let Some(min) = element.min {
        out.number(min);
    }
    if let Some(max) = &element.max {
        // 0 stands for `*`.
        out.number(max.parse::<u32>().map_or(0, |max| max + 1));
    }
    if !element.types.is_empty() {
        out.number(element.types.len() as u32);
        for type_ref in &element.types {
            write_type(type_ref, out);
        }
    }
    for value in [&element.fixed, &element.pattern, &element.min_value, &element.max_value].into_iter().flatten() {
        write_value(value, out);
    }
    if let Some(binding) = &element.binding {
        write_binding(binding, out);
    }
    if !element.constraints.is_empty() {
        out.number(element.constraints.len() as u32);
        for constraint in &element.constraints {
            out.text(&constraint.key);
            out.number(u32::from(constraint.warning));
            out.text(&constraint.expression);
        }
    }
    if let Some(slicing) = &element.slicing {
        write_slicing(slicing, out);
    }
    if let Some(content) = &element.content {
        out.text(content);
    }
    if let Some(length) = element.max_length {
        out.number(length);
    }
}

fn write_type<'f>(type_ref: &'f Type, out: &mut Writer<'_, 'f>) {
    out.text(&type_ref.code);
    let parts = [&type_ref.profiles, &type_ref.targets, &type_ref.aggregation];
    let flags = parts.iter().enumerate().map(|(i, part)| u32::from(!part.is_empty()) << i).sum();
    out.number(flags);
    for part in parts {
        if !part.is_empty() {
            out.texts(part);
        }
    }
}

fn write_value<'f>(value: &'f Value, out: &mut Writer<'_, 'f>) {
    out.text(&value.type_code);
    out.text(&value.value);
}

fn write_binding<'f>(binding: &'f Binding, out: &mut Writer<'_, 'f>) {
    let strength = match binding.strength.as_str() {
        "required" => 0,
        "extensible" => 1,
        "preferred" => 2,
        _ => 3,
    };
    out.number(strength | u32::from(binding.max_value_set.is_some()) << 2);
    out.option(binding.value_set.as_deref());
    if let Some(set) = &binding.max_value_set {
        out.text(set);
    }
}

fn write_slicing<'f>(slicing: &'f Slicing, out: &mut Writer<'_, 'f>) {
    let rules = match slicing.rules.as_str() {
        "closed" => 0,
        "openAtEnd" => 1,
        _ => 2,
    };
    out.number(rules | u32::from(slicing.ordered) << 2);
    out.number(slicing.by.len() as u32);
    for by in &slicing.by {
        let (kind, path) = by.split_once(':').unwrap_or(("value", by));
        out.text(kind);
        out.text(path);
    }
}

fn write_value_set<'f>(set: &'f ValueSet, out: &mut Writer<'_, 'f>) {
    out.option(set.version.as_deref());
    out.texts(&set.open);
    out.number(set.include.len() as u32);
    for include in &set.include {
        out.text(&include.system);
        out.number(u32::from(include.all));
        out.texts(&include.codes);
    }
}

fn write_code_system<'f>(system: &'f CodeSystem, out: &mut Writer<'_, 'f>) {
    out.option(system.version.as_deref());
    out.number(u32::from(system.complete) | u32::from(system.ignores_case) << 1);
    out.number(system.concepts.len() as u32);
    for (code, _) in &system.concepts {
        out.text(code);
    }
    for (_, display) in &system.concepts {
        out.option(Some(display.as_str()).filter(|display| !display.is_empty()));
    }
    out.texts(&system.not_selectable);
}

fn write_message_definition<'f>(definition: &'f MessageDefinition, out: &mut Writer<'_, 'f>) {
    out.option(definition.version.as_deref());
    out.text(&definition.status);
    out.text(&definition.event_system);
    out.text(&definition.event);
    out.number(definition.focus.len() as u32);
    for (code, profile) in &definition.focus {
        out.text(code);
        out.text(profile);
    }
    out.texts(&definition.responses);
    out.number(u32::from(definition.response_required));
}
