//! Where the entries of Bundles and contained resources are found, and where references lead.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::uri::{before_uuid, is_absolute};
use crate::hash::{NumberMap, TextMap};
use crate::near::is_near;
use crate::syntax::tree::{NodeId, Tree};

/// Where a reference leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A resource of the message.
    Inside(NodeId),
    /// Outside the message, which is no fault.
    Outside,
    /// An entry of which no resource could be read, which is told there.
    Unread,
    /// An entry of another Bundle of the message, which references do not reach.
    Across(NodeId),
    /// Nowhere, with the words for it.
    Nowhere(&'static str),
}

/// Marks a holder that has several such nodes.
const SEVERAL: u32 = u32::MAX;

/// Entries of one Bundle. A nested Bundle has its own.
#[derive(Debug, Default)]
struct Entries<'a> {
    by_url: TextMap<'a>,
    /// fullUrls of entries that hold no resource.
    unread: TextMap<'a>,
    /// Each by its type's symbol and its id's number.
    by_type_and_id: NumberMap,
    /// Those that lack a fullUrl, or have a relative one, which is reported: by their id's number.
    nameless: NumberMap,
    /// Entries whose fullUrl is not a server URL and does not match the id, by the number of the id.
    renamed: NumberMap,
    /// fullUrls of entries whose own name is misspelt, each with its node.
    misspelt: TextMap<'a>,
    /// Resources directly in the Bundle, without an entry, by the number of their id.
    without_entry: NumberMap,
    /// Those that have neither a fullUrl that can be read nor an id, and those that are empty.
    unnamed: Vec<NodeId>,
    /// Each by the numbers of its fullUrl and of its version.
    by_version: NumberMap,
    /// fullUrls of several entries.
    ambiguous: TextMap<'a>,
    /// fullUrls by themselves in small letters, once a reference was looked for in vain.
    by_lower_url: OnceCell<HashMap<String, String>>,
}

impl Entries<'_> {
    /// The resource of a fullUrl.
    fn by_url(&self, url: &str) -> Option<NodeId> {
        self.by_url.get(url).map(NodeId)
    }
}

/// For each Bundle its entries; for each resource what it contains.
#[derive(Debug, Default)]
pub(crate) struct Index<'a> {
    places: NumberMap,
    bundles: Vec<(NodeId, Entries<'a>)>,
    /// Each by its holder and its id's number.
    contained: NumberMap,
    /// Contained resources without an id, by holder; [`SEVERAL`] if a holder has more than one.
    contained_unnamed: NumberMap,
    /// Numbers of the ids.
    ids: TextMap<'a>,
}

impl<'a> Index<'a> {
    /// Finds the Bundles of a message and their entries, and contained resources, each in one pass.
    pub(crate) fn of(tree: &'a Tree<'a>) -> Index<'a> {
        let mut index = Index::default();
        if let Some(contained) = tree.names.find("contained") {
            for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == contained) {
                let Some(holder) = tree.parent(node) else { continue };
                match tree.child_value(node, "id") {
                    // The mark is of the references to it; where it stands in the id, that is reported there.
                    Some(id) => {
                        let id = index.ids.number(id.strip_prefix('#').unwrap_or(id));
                        index.contained.or_insert(pair(holder.0, id), node.0);
                    }
                    None if index.contained_unnamed.or_insert(u64::from(holder.0), node.0) != node.0 => {
                        index.contained_unnamed.insert(u64::from(holder.0), SEVERAL);
                    }
                    None => {}
                }
            }
        }
        let Some(bundle) = tree.names.find("Bundle") else { return index };
        for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.resource_symbol(node) == Some(bundle)) {
            let mut entries = Entries::default();
            let travels = travels(tree, node);
            for entry in tree.children_named(node, "entry") {
                let Some(resource) = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some()) else {
                    match full_url(tree, entry) {
                        Some(url) => {
                            entries.unread.insert(url, 0);
                        }
                        None if tree.children(entry).next().is_none() => entries.unnamed.push(entry),
                        None => {}
                    }
                    continue;
                };
                let (url, id) = (full_url(tree, entry), tree.child_value(resource, "id"));
                if let (Some(kind), Some(id)) = (tree.resource_symbol(resource), id) {
                    entries.by_type_and_id.or_insert(pair(kind.0, index.ids.number(id)), resource.0);
                }
                if let Some(url) = url {
                    let version = version_of(tree, resource);
                    let first = entries.by_url.or_insert(url, resource.0);
                    // Of one version they are an error of the entries.
                    if first != resource.0 && version_of(tree, NodeId(first)) != version {
                        entries.ambiguous.insert(url, 0);
                    }
                    if let Some(version) = version {
                        let key = pair(index.ids.number(url), index.ids.number(version));
                        entries.by_version.or_insert(key, resource.0);
                    }
                }
                match (url, id) {
                    (None, None) => entries.unnamed.push(entry),
                    // A fullUrl that is not a server URL, such as uuid:…, should contain the id.
                    (Some(url), Some(id)) if !url.starts_with("http") && url.strip_prefix("urn:uuid:") != Some(id) => {
                        entries.renamed.or_insert(u64::from(index.ids.number(id)), resource.0);
                    }
                    _ => {}
                }
                let lacks_url = url.map_or(travels, |url| !is_absolute(url));
                if let Some(id) = id.filter(|_| lacks_url) {
                    entries.nameless.or_insert(u64::from(index.ids.number(id)), resource.0);
                }
            }
            for entry in misspelt_entries(tree, node) {
                if let Some(url) = full_url(tree, entry) {
                    entries.misspelt.or_insert(url, entry.0);
                }
            }
            for (child, id) in without_entry(tree, node) {
                entries.without_entry.or_insert(u64::from(index.ids.number(id)), child.0);
            }
            index.places.insert(u64::from(node.0), index.bundles.len() as u32);
            index.bundles.push((node, entries));
        }
        index
    }

    /// The resource of an id among those that a resource contains.
    fn contained(&self, holder: NodeId, id: &str) -> Option<NodeId> {
        self.contained.get(pair(holder.0, self.ids.get(id)?)).map(NodeId)
    }

    /// The resource of a type and id among the entries of a Bundle.
    fn entry(&self, tree: &Tree<'_>, entries: &Entries<'_>, kind: &str, id: &str) -> Option<NodeId> {
        entries.by_type_and_id.get(pair(tree.names.find(kind)?.0, self.ids.get(id)?)).map(NodeId)
    }

    /// The same, or the resource of that type whose fullUrl is the id as a UUID.
    fn by_type(&self, tree: &Tree<'_>, entries: &Entries<'_>, kind: &str, id: &str) -> Option<NodeId> {
        let by_uuid = || entries.by_url(&["urn:uuid:", id].concat()).filter(|&found| tree.resource_type(found) == Some(kind));
        self.entry(tree, entries, kind, id).or_else(by_uuid)
    }

    fn get(&self, bundle: NodeId) -> Option<&Entries<'a>> {
        self.places.get(u64::from(bundle.0)).map(|place| &self.bundles[place as usize].1)
    }
}

const MISSPELT_PREFIX: &str = "The reference must match the fullUrl exactly; only the prefix before the UUID differs";

/// Returns the fullUrl with the same UUID as a reference with a misspelt prefix. After a slash, the UUID may belong to another server.
fn of_same_uuid(entries: &Entries<'_>, value: &str) -> Option<String> {
    let (_, uuid) = before_uuid(value).filter(|(prefix, _)| *prefix != "urn:uuid:")?;
    let url = ["urn:uuid:", &uuid.to_ascii_lowercase()].concat();
    entries.by_url(&url).map(|_| url)
}

impl Index<'_> {
    /// Where a reference at a node leads.
    pub(crate) fn resolve(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Target {
        if let Some(id) = value.strip_prefix('#') {
            return self.of_contained(tree, node, id);
        }
        let scope = scope(tree, node);
        let entries = scope.and_then(|(bundle, _)| self.get(bundle));
        if let Some(found) = entries.and_then(|entries| entries.by_url(value)) {
            return Target::Inside(found);
        }
        if entries.is_some_and(|entries| entries.unread.get(value).is_some()) {
            return Target::Unread;
        }
        let local = value.starts_with("urn:uuid:") || value.starts_with("urn:oid:");
        let nameless = |entries: &Entries<'_>| entries.nameless.get(u64::from(self.ids.get(value.strip_prefix("urn:uuid:")?)?));
        if let Some(found) = entries.and_then(nameless) {
            return Target::Inside(NodeId(found));
        }
        // In a transaction a search may stand for what it finds on the server.
        if !local && (value.contains(':') || value.contains('?')) {
            if let Some(found) = entries.and_then(|entries| self.versioned(entries, value)) {
                return Target::Inside(found);
            }
            let is_misspelt = entries.is_some_and(|entries| of_same_uuid(entries, value).is_some());
            return if is_misspelt { Target::Nowhere(MISSPELT_PREFIX) } else { Target::Outside };
        }
        let (Some((bundle, entry)), Some(entries)) = (scope, entries) else {
            // A resource alone is a part of something; what it refers to may be in another part.
            return Target::Outside;
        };
        let in_entry = tree.name(entry) == "entry";
        if !local
            && in_entry
            && let Some(target) = self.relative(tree, entries, entry, travels(tree, bundle), value)
        {
            return target;
        }
        if !local && entries.by_url(&["urn:uuid:", value].concat()).is_some() {
            return Target::Nowhere("The reference is a bare UUID; write it as urn:uuid:…, exactly as in the entry's fullUrl");
        }
        // A relative reference starts from the fullUrl of the entry that holds it; outside the entries it has no base.
        if !local && !in_entry {
            return Target::Outside;
        }
        // Messages hold a Bundle or two; for a text made of thousands the better words are not worth the time.
        let bundles = &self.bundles;
        let mut others = bundles.iter().filter(|(other, _)| bundles.len() <= 16 && *other != bundle);
        match others.find_map(|(_, entries)| entries.by_url(value)) {
            Some(found) => Target::Across(found),
            None => Target::Nowhere("The reference must match the fullUrl of an entry in this Bundle"),
        }
    }

    /// Whether a reference at a node is the fullUrl of several entries.
    pub(super) fn is_ambiguous(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> bool {
        let entries = scope(tree, node).and_then(|(bundle, _)| self.get(bundle));
        entries.is_some_and(|entries| !entries.ambiguous.is_empty() && entries.ambiguous.get(value).is_some())
    }

    /// The fullUrl of the entry whose resource has the id that a reference names, where that is another UUID.
    pub(super) fn renamed(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Option<NodeId> {
        let (bundle, _) = scope(tree, node)?;
        let id = self.ids.get(value.strip_prefix("urn:uuid:")?)?;
        let resource = NodeId(self.get(bundle)?.renamed.get(u64::from(id))?);
        tree.child(tree.parent(resource)?, "fullUrl")
    }

    /// The fullUrl that differs from a reference in the case of its letters alone.
    pub(super) fn in_another_case(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Option<&str> {
        let (bundle, _) = scope(tree, node)?;
        let by_lower = self.get(bundle)?.by_lower_url.get_or_init(|| {
            let urls = tree.children_named(bundle, "entry").filter_map(|entry| tree.child_value(entry, "fullUrl"));
            urls.map(|url| (url.to_ascii_lowercase(), url.to_owned())).collect()
        });
        by_lower.get(&value.to_ascii_lowercase()).map(String::as_str).filter(|url| *url != value)
    }

    /// Returns the fullUrl with the same UUID, if the reference has a misspelt `urn:uuid:` prefix.
    pub(super) fn with_another_prefix(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Option<String> {
        let (bundle, _) = scope(tree, node)?;
        of_same_uuid(self.get(bundle)?, value)
    }

    /// The target of a reference if its `entry` is misspelt or missing.
    pub(super) fn misspelt(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Option<NodeId> {
        let (bundle, _) = scope(tree, node)?;
        let entries = self.get(bundle)?;
        let without_entry = || entries.without_entry.get(u64::from(self.ids.get(value.strip_prefix("urn:uuid:")?)?));
        entries.misspelt.get(value).or_else(without_entry).map(NodeId)
    }

    /// Returns the only entry without a fullUrl or id in the Bundle of a reference. For a reference to a contained resource, returns the
    /// only one without an id.
    pub(super) fn unnamed(&self, tree: &Tree<'_>, node: NodeId, value: &str) -> Option<NodeId> {
        if value.starts_with('#') {
            let around = std::iter::successors(Some(node), |&node| tree.parent(node));
            let mut unnamed = around.filter_map(|holder| self.contained_unnamed.get(u64::from(holder.0)));
            return unnamed.next().filter(|&only| only != SEVERAL).map(NodeId);
        }
        let (bundle, _) = scope(tree, node).filter(|_| value.contains(':'))?;
        match self.get(bundle)?.unnamed.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The resource of a reference to one version of it: a fullUrl names none, the resource does.
    fn versioned(&self, entries: &Entries<'_>, value: &str) -> Option<NodeId> {
        let (url, version) = value.split_once("/_history/")?;
        entries.by_version.get(pair(self.ids.get(url)?, self.ids.get(version)?)).map(NodeId)
    }

    /// A relative reference: against the base of its entry's own fullUrl, else by type and id.
    fn relative(&self, tree: &Tree<'_>, entries: &Entries<'_>, entry: NodeId, travels: bool, value: &str) -> Option<Target> {
        let (target, version) = value.split_once("/_history/").map_or((value, None), |(target, version)| (target, Some(version)));
        let base = full_url(tree, entry).and_then(base_of);
        let found = match (base, version) {
            // A server's resources are named by its base; another server's of the same id are others.
            (Some(base), None) => entries.by_url(&[base, target].concat()),
            (Some(base), Some(_)) => self.versioned(entries, &[base, value].concat()),
            (None, _) => type_and_id(target).and_then(|(kind, id)| self.by_type(tree, entries, kind, id)).filter(|&found| {
                let meta = tree.child(found, "meta");
                version.is_none() || meta.and_then(|meta| tree.child_value(meta, "versionId")) == version
            }),
        };
        match found {
            Some(found) => Some(Target::Inside(found)),
            // Its entry came from a server or goes to one, which may have the target as well.
            None => (type_and_id(target).is_some() && (base.is_some() || !travels)).then_some(Target::Outside),
        }
    }

    /// `#id`: a resource contained in the resource that is not contained itself; `#` alone is that resource.
    fn of_contained(&self, tree: &Tree<'_>, node: NodeId, id: &str) -> Target {
        let mut holder = node;
        while let Some(parent) = tree.parent(holder) {
            holder = parent;
            if tree.resource_type(holder).is_none() {
                continue;
            }
            if tree.name(holder) != "contained" {
                break;
            }
            // A contained resource must not contain others, but that is reported at the inner resource, not at this reference.
            if let Some(found) = self.contained(holder, id) {
                return Target::Inside(found);
            }
        }
        if id.is_empty() {
            return Target::Inside(holder);
        }
        self.contained(holder, id).map_or(Target::Nowhere("The reference must match the id of a contained resource"), Target::Inside)
    }
}

/// Elements of a Bundle that are no entries, but nearly have their name.
pub(super) fn misspelt_entries<'t>(tree: &'t Tree<'_>, bundle: NodeId) -> impl Iterator<Item = NodeId> + 't {
    let mut last = None;
    tree.children(bundle).filter(move |&child| {
        let name = tree.node(child).name;
        // Entries stand in a row: their name is looked at once.
        let (known, misspelt) = last.unwrap_or((name, false));
        let misspelt =
            if last.is_some() && known == name { misspelt } else { tree.name(child) != "entry" && is_near("entry", tree.name(child)) };
        last = Some((name, misspelt));
        misspelt
    })
}

/// Returns the resources that are directly in a Bundle, with their ids.
fn without_entry<'t>(tree: &'t Tree<'_>, bundle: NodeId) -> impl Iterator<Item = (NodeId, &'t str)> {
    let strays = tree.children(bundle).filter(|&child| tree.name(child) != "entry");
    let is_resource = |child: NodeId| tree.name(child) == "resource" || tree.name(child).starts_with(|c: char| c.is_ascii_uppercase());
    strays.filter(move |&child| is_resource(child)).filter_map(|child| Some((child, tree.child_value(child, "id")?)))
}

/// The fullUrl of an entry, without white space around it: that is a fault of the value, and references lead there all the same.
pub(super) fn full_url<'a>(tree: &'a Tree<'a>, entry: NodeId) -> Option<&'a str> {
    tree.child_value(entry, "fullUrl").map(str::trim)
}

fn version_of<'a>(tree: &'a Tree<'a>, resource: NodeId) -> Option<&'a str> {
    tree.child(resource, "meta").and_then(|meta| tree.child_value(meta, "versionId"))
}

/// A message or a document, whose entries all have a fullUrl.
pub(super) fn travels(tree: &Tree<'_>, bundle: NodeId) -> bool {
    matches!(tree.child_value(bundle, "type"), Some("message" | "document"))
}

/// Two numbers as one key.
pub(super) fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// `http://example.org/fhir/` of `http://example.org/fhir/Patient/1`.
fn base_of(full_url: &str) -> Option<&str> {
    let (kind, id) = type_and_id(full_url)?;
    let url = full_url.starts_with("http").then(|| full_url.split("/_history/").next().unwrap_or(full_url))?;
    url.strip_suffix(id)?.strip_suffix('/')?.strip_suffix(kind)
}

/// The Bundle that a node stands in, and its entry there.
pub(super) fn scope(tree: &Tree<'_>, node: NodeId) -> Option<(NodeId, NodeId)> {
    let mut at = node;
    while let Some(parent) = tree.parent(at) {
        if tree.resource_type(parent) == Some("Bundle") {
            return Some((parent, at));
        }
        at = parent;
    }
    None
}

/// The type that a reference states itself: `Patient` of `Patient/1`, and of the search `Patient?identifier=…`.
pub(super) fn type_stated(reference: &str) -> Option<&str> {
    match reference.split_once('?') {
        Some((path, _)) => path.rsplit('/').next().filter(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase())),
        None => type_and_id(reference).map(|(kind, _)| kind),
    }
}

/// `Patient` and `1` of `http://example.org/fhir/Patient/1`, or of a relative reference; a version is left out.
pub(super) fn type_and_id(url: &str) -> Option<(&str, &str)> {
    let url = url.split("/_history/").next()?;
    let (rest, id) = url.rsplit_once('/')?;
    let kind = rest.rsplit('/').next()?;
    (!id.is_empty() && kind.starts_with(|c: char| c.is_ascii_uppercase())).then_some((kind, id))
}
