//! implicitRules: a resource that can only be understood with rules that are written elsewhere.

use super::context::Context;
use super::primitive::is_written_right;
use crate::definitions::shape::Primitive;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::{NodeId, form};

rule! {
    IMPLICIT_RULES = Warning "business-rule" "implicit-rules";
    title: "Resource with implicitRules",
    why: "The rules may change what the resource means, so only partners that know them can understand it. FHIR advises against the element.",
    wrong: r#"<implicitRules value="https://example.org/our-rules"/>"#,
    link: "https://hl7.org/fhir/STU3/resource-definitions.html#Resource.implicitRules",
}

/// Reports implicitRules of a resource, and that the rules were not checked.
pub(super) fn check(cx: &mut Context<'_>, resource: NodeId) {
    let tree = cx.tree;
    for node in tree.children_named(resource, "implicitRules").filter(|&node| names_rules(cx, node)).collect::<Vec<_>>() {
        let value = tree.value(node);
        let message = "implicitRules should be left out: only receivers that know its rules understand the resource";
        let finding = cx.finding(&IMPLICIT_RULES, At::Name(node), message).expected("no implicitRules");
        // An element that a profile forbids, or that is one too many, is one fault.
        cx.report(finding.found(value.map_or("implicitRules without a value".to_owned(), shown)).unless_reported(node));
        let about = cx.about(value.unwrap_or_default());
        cx.unchecked("implicit-rules", about, node, |_| "The rules that implicitRules names were not checked".to_owned());
    }
}

/// A value that is not valid, or missing without a reason, has a finding of its own, and names no rules.
fn names_rules(cx: &Context<'_>, node: NodeId) -> bool {
    if cx.tree.has(node, form::UNREADABLE | form::OBJECT | form::NUMBER | form::BOOLEAN) {
        return false;
    }
    match cx.tree.value(node) {
        Some(value) => is_written_right(Primitive::Uri, value),
        None => cx.tree.children_named(node, "extension").next().is_some(),
    }
}
