//! What a rule of this part may look at, and where it reports.

use super::view::Parts;
use crate::definitions::Definitions;
use crate::diagnostic::{At, Diagnostic, Rule, Unless};
use crate::resolve::{Explanation, Superseded, What};
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::{Outcome, Target, Unchecked};

/// What happened before and beside the message, as far as the caller knows it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Identifiers of messages and documents received before: MessageHeader.id, Bundle.identifier.value, Bundle.id.
    pub received: Vec<String>,
    /// The address in the MESH metadata, such as `GPPROVIDER_<NHS number>_<birth date>_<surname>`.
    pub mesh_to: Option<String>,
    /// The MESH metadata of the message: a control file, `Mex-*` headers, or these as JSON.
    pub mesh: Option<String>,
}

pub(super) struct Cx<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) parts: &'a Parts<'a>,
    pub(super) definitions: &'a Definitions,
    pub(super) context: &'a Context,
    outcome: &'a mut Outcome,
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        tree: &'a Tree<'a>,
        parts: &'a Parts<'a>,
        definitions: &'a Definitions,
        context: &'a Context,
        outcome: &'a mut Outcome,
    ) -> Cx<'a> {
        Cx { tree, parts, definitions, context, outcome }
    }

    /// A reference to an entry of which no resource could be read, which is told there.
    fn leads_to_unread(&self, node: NodeId) -> bool {
        let value = self.tree.value(node).filter(|_| self.tree.name(node) == "reference");
        value.is_some_and(|value| self.parts.index.resolve(self.tree, node, value) == Target::Unread)
    }

    /// Reports a finding. Which of them are one fault is decided later.
    pub(super) fn say(&mut self, mut finding: Diagnostic) {
        let unread = |unless: &Unless| matches!(unless, Unless::Reported(node) if self.leads_to_unread(*node));
        if finding.unless.iter().any(unread) {
            return;
        }
        if let Some(group) = &mut finding.group {
            group.places.retain(|place| !place.unless.iter().any(unread));
        }
        self.outcome.findings.push(finding);
    }

    /// Gives better words to what is said of a node.
    pub(super) fn explain(&mut self, node: NodeId, message: &'static str) {
        self.outcome.notes.explanations.push(Explanation { node, message });
    }

    /// A rule of this part says it better than definitions do.
    pub(super) fn supersede(&mut self, node: NodeId, what: What) {
        self.outcome.notes.superseded.push(Superseded { node, what });
    }

    /// Records that something was not checked.
    pub(super) fn leave_unchecked(&mut self, reason: &'static str, node: NodeId, message: impl Into<String>) {
        self.outcome.unchecked.push(Unchecked { reason, message: message.into(), node, count: 1 });
    }

    /// A finding of a rule at a node's value.
    pub(super) fn at(rule: &'static Rule, node: NodeId, message: &str) -> Diagnostic {
        Diagnostic::new(rule, At::Value(node), message)
    }
}
