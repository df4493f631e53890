//! Both readers, held against another reader of each format.

use itk3_validator::diagnostic::{At, Diagnostic, Severity};
use itk3_validator::source::Span;
use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Limits, read};
use roxmltree::{Document, Node};
use serde_json::Value;

use crate::invariants;

/// Names that are longer, in bytes, are not kept as a whole.
const LONG: usize = 128;

/// XML is refused where another reader refuses it, and every place lies within the text.
pub(crate) fn refuse_the_same_xml(text: &str) {
    let (tree, findings) = read(text, Limits::default());
    places_hold(text, &tree, &findings);
    match (Document::parse(text), fatal(&findings)) {
        (Ok(_), None) | (Err(_), Some(_)) => {}
        (Err(error), None) => panic!("roxmltree refuses this: {error}\n{text}"),
        (Ok(_), Some(finding)) => assert!(xml_that_only_this_reader_refuses(text), "{finding:?}\n{text}"),
    }
}

/// JSON is refused where another reader refuses it, and every place lies within the text.
pub(crate) fn refuse_the_same_json(text: &str) {
    let (tree, findings) = read(text, Limits::default());
    places_hold(text, &tree, &findings);
    // What is no less wrong and not fatal: text behind the resource, which is kept, and half a pair, which has its place.
    let refused = fatal(&findings).or_else(|| findings.iter().find(|f| matches!(f.rule.id, "json-trailing" | "json-surrogate")));
    // serde_json does not pass over a byte order mark.
    match (serde_json::from_str::<Value>(text.strip_prefix('\u{feff}').unwrap_or(text)), refused) {
        (Ok(_), None) | (Err(_), Some(_)) => {}
        // A number beyond what a double holds is JSON all the same.
        (Err(error), None) => assert!(error.to_string().starts_with("number out of range"), "serde_json refuses this: {error}\n{text}"),
        // A FHIR resource is an object.
        (Ok(value), Some(finding)) => assert!(!value.is_object() && finding.rule.id == "not-fhir", "{finding:?}\n{text}"),
    }
}

/// XML means what another reader says it means. Whether the two could be compared.
pub(crate) fn mean_the_same_in_xml(text: &str) -> bool {
    let (tree, findings) = read(text, Limits::default());
    // What FHIR does not have, such as text between elements, is reported and not kept.
    if findings.iter().any(|finding| finding.severity <= Severity::Error) {
        return false;
    }
    let document = Document::parse(text).expect("what is read without a finding is XML");
    // A resource among other elements is no message of FHIR, and its node is that of all of them.
    let in_holder = |node: &Node<'_, '_>| {
        node.parent_element().is_some_and(|holder| match holder.tag_name().name() {
            "resource" => holder.parent_element().is_some_and(|entry| entry.tag_name().name() == "entry"),
            name => name == "contained",
        })
    };
    let is_resource =
        |node: &Node<'_, '_>| node.is_element() && (node.tag_name().name().starts_with(char::is_uppercase) || in_holder(node));
    let has_company = |node: &Node<'_, '_>| node.prev_sibling_element().is_some() || node.next_sibling_element().is_some();
    if document.descendants().any(|node| is_resource(&node) && has_company(&node)) {
        return false;
    }
    let root = document.root_element();
    assert_eq!(tree.name(NodeId::ROOT), root.tag_name().name());
    same_element(&tree, NodeId::ROOT, root, root, text);
    true
}

/// JSON means what another reader says it means. Whether the two could be compared.
pub(crate) fn mean_the_same_in_json(text: &str) -> bool {
    let (tree, findings) = read(text, Limits::default());
    let value = serde_json::from_str::<Value>(text.trim_start_matches('\u{feff}'));
    let (true, Ok(value)) = (findings.is_empty(), value) else { return false };
    same_object(&tree, NodeId::ROOT, &value, text);
    true
}

fn fatal(findings: &[Diagnostic]) -> Option<&Diagnostic> {
    findings.iter().find(|finding| finding.severity == Severity::Fatal)
}

/// Every place lies within the text and between characters.
#[track_caller]
fn places_hold(text: &str, tree: &Tree<'_>, findings: &[Diagnostic]) {
    let within = |span: Span| text.get(span.start as usize..span.end as usize).is_some();
    for finding in findings {
        let span = match finding.at {
            At::Span(span) | At::Within(_, span) => span,
            At::Name(node) => tree.name_span(node),
            At::Value(node) => tree.value_span(node),
        };
        assert!(within(span), "{span:?} of {finding:?} in {text:?}");
    }
    invariants::each_node(tree, &mut |node| {
        let (whole, name, value) = (tree.span(node), tree.name_span(node), tree.value_span(node));
        assert!(within(whole) && within(name) && within(value), "{whole:?} {name:?} {value:?} in {text:?}");
        assert!(whole.start <= name.start && name.end <= whole.end, "{name:?} is the name of {whole:?} in {text:?}");
    });
}

/// Where this reader knows better than roxmltree, which lets these pass.
fn xml_that_only_this_reader_refuses(text: &str) -> bool {
    // Numbers of no character: "Characters referred to using character references MUST match the production for Char."
    let number_of_no_character = text.split("&#x").skip(1).any(|rest| {
        let number = rest.split(';').next().and_then(|hex| u32::from_str_radix(hex, 16).ok());
        number.is_some_and(|number| char::from_u32(number).is_none())
    });
    // A name that begins with a colon has an empty prefix, which Namespaces in XML does not have.
    let empty_prefix = ["<:", "</:", " :", "\t:", "\n:", "\r:"].iter().any(|start| text.contains(start));
    // A default namespace declared twice is an attribute twice.
    let default_namespace_twice = text.split('<').any(|tag| tag.matches("xmlns=").count() > 1);
    // `x:xmlns` is an attribute like others, whose prefix has to be declared.
    let xmlns_with_prefix = text.contains(":xmlns");
    // What follows the name of a processing instruction is white space; of a declaration, its three parts as they are.
    let instruction = text.matches("<?").count() > usize::from(text.contains("<?xml ")) || declaration(text).is_some_and(|d| !is_plain(d));
    number_of_no_character || empty_prefix || default_namespace_twice || xmlns_with_prefix || instruction
}

fn declaration(text: &str) -> Option<&str> {
    text.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split("?>").next()
}

fn is_plain(declaration: &str) -> bool {
    matches!(declaration.trim_end(), " version=\"1.0\"" | " version=\"1.0\" encoding=\"UTF-8\"" | " version=\"1.0\" encoding=\"utf-8\"")
}

/// `holder` has the attributes; `content` the children: it is the resource's own element where the node is one.
fn same_element(tree: &Tree<'_>, node: NodeId, holder: Node<'_, '_>, content: Node<'_, '_>, text: &str) {
    let name = holder.tag_name().name();
    if content.children().any(|child| child.tag_name().name().len() > LONG) {
        return;
    }
    if name == "div" {
        assert_eq!(tree.value(node), Some(&text[holder.range()]));
        return;
    }
    assert_eq!(tree.value(node), holder.attribute("value"), "{name} in {text}");
    let attributes = ["id", "url"].into_iter().filter_map(|name| holder.attribute(name).map(|value| (name, value)));
    let mut children = tree.children(node);
    for (name, value) in attributes {
        let child = tree.children(node).find(|&child| tree.name(child) == name && tree.value(child) == Some(value));
        assert!(child.is_some(), "the attribute {name}={value:?} in {text}");
        children.next();
    }
    for element in content.children().filter(Node::is_element) {
        let child = children.next().unwrap_or_else(|| panic!("{:?} in {text}", element.tag_name()));
        // Whatever is XHTML in a narrative is read as its div.
        if content.tag_name().name() == "text" && element.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml") {
            assert_eq!((tree.name(child), tree.value(child)), ("div", Some(&text[element.range()])));
            continue;
        }
        assert_eq!(tree.name(child), element.tag_name().name(), "in {text}");
        let small = matches!((element.tag_name().name(), content.tag_name().name()), ("resource", "entry") | ("contained", _));
        // A capitalised element with a value is an element, not a resource.
        let is_in_capitals =
            |inner: &Node<'_, '_>| inner.tag_name().name().starts_with(char::is_uppercase) && !inner.has_attribute("value");
        let is_resource = |inner: &Node<'_, '_>| small || is_in_capitals(inner);
        let resource = element.first_element_child().filter(is_resource);
        assert_eq!(tree.resource_type(child), resource.map(|resource| resource.tag_name().name()), "in {text}");
        same_element(tree, child, element, resource.unwrap_or(element), text);
    }
    assert_eq!(children.next(), None, "{name} in {text}");
}

fn same_object(tree: &Tree<'_>, node: NodeId, value: &Value, text: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value} is an object in {text}"));
    // Of a very long name only the beginning is kept.
    let kind = object.get("resourceType").and_then(Value::as_str);
    if kind.is_some_and(|kind| kind.len() > LONG) {
        return;
    }
    assert_eq!(tree.resource_type(node), kind, "in {text}");
    if object.keys().any(|name| name.len() > LONG) {
        return;
    }
    // One that is an object, or an array, is an element, as in Claim.payee.
    let of_resource = |name: &str| name == "resourceType" && !object[name].is_object() && !object[name].is_array();
    let names = object.keys().filter(|name| !of_resource(name)).map(|name| name.strip_prefix('_').unwrap_or(name));
    let names: std::collections::BTreeSet<&str> = names.collect();
    let mut count = 0;
    for name in names {
        let items = |value: Option<&Value>| match value {
            Some(Value::Array(items)) => items.clone(),
            Some(value) => vec![value.clone()],
            None => Vec::new(),
        };
        let (values, beside) = (items(object.get(name)), items(object.get(&format!("_{name}"))));
        let nodes: Vec<NodeId> = tree.children_named(node, name).collect();
        assert_eq!(nodes.len(), values.len().max(beside.len()), "{name} in {text}");
        count += nodes.len();
        for (i, &child) in nodes.iter().enumerate() {
            let (value, beside) = (values.get(i), beside.get(i).filter(|beside| beside.is_object()));
            match value {
                Some(Value::Object(_)) => same_object(tree, child, &values[i], text),
                Some(Value::String(string)) => assert_eq!(tree.value(child), Some(string.as_str()), "{name} in {text}"),
                Some(Value::Bool(boolean)) => assert_eq!(tree.value(child), Some(boolean.to_string().as_str()), "{name} in {text}"),
                Some(Value::Number(number)) => {
                    let read: Option<f64> = tree.value(child).and_then(|value| value.parse().ok());
                    // serde_json is off by a bit where a number has an exponent.
                    let (read, number) = (read.expect("it is a number"), number.as_f64().expect("it is a number"));
                    assert!(read == number || ((read - number) / number).abs() < 1e-14, "{name}: {read} {number} in {text}");
                }
                _ => assert_eq!(tree.value(child), None, "{name} in {text}"),
            }
            match (value, beside) {
                (Some(Value::Object(_)), _) => {}
                (_, Some(beside)) => same_object(tree, child, beside, text),
                (_, None) => assert_eq!(tree.children(child).count(), 0, "{name} in {text}"),
            }
        }
    }
    assert_eq!(tree.children(node).count(), count, "in {text}");
}
