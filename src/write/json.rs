//! Elements as FHIR JSON.

use super::{Element, Value, break_line};
use crate::hash::TextMap;
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
    // Elements of one name are one member, where the first of them stands.
    let mut places = TextMap::default();
    let mut members: Vec<Vec<&Element<'_>>> = Vec::new();
    for element in children {
        let place = places.number(&element.name) as usize;
        if place == members.len() {
            members.push(Vec::new());
        }
        members[place].push(element);
    }
    for items in members {
        let element = items[0];
        let many = items.len() > 1 || items.iter().any(|item| item.list);
        // Among objects a mere value stands in its place; only primitives have two members.
        let is_value = |item: &Element<'_>| value(item).is_some() && item.children.is_empty();
        let has_object = items.iter().any(|item| !is_primitive(item));
        if has_object && items.iter().all(|item| !is_primitive(item) || is_value(item)) {
            member(out, &mut first, "", &element.name, depth);
            list(out, &items, many, depth + 1, &|out, item, depth| {
                if is_primitive(item) { primitive(out, item) } else { complex(out, item, depth) }
            });
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
    json::string(out, &[prefix, name].concat());
    out.push_str(": ");
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
