//! A trial: whether a node keeps a profile that nobody declared for it, as a value to look at.

use super::outcome::Unchecked;
use super::overlay::Overlay;
use super::sink::Pending;
use crate::syntax::tree::NodeId;

/// What came of a trial. Its invariants decide when the message has been walked.
#[derive(Debug, Default)]
pub(super) struct Trial<'a> {
    /// Why the profile is not kept, where it is not.
    pub(super) why_not: Option<String>,
    /// Where it is not kept.
    pub(super) cause: Option<NodeId>,
    /// What could not be checked, each with the key of what it is about.
    pub(super) undecided: Vec<(u64, Unchecked)>,
    /// What the profile asks for besides.
    pub(super) constraints: Vec<Pending<'a>>,
}

impl Trial<'_> {
    pub(super) fn keeps(&self) -> bool {
        self.why_not.is_none()
    }
}

/// The place of a trial among those that were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TrialId(pub(super) u32);

/// Whether a node keeps a profile.
#[derive(Clone, Copy, Debug)]
pub(super) enum Keeps {
    Yes,
    /// It is of another type.
    No,
    /// The profile is not known.
    Unknown,
    /// It has been tried.
    Tried(TrialId),
}

/// A reference whose target seemed to keep the profile, before its constraints had been evaluated.
#[derive(Debug)]
pub(super) struct Believed<'a> {
    pub(super) at: NodeId,
    pub(super) target: NodeId,
    pub(super) overlay: Overlay<'a>,
    /// The trials of the profiles that it seemed to keep.
    pub(super) kept: Vec<TrialId>,
}
