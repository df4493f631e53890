//! The findings folded on to the message: entries, resources within them, elements that carry a finding.

use super::{Issue, Lines, Paths, TreeItem, place};
use crate::hash::NumberMap;
use crate::syntax::tree::{NodeId, Tree};

/// What an item of the tree is made for.
struct Building<'a, 'p> {
    tree: &'a Tree<'a>,
    paths: &'p mut Paths<'a>,
    lines: &'p Lines<'a>,
    /// Findings by the node whose item shows them.
    own: Lists<u32>,
    /// Elements to show, by the entry or resource that they stand in.
    elements: Lists<NodeId>,
    /// Entries and contained resources that carry a finding or lead to one.
    leading: NumberMap,
}

/// A list for each of some nodes.
struct Lists<T> {
    places: NumberMap,
    lists: Vec<Vec<T>>,
}

impl<T> Lists<T> {
    fn new() -> Lists<T> {
        Lists { places: NumberMap::default(), lists: Vec::new() }
    }

    fn of(&mut self, node: NodeId) -> &mut Vec<T> {
        let next = self.lists.len() as u32;
        let place = self.places.or_insert(u64::from(node.0), next);
        if place == next {
            self.lists.push(Vec::new());
        }
        &mut self.lists[place as usize]
    }

    fn take(&mut self, node: NodeId) -> Vec<T> {
        self.places.get(u64::from(node.0)).map(|place| std::mem::take(&mut self.lists[place as usize])).unwrap_or_default()
    }
}

/// The root of the tree. Findings without a node are shown at the root.
pub(super) fn tree<'a>(
    tree: &'a Tree<'a>,
    paths: &mut Paths<'a>,
    lines: &Lines<'a>,
    issues: &[Issue],
    nodes: &[Option<NodeId>],
) -> TreeItem {
    let mut building = Building { tree, paths, lines, own: Lists::new(), elements: Lists::new(), leading: NumberMap::default() };
    for (i, node) in nodes.iter().enumerate() {
        let node = node.unwrap_or(NodeId::ROOT);
        let own = building.own.of(node);
        own.push(i as u32);
        if own.len() > 1 {
            continue;
        }
        let holders = holders(tree, node);
        let holder = holders.last().copied().unwrap_or(NodeId::ROOT);
        if holder != node {
            building.elements.of(holder).push(node);
        }
        for holder in holders {
            building.leading.insert(u64::from(holder.0), 0);
        }
    }
    let mut root = building.item(NodeId::ROOT, "message", issues);
    root.label = match tree.child_value(NodeId::ROOT, "type") {
        Some(kind) if tree.resource_type(NodeId::ROOT) == Some("Bundle") => format!("Bundle ({kind})"),
        _ => tree.resource_type(NodeId::ROOT).unwrap_or(tree.name(NodeId::ROOT)).to_owned(),
    };
    root
}

/// The entries and contained resources on the way from the root to a node, the node itself included where it
/// is one. The resource of an entry is shown with it.
fn holders(tree: &Tree<'_>, node: NodeId) -> Vec<NodeId> {
    let mut way = vec![node];
    while let Some(parent) = way.last().and_then(|&node| tree.parent(node)) {
        way.push(parent);
    }
    let mut holders = Vec::new();
    // The entry whose resource comes next on the way; the resource whose entries or contained ones do.
    let (mut entry, mut resource) = (None, Some(NodeId::ROOT));
    for pair in way.windows(2).rev() {
        let [node, parent] = [pair[0], pair[1]];
        let name = tree.name(node);
        if resource == Some(parent) && name == "entry" && tree.resource_type(parent) == Some("Bundle") {
            holders.push(node);
            (entry, resource) = (Some(node), None);
        } else if resource == Some(parent) && name == "contained" {
            holders.push(node);
            (entry, resource) = (None, Some(node));
        } else if entry == Some(parent) && tree.child(parent, "resource") == Some(node) {
            (entry, resource) = (None, Some(node));
        } else {
            break;
        }
    }
    holders
}

impl Building<'_, '_> {
    fn item(&mut self, node: NodeId, kind: &'static str, issues: &[Issue]) -> TreeItem {
        let tree = self.tree;
        let resource = if kind == "entry" { tree.child(node, "resource") } else { Some(node) };
        let mut item = TreeItem {
            kind,
            label: self.paths.part(node),
            path: self.paths.path(node),
            place: place(self.lines, tree.name_span(node)),
            id: resource.and_then(|r| tree.child_value(r, "id")).map(str::to_owned),
            counts: Default::default(),
            issues: self.own.take(node),
            children: Vec::new(),
        };
        if let Some(resource_type) = resource.and_then(|r| tree.resource_type(r)) {
            item.label = format!("{} {resource_type}", item.label);
        }
        let mut below: Vec<(NodeId, &'static str)> = Vec::new();
        for element in self.elements.take(node) {
            below.push((element, "element"));
        }
        if let Some(resource) = resource {
            if tree.resource_type(resource) == Some("Bundle") {
                below.extend(tree.children_named(resource, "entry").map(|entry| (entry, "entry")));
            }
            below.extend(
                tree.children_named(resource, "contained").filter(|c| self.leading.get(u64::from(c.0)).is_some()).map(|c| (c, "resource")),
            );
        }
        below.sort_by_key(|(node, _)| tree.span(*node).start);
        for (child, kind) in below {
            let child = if kind == "element" { self.element(node, child, issues) } else { self.item(child, kind, issues) };
            item.counts.fatal += child.counts.fatal;
            item.counts.error += child.counts.error;
            item.counts.warning += child.counts.warning;
            item.counts.information += child.counts.information;
            item.children.push(child);
        }
        for &issue in &item.issues {
            item.counts.add(issues[issue as usize].severity);
        }
        item
    }

    fn element(&mut self, holder: NodeId, node: NodeId, issues: &[Issue]) -> TreeItem {
        let path = self.paths.path_from(Some(holder), node);
        let label = path.strip_prefix("resource.").unwrap_or(&path).to_owned();
        let own = self.own.take(node);
        let mut counts = super::Counts::default();
        for &issue in &own {
            counts.add(issues[issue as usize].severity);
        }
        TreeItem {
            kind: "element",
            label,
            path: self.paths.path(node),
            place: place(self.lines, self.tree.name_span(node)),
            id: None,
            counts,
            issues: own,
            children: Vec::new(),
        }
    }
}
