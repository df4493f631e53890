//! FHIRPaths of nodes, made when a report is made.

use std::collections::HashMap;

use crate::intern::Symbol;
use crate::tree::{NodeId, Tree};

/// Makes paths; the places within a list are counted once per list.
pub(crate) struct Paths<'a> {
    tree: &'a Tree<'a>,
    repeats: &'a [u64],
    /// For each node whose siblings were counted: its place among those of its name, and how many those are.
    places: HashMap<NodeId, (u32, bool)>,
}

impl<'a> Paths<'a> {
    pub(crate) fn new(tree: &'a Tree<'a>, repeats: &'a [u64]) -> Paths<'a> {
        Paths { tree, repeats, places: HashMap::new() }
    }

    fn is_list(&self, node: NodeId) -> bool {
        self.repeats.get(node.0 as usize / 64).is_some_and(|bits| bits >> (node.0 % 64) & 1 == 1)
    }

    /// From the root: `Bundle.entry[0].resource.timestamp`.
    pub(crate) fn path(&mut self, node: NodeId) -> String {
        self.path_from(None, node)
    }

    /// From below a node that contains it.
    pub(crate) fn path_from(&mut self, above: Option<NodeId>, node: NodeId) -> String {
        let mut parts = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at.filter(|&node| Some(node) != above) {
            parts.push(self.part(node));
            at = self.tree.parent(node);
        }
        parts.reverse();
        parts.join(".")
    }

    /// One part of a path: `entry[0]`, or `value` for `valueString`, as FHIRPath has it.
    pub(crate) fn part(&mut self, node: NodeId) -> String {
        let name = self.tree.name(node);
        let Some(parent) = self.tree.parent(node) else { return name.to_owned() };
        let (place, several) = self.place(parent, node);
        if several || self.is_list(node) { format!("{name}[{place}]") } else { name.to_owned() }
    }

    fn place(&mut self, parent: NodeId, node: NodeId) -> (u32, bool) {
        if let Some(&known) = self.places.get(&node) {
            return known;
        }
        let mut counts: HashMap<Symbol, u32> = HashMap::new();
        for child in self.tree.children(parent) {
            let count = counts.entry(self.tree.node(child).name).or_default();
            self.places.insert(child, (*count, false));
            *count += 1;
        }
        for child in self.tree.children(parent) {
            if counts.get(&self.tree.node(child).name).is_some_and(|&count| count > 1)
                && let Some(place) = self.places.get_mut(&child)
            {
                place.1 = true;
            }
        }
        self.places.get(&node).copied().unwrap_or_default()
    }
}
