//! XML that is not FHIR: elements with their namespaces, all attributes, and text as values.

use super::{FHIR, Namespace, Open, Reader, XHTML, unescape};
use crate::diagnostic::{name_kept, shown};
use crate::source::Span;
use crate::syntax::rules;
use crate::syntax::tree::{NodeId, form};

/// The text of an element while it is open.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// From the first character that is not white space to the last.
    place: Option<Span>,
    /// What it means, where that differs from what is written.
    meant: Option<String>,
    has_elements: bool,
}

const SPACE: [char; 4] = [' ', '\n', '\r', '\t'];

impl<'t> Reader<'t> {
    pub(super) fn plain_open(&mut self, start: usize, mut open: Open) {
        let name = open.name;
        self.check_tag(name);
        let (prefix, local) = split(self.scan.slice(name));
        let namespace = match open.default {
            _ if !prefix.is_empty() => self.plain_namespace(prefix),
            Namespace::None => None,
            Namespace::Fhir => Some(FHIR),
            Namespace::Xhtml => Some(XHTML),
            Namespace::Other(span) => Some(self.scan.slice(span).trim_matches(SPACE)),
        };
        let parent = self.open.last().and_then(|parent| parent.node);
        if let Some(above) = self.plain_texts.last_mut() {
            above.has_elements = true;
        }
        let symbol = self.tree.names.intern(name_kept(local));
        let node = self.tree.add(parent, symbol, start, 0);
        self.tree.set_namespace(node, namespace);
        open.node = Some(node);
        self.open.push(open);
        self.plain_texts.push(Text::default());
        self.plain_attributes(node);
    }

    fn plain_namespace(&self, prefix: &str) -> Option<&'t str> {
        let of_prefix = self.prefix(prefix).map(|span| self.scan.slice(span).trim_matches(SPACE));
        of_prefix.filter(|uri| !uri.is_empty())
    }

    fn plain_attributes(&mut self, node: NodeId) {
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let name = self.scan.slice(attribute.name);
            if name == "xmlns" || name.starts_with("xmlns:") || attribute.twice || self.tree.nodes.len() >= self.limits.nodes {
                continue;
            }
            let (prefix, local) = split(name);
            // Without a prefix an attribute has no namespace.
            let namespace = if prefix.is_empty() { None } else { self.plain_namespace(prefix) };
            let symbol = self.tree.names.intern(&["@", name_kept(local)].concat());
            let child = self.tree.add(Some(node), symbol, attribute.name.start as usize, form::ATTRIBUTE);
            self.tree.set_end(child, attribute.span(self.scan.text).end as usize);
            self.tree.set_namespace(child, namespace);
            let written = self.scan.slice(attribute.value);
            let meant = attribute.escaped.then(|| unescape(written, attribute.value.start as usize, &mut Vec::new(), 0));
            self.tree.set_value(child, attribute.value, meant.as_deref());
        }
    }

    pub(super) fn plain_characters(&mut self, span: Span, with_entities: bool) {
        let written = self.scan.slice(span);
        let trimmed = written.trim_matches(SPACE);
        if trimmed.is_empty() {
            return;
        }
        let start = span.start as usize + (written.len() - written.trim_start_matches(SPACE).len());
        let place = Span::new(start, start + trimmed.len());
        let has_references = with_entities && written.contains('&');
        let Some(text) = self.plain_texts.last_mut() else {
            // Around the root other text may stand: headers of HTTP, the boundaries of MIME.
            return;
        };
        let meant = if has_references { unescape(written, span.start as usize, &mut Vec::new(), 0) } else { written.to_owned() };
        match text.place {
            None => {
                text.meant = has_references.then(|| meant.trim_matches(SPACE).to_owned());
                text.place = Some(place);
            }
            Some(first) => {
                let before = text.meant.take().unwrap_or_else(|| self.scan.slice(first).to_owned());
                text.meant = Some(before + &meant);
                text.place = Some(Span { start: first.start, end: place.end });
            }
        }
        if has_references {
            self.check_references(written, span.start as usize);
        }
    }

    pub(super) fn plain_close(&mut self, open: &Open, end: usize) {
        let text = self.plain_texts.pop().unwrap_or_default();
        let Some(node) = open.node else { return };
        self.tree.set_end(node, end);
        let Some(place) = text.place else { return };
        if text.has_elements {
            self.tree.mark(node, form::STRAY);
        } else {
            self.tree.set_value(node, place, text.meant.as_deref().map(|meant| meant.trim_matches(SPACE)));
        }
    }

    /// Nothing but white space may stand around the root of a file that is XML alone.
    pub(super) fn plain_behind(&mut self, at: usize) {
        let rest = &self.scan.text[at.min(self.scan.text.len())..];
        let trimmed = rest.trim_start_matches(SPACE);
        if !trimmed.is_empty() && !trimmed.starts_with("<!--") && !trimmed.starts_with("<?") {
            let start = self.scan.text.len() - trimmed.len();
            let end = start + trimmed.chars().next().map_or(0, char::len_utf8);
            let message = "Text after the root element is not allowed";
            self.report(&rules::XML_SYNTAX, Span::new(start, end), message, "only comments and white space there");
            self.found(shown(trimmed.lines().next().unwrap_or_default()));
        }
    }
}

/// Prefix and local name.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').filter(|(_, local)| !local.is_empty()).unwrap_or(("", name))
}
