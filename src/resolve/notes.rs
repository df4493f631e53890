//! What messaging knows better: words, and whole findings, that it has of its own.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use crate::diagnostic::{Diagnostic, Severity, Subject, Traits};
use crate::syntax::tree::{NodeId, Tree};

/// What a stage has to say of the findings of those before it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) explanations: Vec<Explanation>,
    pub(crate) superseded: Vec<Superseded>,
}

/// Better words for whatever is said of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Explanation {
    pub(crate) node: NodeId,
    pub(crate) message: &'static str,
}

/// What is said of a node by a rule of messaging, so that the findings of definitions are not listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Superseded {
    pub(crate) node: NodeId,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    /// Whatever is said of the node itself.
    Everything,
    /// That it has too few items of a slice, or fits none.
    Slices,
    /// That it has too few items of the slice that a value tells.
    SliceToldBy(&'static str),
    /// That a code is none that should be used.
    CodesToPrefer,
    /// That a reference is relative.
    Relative,
    /// What a profile says of it and of all within it, by the last part of the profile's URL.
    Profile(&'static str),
}

/// The same by their nodes.
#[derive(Debug)]
pub(super) struct Index {
    by_node: HashMap<NodeId, Vec<What>, FxBuildHasher>,
    has_profiles: bool,
}

impl Index {
    pub(super) fn of(notes: &Notes) -> Index {
        let mut index = Index { by_node: HashMap::default(), has_profiles: false };
        for Superseded { node, what } in &notes.superseded {
            index.by_node.entry(*node).or_default().push(*what);
            index.has_profiles |= matches!(what, What::Profile(_));
        }
        index
    }

    /// Whether a finding of reading or definitions is superseded.
    pub(super) fn supersedes(&self, tree: &Tree<'_>, finding: &Diagnostic) -> bool {
        let Some(node) = finding.at.node().filter(|_| !self.by_node.is_empty() && !finding.rule.is(Traits::MESSAGING)) else {
            return false;
        };
        let here = |what: &What| match what {
            What::Everything => true,
            What::Slices => finding.rule.is(Traits::OF_SLICES),
            What::SliceToldBy(value) => {
                let told_by = |told_by: &[(String, String)]| told_by.iter().any(|(_, known)| known == value);
                matches!(&finding.subject, Subject::Slice { told_by: by, .. } if told_by(by))
            }
            What::CodesToPrefer => finding.rule.is(Traits::OF_CODE) && finding.severity >= Severity::Warning,
            What::Relative => finding.subject == Subject::Relative,
            What::Profile(_) => false,
        };
        if self.by_node.get(&node).is_some_and(|whats| whats.iter().any(here)) {
            return true;
        }
        let Some(profile) = finding.profile.as_deref().filter(|_| self.has_profiles) else { return false };
        let name = profile.split('|').next().and_then(|url| url.rsplit('/').next());
        let of_profile = |what: &What| matches!(what, What::Profile(known) if name == Some(known));
        let mut around = std::iter::successors(Some(node), |&node| tree.parent(node));
        around.any(|node| self.by_node.get(&node).is_some_and(|whats| whats.iter().any(of_profile)))
    }
}
