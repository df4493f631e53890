//! Questionnaires of the message, each read once.

use std::collections::HashMap;
use std::rc::Rc;

use crate::definitions::questionnaire::Questionnaire;
use crate::syntax::tree::{NodeId, Tree};

/// See the [module](self).
#[derive(Debug)]
pub(super) struct Questionnaires<'a> {
    read: HashMap<NodeId, Rc<Questionnaire>>,
    /// Found when first asked for.
    by_url: Option<HashMap<&'a str, NodeId>>,
    /// Required items that may still be looked for: a sender chooses how many there are, and how many responses.
    steps: usize,
}

impl Default for Questionnaires<'_> {
    fn default() -> Self {
        Questionnaires { read: HashMap::new(), by_url: None, steps: 2_000_000 }
    }
}

impl<'a> Questionnaires<'a> {
    pub(super) fn read(&mut self, tree: &Tree<'_>, node: NodeId) -> Rc<Questionnaire> {
        self.read.entry(node).or_insert_with(|| Rc::new(Questionnaire::of(tree, node))).clone()
    }

    pub(super) fn by_url(&mut self, tree: &'a Tree<'a>, url: &str) -> Option<NodeId> {
        let all = self.by_url.get_or_insert_with(|| {
            let entries = tree.children_named(NodeId::ROOT, "entry").filter_map(|entry| tree.child(entry, "resource"));
            let found = entries.filter(|&node| tree.resource_type(node) == Some("Questionnaire"));
            found.filter_map(|node| Some((tree.child_value(node, "url")?, node))).collect()
        });
        all.get(url).copied()
    }

    /// Whether another required item may be looked for.
    pub(super) fn may_step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        self.steps > 0
    }

    /// No more may be looked for.
    pub(super) fn is_spent(&self) -> bool {
        self.steps == 0
    }
}
