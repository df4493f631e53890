//! What the base specification says of a Bundle beyond its elements, and where its entries are found.

use super::{Check, rules};
use crate::finding::{At, Severity, shown};
use crate::hash::{NumberMap, TextMap};
use crate::tree::{NodeId, Tree};

/// Entries of one Bundle. A nested Bundle has its own.
#[derive(Debug, Default)]
pub(super) struct Entries<'a> {
    by_url: TextMap<'a>,
    /// Each by its type's symbol and its id's number.
    by_type_and_id: NumberMap,
}

impl Entries<'_> {
    /// The resource of a fullUrl.
    pub(super) fn by_url(&self, url: &str) -> Option<NodeId> {
        self.by_url.get(url).map(NodeId)
    }
}

/// For each Bundle its entries; for each resource what it contains.
#[derive(Debug, Default)]
pub(super) struct Index<'a> {
    places: NumberMap,
    pub(super) bundles: Vec<(NodeId, Entries<'a>)>,
    /// Each by its holder and its id's number.
    contained: NumberMap,
    /// Numbers of the ids.
    ids: TextMap<'a>,
}

impl<'a> Index<'a> {
    /// Finds the Bundles of a message and their entries, and contained resources, each in one pass.
    pub(super) fn of(tree: &'a Tree<'a>) -> Index<'a> {
        let mut index = Index::default();
        if let Some(contained) = tree.names.find("contained") {
            for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == contained) {
                if let (Some(holder), Some(id)) = (tree.parent(node), tree.child_value(node, "id")) {
                    let id = index.ids.number(id);
                    index.contained.or_insert(pair(holder.0, id), node.0);
                }
            }
        }
        let Some(bundle) = tree.names.find("Bundle") else { return index };
        for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.resource_symbol(node) == Some(bundle)) {
            let mut entries = Entries::default();
            for entry in tree.children_named(node, "entry") {
                let Some(resource) = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some()) else { continue };
                if let (Some(kind), Some(id)) = (tree.resource_symbol(resource), tree.child_value(resource, "id")) {
                    entries.by_type_and_id.or_insert(pair(kind.0, index.ids.number(id)), resource.0);
                }
                if let Some(url) = tree.child_value(entry, "fullUrl") {
                    entries.by_url.or_insert(url, resource.0);
                }
            }
            index.places.insert(u64::from(node.0), index.bundles.len() as u32);
            index.bundles.push((node, entries));
        }
        index
    }

    /// The resource of an id among those that a resource contains.
    pub(super) fn contained(&self, holder: NodeId, id: &str) -> Option<NodeId> {
        self.contained.get(pair(holder.0, self.ids.get(id)?)).map(NodeId)
    }

    /// The resource of a type and id among the entries of a Bundle.
    pub(super) fn entry(&self, tree: &Tree<'_>, entries: &Entries<'_>, kind: &str, id: &str) -> Option<NodeId> {
        entries.by_type_and_id.get(pair(tree.names.find(kind)?.0, self.ids.get(id)?)).map(NodeId)
    }

    pub(super) fn get(&self, bundle: NodeId) -> Option<&Entries<'a>> {
        self.places.get(u64::from(bundle.0)).map(|place| &self.bundles[place as usize].1)
    }
}

/// Two numbers as one key.
fn pair(a: u32, b: u32) -> u64 {
    u64::from(a) << 32 | u64::from(b)
}

/// Checks one Bundle.
pub(super) fn check(cx: &mut Check<'_>, bundle: NodeId) {
    let tree = cx.tree;
    // History lists one resource many times; its versions tell the entries apart.
    let (mut texts, mut versions) = (TextMap::default(), NumberMap::default());
    for (place, entry) in tree.children_named(bundle, "entry").enumerate() {
        let Some(full_url) = tree.child(entry, "fullUrl") else { continue };
        let Some(url) = tree.value(full_url) else { continue };
        let resource = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some());
        let meta = resource.and_then(|r| tree.child(r, "meta"));
        let version = meta.and_then(|meta| tree.child_value(meta, "versionId")).unwrap_or_default();
        let key = pair(texts.number(url), texts.number(version));
        if let Some(first) = versions.get(key) {
            let finding = cx
                .finding(&rules::FULL_URL_DUPLICATE, At::Value(full_url), "Another entry of this Bundle has this fullUrl already")
                .wanted("a fullUrl of its own for each entry")
                .found(format!("the fullUrl of entry[{first}]"));
            cx.report(finding);
            continue;
        }
        versions.insert(key, place as u32);
        if let Some(resource) = resource {
            agreement(cx, full_url, url, resource);
        }
    }
    order_of_resources(cx, bundle);
}

/// A fullUrl says which resource it is: it must not name another id.
fn agreement(cx: &mut Check<'_>, full_url: NodeId, url: &str, resource: NodeId) {
    let tree = cx.tree;
    let (Some(id), Some(kind)) = (tree.child_value(resource, "id"), tree.resource_type(resource)) else { return };
    let finding = if let Some(uuid) = url.strip_prefix("urn:uuid:") {
        if uuid == id {
            return;
        }
        let finding = cx.finding(&rules::FULL_URL_ID, At::Value(full_url), "The fullUrl and the id of the resource differ");
        finding.weighing(Severity::Warning).wanted("urn:uuid: and the id of the resource")
    } else {
        let Some((url_kind, url_id)) = type_and_id(url) else { return };
        let known = cx.definitions.symbol(url_kind).is_some_and(|code| cx.definitions.type_info(code).definition.is_some());
        if !known || (url_kind == kind && url_id == id) {
            return;
        }
        cx.finding(&rules::FULL_URL_ID, At::Value(full_url), "The fullUrl names another resource than the one in its entry")
            .wanted(format!("a URL that ends in {kind}/ and the id of the resource"))
    };
    cx.report(finding.found(format!("{} and the id {}", shown(url), shown(id))));
}

/// `Patient` and `1` of `http://example.org/fhir/Patient/1`, or of a relative reference; a version is left out.
pub(super) fn type_and_id(url: &str) -> Option<(&str, &str)> {
    let url = url.split("/_history/").next()?;
    let (rest, id) = url.rsplit_once('/')?;
    let kind = rest.rsplit('/').next()?;
    (!id.is_empty() && kind.starts_with(|c: char| c.is_ascii_uppercase())).then_some((kind, id))
}

/// A message begins with its only MessageHeader, a document with its Composition.
fn order_of_resources(cx: &mut Check<'_>, bundle: NodeId) {
    let tree = cx.tree;
    let (rule, wanted) = match tree.child_value(bundle, "type") {
        Some("message") => (&rules::MESSAGE_FIRST, "MessageHeader"),
        Some("document") => (&rules::DOCUMENT_FIRST, "Composition"),
        _ => return,
    };
    let mut headers = 0;
    for (i, entry) in tree.children_named(bundle, "entry").enumerate() {
        let resource = tree.child(entry, "resource");
        let kind = resource.and_then(|r| tree.resource_type(r));
        let at = resource.unwrap_or(entry);
        // An entry without resource has a finding of its own.
        if i == 0 && kind != Some(wanted) && resource.is_some() && !cx.is_reported(entry) {
            let finding = cx
                .finding(rule, At::Name(at), format!("The first entry of this Bundle is its {wanted}"))
                .wanted(wanted)
                .found(shown(kind.unwrap_or("no resource")));
            cx.report(finding);
        }
        if wanted == "MessageHeader" && kind == Some(wanted) {
            headers += 1;
            if headers > 1 {
                let finding = cx
                    .finding(&rules::MESSAGE_ONLY, At::Name(at), "A message has one MessageHeader, and this is another")
                    .wanted("one MessageHeader")
                    .found(format!("{headers} so far"));
                cx.report(finding);
            }
        }
    }
}
