//! Messages into nodes, by other readers than the library's.

use serde_json::Value;

use super::Node;

/// A conforming message.
pub(crate) fn read(text: &str) -> Node {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let value: Value = serde_json::from_str(text).expect("JSON");
        let mut root = Node::default();
        object(&mut root, &value);
        return root;
    }
    let document = roxmltree::Document::parse(text).expect("XML");
    let mut root = Node::default();
    element(&mut root, document.root_element(), true);
    root
}

fn element(node: &mut Node, source: roxmltree::Node<'_, '_>, resource: bool) {
    if resource {
        node.resource = Some(source.tag_name().name().to_owned());
    } else {
        node.value = source.attribute("value").map(str::to_owned);
        for attribute in source.attributes().filter(|attribute| matches!(attribute.name(), "url" | "id")) {
            let (name, value) = (attribute.name().to_owned(), Some(attribute.value().to_owned()));
            node.children.push(Node { name, value, attribute: true, ..Node::default() });
        }
    }
    for child in source.children().filter(roxmltree::Node::is_element) {
        let name = child.tag_name().name();
        if name == "div" {
            let raw = &child.document().input_text()[child.range()];
            // A prefix that is bound further up would be lost.
            assert!(child.attribute("value").is_none() && raw.starts_with("<div"), "a narrative as most are");
            node.children.push(Node { name: "div".to_owned(), value: Some(raw.to_owned()), ..Node::default() });
            continue;
        }
        let mut below = Node { name: name.to_owned(), ..Node::default() };
        let inner = child.children().find(roxmltree::Node::is_element);
        let holds = inner.is_some_and(|inner| inner.tag_name().name().starts_with(|c: char| c.is_ascii_uppercase()));
        match inner.filter(|_| holds) {
            Some(inner) => element(&mut below, inner, true),
            None => element(&mut below, child, false),
        }
        node.children.push(below);
    }
}

fn object(node: &mut Node, value: &Value) {
    let members = value.as_object().expect("an object");
    for (name, value) in members {
        if name == "resourceType" {
            node.resource = value.as_str().map(str::to_owned);
            continue;
        }
        // Attributes of primitives are few in examples: a message that has one is read from XML alone.
        assert!(!name.starts_with('_'), "{name} is not read here");
        let values = value.as_array().map_or_else(|| vec![value], |values| values.iter().collect());
        for value in values {
            let mut below = Node { name: name.clone(), attribute: false, ..Node::default() };
            match value {
                Value::Object(_) => object(&mut below, value),
                Value::String(text) => below.value = Some(text.clone()),
                other => below.value = Some(other.to_string()),
            }
            node.children.push(below);
        }
    }
}
