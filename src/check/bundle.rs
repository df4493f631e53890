//! What the base specification says of a Bundle beyond its elements, and where its entries are found.

use std::collections::HashMap;

use super::{Check, rules};
use crate::finding::{At, Finding, Severity, shown};
use crate::tree::NodeId;

/// Entries of one Bundle. A nested Bundle has its own.
#[derive(Debug, Default)]
pub(super) struct Entries<'a> {
    pub(super) by_url: HashMap<&'a str, NodeId>,
    pub(super) by_type_and_id: HashMap<(&'a str, &'a str), NodeId>,
}

/// For each Bundle its entries.
pub(super) type Index<'a> = HashMap<NodeId, Entries<'a>>;

pub(super) fn check<'a>(cx: &mut Check<'a>) -> Index<'a> {
    let mut index = Index::default();
    for bundle in std::mem::take(&mut cx.bundles) {
        let entries = entries(cx, bundle);
        index.insert(bundle, entries);
        order_of_resources(cx, bundle);
    }
    index
}

fn entries<'a>(cx: &mut Check<'a>, bundle: NodeId) -> Entries<'a> {
    let tree = cx.tree;
    let mut entries = Entries::default();
    // History lists one resource many times; its versions tell the entries apart.
    let mut versions: HashMap<(&str, &str), usize> = HashMap::new();
    for (place, entry) in tree.children_named(bundle, "entry").enumerate() {
        let resource = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some());
        if let Some(resource) = resource
            && let (Some(kind), Some(id)) = (tree.resource_type(resource), tree.child_value(resource, "id"))
        {
            entries.by_type_and_id.entry((kind, id)).or_insert(resource);
        }
        let Some(full_url) = tree.child(entry, "fullUrl") else { continue };
        let Some(url) = tree.value(full_url) else { continue };
        let version = resource.and_then(|r| tree.child(r, "meta")).and_then(|meta| tree.child_value(meta, "versionId"));
        if let Some(&first) = versions.get(&(url, version.unwrap_or_default())) {
            let finding = cx
                .finding(&rules::FULL_URL_DUPLICATE, At::Value(full_url), "Another entry of this Bundle has this fullUrl already")
                .wanted("a fullUrl of its own for each entry")
                .found(format!("the fullUrl of entry[{first}]"));
            cx.report(finding);
            continue;
        }
        versions.insert((url, version.unwrap_or_default()), place);
        if let Some(resource) = resource {
            entries.by_url.entry(url).or_insert(resource);
            agreement(cx, full_url, url, resource);
        }
    }
    entries
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
        Finding { severity: Severity::Warning, ..finding }.wanted(format!("urn:uuid:{}", shown(id)))
    } else {
        let Some((url_kind, url_id)) = type_and_id(url) else { return };
        let known = cx.definitions.symbol(url_kind).is_some_and(|code| cx.definitions.type_info(code).definition.is_some());
        if !known || (url_kind == kind && url_id == id) {
            return;
        }
        cx.finding(&rules::FULL_URL_ID, At::Value(full_url), "The fullUrl names another resource than the one in its entry")
            .wanted(format!("a URL that ends in {kind}/{}", shown(id)))
    };
    cx.report(finding.found(shown(url)));
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
        if i == 0 && kind != Some(wanted) && !cx.is_reported(entry) {
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
