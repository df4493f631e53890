//! FHIR JSON: `_name` merged into its primitive, decimals kept as written, spans kept.

mod object;
mod skip;
mod value;

use super::json_scan::{Broken, Scanner, Text};
use super::{Findings, Limits, rules};
use crate::diagnostic::{At, Diagnostic, Rule, shown};
use crate::source::Span;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, Tree, form};

pub(super) fn read(text: &str, limits: Limits) -> (Tree<'_>, Vec<Diagnostic>) {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader {
        tree: Tree::new(text, false),
        scan: Scanner { text, at },
        findings: Findings::new(limits),
        limits,
        stopped: false,
        deferred: Vec::new(),
    };
    reader.document();
    (reader.tree, reader.findings.list)
}

/// An object here is a resource: its `resourceType` names it, whatever that member is.
pub(crate) fn holds_resource(tree: &Tree<'_>, node: NodeId) -> bool {
    node == NodeId::ROOT || matches!(tree.name(node), "resource" | "contained")
}

struct Reader<'t> {
    tree: Tree<'t>,
    scan: Scanner<'t>,
    findings: Findings,
    limits: Limits,
    /// Nothing more can be read.
    stopped: bool,
    /// Nodes that stand for a `null` in an array, to be judged when their `_name` has had its chance.
    deferred: Vec<NodeId>,
}

impl<'t> Reader<'t> {
    fn document(&mut self) {
        self.scan.skip_space();
        if self.scan.peek() != Some(b'{') {
            let finding = Diagnostic::new(&rules::NOT_FHIR, At::Span(self.scan.here()), "A FHIR resource in JSON must be one object")
                .expected("an object, beginning with '{'")
                .found(format!("it begins with {}", self.scan.found()));
            self.findings.push(finding);
            return;
        }
        let name = self.tree.names.intern("resource");
        let root = self.tree.add(None, name, self.scan.at, form::OBJECT);
        self.object(root, 1);
        if self.stopped {
            return;
        }
        self.scan.skip_space();
        if self.scan.at < self.scan.text.len() {
            let rest = Span::new(self.scan.at, self.scan.text.trim_end().len());
            let found = shown(&self.scan.text[rest.start as usize..rest.end as usize]);
            self.report(
                &rules::JSON_TRAILING,
                rest,
                "Text after the end of the resource is not allowed",
                "nothing after the last '}'",
                found,
            );
        }
    }

    fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.findings.push(Diagnostic::new(rule, At::Span(span), message).expected(expected).found(found));
    }

    fn report_at(&mut self, rule: &'static Rule, node: NodeId, span: Span, message: impl Into<String>, expected: impl Into<String>) {
        self.findings.push(Diagnostic::new(rule, At::Within(node, span), message).expected(expected));
    }

    /// The text is broken here, and what follows cannot be told.
    fn stop(&mut self, expected: &str) {
        if !self.stopped {
            let (span, found) = (self.scan.here(), self.scan.found());
            let rest = &self.scan.text[span.start as usize..];
            let message = if rest.starts_with("//") || rest.starts_with("/*") {
                "JSON must not contain comments; the rest was not read"
            } else {
                "The JSON is not valid; the rest was not read"
            };
            self.report(&rules::JSON_SYNTAX, span, message, expected, found);
            // What is open ends behind this, so that it holds the place.
            self.scan.at = span.end as usize;
        }
        self.stopped = true;
    }

    fn too_deep(&mut self, open: usize) {
        let expected = format!("at most {} elements within elements", self.limits.depth);
        let message = "Elements must not be nested deeper than the limit; the rest was not read";
        self.report(&rules::LIMIT_DEPTH, Span::new(open, open + 1), message, expected, "deeper");
        self.stopped = true;
    }

    /// The text is broken here, and reading goes on behind it.
    fn broken(&mut self, broken: &Broken) {
        let found = shown(&self.scan.text[broken.span.start as usize..broken.span.end as usize]);
        self.report(&rules::JSON_SYNTAX, broken.span, "The JSON is not valid", broken.expected, format!("{found:?}"));
    }

    fn add(&mut self, parent: NodeId, name: Symbol, start: usize, form: u16) -> Option<NodeId> {
        if self.tree.nodes.len() >= self.limits.nodes {
            if !self.stopped {
                let expected = format!("at most {} elements", self.limits.nodes);
                self.report(
                    &rules::LIMIT_NODES,
                    Span::at(start),
                    "The limit on elements was reached; the rest was not read",
                    expected,
                    "more",
                );
            }
            self.stopped = true;
            return None;
        }
        Some(self.tree.add(Some(parent), name, start, form))
    }

    fn string(&mut self) -> Option<Text<'t>> {
        match self.scan.string() {
            Err(broken) => {
                self.scan.at = broken.span.start as usize;
                self.stop(broken.expected);
                None
            }
            Ok(text) => {
                if let Some(broken) = &text.broken {
                    self.broken(broken);
                }
                Some(text)
            }
        }
    }
}
