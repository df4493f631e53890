//! What keeps a resource from being written in a format: everything that would be lost, or read as something else.

use super::narrative::{embeddable, is_narrative};
use super::rules::NOT_CONVERTIBLE;
use crate::diagnostic::{At, Diagnostic, shown};
use crate::syntax::tree::{NodeId, Tree, form};
use crate::syntax::{Format, is_json_number, is_xml_char, is_xml_name};
use crate::typed::Typed;

/// No name of FHIR is nearly as long; the readers keep no more of one than a little above this.
const LONGEST_NAME: usize = 120;

/// A refusal at a node's value or name.
fn refused(at: At, message: impl Into<String>, expected: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&NOT_CONVERTIBLE, at, message).expected(expected)
}

/// The first thing that the format cannot hold.
pub(super) fn first(typed: &Typed<'_>, xml: bool) -> Option<Diagnostic> {
    let tree = typed.tree;
    (0..tree.len() as u32).map(NodeId).find_map(|node| {
        let found = name(tree, node)
            .or_else(|| resource_type(tree, node))
            .or_else(|| form_of_json(typed, node))
            .or_else(|| if xml { in_xml(tree, node) } else { in_json(typed, node) });
        found.map(|finding| if finding.found.is_some() { finding } else { finding.found(shown(tree.value(node).unwrap_or("no value"))) })
    })
}

/// What no format can take over: a name that was cut, an element that is not where it seems to be.
fn name(tree: &Tree<'_>, node: NodeId) -> Option<Diagnostic> {
    let longest = tree.name(node).len().max(tree.resource_type(node).map_or(0, str::len));
    if longest > LONGEST_NAME {
        let expected = format!("at most {LONGEST_NAME} characters");
        return Some(refused(At::Name(node), "The name is too long to be converted", expected).found(format!("{longest} or more")));
    }
    let parent = tree.parent(node).filter(|&parent| tree.ordered && tree.has(parent, form::RESOURCE))?;
    let (inner, outer) = (tree.span(node), tree.span(parent));
    let beside = inner.start < outer.start || inner.end > outer.end;
    beside.then(|| {
        let message = "The element must be inside the resource to be converted";
        refused(At::Name(node), message, "only the resource").found(shown(tree.name(node)))
    })
}

/// Rejects elements named `resourceType`, because JSON reserves this member for the type of the resource. The result must convert
/// back, so this applies in both directions.
fn resource_type(tree: &Tree<'_>, node: NodeId) -> Option<Diagnostic> {
    let parent = tree.parent(node).filter(|_| tree.name(node) == "resourceType")?;
    let in_resource = tree.has(parent, form::RESOURCE) || crate::syntax::holds_resource(tree, parent);
    let is_plain = !tree.has(node, form::RESOURCE) && tree.value(node).is_none() && tree.children(node).next().is_some();
    (in_resource || !is_plain).then(|| {
        let message = "An element named resourceType cannot be converted: in JSON, that member names the resource";
        refused(At::Name(node), message, "another name").found(shown("resourceType"))
    })
}

/// Whether a value of JSON has the form of its type: XML writes all of them alike.
fn form_of_json(typed: &Typed<'_>, node: NodeId) -> Option<Diagnostic> {
    let tree = typed.tree;
    if tree.ordered || tree.has(node, form::RESOURCE) {
        return None;
    }
    let kind = kind(typed, node);
    let is_primitive = kind.starts_with(|c: char| c.is_ascii_lowercase());
    let bare = tree.has(node, form::NUMBER | form::BOOLEAN);
    let name = shown(tree.name(node));
    let value = At::Value(node);
    match kind {
        // Of an unknown element nobody can say which form its value should have: XML takes it over as it is.
        "" if bare => None,
        "boolean" if tree.value(node).is_some() && !tree.has(node, form::BOOLEAN) => {
            Some(refused(value, format!("{name} must be a JSON boolean"), "true or false, without quotes"))
        }
        "integer" | "decimal" | "unsignedInt" | "positiveInt" if tree.value(node).is_some() && !tree.has(node, form::NUMBER) => {
            Some(refused(value, format!("{name} must be a JSON number"), "a number, without quotes"))
        }
        "boolean" | "integer" | "decimal" | "unsignedInt" | "positiveInt" if !tree.has(node, form::OBJECT) => None,
        _ if is_primitive && tree.has(node, form::OBJECT) => {
            let message = format!("{name} must be a single value to be converted");
            Some(refused(At::Name(node), message, format!("its id and extensions in _{name}")).found("an object"))
        }
        _ if !is_primitive && tree.value(node).is_none() && !tree.has(node, form::OBJECT) => {
            Some(refused(At::Name(node), format!("{name} must be an object to be converted"), "an object").found(format!("_{name} alone")))
        }
        _ if bare => Some(refused(value, format!("{name} must be a JSON string"), "a value in quotes")),
        _ => None,
    }
}

/// What JSON cannot hold.
fn in_json(typed: &Typed<'_>, node: NodeId) -> Option<Diagnostic> {
    let tree = typed.tree;
    let name = tree.name(node);
    let parent = tree.parent(node);
    let children = tree.children(node).next().is_some();
    if name.starts_with('_') || name == "fhir_comments" {
        let message = "The element must have another name to be written in JSON";
        return Some(refused(At::Name(node), message, "no leading _, and not fhir_comments").found(shown(name)));
    }
    if let Some(kind) = tree.resource_type(node).filter(|kind| !kind.starts_with(|c: char| c.is_ascii_uppercase())) {
        let message = "The name of a resource must begin with a capital letter to be written in JSON";
        return Some(refused(At::Name(node), message, "a resource type").found(shown(kind)));
    }
    if parent.is_some() && begins_with_capital(name) {
        let message = "An element name must begin with a lower-case letter to be written in JSON";
        return Some(refused(At::Name(node), message, "a small letter, then letters and digits").found(shown(name)));
    }
    let Some(value) = tree.value(node) else {
        return (!children && !tree.has(node, form::RESOURCE)).then(|| {
            let message = format!("{} must have a value or children to be written in JSON", shown(name));
            refused(At::Name(node), message, "a value, children, or no element").found("an empty element")
        });
    };
    match kind(typed, node) {
        "boolean" if !matches!(value, "true" | "false") => {
            Some(refused(At::Value(node), format!("{name} must be true or false to be written in JSON"), "true or false"))
        }
        "integer" | "decimal" | "unsignedInt" | "positiveInt" if !is_json_number(value) => {
            Some(refused(At::Value(node), format!("{name} must be a number to be written in JSON"), "a number such as 12, -0.5 or 1.0"))
        }
        _ => None,
    }
}

/// As names of resources do, and no others.
fn begins_with_capital(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// What XML cannot hold.
fn in_xml(tree: &Tree<'_>, node: NodeId) -> Option<Diagnostic> {
    let name = tree.name(node);
    let parent = tree.parent(node);
    if parent.is_some() && (!is_xml_name(name) || begins_with_capital(name) || name.starts_with('_')) {
        let message = "A member name must be the name of an element to be written in XML";
        return Some(refused(At::Name(node), message, "a small letter, then letters and digits").found(shown(name)));
    }
    if let Some(kind) = tree.resource_type(node).filter(|kind| !is_xml_name(kind) || !begins_with_capital(kind)) {
        let message = "resourceType must be the name of an element to be written in XML";
        return Some(refused(At::Name(node), message, "a capital letter, then letters and digits").found(shown(kind)));
    }
    if is_attribute(tree, node) {
        let alone = tree.children(node).next().is_none() && tree.value(node).is_some();
        let first = parent.and_then(|parent| tree.child(parent, name)) == Some(node);
        if !alone || !first {
            let message = format!("{name} must be a single value, without extensions, to be written in XML");
            return Some(refused(At::Name(node), message, "one string"));
        }
    }
    let value = tree.value(node)?;
    if let Some(c) = value.chars().find(|&c| !is_xml_char(c)) {
        let message = format!("{} contains a character that XML does not allow", shown(name));
        let found = format!("U+{:04X}", c as u32);
        return Some(refused(At::Value(node), message, "no control characters").found(found));
    }
    if !is_narrative(tree, node) {
        return None;
    }
    if tree.children(node).next().is_some() {
        return Some(refused(At::Name(node), "div must not have extensions to be written in XML", "only the div").found("_div"));
    }
    let unfit = Format::of(&tree.text) == Format::Json && embeddable(value).is_none();
    unfit.then(|| {
        refused(
            At::Value(node),
            "div must be one well-formed div of XHTML to be written in XML",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>",
        )
    })
}

/// The type of a node. Of a choice that its element does not have, the name still says it: `multipleBirthDecimal`.
pub(super) fn kind<'a>(typed: &Typed<'a>, node: NodeId) -> &'a str {
    const BARE: [(&str, &str); 5] = [
        ("Boolean", "boolean"),
        ("UnsignedInt", "unsignedInt"),
        ("PositiveInt", "positiveInt"),
        ("Integer", "integer"),
        ("Decimal", "decimal"),
    ];
    let name = typed.tree.name(node);
    let named = || BARE.iter().find(|(suffix, _)| name.len() > suffix.len() && name.ends_with(suffix)).map(|(_, kind)| *kind);
    typed.type_of(node).map(|code| typed.definitions.text(code)).or_else(named).unwrap_or_default()
}

/// In XML the id of an element and the url of an extension are attributes.
pub(super) fn is_attribute(tree: &Tree<'_>, node: NodeId) -> bool {
    let Some(parent) = tree.parent(node) else { return false };
    match tree.name(node) {
        "id" => !tree.has(parent, form::RESOURCE),
        "url" => matches!(tree.name(parent), "extension" | "modifierExtension"),
        _ => false,
    }
}
