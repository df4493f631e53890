//! Attributes: the value of an element, its id, and the url of an extension; nothing else is one in FHIR.

use super::Reader;
use crate::diagnostic::{name_kept, shown};
use crate::near::is_near;
use crate::source::Span;
use crate::syntax::rules;
use crate::syntax::tree::{NodeId, form};
use crate::syntax::xml_scan::unescape;

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Reader<'_> {
    pub(super) fn attributes(&mut self, node: NodeId, is_resource: bool) {
        let mut foreign = Vec::new();
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let name = self.scan.slice(attribute.name);
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            if attribute.twice {
                continue;
            }
            let child = match name {
                "value" if !is_resource => node,
                "id" if !is_resource => self.attribute_node(node, i),
                "url" if matches!(self.tree.name(node), "extension" | "modifierExtension") => self.attribute_node(node, i),
                _ => {
                    foreign.extend(Some(attribute.name).filter(|&name| !self.is_passed_over(name, is_resource)));
                    continue;
                }
            };
            let written = self.scan.slice(attribute.value);
            if written.is_empty() {
                let whole = attribute.span(self.scan.text);
                self.tree.mark(child, form::UNREADABLE);
                self.report(&rules::XML_EMPTY_VALUE, whole, format!("The attribute {name} must not be empty"), "a value, or no element");
            }
            if attribute.escaped {
                // An invalid reference is reported, and the intended value is unknown, so the value is not checked.
                let mut broken = Vec::new();
                let meant = unescape(written, attribute.value.start as usize, &mut broken, 1);
                if !broken.is_empty() {
                    self.tree.mark(child, form::UNREADABLE);
                }
                self.tree.set_value(child, attribute.value, Some(&meant));
            } else {
                self.tree.set_value(child, attribute.value, None);
            }
        }
        if !foreign.is_empty() {
            self.foreign_attributes(node, &foreign, is_resource);
        }
    }

    fn attribute_node(&mut self, node: NodeId, attribute: usize) -> NodeId {
        let attribute = self.scan.attributes[attribute];
        let symbol = self.tree.names.intern(name_kept(self.scan.slice(attribute.name)));
        let child = self.tree.add(Some(node), symbol, attribute.name.start as usize, form::ATTRIBUTE);
        self.tree.set_end(child, attribute.span(self.scan.text).end as usize);
        child
    }

    fn is_in_small_letters(&self, name: Span) -> bool {
        self.scan.slice(name).rsplit(':').next().is_some_and(|local| local.starts_with(|c: char| c.is_ascii_lowercase()))
    }

    /// Returns whether another rule reports this unknown attribute.
    fn is_passed_over(&mut self, span: Span, is_resource: bool) -> bool {
        let name = self.scan.slice(span);
        if let Some((prefix, local)) = name.split_once(':')
            && self.prefix(prefix).is_some_and(|uri| self.scan.slice(uri) == INSTANCE)
            && matches!(local, "schemaLocation" | "noNamespaceSchemaLocation")
        {
            self.report(&rules::XML_SCHEMA_LOCATION, span, "xsi:schemaLocation was ignored", "no such attribute in an exchanged message");
            return true;
        }
        // An element where the resource belongs is reported as a resource of an unknown type.
        is_resource && name == "value" && self.open.last().is_some_and(|open| self.is_in_small_letters(open.name))
    }

    /// Reports the unknown attributes of an element in one finding, and marks the element so that it is not reported as empty too.
    fn foreign_attributes(&mut self, node: NodeId, spans: &[Span], is_resource: bool) {
        self.tree.mark(node, form::STRAY);
        let names: Vec<&str> = spans.iter().map(|&span| self.scan.slice(span)).collect();
        let message = match names.as_slice() {
            [only] => format!("The attribute {} is not allowed here", shown(only)),
            _ => format!("The attributes {} are not allowed here", shown(&names.join(", "))),
        };
        let expected = if is_resource && names.contains(&"id") {
            "the element <id value=\"…\"/>"
        } else if names.iter().any(|name| is_near("value", name)) {
            "value"
        } else {
            "only value, id, and url on an extension"
        };
        self.report(&rules::XML_ATTRIBUTE, spans[0], message, expected);
    }
}
