//! What a node of a base type may contain, inherited children included. Worked out once per type.

use std::sync::OnceLock;

use super::encode::kind;
use super::model::{Definition, Element, Kind};
use super::{DefinitionId, Definitions};
use crate::hash::NumberMap;
use crate::letters::capitalised;
use crate::syntax::intern::Symbol;

const BASE: &str = "http://hl7.org/fhir/StructureDefinition/";

/// A child that a base type has.
#[derive(Clone, Debug)]
pub(crate) struct Child {
    pub(crate) name: Symbol,
    pub(crate) choice: bool,
    pub(crate) min: u32,
    /// `u32::MAX` for `*`.
    pub(crate) max: u32,
    /// The element that says so; inherited ones stand in another definition.
    pub(crate) definition: DefinitionId,
    pub(crate) element: u32,
}

/// An element of a base definition, as the holder of children.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShapeId {
    pub(crate) definition: DefinitionId,
    pub(crate) element: u32,
}

/// The primitive types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Primitive {
    Base64Binary,
    Boolean,
    Code,
    Date,
    DateTime,
    Decimal,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Uuid,
    Xhtml,
}

const PRIMITIVES: [(&str, Primitive); 18] = [
    ("base64Binary", Primitive::Base64Binary),
    ("boolean", Primitive::Boolean),
    ("code", Primitive::Code),
    ("date", Primitive::Date),
    ("dateTime", Primitive::DateTime),
    ("decimal", Primitive::Decimal),
    ("id", Primitive::Id),
    ("instant", Primitive::Instant),
    ("integer", Primitive::Integer),
    ("markdown", Primitive::Markdown),
    ("oid", Primitive::Oid),
    ("positiveInt", Primitive::PositiveInt),
    ("string", Primitive::String),
    ("time", Primitive::Time),
    ("unsignedInt", Primitive::UnsignedInt),
    ("uri", Primitive::Uri),
    ("uuid", Primitive::Uuid),
    ("xhtml", Primitive::Xhtml),
];

/// What a type's name stands for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TypeInfo {
    pub(crate) definition: Option<DefinitionId>,
    pub(crate) primitive: Option<Primitive>,
}

/// Names that rules look for, as numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    pub(crate) extension: Symbol,
    pub(crate) modifier_extension: Symbol,
    pub(crate) value: Symbol,
    pub(crate) extension_type: Symbol,
    pub(crate) resource: Symbol,
    pub(crate) element: Symbol,
    pub(crate) backbone_element: Symbol,
    pub(crate) reference: Symbol,
    pub(crate) bundle: Symbol,
    pub(crate) quantity: Symbol,
    /// Quantity and the types that constrain it.
    pub(crate) quantities: [Symbol; 7],
    pub(crate) attachment: Symbol,
    pub(crate) sampled_data: Symbol,
    pub(crate) identifier: Symbol,
    pub(crate) coding: Symbol,
    pub(crate) codeable_concept: Symbol,
    /// Paths of implicit discriminators: extensions are told apart by `url`, choices by the type of `$this`.
    pub(crate) url: Symbol,
    pub(crate) this: Symbol,
}

/// For each base type, what it may contain; and what each type's name stands for.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    /// By slot; for each element its children.
    children: Vec<OnceLock<Vec<Vec<Child>>>>,
    types: Vec<TypeInfo>,
    words: Option<Words>,
}

impl Shapes {
    /// Takes in the definitions from a slot on, and forgets what was worked out.
    pub(super) fn renew(&mut self, definitions: &mut Definitions, from: usize) {
        let strings = &mut definitions.strings;
        let words = Words {
            extension: strings.intern("extension"),
            modifier_extension: strings.intern("modifierExtension"),
            value: strings.intern("value"),
            extension_type: strings.intern("Extension"),
            resource: strings.intern("Resource"),
            element: strings.intern("Element"),
            backbone_element: strings.intern("BackboneElement"),
            reference: strings.intern("Reference"),
            bundle: strings.intern("Bundle"),
            quantity: strings.intern("Quantity"),
            quantities: ["Quantity", "SimpleQuantity", "Age", "Count", "Distance", "Duration", "Money"].map(|name| strings.intern(name)),
            attachment: strings.intern("Attachment"),
            sampled_data: strings.intern("SampledData"),
            identifier: strings.intern("Identifier"),
            coding: strings.intern("Coding"),
            codeable_concept: strings.intern("CodeableConcept"),
            url: strings.intern("url"),
            this: strings.intern("$this"),
        };
        let primitives = PRIMITIVES.map(|(name, primitive)| (strings.intern(name), primitive));
        let types = &mut self.types;
        types.resize(strings.len(), TypeInfo::default());
        for (symbol, primitive) in primitives {
            types[symbol.0 as usize].primitive = Some(primitive);
        }
        for (slot, (entry_kind, url)) in definitions.entries().enumerate().skip(from) {
            let code = definitions.text(url).strip_prefix(BASE);
            if entry_kind == kind::STRUCTURE
                && let Some(code) = code.and_then(|code| definitions.symbol(code))
            {
                types[code.0 as usize].definition = Some(DefinitionId(slot as u32));
            }
        }
        self.children.iter_mut().for_each(|children| _ = children.take());
        self.children.resize_with(definitions.slots.len(), OnceLock::new);
        self.words = Some(words);
    }
}

impl Definitions {
    /// Names that rules look for.
    pub(crate) fn words(&self) -> Words {
        const NOWHERE: Symbol = Symbol(u32::MAX);
        const EMPTY: Words = Words {
            extension: NOWHERE,
            modifier_extension: NOWHERE,
            value: NOWHERE,
            extension_type: NOWHERE,
            resource: NOWHERE,
            element: NOWHERE,
            backbone_element: NOWHERE,
            reference: NOWHERE,
            bundle: NOWHERE,
            quantity: NOWHERE,
            quantities: [NOWHERE; 7],
            attachment: NOWHERE,
            sampled_data: NOWHERE,
            identifier: NOWHERE,
            coding: NOWHERE,
            codeable_concept: NOWHERE,
            url: NOWHERE,
            this: NOWHERE,
        };
        self.shapes().words.unwrap_or(EMPTY)
    }

    pub(crate) fn type_info(&self, code: Symbol) -> TypeInfo {
        self.shapes().types.get(code.0 as usize).copied().unwrap_or_default()
    }

    /// The definition of a type or resource that is not a mere constraint of another.
    pub(crate) fn type_definition(&self, code: Symbol) -> Option<(DefinitionId, &Definition)> {
        let id = self.type_info(code).definition?;
        let definition = self.structure(id)?;
        (!definition.constraint && definition.type_code == code).then_some((id, definition))
    }

    /// The root of a type, as the holder of children.
    pub(crate) fn type_shape(&self, code: Symbol) -> Option<ShapeId> {
        self.type_definition(code).map(|(definition, _)| ShapeId { definition, element: 0 })
    }

    /// The names that a choice may have, each with one of its types: `deceasedBoolean`, `deceasedDateTime`.
    pub(crate) fn choice_names(&self, choice: &Child) -> impl Iterator<Item = String> {
        let codes = self.type_codes(choice).filter(|_| choice.choice);
        codes.map(|code| [self.text(choice.name), &capitalised(self.text(code))].concat())
    }

    /// Returns the codes of the types that a child may have. Only a choice has several.
    pub(crate) fn type_codes(&self, child: &Child) -> impl Iterator<Item = Symbol> {
        let definition = self.structure(child.definition);
        let types = definition.map(|definition| definition.types(&definition.elements[child.element as usize]));
        types.into_iter().flatten().map(|only| only.code)
    }

    /// Children of an element of a base definition, inherited ones first.
    pub(crate) fn shape(&self, id: ShapeId) -> &[Child] {
        // From the furthest base on: each finds its own worked out, and none calls itself for the next.
        let (mut bases, mut seen) = (Vec::new(), NumberMap::default());
        let mut next = Some(id.definition).filter(|&id| !self.has_shape(id));
        while let Some(id) = next.filter(|id| seen.insert(u64::from(id.0), 0).is_none()) {
            bases.push(id);
            let base = self.structure(id).and_then(|definition| definition.base).and_then(|base| self.find_structure(base));
            next = base.filter(|&base| !self.has_shape(base));
        }
        for &base in bases.iter().skip(1).rev() {
            self.shape_below(ShapeId { definition: base, element: 0 }, &[]);
        }
        self.shape_below(id, &[])
    }

    fn has_shape(&self, id: DefinitionId) -> bool {
        self.shapes().children.get(id.0 as usize).is_some_and(|slot| slot.get().is_some())
    }

    /// `above`: the types that are being worked out. One that builds on itself inherits nothing from itself.
    fn shape_below(&self, id: ShapeId, above: &[DefinitionId]) -> &[Child] {
        let Some(slot) = self.shapes().children.get(id.definition.0 as usize) else { return &[] };
        if slot.get().is_none() {
            if above.contains(&id.definition) {
                return &[];
            }
            let within = [above, &[id.definition]].concat();
            // Where another thread was faster, it has worked out the same.
            let _ = slot.set(self.all_children(id.definition, &within));
        }
        slot.get().and_then(|all| all.get(id.element as usize)).map_or(&[], Vec::as_slice)
    }

    fn all_children(&self, id: DefinitionId, within: &[DefinitionId]) -> Vec<Vec<Child>> {
        let Some(definition) = self.structure(id) else { return Vec::new() };
        let mut all: Vec<Vec<Child>> = Vec::with_capacity(definition.elements.len());
        for (i, element) in definition.elements.iter().enumerate() {
            let mut children = self.inherited(definition, i, element, within);
            for child in definition.children(i as u32).filter(|&c| definition.elements[c as usize].slice.is_none()) {
                let this = &definition.elements[child as usize];
                // A primitive's own `value` is its text, not a child.
                if definition.kind == Kind::Primitive && this.name == self.words().value {
                    continue;
                }
                let new = Child {
                    name: this.name,
                    choice: this.choice,
                    min: this.min.unwrap_or(0),
                    max: this.max.unwrap_or(1),
                    definition: id,
                    element: child,
                };
                match children.iter_mut().find(|c| c.name == this.name) {
                    Some(known) => *known = new,
                    None => children.push(new),
                }
            }
            all.push(children);
        }
        // Content shared with another element of the same definition.
        for (i, element) in definition.elements.iter().enumerate() {
            if let Some(path) = element.content {
                let path = self.text(path).trim_start_matches('#');
                if let Some(target) = self.element_by_path(definition, path) {
                    all[i] = all[target as usize].clone();
                }
            }
        }
        all
    }

    fn inherited(&self, definition: &Definition, i: usize, element: &Element, within: &[DefinitionId]) -> Vec<Child> {
        let words = self.words();
        let from = if i == 0 {
            definition.base.and_then(|base| self.find_structure(base))
        } else {
            let holder = definition.types(element).iter().map(|t| t.code).find(|&c| c == words.backbone_element || c == words.element);
            holder.and_then(|code| self.type_info(code).definition)
        };
        match from {
            Some(from) => self.shape_below(ShapeId { definition: from, element: 0 }, within).to_vec(),
            None => Vec::new(),
        }
    }

    /// An element by its path, `Bundle.link` for example.
    pub(crate) fn element_by_path(&self, definition: &Definition, path: &str) -> Option<u32> {
        let mut at = 0;
        for part in path.split('.').skip(1) {
            let name = self.symbol(part.trim_end_matches("[x]"))?;
            at = definition.children(at).find(|&c| {
                let element = &definition.elements[c as usize];
                element.name == name && element.slice.is_none()
            })?;
        }
        Some(at)
    }
}
