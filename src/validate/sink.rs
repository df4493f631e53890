//! Where rules report: what was found, what could not be checked, and what is to be evaluated later.

use super::outcome::Unchecked;
use crate::definitions::model::{Constraint, Definition};
use crate::diagnostic::Diagnostic;
use crate::hash::NumberMap;
use crate::syntax::tree::NodeId;

/// A constraint that a node has to keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending<'a> {
    pub(super) node: NodeId,
    pub(super) definition: &'a Definition,
    pub(super) constraint: Constraint,
}

/// See the [module](self). A walk has one; a [trial](super::trial) has one of its own for as long as it lasts.
#[derive(Debug, Default)]
pub(super) struct Sink<'a> {
    pub(super) findings: Vec<Diagnostic>,
    /// Each with the key of what it is about.
    pub(super) unchecked: Vec<(u64, Unchecked)>,
    /// Constraints to evaluate when the message has been walked.
    pub(super) constraints: Vec<Pending<'a>>,
    /// There was no room for all findings.
    pub(super) is_full: bool,
    /// Places in `unchecked`, by key.
    told: NumberMap,
}

impl Sink<'_> {
    /// Takes a finding, as long as there are fewer than `most`.
    pub(super) fn report(&mut self, finding: Diagnostic, most: usize) {
        if self.findings.len() < most {
            self.findings.push(finding);
        } else {
            self.is_full = true;
        }
    }

    /// Counts what has been told before.
    pub(super) fn again(&mut self, key: u64) -> bool {
        let known = self.told.get(key).and_then(|place| self.unchecked.get_mut(place as usize));
        known.map(|(_, known)| known.count += 1).is_some()
    }

    /// It has been told before.
    pub(super) fn knows(&self, key: u64) -> bool {
        self.told.get(key).is_some()
    }

    /// Takes what has not been told before.
    pub(super) fn add_unchecked(&mut self, key: u64, unchecked: Unchecked) {
        self.told.insert(key, self.unchecked.len() as u32);
        self.unchecked.push((key, unchecked));
    }
}
