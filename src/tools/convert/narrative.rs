//! Narratives on their way from one format to the other: each is one div of XHTML that stands by itself.

use crate::diagnostic::Severity;
use crate::hash::NumberMap;
use crate::source::Span;
use crate::syntax::tree::{NodeId, Tree, form};
use crate::syntax::{Limits, Token, XmlScanner, read};

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Returns whether a node is the div of a narrative: the readers keep the markup of no other element.
pub(super) fn is_narrative(tree: &Tree<'_>, node: NodeId) -> bool {
    tree.name(node) == "div"
        && tree.value(node).is_some()
        && tree.parent(node).is_some_and(|parent| tree.name(parent) == "text" && !tree.has(parent, form::RESOURCE))
}

/// The div within a string of JSON, as XML can hold it, or `None` if the string is no div alone, or not well-formed.
/// White space, comments and an XML declaration beside the div are no part of it.
pub(super) fn embeddable(value: &str) -> Option<String> {
    let trimmed = value.trim_start();
    let div = trimmed.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")).map_or(trimmed, |(_, rest)| rest);
    let whole = ["<Basic xmlns=\"http://hl7.org/fhir\"><text>", div, "</text></Basic>"].concat();
    let (tree, findings) = read(&whole, Limits { issues: 1, ..Limits::default() });
    if findings.iter().any(|finding| finding.severity <= Severity::Error) {
        return None;
    }
    let mut texts = tree.children(NodeId::ROOT);
    let text = texts.next().filter(|_| texts.next().is_none())?;
    let mut children = tree.children(text);
    let node = children.next().filter(|&node| is_narrative(&tree, node))?;
    children.next().is_none().then(|| tree.value(node).unwrap_or_default().to_owned())
}

/// Narratives of an XML text that need what is declared around them, or have prefixes, written anew without either.
#[derive(Debug, Default)]
pub(super) struct Narratives {
    /// Places in `written`, by where the div begins.
    places: NumberMap,
    written: Vec<String>,
}

impl Narratives {
    /// Looks at all narratives of a text of XML that is well-formed.
    pub(super) fn of(tree: &Tree<'_>) -> Narratives {
        let mut starts = NumberMap::default();
        for node in (0..tree.len() as u32).map(NodeId).filter(|&node| is_narrative(tree, node)) {
            starts.insert(u64::from(tree.span(node).start), 0);
        }
        let mut narratives = Narratives::default();
        Writer::new(&tree.text).run(&starts, &mut narratives);
        narratives
    }

    /// What stands for the narrative that begins here, where its own text does not stand by itself.
    pub(super) fn rewritten(&self, start: u32) -> Option<&str> {
        self.places.get(u64::from(start)).map(|place| self.written[place as usize].as_str())
    }
}

/// What holds within an element: the namespace of names without prefix, and how many prefixes are declared.
#[derive(Clone, Copy)]
struct Scope<'t> {
    default: &'t str,
    prefixes: usize,
}

/// Walks over the whole text once, and writes the narratives while it passes them.
struct Writer<'t> {
    scan: XmlScanner<'t>,
    /// What holds in the text.
    open: Vec<Scope<'t>>,
    prefixes: Vec<(&'t str, &'t str)>,
    /// What holds in what is written.
    written: Vec<Scope<'t>>,
    written_prefixes: Vec<(&'t str, &'t str)>,
    out: String,
    /// Where the narrative begins that is being written, and how many prefixes were declared before.
    narrative: Option<(usize, usize)>,
    needed: bool,
}

fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}

impl<'t> Writer<'t> {
    fn new(text: &'t str) -> Writer<'t> {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Writer {
            scan: XmlScanner::new(text, at),
            open: Vec::new(),
            prefixes: Vec::new(),
            written: Vec::new(),
            written_prefixes: Vec::new(),
            out: String::new(),
            narrative: None,
            needed: false,
        }
    }

    fn run(&mut self, starts: &NumberMap, narratives: &mut Narratives) {
        loop {
            let start = self.scan.at;
            match self.scan.next() {
                Token::End => return,
                Token::Open { name, empty } => {
                    if self.narrative.is_none() && starts.get(start as u64).is_some() {
                        self.narrative = Some((start, self.prefixes.len()));
                        (self.needed, self.out) = (false, String::new());
                        self.written.clear();
                        self.written_prefixes.clear();
                    }
                    self.declare();
                    if self.narrative.is_some() {
                        self.open_tag(name, empty);
                    }
                    if empty {
                        self.close(narratives);
                    }
                }
                Token::Close { name } => {
                    if self.narrative.is_some() {
                        self.out.push_str("</");
                        self.out.push_str(split(self.scan.slice(name)).1);
                        self.out.push('>');
                    }
                    self.close(narratives);
                }
                Token::Text(_) | Token::Characters(_) | Token::Doctype(_) | Token::Ignored => {
                    if self.narrative.is_some() {
                        self.out.push_str(&self.scan.text[start..self.scan.at]);
                    }
                }
            }
        }
    }

    /// What the tag that was scanned last declares.
    fn declare(&mut self) {
        let mut scope = Scope { default: self.open.last().map_or("", |scope| scope.default), prefixes: self.prefixes.len() };
        for attribute in &self.scan.attributes {
            let (name, value) = (self.scan.slice(attribute.name), self.scan.slice(attribute.value));
            if name == "xmlns" {
                scope.default = value;
            } else if let Some(prefix) = name.strip_prefix("xmlns:") {
                self.prefixes.push((prefix, value));
            }
        }
        self.open.push(scope);
    }

    fn close(&mut self, narratives: &mut Narratives) {
        if let Some(scope) = self.open.pop() {
            self.prefixes.truncate(scope.prefixes);
        }
        let Some((start, _)) = self.narrative else { return };
        if let Some(scope) = self.written.pop() {
            self.written_prefixes.truncate(scope.prefixes);
        }
        if self.written.is_empty() {
            self.narrative = None;
            if self.needed {
                narratives.places.insert(start as u64, narratives.written.len() as u32);
                narratives.written.push(std::mem::take(&mut self.out));
            }
        }
    }

    /// The namespace of a prefix, and its place among those declared.
    fn resolve(&self, prefix: &str) -> Option<(usize, &'t str)> {
        let at = self.prefixes.iter().rposition(|(known, _)| *known == prefix)?;
        Some((at, self.prefixes[at].1))
    }

    fn open_tag(&mut self, name: Span, empty: bool) {
        let (prefix, local) = split(self.scan.slice(name));
        let default = self.open.last().map_or("", |scope| scope.default);
        let space = if prefix.is_empty() { default } else { self.resolve(prefix).map_or(XHTML, |(_, space)| space) };
        let around = self.written.last().map_or("", |scope| scope.default);
        let mut scope = Scope { default: around, prefixes: self.written_prefixes.len() };
        let declares = |name: &str| self.scan.attributes.iter().any(|attribute| self.scan.slice(attribute.name) == name);
        self.needed |= !prefix.is_empty() || self.written.is_empty() && !declares("xmlns");
        self.out.push('<');
        self.out.push_str(local);
        if space != around {
            scope.default = space;
            declare(&mut self.out, "xmlns", space);
        }
        for i in 0..self.scan.attributes.len() {
            let attribute = self.scan.attributes[i];
            let (prefix, local) = split(self.scan.slice(attribute.name));
            if prefix == "xmlns" || prefix.is_empty() && local == "xmlns" {
                continue;
            }
            if !prefix.is_empty()
                && prefix != "xml"
                && let Some((at, space)) = self.resolve(prefix)
            {
                self.needed |= self.narrative.is_some_and(|(_, before)| at < before);
                let known = self.written_prefixes.iter().rev().find(|(known, _)| *known == prefix);
                if known.is_none_or(|(_, known)| *known != space) {
                    self.written_prefixes.push((prefix, space));
                    declare(&mut self.out, &["xmlns:", prefix].concat(), space);
                }
            }
            let span = attribute.span(self.scan.text);
            self.out.push(' ');
            self.out.push_str(self.scan.slice(span));
        }
        self.out.push_str(if empty { "/>" } else { ">" });
        self.written.push(scope);
    }
}

/// A declaration with a value as it stands in the text, where its quotes may be others.
fn declare(out: &mut String, name: &str, written: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&written.replace('"', "&quot;"));
    out.push('"');
}
