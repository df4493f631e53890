//! What a rule of this part may look at, and where it reports.

use std::collections::HashSet;

use super::view::Parts;
use crate::check::Target;
use crate::check::rules::REFERENCE_RELATIVE;
use crate::definitions::Definitions;
use crate::finding::{At, Finding, Rule, Severity};
use crate::tree::{NodeId, Tree};

/// What happened before and beside the message, as far as the caller knows it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Identifiers of messages and documents received before: MessageHeader.id, Bundle.identifier.value, Bundle.id.
    pub received: Vec<String>,
    /// The address in the MESH metadata, such as `GPPROVIDER_<NHS number>_<birth date>_<surname>`.
    pub mesh_to: Option<String>,
}

pub(super) struct Cx<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) parts: &'a Parts<'a>,
    pub(super) definitions: &'a Definitions,
    pub(super) context: &'a Context,
    /// Nodes of which a profile or the base specification says something already.
    told: HashSet<NodeId>,
    /// Nodes within which there is one of them.
    above: HashSet<NodeId>,
    /// Nodes at or within which there is an error.
    wrong: HashSet<NodeId>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Cx<'a> {
    pub(super) fn new(
        tree: &'a Tree<'a>,
        parts: &'a Parts<'a>,
        definitions: &'a Definitions,
        context: &'a Context,
        findings: &mut dyn Iterator<Item = &Finding>,
    ) -> Cx<'a> {
        let (told, above, wrong) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut cx = Cx { tree, parts, definitions, context, told, above, wrong, findings: Vec::new() };
        for finding in findings {
            cx.note(finding);
        }
        cx
    }

    fn note(&mut self, finding: &Finding) {
        // How a reference is written says nothing of where it leads; a rule that forbids relative ones says it better.
        let Some(node) = finding.at.node().filter(|_| finding.rule != &REFERENCE_RELATIVE) else { return };
        self.told.insert(node);
        // What its parent lacks may be what a wrong name was meant to be.
        if finding.rule.id == "element-unknown" {
            self.told.extend(self.tree.parent(node));
        }
        let mut at = Some(node).filter(|_| finding.severity <= Severity::Error);
        while let Some(node) = at.filter(|&node| self.wrong.insert(node)) {
            at = self.tree.parent(node);
        }
        let mut at = self.tree.parent(node);
        while let Some(node) = at.filter(|&node| self.above.insert(node)) {
            at = self.tree.parent(node);
        }
    }

    /// Something of this node has been said: no second finding for one fault.
    pub(super) fn is_told(&self, node: NodeId) -> bool {
        self.told.contains(&node) || self.leads_to_unread(node)
    }

    /// A reference to an entry of which no resource could be read, which is told there.
    fn leads_to_unread(&self, node: NodeId) -> bool {
        let value = self.tree.value(node).filter(|_| self.tree.name(node) == "reference");
        value.is_some_and(|value| self.parts.index.resolve(self.tree, node, value) == Target::Unread)
    }

    /// The same of anything within it.
    pub(super) fn is_told_within(&self, node: NodeId) -> bool {
        self.told.contains(&node) || self.above.contains(&node)
    }

    /// There is an error here or within.
    pub(super) fn is_wrong_within(&self, node: NodeId) -> bool {
        self.wrong.contains(&node)
    }

    pub(super) fn say(&mut self, finding: Finding) {
        self.note(&finding);
        self.findings.push(finding);
    }

    /// A finding of a rule at a node's value.
    pub(super) fn at(rule: &'static Rule, node: NodeId, message: &str) -> Finding {
        Finding::new(rule, At::Value(node), message)
    }
}
