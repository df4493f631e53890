//! What else can be asked of a message: its entries and references, what may stand at a place, what can be written there, the
//! same in the other format, a copy that names nobody, what can be put right, and how far a check has come.

pub mod complete;
mod concern;
pub(crate) mod convert;
pub mod explain;
pub mod fixes;
pub mod follow;
pub mod insertion;
pub mod map;
pub mod outline;
pub mod progress;
pub(crate) mod redact;
