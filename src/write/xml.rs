//! Elements as FHIR XML.

use super::{Element, Value, break_line};

pub(super) fn write(kind: &str, children: &[Element<'_>]) -> String {
    let mut out = String::from("<");
    out.push_str(kind);
    out.push_str(" xmlns=\"http://hl7.org/fhir\">");
    elements(&mut out, children, 1);
    break_line(&mut out, 0);
    close(&mut out, kind);
    out.push('\n');
    out
}

fn close(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn elements(out: &mut String, elements: &[Element<'_>], depth: usize) {
    for element in elements.iter().filter(|element| !matches!(element.value, Value::Attribute(_))) {
        break_line(out, depth);
        write_one(out, element, depth);
    }
}

fn write_one(out: &mut String, element: &Element<'_>, depth: usize) {
    if let Value::Narrative(div) = &element.value {
        out.push_str(div);
        return;
    }
    out.push('<');
    out.push_str(&element.name);
    for child in &element.children {
        if let Value::Attribute(value) = &child.value {
            attribute(out, &child.name, value);
        }
    }
    if let Value::Text(value) | Value::Bare(value) = &element.value {
        attribute(out, "value", value);
    }
    let within = element.children.iter().any(|child| !matches!(child.value, Value::Attribute(_)));
    match &element.value {
        Value::Resource(kind) => {
            out.push('>');
            break_line(out, depth + 1);
            out.push('<');
            out.push_str(kind);
            out.push('>');
            elements(out, &element.children, depth + 2);
            break_line(out, depth + 1);
            close(out, kind);
            break_line(out, depth);
            close(out, &element.name);
        }
        _ if within => {
            out.push('>');
            elements(out, &element.children, depth + 1);
            break_line(out, depth);
            close(out, &element.name);
        }
        _ => out.push_str("/>"),
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            // XML has no way to write these.
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out.push('"');
}
