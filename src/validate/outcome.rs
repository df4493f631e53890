//! What a check found, and what it could not look at.

use crate::diagnostic::Diagnostic;
use crate::resolve::Notes;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// Something that could not be checked.
#[derive(Clone, Debug)]
pub(crate) struct Unchecked {
    /// Stable word for the kind of reason.
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) node: NodeId,
    pub(crate) count: u32,
}

/// What a check found.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) findings: Vec<Diagnostic>,
    /// What messaging knows better.
    pub(crate) notes: Notes,
    /// There was no room for all findings.
    pub(crate) is_full: bool,
    pub(crate) unchecked: Vec<Unchecked>,
}

/// What something that was not checked is about, so that it is told once.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    /// A canonical URL that the definitions know of.
    Symbol(Symbol),
    /// An element of a definition.
    Element(Symbol, u32),
    /// A text of the message.
    Text(u32),
}

impl About {
    /// All of it in 56 bits: an element's place takes no more than 24, and other numbers no more than 30.
    pub(super) fn key(self) -> u64 {
        match self {
            About::Symbol(symbol) => u64::from(symbol.0) << 24,
            About::Element(symbol, element) => 1 << 54 | u64::from(symbol.0) << 24 | u64::from(element),
            About::Text(text) => 2 << 54 | u64::from(text) << 24,
        }
    }
}
