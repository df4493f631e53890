//! What a rule of ITK 2 may look at, and where it reports.

use std::collections::HashSet;

use super::view::View;
use crate::diagnostic::{At, Diagnostic, Rule, Subject};
use crate::source::Encoding;
use crate::syntax::tree::{NodeId, Tree};

pub(super) struct Cx<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) view: &'a View<'a>,
    /// How the bytes were encoded, where there were bytes.
    pub(super) encoding: Option<Encoding>,
    /// Where the XML begins.
    pub(super) begin: usize,
    /// One wrong namespace is one fault, however many elements have it.
    pub(super) namespaces_reported: HashSet<String>,
    pub(super) findings: Vec<Diagnostic>,
}

impl Cx<'_> {
    /// Reports a finding at a node's name.
    pub(super) fn at_name(&mut self, rule: &'static Rule, node: NodeId, message: impl Into<String>) -> &mut Diagnostic {
        self.say(Diagnostic::new(rule, At::Name(node), message))
    }

    /// Reports a finding at a node's value, with the value.
    pub(super) fn at_value(&mut self, rule: &'static Rule, node: NodeId, message: impl Into<String>) -> &mut Diagnostic {
        let found = crate::diagnostic::shown(&visible(self.tree.value(node).unwrap_or_default()));
        self.say(Diagnostic::new(rule, At::Value(node), message).found(found))
    }

    /// Reports a child or an attribute that is not there.
    pub(super) fn missing(&mut self, rule: &'static Rule, parent: NodeId, name: &str, message: impl Into<String>) -> &mut Diagnostic {
        let finding = Diagnostic::new(rule, At::Name(parent), message);
        self.say(finding.about(Subject::Missing { element: name.to_owned(), items: 0 }))
    }

    pub(super) fn say(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// A value in which white space at its ends and control characters can be seen.
pub(super) fn visible(value: &str) -> String {
    let inner = value.trim();
    let start = value.len() - value.trim_start().len();
    let show = |c: char| match c {
        '\n' => '␊',
        '\t' => '␉',
        '\r' => '␍',
        c if c.is_control() => '�',
        c => c,
    };
    let ends = |part: &str| part.chars().map(|c| if c == ' ' { '␠' } else { show(c) }).collect::<String>();
    if value.is_empty() {
        return "an empty value".to_owned();
    }
    if inner.is_empty() {
        return ends(value);
    }
    ends(&value[..start]) + &inner.chars().map(show).collect::<String>() + &ends(&value[start + inner.len()..])
}
