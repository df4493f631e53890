//! Definitions as a check reads them: numbers for names, ranges into shared lists, nothing allocated per element.

use std::ops::Range;

use crate::syntax::intern::Symbol;

/// Places in one of a definition's lists.
pub(crate) type Places = Range<u32>;

/// What a StructureDefinition defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Primitive,
    Complex,
    Resource,
    Logical,
}

/// A StructureDefinition.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) url: Symbol,
    pub(crate) version: Option<Symbol>,
    pub(crate) kind: Kind,
    pub(crate) is_abstract: bool,
    /// Constrains its base, rather than adding to it.
    pub(crate) constraint: bool,
    pub(crate) type_code: Symbol,
    pub(crate) base: Option<Symbol>,
    pub(crate) context_type: Option<Symbol>,
    pub(crate) contexts: Vec<Symbol>,
    /// The root first, then in the order of the differential.
    pub(crate) elements: Vec<Element>,
    pub(crate) types: Vec<TypeRef>,
    pub(crate) symbols: Vec<Symbol>,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) slicings: Vec<Slicing>,
    pub(crate) discriminators: Vec<Discriminator>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) values: Vec<Value>,
}

/// No element: the root is never anyone's child or sibling.
pub(crate) const NO_ELEMENT: u32 = 0;

/// An ElementDefinition.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    /// The last part of the path, without `[x]`.
    pub(crate) name: Symbol,
    pub(crate) choice: bool,
    pub(crate) modifier: bool,
    pub(crate) must_support: bool,
    pub(crate) slice: Option<Symbol>,
    pub(crate) depth: u16,
    pub(crate) parent: u32,
    pub(crate) first: u32,
    pub(crate) next: u32,
    pub(crate) min: Option<u32>,
    /// `u32::MAX` for `*`.
    pub(crate) max: Option<u32>,
    pub(crate) types: Places,
    pub(crate) constraints: Places,
    pub(crate) content: Option<Symbol>,
    /// Places in `values`, `slicings`, `bindings`.
    pub(crate) fixed: Option<u32>,
    pub(crate) pattern: Option<u32>,
    pub(crate) min_value: Option<u32>,
    pub(crate) max_value: Option<u32>,
    pub(crate) slicing: Option<u32>,
    pub(crate) binding: Option<u32>,
    pub(crate) max_length: Option<u32>,
}

/// An allowed type.
#[derive(Clone, Debug)]
pub(crate) struct TypeRef {
    pub(crate) code: Symbol,
    /// Places in `symbols`.
    pub(crate) profiles: Places,
    pub(crate) targets: Places,
    pub(crate) aggregation: Places,
}

/// A value with its type; one of a complex type as FHIR JSON.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub(crate) type_code: Symbol,
    pub(crate) value: Symbol,
}

/// An invariant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Constraint {
    pub(crate) key: Symbol,
    pub(crate) warning: bool,
    pub(crate) expression: Symbol,
}

/// Whether an item that fits no slice may stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlicingRules {
    Closed,
    OpenAtEnd,
    Open,
}

#[derive(Clone, Debug)]
pub(crate) struct Slicing {
    pub(crate) rules: SlicingRules,
    pub(crate) ordered: bool,
    /// Places in `discriminators`.
    pub(crate) by: Places,
}

/// `value` and `url`, for example.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Discriminator {
    pub(crate) kind: Symbol,
    pub(crate) path: Symbol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Strength {
    Required,
    Extensible,
    Preferred,
    Example,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    pub(crate) strength: Strength,
    pub(crate) value_set: Option<Symbol>,
    pub(crate) max_value_set: Option<Symbol>,
}

/// A ValueSet: for each system all of it, or a list of codes.
#[derive(Debug)]
pub(crate) struct ValueSet {
    pub(crate) version: Option<Symbol>,
    /// Parts that cannot be enumerated, each with its reason.
    pub(crate) open: Vec<Symbol>,
    pub(crate) includes: Vec<Include>,
}

#[derive(Debug)]
pub(crate) struct Include {
    pub(crate) system: Symbol,
    pub(crate) all: bool,
    pub(crate) codes: Vec<Symbol>,
}

/// A CodeSystem.
#[derive(Debug)]
pub(crate) struct CodeSystem {
    pub(crate) version: Option<Symbol>,
    pub(crate) complete: bool,
    pub(crate) ignores_case: bool,
    /// Code and display, in the order of the system.
    pub(crate) concepts: Vec<(Symbol, Option<Symbol>)>,
    pub(crate) not_selectable: Vec<Symbol>,
}

/// A MessageDefinition.
#[derive(Debug)]
#[expect(dead_code, reason = "read by the rules of ITK3 messages")]
pub(crate) struct MessageDefinition {
    pub(crate) version: Option<Symbol>,
    pub(crate) status: Symbol,
    pub(crate) event_system: Symbol,
    pub(crate) event: Symbol,
    pub(crate) focus: Vec<(Symbol, Symbol)>,
    pub(crate) responses: Vec<Symbol>,
    pub(crate) response_required: bool,
}

impl Definition {
    pub(crate) fn root(&self) -> &Element {
        &self.elements[0]
    }

    /// Elements directly below one, slices included.
    pub(crate) fn children(&self, element: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.elements[element as usize].first;
        std::iter::from_fn(move || {
            if next == NO_ELEMENT {
                return None;
            }
            let this = next;
            next = self.elements[this as usize].next;
            Some(this)
        })
    }

    pub(crate) fn types(&self, element: &Element) -> &[TypeRef] {
        &self.types[element.types.start as usize..element.types.end as usize]
    }

    pub(crate) fn constraints(&self, element: &Element) -> &[Constraint] {
        &self.constraints[element.constraints.start as usize..element.constraints.end as usize]
    }

    pub(crate) fn symbols(&self, places: &Places) -> &[Symbol] {
        &self.symbols[places.start as usize..places.end as usize]
    }

    pub(crate) fn discriminators(&self, slicing: &Slicing) -> &[Discriminator] {
        &self.discriminators[slicing.by.start as usize..slicing.by.end as usize]
    }

    /// Sets who is whose parent, child and sibling, from the depths.
    pub(crate) fn link(&mut self) {
        // For each depth: the element that is open there, and the last child that it has.
        let mut open: Vec<(u32, u32)> = Vec::new();
        for i in 0..self.elements.len() as u32 {
            let depth = usize::from(self.elements[i as usize].depth).min(open.len());
            open.truncate(depth);
            if let Some((parent, last)) = open.last_mut() {
                self.elements[i as usize].parent = *parent;
                if *last == NO_ELEMENT {
                    self.elements[*parent as usize].first = i;
                } else {
                    self.elements[*last as usize].next = i;
                }
                *last = i;
            }
            open.push((i, NO_ELEMENT));
        }
    }
}
