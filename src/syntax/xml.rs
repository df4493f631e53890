//! FHIR XML: the `value` attribute, namespaces, narrative kept whole.

mod attributes;
mod beside;
mod names;
mod plain;

use super::xml_scan::{Reference, Scanner, Token, is_char, unescape};
use super::{Findings, Limits, rules};
use crate::diagnostic::{At, Diagnostic, Rule, Subject, name_kept, shown};
use crate::hash::TextMap;
use crate::near::is_near;
use crate::source::Span;
use crate::syntax::tree::{NodeId, Tree, form};

const FHIR: &str = "http://hl7.org/fhir";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

pub(super) fn read(text: &str, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    read_from(text, at, false, limits)
}

/// Reads any XML, which begins at a place and may have other text around it.
pub(super) fn read_plain(text: &str, at: usize, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    read_from(text, at, true, limits)
}

fn read_from(text: &str, at: usize, is_plain: bool, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    let mut reader = Reader {
        tree: Tree::new(text, true),
        scan: Scanner::new(text, at),
        is_plain,
        plain_texts: Vec::new(),
        findings: Findings::new(limits),
        limits,
        holds_strangers: holds_strangers(text),
        open: Vec::new(),
        told_beside: None,
        closed_early: Vec::new(),
        prefixes: Vec::new(),
        prefix_places: TextMap::default(),
        narrative: None,
        namespace_reported: false,
        prefixes_reported: TextMap::default(),
        rooted: false,
    };
    reader.scan.most = limits.issues;
    reader.document();
    (reader.tree, reader.findings.list)
}

/// Somewhere in the text is a character that XML cannot hold. They are few, and most texts have no byte of one.
fn holds_strangers(text: &str) -> bool {
    let is_suspicious = |byte: u8| byte < b' ' && !matches!(byte, b'\n' | b'\t' | b'\r') || byte == 0xef;
    // Many bytes at a time: a loop that may end at each of them looks at one after the other.
    let is_any = |bytes: &[u8]| bytes.iter().fold(false, |any, &byte| any | is_suspicious(byte));
    text.as_bytes().chunks(256).any(is_any) && text.contains(|c| !is_char(c))
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

/// So many of the elements that were closed early are looked at when an end tag comes that closes nothing.
const REMEMBERED: usize = 16;

struct Reader<'t> {
    tree: Tree<'t>,
    scan: Scanner<'t>,
    /// Any XML, not FHIR's use of it: see [`plain`].
    is_plain: bool,
    /// For each open element of plain XML, its text so far.
    plain_texts: Vec<plain::Text>,
    findings: Findings,
    limits: Limits,
    /// Somewhere in the text is a character that XML cannot hold.
    holds_strangers: bool,
    open: Vec<Open>,
    /// The node whose extra elements were reported last; one finding per node is enough.
    told_beside: Option<NodeId>,
    /// Names of elements whose end tags did not come before those of their parents.
    closed_early: Vec<Span>,
    /// Each with the place + 1 of the one that it hides.
    prefixes: Vec<(&'t str, Span, u32)>,
    /// For each prefix, the place + 1 in `prefixes` that holds.
    prefix_places: TextMap<'t>,
    /// How many elements were open when a narrative began, and its node.
    narrative: Option<(usize, NodeId)>,
    /// One wrong namespace is one fault, however many elements it holds.
    namespace_reported: bool,
    /// And so is one prefix that nothing declares.
    prefixes_reported: TextMap<'t>,
    rooted: bool,
}

impl<'t> Reader<'t> {
    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, expected: impl Into<String>) {
        // What is not kept, such as the inside of a narrative, belongs to the nearest element that is.
        let at = match self.open.iter().rev().find_map(|open| open.node) {
            Some(node) => At::Within(node, span),
            None => At::Span(span),
        };
        self.findings.push(Diagnostic::new(rule, at, message).expected(expected));
    }

    fn about(&mut self, subject: Subject) {
        if !self.findings.is_full()
            && let Some(finding) = self.findings.list.last_mut()
        {
            finding.subject = subject;
        }
    }

    fn found(&mut self, text: impl Into<String>) {
        if self.findings.is_full() {
            return;
        }
        if let Some(finding) = self.findings.list.last_mut() {
            finding.found = Some(text.into());
        }
    }

    fn document(&mut self) {
        let begin = self.scan.at;
        loop {
            let start = self.scan.at;
            if self.is_plain && self.rooted && self.open.is_empty() {
                // In a capture other parts follow.
                if begin <= '\u{feff}'.len_utf8() {
                    self.plain_behind(start);
                }
                break;
            }
            let token = self.scan.next();
            if let Token::Open { name, empty } = token {
                if self.rooted && self.open.is_empty() {
                    self.faults(start);
                    self.report(
                        &rules::XML_SYNTAX,
                        name,
                        "An element after the end of the resource is not allowed; it was not read",
                        "nothing after the root's end tag",
                    );
                    break;
                }
                let is_open = self.open_element(start, name);
                self.faults(start);
                if !is_open {
                    break;
                }
                if empty {
                    self.close_top();
                }
                continue;
            }
            self.faults(start);
            match token {
                Token::Open { .. } | Token::Ignored => {}
                Token::Close { name } => self.close_element(name),
                Token::Text(span) => self.characters(span, true),
                Token::Characters(span) => self.characters(span, false),
                Token::Doctype(span) => {
                    let standard = if self.is_plain { "ITK 2" } else { "FHIR" };
                    let message = format!("A document type declaration is not allowed in {standard}; it was skipped");
                    self.report(&rules::XML_ENTITY, span, message, "no <!DOCTYPE");
                }
                Token::End => break,
            }
        }
        self.end();
    }

    /// What is broken in the token that was scanned last, which began at `start`.
    fn faults(&mut self, start: usize) {
        if self.scan.broken.is_empty() && !self.holds_strangers {
            return;
        }
        for broken in std::mem::take(&mut self.scan.broken) {
            self.report(&rules::XML_SYNTAX, broken.span, broken.message, broken.expected);
            let found = shown(self.scan.slice(broken.span));
            if !found.is_empty() {
                self.found(found);
            }
        }
        if !self.holds_strangers {
            return;
        }
        let mut behind = None;
        for (at, c) in self.scan.text[start..self.scan.at].char_indices().filter(|&(_, c)| !is_char(c)) {
            // Report only the first of a run.
            if behind.replace(at + c.len_utf8()) == Some(at) {
                continue;
            }
            let span = Span::new(start + at, start + at + c.len_utf8());
            self.report(&rules::XML_SYNTAX, span, "The character is not allowed in XML", "no control characters");
            self.found(format!("U+{:04X}", c as u32));
        }
    }

    /// Whatever is still open when the text ends.
    fn end(&mut self) {
        if self.scan.at >= self.scan.text.len() {
            // Where the text ends within a tag, that has been said of it.
            let told = |name: Span| {
                let last = self.findings.list.last();
                last.is_some_and(|f| {
                    f.rule == &rules::XML_SYNTAX && matches!(f.at, At::Span(s) | At::Within(_, s) if s.start + 1 >= name.start)
                })
            };
            if let Some(name) = self.open.last().map(|open| open.name) {
                if told(name) {
                    return self.close_all();
                }
                let message = format!("The end tag of <{}> is missing: the text ends first", self.scan.slice(name));
                let expected = format!("</{}>", self.scan.slice(name));
                self.report(&rules::XML_SYNTAX, name, message, expected);
            } else if !self.rooted && self.findings.list.is_empty() {
                self.report(&rules::NOT_FHIR, Span::at(0), "The XML contains no element", "a FHIR resource such as <Bundle>");
            }
        }
        self.close_all();
    }

    /// Of what is open it cannot be said what it lacks.
    fn close_all(&mut self) {
        while let Some(open) = self.open.last() {
            if let Some(node) = open.node {
                self.tree.mark(node, form::INCOMPLETE);
            }
            self.close_top();
        }
    }

    fn characters(&mut self, span: Span, with_entities: bool) {
        let text = self.scan.slice(span);
        if self.is_plain {
            return self.plain_characters(span, with_entities);
        }
        if self.narrative.is_some() {
            if with_entities && text.contains('&') {
                self.check_references(text, span.start as usize);
            }
            return;
        }
        let blank = text.as_bytes().iter().all(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
        if blank && (with_entities || !self.open.is_empty()) {
            return;
        }
        let trimmed = text.trim_matches([' ', '\n', '\r', '\t']);
        // Characters that XML does not allow are reported separately.
        if self.holds_strangers && !trimmed.is_empty() && trimmed.chars().all(|c| !is_char(c)) {
            return;
        }
        if with_entities && text.contains('&') {
            self.check_references(text, span.start as usize);
        }
        let start = span.start as usize + (text.len() - text.trim_start_matches([' ', '\n', '\r', '\t']).len());
        let place = Span::new(start, start + trimmed.len());
        if self.open.is_empty() {
            self.report(&rules::XML_SYNTAX, place, "Text is not allowed outside the root element", "only comments and white space there");
        } else {
            self.report(&rules::XML_TEXT, place, "Text is not allowed between elements", "the text in a value attribute, or nothing");
            if let Some(node) = self.open.last().and_then(|open| open.node) {
                self.tree.mark(node, form::STRAY);
            }
        }
        self.found(shown(trimmed));
    }

    /// Reports references of a text that stand for nothing.
    fn check_references(&mut self, text: &str, start: usize) {
        let mut broken = Vec::new();
        unescape(text, start, &mut broken, self.limits.issues);
        for (span, fault) in broken {
            let (rule, message, expected) = match fault {
                Reference::Alone => (&rules::XML_SYNTAX, "A single '&' is not allowed", "'&amp;'"),
                Reference::Number => (&rules::XML_SYNTAX, "The number is not a valid XML character", "a number such as &#233;"),
                Reference::Named => (
                    &rules::XML_ENTITY,
                    "The entity is not allowed: only the five predefined in XML are",
                    "&lt; &gt; &amp; &quot; &apos; or a number such as &#233;",
                ),
            };
            self.report(rule, span, message, expected);
            let found = shown(self.scan.slice(span));
            self.found(found);
        }
    }

    fn close_element(&mut self, name: Span) {
        let text = self.scan.slice(name);
        let told = || shown(text);
        let name_of = |open: &Open, scan: &Scanner<'_>| shown(scan.slice(open.name));
        let matching = self.open.iter().rposition(|open| self.scan.slice(open.name) == text);
        let Some(matching) = matching else {
            // Of two end tags in the wrong order the first has been told.
            let recent = self.closed_early.len().saturating_sub(REMEMBERED);
            if let Some(early) = self.closed_early[recent..].iter().rposition(|&early| self.scan.slice(early) == text) {
                self.closed_early.remove(recent + early);
                return;
            }
            if let Some(open) = self.open.last().filter(|open| is_near(self.scan.slice(open.name), text)) {
                let right = name_of(open, &self.scan);
                if let Some(node) = open.node {
                    self.tree.mark(node, form::TAGS_DIFFER);
                }
                self.report(&rules::XML_SYNTAX, name, format!("</{}> does not match <{right}>", told()), format!("</{right}>"));
                self.found(format!("</{}>", told()));
                return self.close_top();
            }
            let expected = match self.open.last() {
                Some(open) => format!("</{}>", name_of(open, &self.scan)),
                None => "nothing".to_owned(),
            };
            self.report(&rules::XML_SYNTAX, name, format!("</{}> does not match any open tag; it was skipped", told()), expected);
            self.found(format!("</{}>", told()));
            return;
        };
        if matching + 1 < self.open.len() {
            let inner = name_of(&self.open[self.open.len() - 1], &self.scan);
            let message = format!("<{inner}> must be closed before </{}>", told());
            self.report(&rules::XML_SYNTAX, name, message, format!("</{inner}>"));
            self.found(format!("</{}>", told()));
            while self.open.len() > matching + 1 {
                let top = &self.open[self.open.len() - 1];
                self.closed_early.push(top.name);
                if let Some(node) = top.node {
                    self.tree.mark(node, form::INCOMPLETE);
                }
                self.close_top();
            }
        }
        self.close_top();
    }

    fn close_top(&mut self) {
        let Some(open) = self.open.pop() else { return };
        while self.prefixes.len() > open.prefixes
            && let Some((prefix, _, hidden)) = self.prefixes.pop()
        {
            self.prefix_places.insert(prefix, hidden);
        }
        let end = self.scan.at;
        if self.is_plain {
            return self.plain_close(&open, end);
        }
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
            let expected = format!("at most {} elements within elements", self.limits.depth);
            self.report(&rules::LIMIT_DEPTH, name, "Elements must not be nested deeper than the limit; the rest was not read", expected);
            return false;
        }
        if self.tree.nodes.len() >= self.limits.nodes {
            let expected = format!("at most {} elements", self.limits.nodes);
            self.report(&rules::LIMIT_NODES, name, "The limit on elements was reached; the rest was not read", expected);
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
        if self.is_plain {
            self.plain_open(start, open);
            return true;
        }
        if self.narrative.is_some() {
            self.open.push(open);
            self.check_tag(name);
            return true;
        }
        let (namespace, local) = self.resolve(&open, name);
        let parent = self.open.last().map(|parent| (parent.node, parent.resource));
        // An XHTML element directly in a narrative was meant to be its div.
        let is_narrative = (local == "div" || matches!(namespace, Namespace::Xhtml))
            && self.open.last().is_some_and(|p| self.scan.slice(p.name).rsplit(':').next() == Some("text"));
        let local = if is_narrative { "div" } else { local };
        // A name in lower case where a resource belongs is read as a resource of unknown type. A capitalised element with a value is
        // read as a misspelt element.
        let is_capital = local.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
        let has_value = || self.scan.attributes.iter().any(|attribute| self.scan.slice(attribute.name) == "value");
        let names_resource = self.holds_resource(parent, namespace) || is_capital && (parent.is_none() || !has_value());
        let symbol = self.tree.names.intern(name_kept(local));
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
                if self.tree.has(parent, form::RESOURCE) && is_capital && beside::is_element(&self.tree, parent) {
                    let finding = beside::finding(&self.tree, parent, name, &shown(local));
                    self.findings.push(finding);
                    self.tree.set_resource(parent, symbol, Some(start));
                    open.node = Some(parent);
                    open.resource = true;
                } else if self.tree.has(parent, form::RESOURCE) {
                    // Report only the first of several.
                    if is_capital || self.told_beside.replace(parent) != Some(parent) {
                        let finding = beside::second(&self.tree, parent, name, &shown(local));
                        self.findings.push(finding);
                    }
                    // It stands in the same element, so that the node ends behind its name.
                    self.tree.set_end(parent, name.end as usize);
                } else {
                    for span in self.tree.take_attributes(parent) {
                        let message = "Attributes are not allowed on a resource";
                        self.report(&rules::XML_ATTRIBUTE, span, message, "no attribute");
                    }
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
        self.check_tag(name);
        self.check_namespace(namespace, is_narrative, name);
        if let Some(node) = self.open.last().and_then(|open| open.node) {
            let as_attribute =
                !names_resource && ((local == "id" && parent.is_some_and(|p| !p.1)) || (local == "url" && self.parent_is_extension(node)));
            if as_attribute {
                let expected = format!("the attribute {local}=\"…\"");
                self.report(&rules::XML_AS_ATTRIBUTE, name, format!("{local} must be an attribute, not an element"), expected);
            }
            if is_narrative {
                self.narrative = Some((self.open.len() - 1, node));
            } else {
                self.attributes(node, names_resource && self.open.last().is_some_and(|o| o.resource));
            }
        }
        true
    }

    /// Whether an element stands where nothing but a resource may: in an entry's `resource`, in `contained`, or at the root.
    fn holds_resource(&self, parent: Option<(Option<NodeId>, bool)>, namespace: Namespace) -> bool {
        match parent {
            None => matches!(namespace, Namespace::Fhir),
            Some((Some(node), false)) => {
                let above = self.tree.parent(node).map(|above| self.tree.name(above));
                match self.tree.name(node) {
                    "resource" => above == Some("entry"),
                    "contained" => true,
                    _ => false,
                }
            }
            Some(_) => false,
        }
    }

    fn parent_is_extension(&self, node: NodeId) -> bool {
        self.tree.parent(node).is_some_and(|p| matches!(self.tree.name(p), "extension" | "modifierExtension"))
    }
}
