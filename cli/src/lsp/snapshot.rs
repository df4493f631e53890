//! The documents that an editor has open.

/// One version of a document.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: String,
}
