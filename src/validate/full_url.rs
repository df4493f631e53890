//! The fullUrl of each entry: absolute, unique, and of the resource beside it.

use super::context::Context;
use super::index::{full_url, pair, travels, type_and_id};
use super::uri::{is_absolute, is_lower_uuid};
use crate::diagnostic::{At, Diagnostic, Severity, Subject, rule, shown};
use crate::hash::{NumberMap, TextMap};
use crate::syntax::tree::{NodeId, Tree, form};

const BUNDLE: &str = "https://hl7.org/fhir/STU3/bundle.html#bundle-unique";
const FULL_URL: &str = "https://hl7.org/fhir/STU3/bundle-definitions.html#Bundle.entry.fullUrl";

rule! {
    FULL_URL_DUPLICATE = Error "duplicate" "bundle-full-url-duplicate";
    title: "fullUrl used twice",
    why: "References find an entry by its fullUrl. If two entries have the same one, the target is ambiguous.",
    link: BUNDLE,
}

rule! {
    FULL_URL_MISSING = Error "required" "bundle-full-url-missing";
    title: "fullUrl missing",
    why: "References find an entry by its fullUrl.",
    right: r#"<fullUrl value="urn:uuid:0d2b3c4e-…"/>"#,
    link: FULL_URL,
}

rule! {
    FULL_URL_ABSOLUTE = Error "value" "bundle-full-url-absolute";
    title: "fullUrl not absolute",
    why: "fullUrl is the absolute URL of the resource. References are compared with it, and a relative URL identifies nothing.",
    wrong: r#"<fullUrl value="Patient/1"/>"#,
    right: r#"<fullUrl value="urn:uuid:0d2b3c4e-…"/>"#,
    link: FULL_URL,
}

rule! {
    FULL_URL_ID = Error "value" "bundle-full-url-id";
    title: "fullUrl and resource id do not match",
    why: "fullUrl and id must identify the same resource.",
    right: "urn:uuid: and the resource’s id",
    link: BUNDLE,
}

rule! {
    UUID_FORM = Warning "value" "uuid-form";
    title: "urn:uuid: without a UUID",
    why: "UUIDs are compared character by character and must be written in lower case.",
    wrong: "urn:uuid:patient-1",
    right: "urn:uuid:0d2b3c4e-5f60-4718-92a3-b4c5d6e7f809",
    link: "https://hl7.org/fhir/STU3/datatypes.html#uuid",
    traits: [GIVES_WAY],
}

/// Reports a URL that begins with `urn:uuid:` but has no valid UUID. Returns whether it did.
pub(super) fn uuid(cx: &mut Context<'_>, at: NodeId, url: &str) -> bool {
    if url.strip_prefix("urn:uuid:").is_none_or(is_lower_uuid) {
        return false;
    }
    let finding = cx.finding(&UUID_FORM, At::Value(at), "urn:uuid: should be followed by a UUID in lower case");
    cx.report(finding.expected("such as urn:uuid:3f2b8a52-7d1c-4e8f-9a06-5b1d2c3e4f60").found(shown(url)));
    true
}

/// Reports entries of a Bundle that have the fullUrl of an earlier one. What else is wrong with a copy is no other fault, so that
/// this comes before anything is said of the entries.
pub(super) fn duplicates(cx: &mut Context<'_>, bundle: NodeId) {
    let tree = cx.tree;
    // History lists one resource many times; its versions tell the entries apart.
    let (mut texts, mut versions) = (TextMap::default(), NumberMap::default());
    let entries: Vec<NodeId> = tree.children_named(bundle, "entry").collect();
    for (place, &entry) in entries.iter().enumerate() {
        let Some(at) = tree.child(entry, "fullUrl") else { continue };
        let Some(url) = full_url(tree, entry) else { continue };
        let key = pair(texts.number(url), texts.number(version(tree, entry)));
        let Some(first) = versions.get(key) else {
            versions.insert(key, place as u32);
            continue;
        };
        cx.copies.insert(at);
        let finding = cx
            .finding(&FULL_URL_DUPLICATE, At::Value(at), "fullUrl must be unique in the Bundle")
            .expected("a different fullUrl for each entry")
            .found(format!("the fullUrl of entry[{first}]"));
        let is_copy = tree.written(entries[first as usize]) == tree.written(entry);
        cx.report(if is_copy { finding.about(Subject::Copy(entry)) } else { finding });
    }
}

fn version<'t>(tree: &'t Tree<'_>, entry: NodeId) -> &'t str {
    let resource = tree.child(entry, "resource").filter(|&resource| tree.resource_type(resource).is_some());
    let meta = resource.and_then(|resource| tree.child(resource, "meta"));
    meta.and_then(|meta| tree.child_value(meta, "versionId")).unwrap_or_default()
}

/// Checks the entries of one Bundle.
pub(super) fn check(cx: &mut Context<'_>, bundle: NodeId) {
    let tree = cx.tree;
    let travels = travels(tree, bundle);
    let is_searchset = tree.child_value(bundle, "type") == Some("searchset");
    let is_message = tree.child_value(NodeId::ROOT, "type") == Some("message") || begins_with_header(tree);
    for entry in tree.children_named(bundle, "entry") {
        let Some(full_url) = tree.child(entry, "fullUrl") else {
            if travels || is_searchset {
                missing(cx, entry, is_searchset);
            }
            continue;
        };
        let Some(url) = tree.value(full_url).map(str::trim) else {
            if travels && !cx.is_unreadable(full_url) && tree.children(full_url).next().is_some() {
                missing(cx, entry, false);
            }
            continue;
        };
        let resource = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some());
        if cx.copies.contains(&full_url) {
            continue;
        }
        if !is_absolute(url) {
            not_absolute(cx, full_url, url);
        } else if (is_message || !uuid(cx, full_url, url))
            && let Some(resource) = resource
        {
            agreement(cx, full_url, url, resource, is_message);
        }
    }
}

/// A message whose type is misspelt is one all the same.
fn begins_with_header(tree: &Tree<'_>) -> bool {
    let first = tree.child(NodeId::ROOT, "entry").and_then(|entry| tree.child(entry, "resource"));
    first.is_some_and(|resource| tree.resource_type(resource) == Some("MessageHeader"))
}

fn not_absolute(cx: &mut Context<'_>, full_url: NodeId, url: &str) {
    // White space, or nothing at all, is a fault of the value itself.
    let is_other_json = cx.tree.has(full_url, form::NUMBER | form::BOOLEAN);
    if url.is_empty() || url.contains(char::is_whitespace) || is_other_json || cx.is_unreadable(full_url) {
        return;
    }
    let expected = if is_lower_uuid(url) { "urn:uuid: before the UUID" } else { "an absolute URL, such as urn:uuid: and a UUID" };
    let finding = cx.finding(&FULL_URL_ABSOLUTE, At::Value(full_url), "fullUrl must be an absolute URL");
    cx.report(finding.expected(expected).found(shown(url)));
}

/// What is posted, or comes from an operation, may lack a fullUrl. What travels in a message or a document is neither.
fn missing(cx: &mut Context<'_>, entry: NodeId, is_found: bool) {
    let tree = cx.tree;
    // An outcome of the search itself is not stored on the server.
    if is_found && tree.child(entry, "search").and_then(|search| tree.child_value(search, "mode")) == Some("outcome") {
        return;
    }
    let resource = tree.child(entry, "resource").and_then(|resource| tree.resource_type(resource));
    let Some(kind) = resource.filter(|_| !cx.is_unreadable(entry) && !tree.has(entry, form::INCOMPLETE)) else { return };
    let modal = if is_found { "should" } else { "must" };
    let finding = cx
        .finding(&FULL_URL_MISSING, At::Name(entry), format!("fullUrl is missing: the entry of the {} {modal} have one", shown(kind)))
        .about(Subject::Missing { element: "fullUrl".to_owned(), items: 0 })
        .expected("a fullUrl, such as urn:uuid: and the id of the resource")
        .found("no fullUrl");
    // What a search has found is on a server, which may know it without.
    cx.report(if is_found { finding.weighing(Severity::Warning) } else { finding });
}

/// A fullUrl says which resource it is: it must not name another id. A URN need not name the id at all; where both are
/// UUIDs, as in a message, they are meant to be one.
fn agreement(cx: &mut Context<'_>, full_url: NodeId, url: &str, resource: NodeId, is_message: bool) {
    let tree = cx.tree;
    let (Some(id), Some(kind)) = (tree.child_value(resource, "id"), tree.resource_type(resource)) else { return };
    let by_urn = "urn:uuid: and the id of the resource";
    let finding = if cx.renamed.contains(&full_url) {
        let message = "fullUrl must match the id of the resource, because references use it";
        cx.finding(&FULL_URL_ID, At::Value(full_url), message).about(Subject::Renamed(full_url)).expected(by_urn)
    } else if let Some(uuid) = url.strip_prefix("urn:uuid:") {
        if uuid == id || !is_message && !is_lower_uuid(id) {
            return;
        }
        let finding = cx.finding(&FULL_URL_ID, At::Value(full_url), "fullUrl should match the id of the resource");
        finding.weighing(Severity::Warning).expected(by_urn)
    } else {
        let Some((url_kind, url_id)) = type_and_id(url) else { return };
        let known = cx.definitions.symbol(url_kind).is_some_and(|code| cx.definitions.type_info(code).definition.is_some());
        if !known || (url_kind == kind && url_id == id) {
            return;
        }
        cx.finding(&FULL_URL_ID, At::Value(full_url), "fullUrl must match the type and id of the resource")
            .expected(format!("a URL that ends in {kind}/ and the id of the resource"))
    };
    let finding = finding.found(format!("{} and the id {}", shown(url), shown(id)));
    // An id that is not valid is no name.
    cx.report(tree.child(resource, "id").into_iter().fold(finding, Diagnostic::unless_reported));
}
