//! FHIR XML: the `value` attribute, namespaces, narrative kept whole.

use super::xml_scan::{Scanner, Token, is_char, unescape};
use super::{Limits, rules};
use crate::finding::{At, Finding, Rule, shown};
use crate::source::Span;
use crate::tree::{NodeId, Tree, form};

const FHIR: &str = "http://hl7.org/fhir";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

pub(super) fn read(text: &str, limits: Limits) -> (Tree<'_>, Vec<Finding>) {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader {
        tree: Tree::new(text, true),
        scan: Scanner::new(text, at),
        findings: Vec::new(),
        limits,
        open: Vec::new(),
        prefixes: Vec::new(),
        narrative: None,
        namespace_reported: false,
        rooted: false,
    };
    reader.document();
    (reader.tree, reader.findings)
}

/// Which namespace a name without prefix belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespace {
    None,
    Fhir,
    Xhtml,
    Other(Span),
}

struct Open {
    /// The name as written, prefix included.
    name: Span,
    /// Nothing, where the element is not kept: within a narrative, or not FHIR's.
    node: Option<NodeId>,
    default: Namespace,
    prefixes: usize,
    /// This element names a resource, which shares its node with the element around it.
    resource: bool,
}

struct Reader<'t> {
    tree: Tree<'t>,
    scan: Scanner<'t>,
    findings: Vec<Finding>,
    limits: Limits,
    open: Vec<Open>,
    prefixes: Vec<(Span, Span)>,
    /// How many elements were open when a narrative began, and its node.
    narrative: Option<(usize, NodeId)>,
    /// One wrong namespace is one fault, however many elements it holds.
    namespace_reported: bool,
    rooted: bool,
}

impl<'t> Reader<'t> {
    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, wanted: impl Into<String>) {
        // What is not kept, such as the inside of a narrative, belongs to the nearest element that is.
        let at = match self.open.iter().rev().find_map(|open| open.node) {
            Some(node) => At::Within(node, span),
            None => At::Span(span),
        };
        self.findings.push(Finding::new(rule, at, message).wanted(wanted));
    }

    fn found(&mut self, text: impl Into<String>) {
        if let Some(finding) = self.findings.last_mut() {
            finding.found = Some(text.into());
        }
    }

    fn document(&mut self) {
        loop {
            let start = self.scan.at;
            let token = self.scan.next();
            for broken in std::mem::take(&mut self.scan.broken) {
                self.report(&rules::XML_SYNTAX, broken.span, broken.message, broken.wanted);
                let found = shown(self.scan.slice(broken.span));
                if !found.is_empty() {
                    self.found(found);
                }
            }
            match token {
                Token::Open { name, empty } => {
                    if self.rooted && self.open.is_empty() {
                        self.report(
                            &rules::XML_SYNTAX,
                            name,
                            "There is an element after the end of the resource; it was not read",
                            "nothing after the root's end tag",
                        );
                        break;
                    }
                    if !self.open_element(start, name) {
                        break;
                    }
                    if empty {
                        self.close_top();
                    }
                }
                Token::Close { name } => self.close_element(name),
                Token::Text(span) => self.characters(span, true),
                Token::Characters(span) => self.characters(span, false),
                Token::Doctype(span) => {
                    self.report(&rules::XML_ENTITY, span, "FHIR forbids a document type declaration; it was passed over", "no <!DOCTYPE")
                }
                Token::Ignored => {}
                Token::End => break,
            }
        }
        self.end();
    }

    /// Whatever is still open when the text ends.
    fn end(&mut self) {
        if self.scan.at >= self.scan.text.len() {
            if let Some(name) = self.open.last().map(|open| open.name) {
                let message = format!("The text ends before <{}> does", self.scan.slice(name));
                let wanted = format!("</{}>", self.scan.slice(name));
                self.report(&rules::XML_SYNTAX, name, message, wanted);
            } else if !self.rooted && self.findings.is_empty() {
                self.report(&rules::NOT_FHIR, Span::at(0), "There is no element", "a FHIR resource such as <Bundle>");
            }
        }
        while let Some(open) = self.open.last() {
            if let Some(node) = open.node {
                self.tree.mark(node, form::INCOMPLETE);
            }
            self.close_top();
        }
    }

    fn characters(&mut self, span: Span, with_entities: bool) {
        let text = self.scan.slice(span);
        if self.narrative.is_some() {
            if with_entities && text.contains('&') {
                self.meaning(text, span.start as usize, false);
            }
            return;
        }
        let trimmed = text.trim_matches([' ', '\n', '\r', '\t']);
        if trimmed.is_empty() {
            return;
        }
        let start = span.start as usize + (text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len());
        let place = Span::new(start, start + trimmed.len());
        if self.open.is_empty() {
            self.report(&rules::XML_SYNTAX, place, "Text stands outside the root element", "only comments and white space there");
        } else {
            self.report(&rules::XML_TEXT, place, "Text stands between elements", "the text in a value attribute, or nothing");
        }
        self.found(shown(trimmed));
    }

    /// A text with its entities resolved, faults reported.
    fn meaning(&mut self, text: &str, start: usize, in_attribute: bool) -> String {
        let mut broken = Vec::new();
        let meant = unescape(text, start, in_attribute, &mut broken);
        for (span, named) in broken {
            if named {
                self.report(
                    &rules::XML_ENTITY,
                    span,
                    "Only the five entities of XML itself may be used",
                    "&lt; &gt; &amp; &quot; &apos; or a number such as &#233;",
                );
            } else {
                self.report(&rules::XML_SYNTAX, span, "An '&' stands alone", "'&amp;'");
            }
            let found = shown(self.scan.slice(span));
            self.found(found);
        }
        meant
    }

    fn close_element(&mut self, name: Span) {
        let text = self.scan.slice(name);
        let matching = self.open.iter().rposition(|open| self.scan.slice(open.name) == text);
        let Some(matching) = matching else {
            let wanted = match self.open.last() {
                Some(open) => format!("</{}>", self.scan.slice(open.name)),
                None => "nothing".to_owned(),
            };
            self.report(&rules::XML_SYNTAX, name, format!("</{text}> closes nothing that is open; it was passed over"), wanted);
            self.found(format!("</{text}>"));
            return;
        };
        if matching + 1 < self.open.len() {
            let inner = self.open[self.open.len() - 1].name;
            let wanted = format!("</{}>", self.scan.slice(inner));
            let message = format!("<{}> is not closed before </{text}>", self.scan.slice(inner));
            self.report(&rules::XML_SYNTAX, name, message, wanted);
            self.found(format!("</{text}>"));
            while self.open.len() > matching + 1 {
                if let Some(node) = self.open[self.open.len() - 1].node {
                    self.tree.mark(node, form::INCOMPLETE);
                }
                self.close_top();
            }
        }
        self.close_top();
    }

    fn close_top(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.prefixes.truncate(open.prefixes);
        let end = self.scan.at;
        if let Some((depth, node)) = self.narrative {
            if self.open.len() == depth {
                self.narrative = None;
                let start = self.tree.node(node).start as usize;
                self.tree.set_value(node, Span::new(start, end), None);
                self.tree.set_end(node, end);
            }
            return;
        }
        // The span of a resource is that of its own element, not of the one around it.
        if let Some(node) = open.node
            && (open.resource || !self.tree.has(node, form::RESOURCE))
        {
            self.tree.set_end(node, end);
        }
    }

    /// Adds an element. `false` where a limit stops the reading.
    fn open_element(&mut self, start: usize, name: Span) -> bool {
        if self.open.len() >= self.limits.depth {
            let wanted = format!("at most {} elements within elements", self.limits.depth);
            self.report(&rules::LIMIT_DEPTH, name, "Elements are nested deeper than the limit; what follows was not read", wanted);
            return false;
        }
        if self.tree.nodes.len() >= self.limits.nodes {
            let wanted = format!("at most {} elements", self.limits.nodes);
            self.report(&rules::LIMIT_NODES, name, "There are more elements than the limit; what follows was not read", wanted);
            return false;
        }
        self.rooted = true;
        let mut open = Open {
            name,
            node: None,
            default: self.open.last().map_or(Namespace::None, |parent| parent.default),
            prefixes: self.prefixes.len(),
            resource: false,
        };
        self.declare_namespaces(&mut open);
        if self.narrative.is_some() {
            self.check_narrative_attributes();
            self.open.push(open);
            return true;
        }
        let (namespace, local) = self.resolve(&open, name);
        let parent = self.open.last().map(|parent| (parent.node, parent.resource));
        let is_narrative = local == "div" && self.open.last().is_some_and(|p| self.scan.slice(p.name).rsplit(':').next() == Some("text"));
        let names_resource = local.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        let symbol = self.tree.names.intern(local);
        match parent {
            None => {
                let node = self.tree.add(None, symbol, start, 0);
                if names_resource {
                    self.tree.set_resource(node, symbol, None);
                }
                open.node = Some(node);
                open.resource = true;
            }
            Some((None, _)) => {}
            Some((Some(parent), false)) if names_resource => {
                if self.tree.has(parent, form::RESOURCE) {
                    self.report(
                        &rules::XML_RESOURCE_COUNT,
                        name,
                        "There is a resource here already; this one was not checked",
                        "one resource",
                    );
                    // It stands in the same element, so that the node ends behind its name.
                    self.tree.set_end(parent, name.end as usize);
                } else {
                    self.tree.set_resource(parent, symbol, Some(start));
                    open.node = Some(parent);
                    open.resource = true;
                }
            }
            Some((Some(parent), _)) => {
                open.node = Some(self.tree.add(Some(parent), symbol, start, 0));
            }
        }
        self.open.push(open);
        self.check_namespace(namespace, is_narrative, name);
        if let Some(node) = self.open.last().and_then(|open| open.node) {
            let as_attribute =
                !names_resource && ((local == "id" && parent.is_some_and(|p| !p.1)) || (local == "url" && self.parent_is_extension(node)));
            if as_attribute {
                let wanted = format!("the attribute {local}=\"…\"");
                self.report(&rules::XML_AS_ATTRIBUTE, name, format!("{local} is an attribute here, not an element"), wanted);
            }
            if is_narrative {
                self.check_narrative_attributes();
                self.narrative = Some((self.open.len() - 1, node));
            } else {
                self.attributes(node, names_resource && self.open.last().is_some_and(|o| o.resource));
            }
        }
        true
    }

    fn parent_is_extension(&self, node: NodeId) -> bool {
        self.tree.parent(node).is_some_and(|p| matches!(self.tree.name(p), "extension" | "modifierExtension"))
    }

    fn declare_namespaces(&mut self, open: &mut Open) {
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let name = self.scan.slice(attribute.name);
            if name == "xmlns" {
                open.default = match self.scan.slice(attribute.value) {
                    "" => Namespace::None,
                    FHIR => Namespace::Fhir,
                    XHTML => Namespace::Xhtml,
                    _ => Namespace::Other(attribute.value),
                };
            } else if name.starts_with("xmlns:") {
                let prefix = Span::new(attribute.name.start as usize + 6, attribute.name.end as usize);
                self.prefixes.push((prefix, attribute.value));
            }
        }
    }

    fn prefix(&self, prefix: &str) -> Option<Span> {
        self.prefixes.iter().rev().find(|p| self.scan.slice(p.0) == prefix).map(|p| p.1)
    }

    /// The namespace and the local part of an element's name.
    fn resolve(&mut self, open: &Open, name: Span) -> (Namespace, &'t str) {
        let text = self.scan.slice(name);
        let Some((prefix, local)) = text.split_once(':') else { return (open.default, text) };
        let Some(uri) = self.prefix(prefix) else {
            self.report(&rules::XML_SYNTAX, name, format!("The prefix {prefix:?} is not declared"), format!("xmlns:{prefix}=\"{FHIR}\""));
            return (Namespace::Fhir, local);
        };
        let namespace = match self.scan.slice(uri) {
            FHIR => Namespace::Fhir,
            XHTML => Namespace::Xhtml,
            _ => Namespace::Other(uri),
        };
        (namespace, local)
    }

    fn check_namespace(&mut self, namespace: Namespace, is_narrative: bool, name: Span) {
        let wanted = if is_narrative { XHTML } else { FHIR };
        let right = if is_narrative { namespace == Namespace::Xhtml } else { namespace == Namespace::Fhir };
        if right || (self.namespace_reported && !is_narrative) {
            return;
        }
        self.namespace_reported |= !is_narrative;
        let (message, found) = match namespace {
            Namespace::None => (format!("<{}> has no namespace", self.scan.slice(name)), "none".to_owned()),
            Namespace::Fhir => (format!("<{}> is in FHIR's namespace", self.scan.slice(name)), FHIR.to_owned()),
            Namespace::Xhtml => (format!("<{}> is in the XHTML namespace", self.scan.slice(name)), XHTML.to_owned()),
            Namespace::Other(uri) => (format!("<{}> is in another namespace", self.scan.slice(name)), shown(self.scan.slice(uri))),
        };
        self.report(&rules::XML_NAMESPACE, name, message, format!("xmlns=\"{wanted}\""));
        self.found(found);
    }

    fn check_narrative_attributes(&mut self) {
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            if attribute.escaped {
                self.meaning(self.scan.slice(attribute.value), attribute.value.start as usize, true);
            }
        }
    }

    fn attributes(&mut self, node: NodeId, is_resource: bool) {
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let name = self.scan.slice(attribute.name);
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            if i > 0 && self.scan.attributes[..i].iter().any(|a| self.scan.slice(a.name) == name) {
                self.report(
                    &rules::XML_SYNTAX,
                    attribute.name,
                    format!("The attribute {name} is here twice; the first was used"),
                    "each attribute once",
                );
                continue;
            }
            let child = match name {
                "value" if !is_resource => node,
                "id" if !is_resource => self.attribute_node(node, i),
                "url" if matches!(self.tree.name(node), "extension" | "modifierExtension") => self.attribute_node(node, i),
                _ => {
                    self.foreign_attribute(attribute.name, name, is_resource);
                    continue;
                }
            };
            let written = self.scan.slice(attribute.value);
            if written.is_empty() {
                let whole = Span::new(attribute.name.start as usize, attribute.value.end as usize + 1);
                self.tree.mark(child, form::REPORTED);
                self.report(&rules::XML_EMPTY_VALUE, whole, format!("The attribute {name} is empty"), "a value, or no element");
            }
            if attribute.escaped {
                let meant = self.meaning(written, attribute.value.start as usize, true);
                self.tree.set_value(child, attribute.value, Some(&meant));
            } else {
                self.tree.set_value(child, attribute.value, None);
            }
            if let Some(at) = written.find(|c| !is_char(c)) {
                let at = attribute.value.start as usize + at;
                self.report(&rules::XML_SYNTAX, Span::at(at), "XML does not allow this character", "printable characters");
            }
        }
    }

    fn attribute_node(&mut self, node: NodeId, attribute: usize) -> NodeId {
        let attribute = self.scan.attributes[attribute];
        let symbol = self.tree.names.intern(self.scan.slice(attribute.name));
        let child = self.tree.add(Some(node), symbol, attribute.name.start as usize, form::ATTRIBUTE);
        self.tree.set_end(child, attribute.value.end as usize + 1);
        child
    }

    fn foreign_attribute(&mut self, span: Span, name: &str, is_resource: bool) {
        if let Some((prefix, local)) = name.split_once(':')
            && self.prefix(prefix).is_some_and(|uri| self.scan.slice(uri) == INSTANCE)
            && matches!(local, "schemaLocation" | "noNamespaceSchemaLocation")
        {
            self.report(
                &rules::XML_SCHEMA_LOCATION,
                span,
                "xsi:schemaLocation is left unread",
                "no such attribute in an exchanged message",
            );
            return;
        }
        let message = format!("FHIR has no attribute {name} here");
        let wanted =
            if is_resource && name == "id" { "the element <id value=\"…\"/>" } else { "only value, id, and url on an extension" };
        self.report(&rules::XML_ATTRIBUTE, span, message, wanted);
    }
}
