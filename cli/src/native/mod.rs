//! What only the native command has.

pub(crate) mod definitions;
pub(crate) mod host;
pub(crate) mod names;
mod streams;
