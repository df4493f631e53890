//! A finding: a rule, a place, what was expected and what was found. What other code may decide by is data: the rule with its
//! traits, the place and the `Subject`. The words are for people alone.

mod rule;

use crate::source::{NodeId, Span};

pub use rule::{Rule, Severity};
pub(crate) use rule::{Traits, rule};

/// Where a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// What a finding is about, beside its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The element or the text at the place.
    #[default]
    Element,
    /// A child that is not there often enough: the name of its element, `value[x]` without the `[x]`, and how many there are.
    Missing { element: String, items: u32 },
    /// A child that is there too often, by the name of its element.
    Repeated(String),
    /// A name that the parent does not have, and the name of the element that it is nearly.
    Unknown(Option<String>),
    /// An element that belongs inside another one, which is missing: the name of that one.
    Inside(String),
    /// An element around what should be directly in its parent.
    Level,
    /// An extension where none of its URL may be: that URL.
    Stray(String),
    /// The same, of an element that an element beside it or around it has and lacks: its name, and that element.
    Misplaced(String, NodeId),
    /// A reference that leads nowhere: the number of its text, and the entry that it is meant to lead to: one that
    /// lacks its own name, or whose element is misspelt.
    Unresolved(u32, NodeId),
    /// A reference with no target: the number of its text, and the Bundle or resource that was searched.
    Nowhere(u32, NodeId),
    /// A reference by the id of a resource whose fullUrl is another: that fullUrl.
    Renamed(NodeId),
    /// A slice of an element: how many items it has, its bound, what tells its items apart, each a path and a value, the item that is
    /// nearest to it, and the value that keeps that out.
    Slice { element: String, items: u32, bound: u32, told_by: Vec<(String, String)>, item: Option<NodeId>, cause: Option<NodeId> },
    /// The resource that a reference leads to, the number of the profile that it should conform to, and where it does not.
    Target(NodeId, u32, Option<NodeId>),
    /// The type of the resource that a reference leads to, and the types that it may lead to.
    TargetType(NodeId, Vec<String>),
    /// A reference to an entry in another Bundle of the message: the resource in that entry.
    Across(NodeId),
    /// A reference that is relative where it should be absolute.
    Relative,
    /// A profile that a resource declares, and should not: that resource.
    OtherProfile(NodeId),
    /// A code that must be another, of this Coding: what is said of it and of its display says nothing more.
    OtherCode(NodeId),
    /// A resource beside the Bundle of the payload.
    BesidePayload,
    /// An element of a namespace that is neither FHIR's nor that of XHTML.
    Foreign,
    /// A value with white space around it, which is right without.
    Padded,
    /// An entry that is a copy of another, letter by letter.
    Copy(NodeId),
    /// Values that were never filled in, by their elements.
    Placeholders(Vec<NodeId>),
    /// An invariant, by its expression, and by its key where one key is one invariant.
    Invariant { expression: String, key: Option<String> },
}

/// Where an earlier finding leaves nothing to say, so that this one is no other fault.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unless {
    /// There is a finding at the node.
    Reported(NodeId),
    /// The same, but of reading or of definitions.
    ReportedBefore(NodeId),
    /// There is a finding at the node or within it.
    ReportedWithin(NodeId),
    /// There is an error at the node or within it.
    WrongWithin(NodeId),
    /// There is a finding of the rule, anywhere.
    Rule(&'static Rule),
    /// A child with this name is missing somewhere.
    Missing(&'static str),
    /// The node lacks this child because it is in the wrong place or has the wrong name.
    Astray(NodeId, &'static str),
}

/// What should stand at the place of a finding: a value at [`At::Value`], a name at [`At::Name`].
#[derive(Clone, Debug)]
pub(crate) struct Remedy {
    pub(crate) text: String,
    /// Other elements whose values it also corrects.
    pub(crate) also: Vec<NodeId>,
    /// Whoever reads the message should decide: another value may be wrong instead.
    pub(crate) needs_a_look: bool,
}

/// One of the places of a fault that was made several times in one way.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) at: At,
    /// What it is called, for the words of the whole.
    pub(crate) label: String,
    pub(crate) unless: Vec<Unless>,
}

/// A fault in several places, reported once: at the first place of which nothing else has been reported.
#[derive(Clone)]
pub(crate) struct Group {
    pub(crate) places: Vec<Place>,
    /// Says it, from the labels of the places that are left.
    pub(crate) words: fn(&mut Details, &[String]),
}

impl std::fmt::Debug for Group {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.places.fmt(out)
    }
}

/// One finding, before it is turned into lines and columns. A handle: findings are handed on a lot while they are
/// made, and what they hold stays where it is.
#[derive(Clone, Debug)]
pub struct Diagnostic(Box<Details>);

/// What a [`Diagnostic`] holds.
#[derive(Clone, Debug)]
pub struct Details {
    /// The rule that is not kept.
    pub rule: &'static Rule,
    /// The rule's, unless the place makes it weigh otherwise.
    pub severity: Severity,
    /// Where.
    pub at: At,
    /// What it is about.
    pub(crate) subject: Subject,
    /// One plain sentence.
    pub message: String,
    /// What the rule asks for.
    pub expected: Option<String>,
    /// What stands there instead.
    pub found: Option<String>,
    /// The profile that asks for it.
    pub profile: Option<String>,
    /// The invariant's own key, which then stands for the rule's id.
    pub key: Option<String>,
    /// What is not said in findings of its own, because it goes away with this one: one plain sentence each.
    pub consequences: Vec<String>,
    /// The words for a folded finding, or `None` if the rule title is enough.
    pub(crate) consequence: Option<String>,
    /// What leaves nothing to say of it.
    pub(crate) unless: Vec<Unless>,
    /// All its places, where there are several.
    pub(crate) group: Option<Group>,
    /// What puts it right, where that is known.
    pub(crate) remedy: Option<Remedy>,
}

impl std::ops::Deref for Diagnostic {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl std::ops::DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Details {
        &mut self.0
    }
}

impl Diagnostic {
    /// A finding of a rule at a place.
    pub fn new(rule: &'static Rule, at: At, message: impl Into<String>) -> Diagnostic {
        Diagnostic::of(rule, at, message.into())
    }

    #[inline(never)]
    fn of(rule: &'static Rule, at: At, message: String) -> Diagnostic {
        Diagnostic(Box::new(Details {
            rule,
            severity: rule.severity,
            at,
            subject: Subject::Element,
            message: words(message),
            expected: None,
            found: None,
            profile: None,
            key: None,
            consequences: Vec::new(),
            consequence: None,
            unless: Vec::new(),
            group: None,
            remedy: None,
        }))
    }

    /// What it holds.
    pub fn into_details(self) -> Details {
        *self.0
    }

    /// With what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Diagnostic {
        self.expected = Some(words(expected.into()));
        self
    }

    /// With the one value or name that should stand at the place.
    pub(crate) fn expected_exactly(self, text: impl Into<String>) -> Diagnostic {
        let text = text.into();
        self.expected(text.clone()).put_right_by(text)
    }

    /// With what should stand at the place, where `expected` says it in other words.
    pub(crate) fn put_right_by(mut self, text: impl Into<String>) -> Diagnostic {
        self.remedy = Some(Remedy { text: text.into(), also: Vec::new(), needs_a_look: false });
        self
    }

    /// With what most likely should stand at the place.
    pub(crate) fn perhaps_put_right_by(mut self, text: impl Into<String>) -> Diagnostic {
        self.remedy = Some(Remedy { text: text.into(), also: Vec::new(), needs_a_look: true });
        self
    }

    /// With what was found.
    pub fn found(mut self, found: impl Into<String>) -> Diagnostic {
        self.found = Some(words(found.into()));
        self
    }

    /// With the profile that asks for it.
    pub fn by(mut self, profile: Option<String>) -> Diagnostic {
        self.profile = profile;
        self
    }

    /// Something else that goes away with this.
    pub(crate) fn leads_to(&mut self, consequence: String) {
        self.consequences.push(consequence);
    }

    /// With what it is about.
    pub(crate) fn about(mut self, subject: Subject) -> Diagnostic {
        self.subject = subject;
        self
    }

    /// With the words for it where it goes away with another finding.
    pub(crate) fn into_consequence(mut self, words: impl Into<String>) -> Diagnostic {
        self.consequence = Some(words.into());
        self
    }

    /// Unless something has been reported of a node itself.
    pub(crate) fn unless_reported(self, node: NodeId) -> Diagnostic {
        self.unless(Unless::Reported(node))
    }

    /// Unless another finding leaves nothing to say.
    pub(crate) fn unless(mut self, unless: Unless) -> Diagnostic {
        self.unless.push(unless);
        self
    }

    /// In several places, of which it is reported once.
    pub(crate) fn at_each(mut self, places: Vec<Place>, words: fn(&mut Details, &[String])) -> Diagnostic {
        self.group = Some(Group { places, words });
        self
    }

    /// With another weight than the rule's.
    pub fn weighing(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }
}

/// Words of a finding as they are told. In tests they can be turned into noise, to show that nothing depends on them.
pub(crate) fn words(words: String) -> String {
    #[cfg(test)]
    if noise::is_on() {
        return noise::next();
    }
    words
}

/// A name as it is kept: none of FHIR is nearly as long, and a longer one would be written in every path below it.
pub(crate) fn name_kept(name: &str) -> &str {
    const MOST: usize = 128;
    &name[..name.floor_char_boundary(MOST)]
}

/// A value short enough for a message: its beginning, where it is long.
pub(crate) fn shown(value: &str) -> String {
    let trimmed = value.trim();
    if trimmed.len() < value.len() && !value.is_empty() {
        let start = value.len() - value.trim_start().len();
        let (before, after) = (&value[..start], &value[start + trimmed.len()..]);
        return visible(before) + &shown(trimmed) + &visible(after);
    }
    const MOST: usize = 60;
    // Published ones are shorter, and where one is wrong is to be seen.
    const MOST_OF_URL: usize = 120;
    let is_url = value.contains("://") && !value.contains(char::is_whitespace);
    let most = if is_url { MOST_OF_URL } else { MOST };
    if value.len() <= most || value.chars().nth(most).is_none() {
        return with_invisible_shown(value.to_owned());
    }
    if is_url {
        let start: String = value.chars().take(20).collect();
        let skip = value.chars().count() - (most - 21);
        return start + "…" + &value.chars().skip(skip).collect::<String>();
    }
    let cut: String = value.chars().take(MOST - 1).collect();
    with_invisible_shown(format!("{cut}…"))
}

/// Makes leading or trailing white space visible; only the first few characters if there are many.
fn visible(space: &str) -> String {
    let mark = |c: char| match c {
        ' ' => "\u{2420}".to_owned(),
        '\t' => "\u{21e5}".to_owned(),
        '\n' | '\r' => "\u{21b5}".to_owned(),
        other => format!("[{}]", code_point(other)),
    };
    space.chars().take(8).map(mark).collect()
}

fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// Returns whether a character is invisible or looks like a space.
fn is_invisible(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
        || c.is_whitespace() && !c.is_ascii()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Writes invisible characters as code points: `922[U+FEFF]3344867`.
fn with_invisible_shown(value: String) -> String {
    if !value.contains(is_invisible) {
        return value;
    }
    value.chars().map(|c| if is_invisible(c) { format!("[{}]", code_point(c)) } else { c.to_string() }).collect()
}

/// Words that say nothing, in place of those of findings.
#[cfg(test)]
pub(crate) mod noise {
    use std::cell::Cell;

    thread_local! {
        static COUNT: Cell<Option<u64>> = const { Cell::new(None) };
    }

    pub(super) fn is_on() -> bool {
        COUNT.get().is_some()
    }

    /// No two are alike, and none has a word of another.
    pub(super) fn next() -> String {
        let count = COUNT.get().unwrap_or_default() + 1;
        COUNT.set(Some(count));
        format!("{:x}", count.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// Whatever is found in here is said in noise.
    pub(crate) fn during<T>(act: impl FnOnce() -> T) -> T {
        COUNT.set(Some(0));
        let result = act();
        COUNT.set(None);
        result
    }
}
