//! What only the native command has.

mod clock;
pub(crate) mod definitions;
pub(crate) mod host;
pub(crate) mod names;
mod streams;
