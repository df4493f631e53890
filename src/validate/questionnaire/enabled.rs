//! Whether a question is to be answered, by what was answered to others.

use std::collections::HashMap;

use super::super::context::Context;
use crate::definitions::questionnaire::{Condition, Item, Value, value};
use crate::syntax::tree::{NodeId, Tree};

/// For each linkId the items of a response.
pub(super) struct Given<'t> {
    items: HashMap<&'t str, Vec<NodeId>>,
}

impl<'t> Given<'t> {
    pub(super) fn of(cx: &Context<'t>, response: NodeId) -> Given<'t> {
        let tree = cx.tree;
        let mut items: HashMap<&str, Vec<NodeId>> = HashMap::new();
        let mut pending: Vec<NodeId> = tree.children_named(response, "item").collect();
        while let Some(item) = pending.pop() {
            pending.extend(tree.children_named(item, "item"));
            pending.extend(tree.children_named(item, "answer").flat_map(|answer| tree.children_named(answer, "item")));
            if let Some(link_id) = tree.child_value(item, "linkId") {
                items.entry(link_id).or_default().push(item);
            }
        }
        Given { items }
    }

    /// Whether an item certainly is to be answered: one condition is enough. A question that was answered in several places says
    /// nothing for certain.
    pub(super) fn enables(&self, tree: &Tree<'_>, item: &Item) -> bool {
        item.enable_when.is_empty() || item.enable_when.iter().any(|condition| self.holds(tree, condition))
    }

    fn holds(&self, tree: &Tree<'_>, condition: &Condition) -> bool {
        let asked = self.items.get(&*condition.question).map_or(&[][..], |items| items);
        if asked.len() > 1 {
            return false;
        }
        let answers = asked.iter().flat_map(|&item| tree.children_named(item, "answer"));
        let answers: Vec<Value> = answers.filter_map(|answer| value(tree, answer, "value")).collect();
        match (&condition.answer, condition.has_answer) {
            (Some(expected), _) => answers.iter().any(|answer| is_like(answer, expected)),
            (None, Some(has_answer)) => answers.is_empty() != has_answer,
            (None, None) => false,
        }
    }
}

/// Whether a value has what another asks for: what that leaves out is not asked for.
pub(super) fn is_like(value: &Value, expected: &Value) -> bool {
    let same_system = expected.system.is_none() || value.system == expected.system;
    value.kind == expected.kind && value.text == expected.text && same_system
}
