//! A finding: a rule, a place, what was wanted and what was found.

use serde::Serialize;

use crate::source::Span;
use crate::tree::NodeId;

/// How much a finding weighs. FHIR's own words, heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text could not be read to the end.
    Fatal,
    /// The specification says SHALL.
    Error,
    /// The specification says SHOULD.
    Warning,
    /// Worth knowing; nothing has to change.
    Information,
}

/// A rule, stated once, with the sentence that makes it a rule.
#[derive(Debug)]
pub struct Rule {
    /// Stable across versions.
    pub id: &'static str,
    /// What the specification's word makes of it.
    pub severity: Severity,
    /// Code of FHIR's IssueType value set.
    pub code: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Where the rule stands.
    pub link: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.id == other.id
    }
}

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// In the text, where no node is.
    Span(Span),
    /// A stretch of text that belongs to a node.
    Within(NodeId, Span),
    /// At a node's name.
    Name(NodeId),
    /// At a node's value.
    Value(NodeId),
}

impl At {
    /// The node, where there is one.
    pub fn node(self) -> Option<NodeId> {
        match self {
            At::Span(_) => None,
            At::Within(node, _) | At::Name(node) | At::Value(node) => Some(node),
        }
    }
}

/// One finding, before it is turned into lines and columns.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that is not kept.
    pub rule: &'static Rule,
    /// The rule's, unless the place makes it weigh otherwise.
    pub severity: Severity,
    /// Where.
    pub at: At,
    /// One plain sentence.
    pub message: String,
    /// What the rule asks for.
    pub wanted: Option<String>,
    /// What stands there instead.
    pub found: Option<String>,
    /// The profile that asks for it.
    pub profile: Option<String>,
    /// The invariant's own key, which then stands for the rule's id.
    pub key: Option<String>,
}

impl Finding {
    /// A finding of a rule at a place.
    pub fn new(rule: &'static Rule, at: At, message: impl Into<String>) -> Finding {
        Finding { rule, severity: rule.severity, at, message: message.into(), wanted: None, found: None, profile: None, key: None }
    }

    /// With what was wanted.
    pub fn wanted(mut self, wanted: impl Into<String>) -> Finding {
        self.wanted = Some(wanted.into());
        self
    }

    /// With what was found.
    pub fn found(mut self, found: impl Into<String>) -> Finding {
        self.found = Some(found.into());
        self
    }
}

/// A value short enough for a message: its beginning, where it is long.
pub(crate) fn shown(value: &str) -> String {
    const MOST: usize = 60;
    if value.chars().count() <= MOST {
        return value.to_owned();
    }
    let cut: String = value.chars().take(MOST - 1).collect();
    format!("{cut}…")
}
