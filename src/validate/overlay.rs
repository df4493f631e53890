//! An element of a profile that a node is held to, beside what its base type says.

use crate::definitions::model::{Definition, Element};

/// An element of a profile that a node is held to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Overlay<'a> {
    pub(crate) definition: &'a Definition,
    pub(crate) element: u32,
}

impl<'a> Overlay<'a> {
    pub(super) fn root(definition: &'a Definition) -> Overlay<'a> {
        Overlay { definition, element: 0 }
    }

    pub(crate) fn get(self) -> &'a Element {
        &self.definition.elements[self.element as usize]
    }

    pub(super) fn same(self, other: Overlay<'_>) -> bool {
        self.element == other.element && std::ptr::eq(self.definition, other.definition)
    }
}
