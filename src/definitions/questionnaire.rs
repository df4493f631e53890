//! Questionnaires, read down to what an answer must keep.

use std::collections::HashMap;

use super::Definitions;
use crate::syntax::tree::{NodeId, Tree};

/// A Questionnaire: its items in the order of the text, each before those below it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Questionnaire {
    pub(crate) url: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) items: Vec<Item>,
    /// Required items that stand in no other.
    pub(crate) required: Vec<usize>,
    by_link: HashMap<String, usize>,
}

/// A question, a group of them, or a text to be shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Item {
    pub(crate) link_id: String,
    /// `group`, `display`, `boolean`, `choice` …
    pub(crate) kind: String,
    pub(crate) repeats: bool,
    /// In characters.
    pub(crate) max_length: Option<usize>,
    pub(crate) options: Vec<Value>,
    /// The reference to a value set of permitted answers.
    pub(crate) value_set: Option<String>,
    pub(crate) enable_when: Vec<Condition>,
    pub(crate) parent: Option<usize>,
    /// Items directly below it that are required.
    pub(crate) required_below: Vec<usize>,
}

/// A value of some type, as far as answers are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Value {
    /// As the element's name ends: `Coding`, `String`, `Integer`.
    pub(crate) kind: String,
    /// The value, or the code.
    pub(crate) text: Option<String>,
    pub(crate) system: Option<String>,
}

/// When an item is to be answered.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    /// linkId of another item.
    pub(crate) question: String,
    pub(crate) has_answer: Option<bool>,
    pub(crate) answer: Option<Value>,
}

impl Questionnaire {
    /// Reads one.
    pub(crate) fn of(tree: &Tree<'_>, node: NodeId) -> Questionnaire {
        let text = |name: &str| tree.child_value(node, name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut read = Questionnaire { url: text("url"), id: text("id"), version: text("version"), ..Questionnaire::default() };
        read.required = read.add_items(tree, node, None);
        read
    }

    /// Takes in what stands in a node and gives the places of those that are required.
    fn add_items(&mut self, tree: &Tree<'_>, holder: NodeId, parent: Option<usize>) -> Vec<usize> {
        let mut required = Vec::new();
        for node in tree.children_named(holder, "item") {
            let Some(link_id) = tree.child_value(node, "linkId") else { continue };
            let is = |name: &str| tree.child_value(node, name) == Some("true");
            let place = self.items.len();
            if is("required") {
                required.push(place);
            }
            self.by_link.entry(link_id.to_owned()).or_insert(place);
            self.items.push(Item {
                link_id: link_id.to_owned(),
                kind: tree.child_value(node, "type").unwrap_or_default().to_owned(),
                repeats: is("repeats"),
                max_length: tree.child_value(node, "maxLength").and_then(|length| length.parse().ok()),
                options: tree.children_named(node, "option").filter_map(|option| value(tree, option, "value")).collect(),
                value_set: tree.child(node, "options").and_then(|options| tree.child_value(options, "reference")).map(str::to_owned),
                enable_when: tree.children_named(node, "enableWhen").filter_map(|when| condition(tree, when)).collect(),
                parent,
                required_below: Vec::new(),
            });
            let below = self.add_items(tree, node, Some(place));
            self.items[place].required_below = below;
        }
        required
    }

    /// The place of the item of a linkId.
    pub(crate) fn find(&self, link_id: &str) -> Option<usize> {
        self.by_link.get(link_id).copied()
    }
}

/// What stands in `name[x]`.
pub(crate) fn value(tree: &Tree<'_>, holder: NodeId, name: &str) -> Option<Value> {
    let (kind, node) = choice(tree, holder, name)?;
    let text = tree.value(node).or_else(|| tree.child_value(node, "code")).map(str::to_owned);
    Some(Value { kind: kind.to_owned(), text, system: tree.child_value(node, "system").map(str::to_owned) })
}

/// The type that a choice of types was made of, as its name ends, and its node.
pub(crate) fn choice<'t>(tree: &'t Tree<'_>, holder: NodeId, name: &str) -> Option<(&'t str, NodeId)> {
    let typed = |node: NodeId| {
        let kind = tree.name(node).strip_prefix(name).filter(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))?;
        Some((kind, node))
    };
    tree.children(holder).find_map(typed)
}

fn condition(tree: &Tree<'_>, node: NodeId) -> Option<Condition> {
    Some(Condition {
        question: tree.child_value(node, "question")?.to_owned(),
        has_answer: tree.child_value(node, "hasAnswer").map(|has| has == "true"),
        answer: value(tree, node, "answer"),
    })
}

impl Definitions {
    /// The Questionnaire of a reference: its URL, or one that ends in its id.
    pub(crate) fn questionnaire(&self, reference: &str) -> Option<&Questionnaire> {
        let (url, _) = super::split_version(reference);
        let by_url = self.questionnaires.iter().find(|known| known.url.as_deref() == Some(url));
        let id = || url.rsplit_once("Questionnaire/").filter(|(before, _)| before.is_empty() || before.ends_with('/')).map(|(_, id)| id);
        by_url.or_else(|| id().and_then(|id| self.questionnaires.iter().find(|known| known.id.as_deref() == Some(id))))
    }
}
