//! Elements as FHIR JSON.

use super::{Element, Value, break_line};
use crate::json;

pub(super) fn write(kind: &str, children: &[Element<'_>]) -> String {
    let mut out = String::new();
    object(&mut out, Some(kind), children, 0);
    out.push('\n');
    out
}

fn object(out: &mut String, kind: Option<&str>, children: &[Element<'_>], depth: usize) {
    out.push('{');
    let mut first = true;
    if let Some(kind) = kind {
        member(out, &mut first, "", "resourceType", depth);
        json::string(out, kind);
    }
    for (place, element) in children.iter().enumerate() {
        // Elements of one name are one member, where the first of them stands.
        if children[..place].iter().any(|before| before.name == element.name) {
            continue;
        }
        let items: Vec<&Element<'_>> = children[place..].iter().filter(|other| other.name == element.name).collect();
        let many = items.len() > 1 || element.list;
        if items.iter().all(|item| !is_primitive(item)) {
            member(out, &mut first, "", &element.name, depth);
            list(out, &items, many, depth + 1, &|out, item, depth| complex(out, item, depth));
            continue;
        }
        if items.iter().any(|item| value(item).is_some()) {
            member(out, &mut first, "", &element.name, depth);
            list(out, &items, many, depth + 1, &|out, item, _| primitive(out, item));
        }
        if items.iter().any(|item| !item.children.is_empty()) {
            member(out, &mut first, "_", &element.name, depth);
            list(out, &items, many, depth + 1, &|out, item, depth| {
                if item.children.is_empty() { out.push_str("null") } else { object(out, None, &item.children, depth) }
            });
        }
    }
    if !first {
        break_line(out, depth);
    }
    out.push('}');
}

fn member(out: &mut String, first: &mut bool, prefix: &str, name: &str, depth: usize) {
    if !std::mem::take(first) {
        out.push(',');
    }
    break_line(out, depth + 1);
    out.push('"');
    out.push_str(prefix);
    // Names are those of the definitions, or were read from a text that had them as names.
    out.push_str(name);
    out.push_str("\": ");
}

fn list(out: &mut String, items: &[&Element<'_>], many: bool, depth: usize, write: &dyn Fn(&mut String, &Element<'_>, usize)) {
    if !many {
        if let Some(item) = items.first() {
            write(out, item, depth);
        }
        return;
    }
    out.push('[');
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        break_line(out, depth + 1);
        write(out, item, depth + 1);
    }
    break_line(out, depth);
    out.push(']');
}

fn value<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    match &element.value {
        Value::Text(value) | Value::Bare(value) | Value::Attribute(value) | Value::Narrative(value) => Some(value),
        Value::None | Value::Absent | Value::Resource(_) => None,
    }
}

fn is_primitive(element: &Element<'_>) -> bool {
    !matches!(element.value, Value::None | Value::Resource(_))
}

fn primitive(out: &mut String, element: &Element<'_>) {
    match &element.value {
        Value::Bare(value) => out.push_str(value),
        Value::Text(value) | Value::Attribute(value) | Value::Narrative(value) => json::string(out, value),
        Value::None | Value::Absent | Value::Resource(_) => out.push_str("null"),
    }
}

fn complex(out: &mut String, element: &Element<'_>, depth: usize) {
    let kind = match &element.value {
        Value::Resource(kind) => Some(&**kind),
        _ => None,
    };
    object(out, kind, &element.children, depth);
}
