//! A tree that was read from one format, written in the other: by its nodes alone, without the library's definitions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use itk3_validator::syntax::tree::{NodeId, Tree};

/// As XML. Elements stand as they stood, so that their order may be wrong.
pub(crate) fn xml(tree: &Tree<'_>) -> String {
    let mut out = String::new();
    let _ = write!(out, "<{} xmlns=\"http://hl7.org/fhir\">", tree.name(NodeId::ROOT));
    tree.children(NodeId::ROOT).for_each(|child| xml_element(tree, child, &mut out));
    let _ = write!(out, "</{}>", tree.name(NodeId::ROOT));
    out
}

fn xml_element(tree: &Tree<'_>, node: NodeId, out: &mut String) {
    let name = tree.name(node);
    if name == "div"
        && let Some(narrative) = tree.value(node)
    {
        out.push_str(narrative);
        return;
    }
    let resource = tree.resource_type(node);
    let is_attribute = |child: NodeId| {
        let name = tree.name(child);
        let place = name == "id" && resource.is_none() || name == "url" && matches!(tree.name(node), "extension" | "modifierExtension");
        place && tree.value(child).is_some()
    };
    let _ = write!(out, "<{name}");
    for child in tree.children(node).filter(|&child| is_attribute(child)) {
        attribute(tree.name(child), tree.value(child).unwrap_or_default(), out);
    }
    if let Some(value) = tree.value(node) {
        attribute("value", value, out);
    }
    out.push('>');
    if let Some(resource) = resource {
        let _ = write!(out, "<{resource}>");
    }
    tree.children(node).filter(|&child| !is_attribute(child)).for_each(|child| xml_element(tree, child, out));
    if let Some(resource) = resource {
        let _ = write!(out, "</{resource}>");
    }
    let _ = write!(out, "</{name}>");
}

fn attribute(name: &str, value: &str, out: &mut String) {
    let _ = write!(out, " {name}=\"");
    for c in value.chars() {
        match c {
            '&' | '<' | '"' | '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// What XML does not say and JSON has to: learnt from findings about how a member is written.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    /// One item of a list, rather than a single value.
    pub(crate) lists: BTreeSet<NodeId>,
    /// Numbers and booleans, which have no quotes.
    pub(crate) bare: BTreeSet<NodeId>,
    /// A primitive without a value, whose extensions stand beside it.
    pub(crate) primitives: BTreeSet<NodeId>,
}

type Write = fn(&Tree<'_>, NodeId, &Shapes) -> String;

/// As JSON.
pub(crate) fn json(tree: &Tree<'_>, shapes: &Shapes) -> String {
    object(tree, NodeId::ROOT, shapes)
}

fn object(tree: &Tree<'_>, node: NodeId, shapes: &Shapes) -> String {
    let mut members = Vec::new();
    if let Some(resource) = tree.resource_type(node) {
        members.push(format!("\"resourceType\":{}", quoted(resource)));
    }
    let mut seen: Vec<&str> = Vec::new();
    for child in tree.children(node) {
        let name = tree.name(child);
        if seen.contains(&name) {
            continue;
        }
        seen.push(name);
        let items: Vec<NodeId> = tree.children_named(node, name).collect();
        let is_primitive = |&item: &NodeId| tree.value(item).is_some() || shapes.primitives.contains(&item);
        let parts: &[(&str, Write)] = if items.iter().any(is_primitive) { &[("", primitive), ("_", extensions)] } else { &[("", object)] };
        for (prefix, write) in parts {
            let written: Vec<String> = items.iter().map(|&item| write(tree, item, shapes)).collect();
            if written.iter().all(|item| item == "null") {
                continue;
            }
            let many = written.len() > 1 || shapes.lists.contains(&child);
            let value = if many { format!("[{}]", written.join(",")) } else { written.concat() };
            members.push(format!("{}:{value}", quoted(&format!("{prefix}{name}"))));
        }
    }
    format!("{{{}}}", members.join(","))
}

fn primitive(tree: &Tree<'_>, node: NodeId, shapes: &Shapes) -> String {
    match tree.value(node) {
        None => "null".to_owned(),
        Some(value) if shapes.bare.contains(&node) => value.to_owned(),
        Some(value) => quoted(value),
    }
}

fn extensions(tree: &Tree<'_>, node: NodeId, shapes: &Shapes) -> String {
    if tree.children(node).next().is_none() { "null".to_owned() } else { object(tree, node, shapes) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
