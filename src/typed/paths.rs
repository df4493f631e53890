//! FHIRPaths of nodes, made when a report is made.

use crate::hash::NumberMap;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Typed;

/// Makes paths; the places within a list are counted once per list.
pub(crate) struct Paths<'a> {
    tree: &'a Tree<'a>,
    typed: &'a Typed<'a>,
    /// For each node, twice its position (from 1) among the siblings of its name, plus 1 if there are several. 0 until they are counted.
    places: Vec<u32>,
    /// The way to the root, while a path is made.
    way: Vec<NodeId>,
}

impl<'a> Paths<'a> {
    pub(crate) fn new(typed: &'a Typed<'a>) -> Paths<'a> {
        Paths { tree: typed.tree, typed, places: vec![0; typed.tree.len()], way: Vec::new() }
    }

    /// From the root: `Bundle.entry[0].resource.timestamp`.
    pub(crate) fn path(&mut self, node: NodeId) -> String {
        self.path_from(None, node)
    }

    /// From below a node that contains it.
    pub(crate) fn path_from(&mut self, above: Option<NodeId>, node: NodeId) -> String {
        let mut way = std::mem::take(&mut self.way);
        let above_that = |&node: &NodeId| self.tree.parent(node).filter(|&node| Some(node) != above);
        way.extend(std::iter::successors(Some(node).filter(|&node| Some(node) != above), above_that));
        let mut path = String::with_capacity(way.len() * 12);
        for (place, node) in way.drain(..).rev().enumerate() {
            path.push_str(if place > 0 { "." } else { "" });
            self.push_part(&mut path, node);
        }
        self.way = way;
        path
    }

    /// One part of a path: `entry[0]`, or `value` for `valueString`, as FHIRPath has it.
    pub(crate) fn part(&mut self, node: NodeId) -> String {
        let mut part = String::new();
        self.push_part(&mut part, node);
        part
    }

    fn push_part(&mut self, path: &mut String, node: NodeId) {
        path.push_str(match self.typed.element(node) {
            Some(element) => self.typed.definitions.text(element),
            None => self.tree.name(node),
        });
        let Some(parent) = self.tree.parent(node) else { return };
        let (place, several) = self.place(parent, node);
        if several || self.typed.is_list(node) {
            path.push('[');
            path.push_str(&place.to_string());
            path.push(']');
        }
    }

    /// What a node is named in a path, as a number: one of the definitions' names, or of the message's.
    fn name(&self, node: NodeId) -> u64 {
        let known = self.typed.element(node).or_else(|| self.typed.definitions.symbol(self.tree.name(node)));
        known.map_or(u64::from(self.tree.node(node).name.0) | 1 << 32, |name| u64::from(name.0))
    }

    fn place(&mut self, parent: NodeId, node: NodeId) -> (u32, bool) {
        let at = |node: NodeId| node.0 as usize;
        if self.places[at(node)] == 0 {
            let mut counts = NumberMap::default();
            for child in self.tree.children(parent) {
                let name = self.name(child);
                let count = counts.get(name).unwrap_or_default() + 1;
                self.places[at(child)] = count << 1;
                counts.insert(name, count);
            }
            for child in self.tree.children(parent) {
                let several = counts.get(self.name(child)).is_some_and(|count| count > 1);
                self.places[at(child)] |= u32::from(several);
            }
        }
        let place = self.places[at(node)];
        ((place >> 1).saturating_sub(1), place & 1 == 1)
    }
}
