//! What else can be asked of a message: its entries and references, what may stand at a place, the same in the other format,
//! a copy that names nobody, what can be put right, and how far a check has come.

pub(crate) mod convert;
pub mod explain;
pub mod fixes;
pub mod insertion;
pub mod map;
pub mod progress;
pub(crate) mod redact;
