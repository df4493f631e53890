//! An expression as a list of parts that name each other by number.

use std::sync::atomic::{AtomicU32, Ordering};

/// Number of a part.
pub(crate) type PartId = u32;
/// Number of a name or of a literal's text.
pub(crate) type TextId = u32;

/// Operators between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Implies,
    Or,
    Xor,
    And,
    In,
    Contains,
    Equal,
    NotEqual,
    Equivalent,
    NotEquivalent,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Union,
    Is,
    As,
    Add,
    Subtract,
    Concatenate,
    Multiply,
    Divide,
    Div,
    Mod,
}

/// One part of an expression. Numbers and dates stay text until they are evaluated, so that a part is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// `{}`
    Empty,
    Boolean(bool),
    Integer(i32),
    Decimal(TextId),
    Text(TextId),
    /// A date, date and time, or time: the text after the `@`.
    Moment(TextId),
    Quantity {
        number: TextId,
        unit: TextId,
    },
    This,
    Index,
    Total,
    /// `%resource`
    Constant(TextId),
    /// A name at the start of a path: a member of what is in focus, or its type.
    Name(TextId),
    Member(PartId, TextId),
    /// `arguments` is a place in the list of arguments.
    Call {
        on: Option<PartId>,
        name: TextId,
        function: u8,
        arguments: u16,
        count: u8,
    },
    Item(PartId, PartId),
    Negative(PartId),
    /// A plus sign, which numbers may have and nothing else.
    Positive(PartId),
    Operation(Operator, PartId, PartId),
}

/// The function of a call is none that is known here.
pub(crate) const NO_FUNCTION: u8 = u8::MAX;

/// A parsed expression.
#[derive(Debug, Default)]
pub(crate) struct Expression {
    pub(crate) parts: Vec<Part>,
    pub(crate) arguments: Vec<PartId>,
    pub(crate) root: PartId,
    /// Parts that come out the same wherever in the expression the focus is, and are worth remembering.
    pub(crate) fixed: Vec<PartId>,
    heap: String,
    ends: Vec<u32>,
    /// For each text a number that whoever evaluates the expression remembers of it.
    hints: Vec<AtomicU32>,
}

impl Expression {
    pub(crate) fn text(&self, id: TextId) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.heap[start..self.ends[id] as usize]
    }

    pub(crate) fn part(&self, id: PartId) -> Part {
        self.parts[id as usize]
    }

    pub(crate) fn intern(&mut self, text: &str) -> TextId {
        for id in 0..self.ends.len() as u32 {
            if self.text(id) == text {
                return id;
            }
        }
        self.heap.push_str(text);
        self.ends.push(self.heap.len() as u32);
        self.hints.push(AtomicU32::new(u32::MAX));
        self.ends.len() as u32 - 1
    }

    /// A number that whoever evaluates the expression remembers of a text.
    pub(crate) fn hint(&self, id: TextId) -> u32 {
        self.hints[id as usize].load(Ordering::Relaxed)
    }

    /// Remembers a number of a text.
    pub(crate) fn remember(&self, id: TextId, number: u32) {
        self.hints[id as usize].store(number, Ordering::Relaxed);
    }
}
