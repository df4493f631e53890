//! The grammar of FHIRPath: a text into an [`Expression`]. Depends on nothing.

pub(crate) mod ast;
mod lexer;
pub(crate) mod moment;
mod parser;
pub(crate) mod signatures;

pub(crate) use ast::Expression;

/// The text is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ParseError {
    /// Where in the text, in bytes.
    pub(crate) at: u32,
    /// What should stand there.
    pub(crate) expected: &'static str,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// Where the text does not follow the grammar of FHIRPath. A function that is not known is no error of the text: it
    /// cannot be evaluated.
    pub(crate) fn parse(text: &str) -> Result<Expression, ParseError> {
        parser::parse(text)
    }
}
