//! What the base specification says of a Bundle beyond its elements.

use super::context::Context;
use super::index::{pair, travels, type_and_id};
use crate::diagnostic::{At, Severity, Subject, rule, shown};
use crate::hash::{NumberMap, TextMap};
use crate::syntax::tree::{NodeId, form};

const BUNDLE: &str = "https://hl7.org/fhir/STU3/bundle.html#bundle-unique";

rule! {
    FULL_URL_DUPLICATE = Error "duplicate" "bundle-full-url-duplicate";
    title: "fullUrl used twice",
    why: "References find an entry by its fullUrl. With two alike, the target is ambiguous.",
    link: BUNDLE,
}

rule! {
    FULL_URL_MISSING = Error "required" "bundle-full-url-missing";
    title: "fullUrl missing",
    why: "References find an entry by its fullUrl.",
    right: r#"<fullUrl value="urn:uuid:0d2b3c4e-…"/>"#,
    link: "https://hl7.org/fhir/STU3/bundle-definitions.html#Bundle.entry.fullUrl",
}

rule! {
    FULL_URL_ID = Error "value" "bundle-full-url-id";
    title: "fullUrl and resource id do not match",
    why: "fullUrl and id identify the same resource.",
    right: "urn:uuid: and the resource’s id",
    link: BUNDLE,
}

rule! {
    MESSAGE_FIRST = Error "structure" "bundle-message-first";
    title: "MessageHeader not first",
    why: "A receiver looks for the MessageHeader in the first entry to learn what the message is.",
    link: "https://hl7.org/fhir/STU3/bundle.html#message",
    traits: [ABSENCE, OF_WRAPPER],
}

rule! {
    MESSAGE_ONLY = Error "structure" "bundle-message-only";
    title: "More than one MessageHeader",
    why: "A message has exactly one MessageHeader.",
    link: "https://hl7.org/fhir/STU3/messaging.html",
    traits: [OF_WRAPPER],
}

rule! {
    DOCUMENT_FIRST = Error "structure" "bundle-document-first";
    title: "Composition not first",
    why: "The Composition must be the first entry of a document: it is the table of contents.",
    link: "https://hl7.org/fhir/STU3/documents.html#content",
    traits: [ABSENCE],
}

/// Checks one Bundle.
pub(super) fn check(cx: &mut Context<'_>, bundle: NodeId) {
    let tree = cx.tree;
    // History lists one resource many times; its versions tell the entries apart.
    let (mut texts, mut versions) = (TextMap::default(), NumberMap::default());
    let travels = travels(tree, bundle);
    for (place, entry) in tree.children_named(bundle, "entry").enumerate() {
        let Some(full_url) = tree.child(entry, "fullUrl") else {
            if travels {
                without_full_url(cx, entry);
            }
            continue;
        };
        let Some(url) = tree.value(full_url) else {
            if travels && !cx.is_unreadable(full_url) && tree.children(full_url).next().is_some() {
                without_full_url(cx, entry);
            }
            continue;
        };
        let resource = tree.child(entry, "resource").filter(|&r| tree.resource_type(r).is_some());
        let meta = resource.and_then(|r| tree.child(r, "meta"));
        let version = meta.and_then(|meta| tree.child_value(meta, "versionId")).unwrap_or_default();
        let key = pair(texts.number(url), texts.number(version));
        if let Some(first) = versions.get(key) {
            let finding = cx
                .finding(&FULL_URL_DUPLICATE, At::Value(full_url), "fullUrl must be unique in the Bundle")
                .expected("a different fullUrl for each entry")
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

/// What is posted, or comes from an operation, may lack a fullUrl. What travels in a message or a document is neither.
fn without_full_url(cx: &mut Context<'_>, entry: NodeId) {
    let tree = cx.tree;
    let resource = tree.child(entry, "resource").and_then(|resource| tree.resource_type(resource));
    let Some(kind) = resource.filter(|_| !cx.is_unreadable(entry) && !tree.has(entry, form::INCOMPLETE)) else { return };
    let finding = cx
        .finding(&FULL_URL_MISSING, At::Name(entry), format!("fullUrl is missing: the entry of the {} must have one", shown(kind)))
        .about(Subject::Missing { element: "fullUrl".to_owned(), items: 0 })
        .expected("a fullUrl, such as urn:uuid: and the id of the resource")
        .found("no fullUrl");
    cx.report(finding);
}

/// A fullUrl says which resource it is: it must not name another id.
fn agreement(cx: &mut Context<'_>, full_url: NodeId, url: &str, resource: NodeId) {
    let tree = cx.tree;
    let (Some(id), Some(kind)) = (tree.child_value(resource, "id"), tree.resource_type(resource)) else { return };
    let finding = if let Some(uuid) = url.strip_prefix("urn:uuid:") {
        if uuid == id {
            return;
        }
        let finding = cx.finding(&FULL_URL_ID, At::Value(full_url), "fullUrl should match the id of the resource");
        finding.weighing(Severity::Warning).expected("urn:uuid: and the id of the resource")
    } else {
        let Some((url_kind, url_id)) = type_and_id(url) else { return };
        let known = cx.definitions.symbol(url_kind).is_some_and(|code| cx.definitions.type_info(code).definition.is_some());
        if !known || (url_kind == kind && url_id == id) {
            return;
        }
        cx.finding(&FULL_URL_ID, At::Value(full_url), "fullUrl must match the type and id of the resource")
            .expected(format!("a URL that ends in {kind}/ and the id of the resource"))
    };
    cx.report(finding.found(format!("{} and the id {}", shown(url), shown(id))));
}

/// A message begins with its only MessageHeader, a document with its Composition.
fn order_of_resources(cx: &mut Context<'_>, bundle: NodeId) {
    let tree = cx.tree;
    let (rule, expected) = match tree.child_value(bundle, "type") {
        Some("message") => (&MESSAGE_FIRST, "MessageHeader"),
        Some("document") => (&DOCUMENT_FIRST, "Composition"),
        _ => return,
    };
    if tree.child(bundle, "entry").is_none() && !cx.is_unreadable(bundle) && !tree.has(bundle, form::INCOMPLETE) {
        let finding = cx
            .finding(rule, At::Name(bundle), format!("The first entry must be the {expected}; the Bundle has no entry"))
            .about(Subject::Missing { element: "entry".to_owned(), items: 0 })
            .expected(expected)
            .found("no entry");
        cx.report(finding);
    }
    let mut headers = 0;
    for (i, entry) in tree.children_named(bundle, "entry").enumerate() {
        let resource = tree.child(entry, "resource");
        let kind = resource.and_then(|r| tree.resource_type(r));
        let at = resource.unwrap_or(entry);
        // An entry without resource has a finding of its own.
        if i == 0 && kind != Some(expected) && resource.is_some() && !cx.is_unreadable(entry) {
            let finding = cx
                .finding(
                    rule,
                    At::Name(at),
                    format!(
                        "The first entry of a {} Bundle must be the {expected}",
                        if expected == "MessageHeader" { "message" } else { "document" }
                    ),
                )
                .expected(expected)
                .found(shown(kind.unwrap_or("no resource")));
            cx.report(finding);
        }
        if expected == "MessageHeader" && kind == Some(expected) {
            headers += 1;
            if headers > 1 {
                let finding = cx
                    .finding(&MESSAGE_ONLY, At::Name(at), "A message must have only one MessageHeader")
                    .expected("one MessageHeader")
                    .found(format!("{headers} so far"));
                cx.report(finding);
            }
        }
    }
}
