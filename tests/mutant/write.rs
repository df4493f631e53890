//! Nodes into text, wrong ones as well.

use super::Node;

/// As XML.
pub(crate) fn xml(root: &Node) -> String {
    let mut out = String::new();
    resource(root, &mut out, " xmlns=\"http://hl7.org/fhir\"");
    out
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    text.replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;")
}

fn resource(node: &Node, out: &mut String, attributes: &str) {
    let name = node.resource.as_deref().unwrap_or_default();
    out.push_str(&format!("<{name}{attributes}>"));
    node.children.iter().for_each(|child| element(child, out));
    out.push_str(&format!("</{name}>\n"));
}

fn element(node: &Node, out: &mut String) {
    if node.name.starts_with("div") && node.info.type_code == "xhtml" {
        // The text begins with `<div`, and ends with `</div>`.
        let raw = node.value.as_deref().unwrap_or_default();
        let inner = raw.strip_prefix("<div").and_then(|raw| raw.strip_suffix("</div>"));
        out.push_str(&inner.map_or_else(|| raw.to_owned(), |inner| format!("<{0}{inner}</{0}>", node.name)));
        return;
    }
    out.push_str(&format!("<{}", node.name));
    for child in node.children.iter().filter(|child| child.attribute) {
        out.push_str(&format!(" {}=\"{}\"", child.name, escaped(child.value.as_deref().unwrap_or_default())));
    }
    if let Some(value) = &node.value {
        out.push_str(&format!(" value=\"{}\"", escaped(value)));
    }
    out.push('>');
    if node.resource.is_some() {
        resource(node, out, "");
    } else {
        node.children.iter().filter(|child| !child.attribute).for_each(|child| element(child, out));
    }
    out.push_str(&format!("</{}>\n", node.name));
}

/// As JSON. An element that no list holds and that stands there twice is a member twice.
pub(crate) fn json(root: &Node) -> String {
    let mut out = String::new();
    object(root, &mut out);
    out
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn object(node: &Node, out: &mut String) {
    let mut members: Vec<(String, String)> = Vec::new();
    if let Some(resource) = &node.resource {
        members.push(("resourceType".to_owned(), quoted(resource)));
    }
    let mut done: Vec<&str> = Vec::new();
    for child in &node.children {
        if !child.info.list {
            members.extend(value(child).map(|value| (child.name.clone(), value)));
            members.extend(rest(child).map(|rest| (format!("_{}", child.name), rest)));
        } else if !done.contains(&child.name.as_str()) {
            done.push(&child.name);
            let items: Vec<&Node> = node.children.iter().filter(|other| other.name == child.name).collect();
            let list = |part: &dyn Fn(&Node) -> Option<String>| {
                let parts: Vec<Option<String>> = items.iter().map(|item| part(item)).collect();
                let any = parts.iter().any(Option::is_some);
                let parts: Vec<String> = parts.into_iter().map(|part| part.unwrap_or_else(|| "null".to_owned())).collect();
                any.then(|| format!("[{}]", parts.join(", ")))
            };
            members.extend(list(&value).map(|value| (child.name.clone(), value)));
            members.extend(list(&rest).map(|rest| (format!("_{}", child.name), rest)));
        }
    }
    let members: Vec<String> = members.into_iter().map(|(name, value)| format!("{}: {value}", quoted(&name))).collect();
    out.push_str(&format!("{{{}}}\n", members.join(",\n")));
}

/// The member of an element itself.
fn value(node: &Node) -> Option<String> {
    if !node.info.primitive {
        let mut out = String::new();
        object(node, &mut out);
        return Some(out);
    }
    let value = node.value.as_deref()?;
    Some(if node.info.bare { value.to_owned() } else { quoted(value) })
}

/// The member with the id and the extensions of a primitive.
fn rest(node: &Node) -> Option<String> {
    (node.info.primitive && !node.children.is_empty()).then(|| {
        let mut out = String::new();
        object(&Node { children: node.children.clone(), ..Node::default() }, &mut out);
        out
    })
}
