//! What the base specification says of a Bundle beyond its elements: the order of its resources.

use super::context::Context;
use super::full_url;
use super::index::misspelt_entries;
use crate::diagnostic::{At, Diagnostic, Subject, rule, shown};
use crate::syntax::tree::{NodeId, form};

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
    full_url::check(cx, bundle);
    order_of_resources(cx, bundle);
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
            // A type that is misspelt is no other type, and a Bundle of the wrong type needs another first entry. An entry whose
            // name is misspelt may be the first.
            let finding = tree.child(bundle, "type").into_iter().fold(finding, Diagnostic::unless_reported);
            let finding = misspelt_entries(tree, bundle).take(1).fold(finding, Diagnostic::unless_reported);
            cx.report(finding.unless_reported(at));
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
