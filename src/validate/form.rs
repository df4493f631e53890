//! Whether an element is written as its definition asks: array or single, value or children.

use super::context::Context;
use super::links::FORMATS;
use crate::definitions::shape::Child;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::{NodeId, form};

const JSON: &str = "https://hl7.org/fhir/STU3/json.html";

rule! {
    EMPTY_ELEMENT = Error "structure" "element-empty";
    title: "Element with neither value nor children",
    why: "An element must have a value or children. If there is nothing to say, leave it out.",
    wrong: "<name/>",
    link: "https://hl7.org/fhir/STU3/element.html#invs",
    traits: [ABSENCE, FAILS_INVARIANTS, OF_FORM],
}

rule! {
    JSON_ARRAY = Error "structure" "json-array";
    title: "Array and single value mixed up",
    why: "In JSON an element that may repeat is always an array, even for one item.",
    wrong: r#""given": "Anne""#,
    right: r#""given": ["Anne"]"#,
    link: JSON,
    traits: [AMONG_SIBLINGS, OF_NOTATION],
}

rule! {
    VALUE_UNEXPECTED = Error "structure" "value-unexpected";
    title: "Value where child elements belong",
    why: "This element consists of child elements, so it cannot have a value of its own.",
    wrong: r#""code": "73211009""#,
    right: r#""code": {"coding": [{"system": "…", "code": "…"}]}"#,
    link: FORMATS,
    traits: [OF_FORM, FAILS_INVARIANTS],
}

/// In JSON, what may repeat is an array and what may not is none. `alone`: no other child of the node's parent is of
/// this element; where there are several, their number is reported.
pub(super) fn array(cx: &mut Context<'_>, node: NodeId, child: &Child, alone: bool) {
    // A string instead of a resource is reported separately.
    let is_no_resource = cx.tree.has(node, form::STRING) && cx.definitions.type_codes(child).next() == Some(cx.words.resource);
    if cx.is_unreadable(node) || is_no_resource {
        return;
    }
    let (many, name) = (child.max > 1, || cx.tree.name(node).to_owned());
    let finding = if many && cx.tree.has(node, form::SINGLE) {
        let name = name();
        cx.finding(&JSON_ARRAY, At::Name(node), format!("{name} must be an array, even for one item"))
            .expected(format!("\"{name}\": [ … ]"))
            .found("a single value")
    } else if !many && alone && cx.tree.has(node, form::IN_ARRAY) {
        let name = name();
        cx.finding(&JSON_ARRAY, At::Name(node), format!("{name} must be a single value, not an array"))
            .expected(format!("\"{name}\": one value, without [ ]"))
            .found("an array")
    } else {
        return;
    };
    cx.report(finding);
}

/// A complex element has children and no value. `false` if the children need no check.
pub(super) fn complex(cx: &mut Context<'_>, node: NodeId) -> bool {
    // An id says nothing by itself.
    let only_id = |child| cx.tree.name(child) == "id";
    let empty = cx.tree.children(node).all(only_id);
    if let Some(value) = cx.tree.value(node) {
        let name = cx.tree.name(node).to_owned();
        let finding = cx
            .finding(&VALUE_UNEXPECTED, At::Value(node), format!("{name} must have child elements, not a value"))
            .expected("child elements")
            .found(format!("{:?}", shown(value)));
        cx.report(finding);
        return !empty;
    }
    if empty && !cx.is_unreadable(node) && !cx.tree.has(node, form::INCOMPLETE | form::STRAY) {
        let name = cx.tree.name(node).to_owned();
        let finding = cx
            .finding(&EMPTY_ELEMENT, At::Name(node), format!("{name} must not be empty"))
            .expected("a value or child elements, or no element");
        cx.report(finding.found("nothing"));
    }
    !empty
}
