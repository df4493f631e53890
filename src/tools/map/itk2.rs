//! A message of ITK 2 as a map: the envelope, its manifest items, and the payloads that they describe.

use std::collections::HashMap;

use super::{Map, MapEntry, MapReference};
use crate::itk2::recognise::payload as payload_kind;
use crate::itk2::view::{View, value};
use crate::report::place;
use crate::source::Lines;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::{Paths, Typed};

/// Builds the entries and references; the first entry leads to all that it names.
struct Builder<'a> {
    tree: &'a Tree<'a>,
    lines: Lines<'a>,
    paths: Paths<'a>,
    map: Map,
}

impl Builder<'_> {
    fn entry(&mut self, node: NodeId, title: &str, id: Option<&str>) -> u32 {
        self.map.entries.push(MapEntry {
            path: self.paths.path(node),
            place: place(&self.lines, self.tree.name_span(node)),
            resource_type: Some(title.to_owned()),
            id: id.map(str::to_owned),
            full_url: None,
            within: None,
            reachable: false,
        });
        self.map.entries.len() as u32 - 1
    }

    fn reference(&mut self, from: u32, to: Option<u32>, at: NodeId) {
        let reference = self.tree.value(at).unwrap_or_default().to_owned();
        let state = if to.is_some() { "resolved" } else { "broken" };
        let (path, place) = (self.paths.path(at), place(&self.lines, self.tree.value_span(at)));
        self.map.references.push(MapReference { from, to, state, path, place, reference });
    }
}

pub(super) fn map(typed: &Typed<'_>, text: &str) -> Map {
    let tree = typed.tree;
    let view = View::of(tree);
    let mut builder = Builder { tree, lines: Lines::new(text), paths: Paths::new(typed), map: Map::default() };
    let Some(envelope) = view.envelope else {
        let alone = [
            (view.infrastructure, "Infrastructure response"),
            (view.business, "Business response"),
            (view.answer, "Synchronous answer"),
            (view.fault, "SOAP fault"),
        ];
        for (node, title) in alone.into_iter().filter_map(|(node, title)| Some((node?, title))) {
            builder.entry(node, title, None);
        }
        builder.map.entries.iter_mut().for_each(|entry| entry.reachable = true);
        return builder.map;
    };
    let root = builder.entry(envelope, "Distribution envelope", view.tracking_id());
    let id = |node: NodeId| value(tree, Some(node), "@id");
    let items: Vec<u32> = view.items.iter().map(|&item| builder.entry(item, "Manifest item", id(item))).collect();
    let of_items: HashMap<&str, NodeId> = view.items.iter().rev().filter_map(|&item| Some((id(item)?, item))).collect();
    let mut places: HashMap<&str, u32> = HashMap::new();
    for &payload in &view.payloads {
        let item = id(payload).and_then(|id| of_items.get(id).copied());
        let (_, title) = payload_kind(&view, payload, item);
        let mut words = title.chars();
        let title = words.next().map(|first| first.to_uppercase().collect::<String>() + words.as_str()).unwrap_or_default();
        let place = builder.entry(payload, &title, id(payload));
        if let Some(id) = id(payload) {
            places.entry(id).or_insert(place);
        }
    }
    // The envelope lists its items; each item names its payload.
    for (&item, &place) in view.items.iter().zip(&items) {
        let Some(at) = tree.child(item, "@id") else { continue };
        builder.reference(root, Some(place), at);
        builder.reference(place, id(item).and_then(|id| places.get(id).copied()), at);
    }
    builder.map
}
