//! What an editor has open.

/// A document as it was at a version.
#[derive(Clone, Debug)]
pub(super) struct Snapshot {
    pub(super) uri: String,
    pub(super) version: i32,
    pub(super) text: String,
}
