//! Which entries of a Bundle are reached by references, and which stand alone.

use std::collections::{HashMap, HashSet};

use super::cx::Cx;
use super::view::{Key, resources};
use crate::near::is_near;
use crate::syntax::tree::NodeId;
use crate::validate::Target;

/// See the [module](self).
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// For each entry those that it refers to.
    links: HashMap<NodeId, Vec<NodeId>>,
    entries: Vec<NodeId>,
}

impl Reach {
    /// Of the entries of one Bundle.
    pub(super) fn of(cx: &Cx<'_>, bundle: NodeId) -> Reach {
        let tree = cx.tree;
        let entries: Vec<NodeId> = resources(tree, bundle).map(|(_, resource)| resource).collect();
        let mut is_entry = vec![false; tree.len()];
        entries.iter().for_each(|entry| is_entry[entry.0 as usize] = true);
        let is_entry = |node: &NodeId| is_entry[node.0 as usize];
        // A reference reaches every entry of the same fullUrl.
        let url = |resource: NodeId| tree.parent(resource).and_then(|entry| tree.child_value(entry, "fullUrl"));
        let mut of_url: HashMap<&str, Vec<NodeId>> = HashMap::new();
        for &resource in &entries {
            if let Some(url) = url(resource) {
                of_url.entry(url).or_default().push(resource);
            }
        }
        let mut links: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
        if let Some(name) = tree.names.find("reference") {
            for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == name) {
                let Some(value) = tree.value(node) else { continue };
                let Some(from) = std::iter::successors(Some(node), |&node| tree.parent(node)).find(is_entry) else {
                    continue;
                };
                let Target::Inside(to) = cx.parts.index.resolve(tree, node, value) else { continue };
                // A contained resource belongs to the entry that holds it.
                let to = std::iter::successors(Some(to), |&node| tree.parent(node)).find(is_entry);
                links.entry(from).or_default().extend(to.filter(|&to| to != from));
            }
        }
        for twins in of_url.into_values().filter(|twins| twins.len() > 1) {
            // The first stands for the others: whatever reaches it reaches them.
            links.entry(twins[0]).or_default().extend(&twins[1..]);
        }
        Reach { links, entries }
    }

    /// Entries that nothing refers to, and what only they reach is left out. PractitionerRole and Provenance refer to others
    /// and nobody refers to them; what only they reach has its place, too.
    pub(super) fn alone(&self, cx: &Cx<'_>, root: NodeId) -> Vec<NodeId> {
        let is_root = |&resource: &NodeId| {
            resource == root
                || matches!(cx.tree.resource_type(resource), Some("PractitionerRole" | "Provenance"))
                || is_stylesheet(cx, resource)
        };
        let mut reached: HashSet<NodeId> = HashSet::new();
        for root in self.entries.iter().filter(|&entry| is_root(entry)) {
            self.reach(*root, &mut reached);
        }
        let left = || self.entries.iter().copied().filter(|entry| !reached.contains(entry));
        // Those that another entry which is not reached refers to go away with it.
        let referred: HashSet<NodeId> = left().flat_map(|from| self.links.get(&from).into_iter().flatten().copied()).collect();
        let (alone, circles): (Vec<NodeId>, Vec<NodeId>) = left().partition(|entry| !referred.contains(entry));
        let mut named = Vec::new();
        // Of a circle the first is named.
        for entry in alone.into_iter().chain(circles) {
            if !reached.contains(&entry) {
                named.push(entry);
                self.reach(entry, &mut reached);
            }
        }
        named.sort_unstable_by_key(|entry| entry.0);
        named
    }

    /// Adds an entry and all that it leads to.
    fn reach(&self, entry: NodeId, reached: &mut HashSet<NodeId>) {
        let mut pending = vec![entry];
        while let Some(at) = pending.pop() {
            if reached.insert(at) {
                pending.extend(self.links.get(&at).into_iter().flatten());
            }
        }
    }
}

/// Elements of header and entries that refer to others, and those that hold such.
const REFERENCES: [&str; 20] = [
    "sender",
    "receiver",
    "focus",
    "responsible",
    "author",
    "enterer",
    "response",
    "details",
    "subject",
    "patient",
    "encounter",
    "custodian",
    "attester",
    "party",
    "participant",
    "individual",
    "performer",
    "managingOrganization",
    "serviceProvider",
    "generalPractitioner",
];

/// What keeps references of a Bundle from their targets: References that lead nowhere, entries of sections without one,
/// entries without a resource that could be read, and fullUrls without a value. Where one of them is reported, what no
/// reference leads to is no other fault.
pub(super) fn lost(cx: &Cx<'_>, bundle: NodeId) -> Vec<NodeId> {
    let tree = cx.tree;
    let mut lost = Vec::new();
    for entry in tree.children_named(bundle, "entry") {
        let url = tree.child(entry, "fullUrl");
        lost.extend(url.filter(|&url| tree.value(url).is_none_or(str::is_empty)));
        match tree.child(entry, "resource").filter(|&resource| tree.resource_type(resource).is_some()) {
            Some(_) if url.is_some() => {}
            _ => lost.push(entry),
        }
    }
    let within = |node: NodeId| std::iter::successors(Some(node), |&node| tree.parent(node)).any(|node| node == bundle);
    // The MessageDefinition is never an entry.
    let definition = cx.parts.key_node(tree, Key::MessageDefinition);
    if let Some(name) = tree.names.find("reference") {
        for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == name) {
            if tree.parent(node) == definition {
                continue;
            }
            let target = tree.value(node).map(|value| cx.parts.index.resolve(tree, node, value));
            if !matches!(target, Some(Target::Inside(_))) && within(node) {
                lost.extend(tree.parent(node));
            }
        }
    }
    // Where the reference itself is missing or misspelt, what is left of it may be the one.
    for holder in resources(tree, bundle).map(|(_, resource)| resource) {
        let mut pending: Vec<NodeId> = tree.children(holder).filter(|&child| REFERENCES.contains(&tree.name(child))).collect();
        while let Some(at) = pending.pop() {
            if tree.child(at, "reference").is_none() && !matches!(tree.name(at), "response" | "attester" | "participant" | "entry") {
                lost.push(at);
            }
            pending.extend(tree.children(at).filter(|&child| REFERENCES.contains(&tree.name(child))));
        }
    }
    let mut pending: Vec<NodeId> = cx.parts.composition.into_iter().collect();
    while let Some(at) = pending.pop() {
        pending.extend(tree.children_named(at, "section"));
        lost.extend(tree.children_named(at, "entry").filter(|&entry| tree.child(entry, "reference").is_none()));
        let is_misspelt = |name: &str| ["section", "entry"].into_iter().any(|known| known != name && is_near(known, name));
        lost.extend(tree.children(at).filter(|&child| is_misspelt(tree.name(child))));
    }
    lost
}

fn is_stylesheet(cx: &Cx<'_>, resource: NodeId) -> bool {
    let kind = cx.tree.child_value(resource, "contentType").unwrap_or_default();
    cx.tree.resource_type(resource) == Some("Binary") && (kind.starts_with("text/css") || kind.contains("xsl"))
}
