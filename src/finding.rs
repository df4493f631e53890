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

impl Severity {
    /// FHIR's word.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Fatal => "fatal",
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Information => "information",
        }
    }
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

/// One finding, before it is turned into lines and columns. A handle: findings are handed on a lot while they are
/// made, and what they hold stays where it is.
#[derive(Clone, Debug)]
pub struct Finding(Box<Details>);

/// What a [`Finding`] holds.
#[derive(Clone, Debug)]
pub struct Details {
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
    /// What is not said in findings of its own, because it goes away with this one: one plain sentence each.
    pub consequences: Vec<String>,
}

impl std::ops::Deref for Finding {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Finding {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl Finding {
    /// A finding of a rule at a place.
    pub fn new(rule: &'static Rule, at: At, message: impl Into<String>) -> Finding {
        Finding::of(rule, at, message.into())
    }

    #[inline(never)]
    fn of(rule: &'static Rule, at: At, message: String) -> Finding {
        Finding(Box::new(Details {
            rule,
            severity: rule.severity,
            at,
            message,
            wanted: None,
            found: None,
            profile: None,
            key: None,
            consequences: Vec::new(),
        }))
    }

    /// What it holds.
    pub fn into_details(self) -> Details {
        *self.0
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

    /// With the profile that asks for it.
    pub fn by(mut self, profile: Option<String>) -> Finding {
        self.profile = profile;
        self
    }

    /// Something else that goes away with this.
    pub(crate) fn leads_to(&mut self, consequence: String) {
        if !self.consequences.contains(&consequence) {
            self.consequences.push(consequence);
        }
    }

    /// With another weight than the rule's.
    pub fn weighing(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }
}

/// A name as it is kept: none of FHIR is nearly as long, and a longer one would be written in every path below it.
pub(crate) fn name_kept(name: &str) -> &str {
    const MOST: usize = 128;
    &name[..name.floor_char_boundary(MOST)]
}

/// A value short enough for a message: its beginning, where it is long.
pub(crate) fn shown(value: &str) -> String {
    const MOST: usize = 60;
    if value.len() <= MOST || value.chars().nth(MOST).is_none() {
        return value.to_owned();
    }
    // URLs differ at their ends.
    if value.contains("://") && !value.contains(char::is_whitespace) {
        let start: String = value.chars().take(20).collect();
        let skip = value.chars().count() - (MOST - 21);
        return start + "…" + &value.chars().skip(skip).collect::<String>();
    }
    let cut: String = value.chars().take(MOST - 1).collect();
    format!("{cut}…")
}
