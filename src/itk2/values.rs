//! What holds of every value: it is not empty, no template's placeholder, and has no control characters. And the encoding of all.

use super::cx::Cx;
use super::form::is_placeholder;
use super::links::{SCHEMA, TESTS};
use crate::diagnostic::{At, Diagnostic, rule};
use crate::source::Encoding;
use crate::syntax::tree::NodeId;

rule! {
    BLANK = Warning "value" "ITK2-E14";
    title: "Attribute empty or with control characters",
    why: "An empty attribute carries no information, and the NHS test tool refuses it. Control characters are invisible, yet make two values different.",
    wrong: "filename=\"\"",
    right: "no filename",
    link: TESTS,
    traits: [MESSAGING],
}

rule! {
    PLACEHOLDER = Error "value" "ITK2-placeholder";
    title: "Placeholder not filled in",
    why: "Templates have placeholders such as __MESSAGEID__, which every message must replace with its own value.",
    wrong: "<wsa:MessageID>__MESSAGEID__</wsa:MessageID>",
    right: "<wsa:MessageID>C2D3E4F5-0617-4829-9A3B-4C5D6E7F8091</wsa:MessageID>",
    link: SCHEMA,
    traits: [MESSAGING],
}

rule! {
    ENCODING = Warning "value" "ITK2-encoding";
    title: "Message in UTF-16",
    why: "The ITK web service transport uses UTF-8 (WS-STD-01). Some published example files are in UTF-16, so the message was read anyway.",
    link: TESTS,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let mut placeholders: Vec<NodeId> = Vec::new();
    // Payloads of other standards have values of their own kind.
    let mut inside: Vec<NodeId> = vec![NodeId::ROOT];
    while let Some(node) = inside.pop() {
        let name = tree.name(node);
        if let Some(value) = tree.value(node) {
            if is_placeholder(value) {
                placeholders.push(node);
            } else if name.starts_with('@') {
                blank(cx, node, value);
            }
        }
        let is_payload = name == "payload" && cx.view.is_itk(node);
        inside.extend(tree.children(node).filter(|&child| !is_payload || tree.name(child).starts_with('@') || is_own(cx, child)));
    }
    placeholders.sort_by_key(|&node| tree.span(node).start);
    if let Some((&first, others)) = placeholders.split_first() {
        let message = match others.len() {
            0 => "A template placeholder was left in; replace it with the value".to_owned(),
            more => format!("Template placeholders were left in, here and in {more} more places; replace them with the values"),
        };
        cx.at_value(&PLACEHOLDER, first, message);
    }
    if matches!(cx.encoding, Some(Encoding::Utf16Little | Encoding::Utf16Big)) {
        let message = "An ITK 2 message should be sent in UTF-8; this file is in UTF-16";
        let finding = Diagnostic::new(&ENCODING, At::Name(NodeId::ROOT), message);
        cx.say(finding.expected("UTF-8").found("UTF-16"));
    }
}

/// A payload that belongs to ITK 2 itself.
fn is_own(cx: &Cx<'_>, node: NodeId) -> bool {
    Some(node) == cx.view.infrastructure || Some(node) == cx.view.business
}

fn blank(cx: &mut Cx<'_>, node: NodeId, value: &str) {
    let name = cx.tree.name(node);
    // The type of an audit identity has a rule of its own, and a location of a schema is nobody's value.
    let is_ruled = name == "@type" && super::identity::is_audit_type(cx, node);
    let is_instance = cx.tree.namespace(node) == Some(super::names::INSTANCE);
    if is_ruled || is_instance {
        return;
    }
    let name = name.trim_start_matches('@').to_owned();
    if value.trim().is_empty() {
        let message = format!("{name} should not be empty: write a value, or leave the attribute out");
        cx.at_value(&BLANK, node, message);
    } else if value.chars().any(char::is_control) || is_broken(cx, node) {
        let message = format!("{name} should not contain line breaks, tabs or other control characters");
        cx.at_value(&BLANK, node, message);
    }
}

/// A line break or tab as written: XML turns each into a space.
fn is_broken(cx: &Cx<'_>, node: NodeId) -> bool {
    let span = cx.tree.value_span(node);
    cx.tree.text[span.start as usize..span.end as usize].contains(['\n', '\r', '\t'])
}
