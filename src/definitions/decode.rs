//! The packed form back into definitions; the mirror of `encode.rs`. A damaged pack gives an error, no panic.

use super::encode::{MAGIC, has};
use super::model::*;
use crate::syntax::intern::{Interner, Symbol};

/// Why a pack could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// The bytes are no pack of this version.
    NotAPack,
    /// The bytes end, or name a string that is not there, at this place.
    Damaged {
        /// Byte.
        at: u32,
    },
}

/// One entry of a pack's table of contents.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) kind: u8,
    pub(crate) url: Symbol,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// How many strings are used before it.
    pub(crate) strings: u32,
}

/// Reads numbers and names from bytes.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// What the pack's own numbers mean.
    symbols: &'a [Symbol],
    /// The first string that was not used before.
    next: u32,
}

type Read<T> = Result<T, PackError>;

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8], symbols: &'a [Symbol], entry: &Entry) -> Reader<'a> {
        Reader { bytes, at: entry.start as usize, symbols, next: entry.strings }
    }

    fn damaged(&self) -> PackError {
        PackError::Damaged { at: self.at as u32 }
    }

    fn byte(&mut self) -> Read<u8> {
        let byte = self.bytes.get(self.at).copied().ok_or(self.damaged())?;
        self.at += 1;
        Ok(byte)
    }

    fn number(&mut self) -> Read<u32> {
        let (mut value, mut shift) = (0_u32, 0);
        loop {
            let byte = self.byte()?;
            if shift > 28 {
                return Err(self.damaged());
            }
            value |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// A length, never more than bytes are left: a damaged one must not ask for memory.
    fn length(&mut self) -> Read<usize> {
        let length = self.number()? as usize;
        if length > self.bytes.len() - self.at { Err(self.damaged()) } else { Ok(length) }
    }

    fn symbol(&mut self) -> Read<Symbol> {
        let number = self.number()?;
        self.numbered(number)
    }

    /// The string of a number; 0 stands for the next one.
    fn numbered(&mut self, number: u32) -> Read<Symbol> {
        let place = number.checked_sub(1).unwrap_or_else(|| {
            self.next = self.next.saturating_add(1);
            self.next - 1
        });
        self.symbols.get(place as usize).copied().ok_or(self.damaged())
    }

    fn option(&mut self) -> Read<Option<Symbol>> {
        match self.number()? {
            1 => Ok(None),
            number => self.numbered(number.saturating_sub(1)).map(Some),
        }
    }

    fn list(&mut self) -> Read<Vec<Symbol>> {
        let length = self.length()?;
        (0..length).map(|_| self.symbol()).collect()
    }

    fn slice(&mut self, length: usize) -> Read<&'a [u8]> {
        let slice = self.bytes.get(self.at..self.at + length).ok_or(self.damaged())?;
        self.at += length;
        Ok(slice)
    }
}

/// The strings of a pack into the interner, and its table of contents.
pub(crate) fn contents(bytes: &[u8], strings: &mut Interner) -> Read<(Vec<Symbol>, Vec<Entry>)> {
    if !bytes.starts_with(MAGIC) {
        return Err(PackError::NotAPack);
    }
    let mut reader = Reader { bytes, at: MAGIC.len(), symbols: &[], next: 0 };
    let (count, length) = (reader.length()?, reader.length()?);
    let text = std::str::from_utf8(reader.slice(length)?).map_err(|_| PackError::NotAPack)?;
    strings.reserve(count, length);
    let symbols: Vec<Symbol> = text.split_terminator('\0').map(|string| strings.intern(string)).collect();
    if symbols.len() != count {
        return Err(reader.damaged());
    }
    reader.symbols = &symbols;
    let count = reader.length()?;
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        let (kind, url, length) = (reader.byte()?, reader.symbol()?, reader.number()?);
        entries.push(Entry { kind, url, start: 0, end: length, strings: reader.next });
        reader.next = reader.number()?.checked_add(reader.next).ok_or(reader.damaged())?;
    }
    let mut start = reader.at as u32;
    for entry in &mut entries {
        entry.start = start;
        entry.end = start.checked_add(entry.end).filter(|&end| end as usize <= bytes.len()).ok_or(PackError::Damaged { at: start })?;
        start = entry.end;
    }
    Ok((symbols, entries))
}

pub(crate) fn definition(reader: &mut Reader<'_>, url: Symbol) -> Read<Definition> {
    let flags = reader.number()?;
    let kind = match flags & 3 {
        0 => Kind::Primitive,
        1 => Kind::Complex,
        2 => Kind::Resource,
        _ => Kind::Logical,
    };
    let version = reader.option()?;
    let type_code = reader.symbol()?;
    let base = reader.option()?;
    let context_type = reader.option()?;
    let contexts = reader.list()?;
    let count = reader.length()?;
    let mut definition = Definition {
        url,
        version,
        kind,
        is_abstract: flags & 4 != 0,
        constraint: flags & 8 != 0,
        type_code,
        base,
        context_type,
        contexts,
        elements: Vec::with_capacity(count),
        types: Vec::new(),
        symbols: Vec::new(),
        constraints: Vec::new(),
        slicings: Vec::new(),
        discriminators: Vec::new(),
        bindings: Vec::new(),
        values: Vec::new(),
    };
    for _ in 0..count {
        element(reader, &mut definition)?;
    }
    if definition.elements.is_empty() {
        return Err(reader.damaged());
    }
    definition.link();
    Ok(definition)
}

fn element(reader: &mut Reader<'_>, into: &mut Definition) -> Read<()> {
    let depth = reader.number()?;
    let name = reader.symbol()?;
    let flags = reader.number()?;
    let when = |flag: u32| flags & flag != 0;
    let slice = if when(has::SLICE) { Some(reader.symbol()?) } else { None };
    let min = if when(has::MIN) { Some(reader.number()?) } else { None };
    let max = if when(has::MAX) { Some(reader.number()?.checked_sub(1).unwrap_or(u32::MAX)) } else { None };
    let types = into.types.len() as u32;
    if when(has::TYPES) {
        for _ in 0..reader.length()? {
            let type_ref = type_ref(reader, into)?;
            into.types.push(type_ref);
        }
    }
    let fixed = value(reader, into, when(has::FIXED))?;
    let pattern = value(reader, into, when(has::PATTERN))?;
    let min_value = value(reader, into, when(has::MIN_VALUE))?;
    let max_value = value(reader, into, when(has::MAX_VALUE))?;
    let binding = if when(has::BINDING) { Some(binding(reader, into)?) } else { None };
    let constraints = into.constraints.len() as u32;
    if when(has::CONSTRAINTS) {
        for _ in 0..reader.length()? {
            let (key, warning, expression) = (reader.symbol()?, reader.number()? != 0, reader.symbol()?);
            into.constraints.push(Constraint { key, warning, expression });
        }
    }
    let slicing = if when(has::SLICING) { Some(slicing(reader, into)?) } else { None };
    let content = if when(has::CONTENT) { Some(reader.symbol()?) } else { None };
    let max_length = if when(has::MAX_LENGTH) { Some(reader.number()?) } else { None };
    into.elements.push(Element {
        name,
        choice: depth & 1 != 0,
        modifier: when(has::MODIFIER),
        must_support: when(has::MUST_SUPPORT),
        slice,
        depth: (depth >> 1).min(u32::from(u16::MAX)) as u16,
        parent: NO_ELEMENT,
        first: NO_ELEMENT,
        next: NO_ELEMENT,
        min,
        max,
        types: types..into.types.len() as u32,
        constraints: constraints..into.constraints.len() as u32,
        content,
        fixed,
        pattern,
        min_value,
        max_value,
        slicing,
        binding,
        max_length,
    });
    Ok(())
}

fn type_ref(reader: &mut Reader<'_>, into: &mut Definition) -> Read<TypeRef> {
    let code = reader.symbol()?;
    let flags = reader.number()?;
    let mut part = |flag: u32| -> Read<Places> {
        let start = into.symbols.len() as u32;
        if flags & flag != 0 {
            for _ in 0..reader.length()? {
                into.symbols.push(reader.symbol()?);
            }
        }
        Ok(start..into.symbols.len() as u32)
    };
    Ok(TypeRef { code, profiles: part(1)?, targets: part(2)?, aggregation: part(4)? })
}

fn value(reader: &mut Reader<'_>, into: &mut Definition, there: bool) -> Read<Option<u32>> {
    if !there {
        return Ok(None);
    }
    let (type_code, value) = (reader.symbol()?, reader.symbol()?);
    into.values.push(Value { type_code, value });
    Ok(Some(into.values.len() as u32 - 1))
}

fn binding(reader: &mut Reader<'_>, into: &mut Definition) -> Read<u32> {
    let flags = reader.number()?;
    let strength = match flags & 3 {
        0 => Strength::Required,
        1 => Strength::Extensible,
        2 => Strength::Preferred,
        _ => Strength::Example,
    };
    let value_set = reader.option()?;
    let max_value_set = if flags & 4 != 0 { Some(reader.symbol()?) } else { None };
    into.bindings.push(Binding { strength, value_set, max_value_set });
    Ok(into.bindings.len() as u32 - 1)
}

fn slicing(reader: &mut Reader<'_>, into: &mut Definition) -> Read<u32> {
    let flags = reader.number()?;
    let rules = match flags & 3 {
        0 => SlicingRules::Closed,
        1 => SlicingRules::OpenAtEnd,
        _ => SlicingRules::Open,
    };
    let start = into.discriminators.len() as u32;
    for _ in 0..reader.length()? {
        let (kind, path) = (reader.symbol()?, reader.symbol()?);
        into.discriminators.push(Discriminator { kind, path });
    }
    into.slicings.push(Slicing { rules, ordered: flags & 4 != 0, by: start..into.discriminators.len() as u32 });
    Ok(into.slicings.len() as u32 - 1)
}

pub(crate) fn value_set(reader: &mut Reader<'_>) -> Read<ValueSet> {
    let version = reader.option()?;
    let open = reader.list()?;
    let count = reader.length()?;
    let mut includes = Vec::with_capacity(count);
    for _ in 0..count {
        let (system, all, codes) = (reader.symbol()?, reader.number()? != 0, reader.list()?);
        includes.push(Include { system, all, codes });
    }
    Ok(ValueSet { version, open, includes })
}

pub(crate) fn code_system(reader: &mut Reader<'_>) -> Read<CodeSystem> {
    let version = reader.option()?;
    let flags = reader.number()?;
    let codes = reader.list()?;
    let mut concepts = Vec::with_capacity(codes.len());
    for code in codes {
        concepts.push((code, reader.option()?));
    }
    let not_selectable = reader.list()?;
    Ok(CodeSystem { version, complete: flags & 1 != 0, ignores_case: flags & 2 != 0, concepts, not_selectable })
}

pub(crate) fn message_definition(reader: &mut Reader<'_>) -> Read<MessageDefinition> {
    let version = reader.option()?;
    let (status, event_system, event) = (reader.symbol()?, reader.symbol()?, reader.symbol()?);
    let count = reader.length()?;
    let mut focus = Vec::with_capacity(count);
    for _ in 0..count {
        focus.push((reader.symbol()?, reader.symbol()?));
    }
    let responses = reader.list()?;
    Ok(MessageDefinition { version, status, event_system, event, focus, responses, response_required: reader.number()? != 0 })
}
