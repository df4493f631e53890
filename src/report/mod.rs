//! The report: what the message is, what does not conform, what was not checked.

mod brief;
mod csv;
mod fix;
mod form;
mod github;
mod gitlab;
mod harness;
mod html;
mod junit;
mod ndjson;
mod outcome;
pub mod rules;
mod sarif;
mod select;
mod text;
mod tree;
mod xml;

use std::borrow::Cow;

use serde::Serialize;

pub use crate::diagnostic::Severity;
use crate::diagnostic::{Diagnostic, Subject};
use crate::itk2;
use crate::itk3::{self, Message, Parts, Suggestion};
use crate::resolve::{Folded, Resolved};
use crate::source::{Lines, Span};
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::{Paths, Typed};
use crate::validate::Outcome;
pub use fix::{Edit, Fix};
pub use form::{Form, Writer};
pub use outcome::operation_outcome;
pub use text::text;
pub(crate) use xml::attribute;

/// How many findings there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Findings of severity fatal.
    pub fatal: u32,
    /// Findings of severity error.
    pub error: u32,
    /// Findings of severity warning.
    pub warning: u32,
    /// Findings of severity information.
    pub information: u32,
}

/// A stretch of the text. Offsets and columns are UTF-16 code units, as editors and JavaScript count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Offset of the first code unit.
    pub start: u32,
    /// Offset after the last code unit.
    pub end: u32,
    /// Line of `start`, from 1.
    pub line: u32,
    /// Column of `start`, from 1.
    pub column: u32,
    /// Line of `end`, from 1.
    pub end_line: u32,
    /// Column of `end`, from 1.
    pub end_column: u32,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// Id of the rule, stable across versions; of an invariant its key.
    pub rule: Cow<'static, str>,
    /// How much it weighs.
    pub severity: Severity,
    /// Code of FHIR's IssueType value set.
    pub code: &'static str,
    /// One plain sentence.
    pub message: String,
    /// What the rule asks for, when it can be said shortly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What stands there instead, when it can be said shortly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// FHIRPath of the element from the root; empty when the text has no element there.
    pub path: String,
    /// Of a text with a resource on each line: the resource, by its type and id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Where in the text.
    pub place: Place,
    /// Canonical URL of the profile that asks for it; absent when the base specification does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The sentence that makes it a rule.
    pub link: String,
    /// What else is not kept because of it, and goes away with it: one plain sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consequences: Vec<String>,
    /// The response code that it would earn: of ITK3, or for a message of ITK 2 of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<&'static str>,
    /// What puts it right, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// Why it is waived, where it is: then it counts for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
    /// What it is about, for those who make what is missing.
    #[serde(skip)]
    pub(crate) subject: Subject,
    /// The node where it is.
    #[serde(skip)]
    pub(crate) node: Option<NodeId>,
}

/// Something that could not be checked, and why.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NotChecked {
    /// Stable word for the kind of reason, for example `unknown-profile`.
    pub reason: &'static str,
    /// One plain sentence.
    pub message: String,
    /// How many times it came up.
    pub count: u32,
    /// FHIRPath of the first place.
    pub path: String,
    /// The first place.
    pub place: Place,
}

/// A node of the tree of problems: only elements that carry a problem, or lead to one, and every entry.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeItem {
    /// `message`, `entry`, `resource` or `element`.
    pub kind: &'static str,
    /// What a person reads, for example `entry[2] Patient` or `identifier[0].value`.
    pub label: String,
    /// FHIRPath from the root.
    pub path: String,
    /// Where in the text.
    pub place: Place,
    /// Id of the resource, for entries and resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Counts of this item and everything below it.
    pub counts: Counts,
    /// Indices into `issues` of the problems of this very item.
    pub issues: Vec<u32>,
    /// Items below.
    pub children: Vec<TreeItem>,
}

/// What the message is.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// `xml`, `json` or `unknown`.
    pub format: &'static str,
    /// Size of the text in bytes of UTF-8.
    pub bytes: u32,
    /// Resource type of the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// `Bundle.type`, when the root is a Bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle_type: Option<String>,
    /// Logical id of the root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Profiles that the root declares.
    pub profiles: Vec<String>,
    /// Entries of the root Bundle.
    pub entries: u32,
    /// Elements read.
    pub elements: u32,
}

/// The whole answer.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// No finding of severity fatal or error. What was not checked makes no difference here: `verdict` says so.
    pub conforms: bool,
    /// The answer in words. It never says "conforms" where the profile of the header is not known.
    pub verdict: &'static str,
    /// The header declares a profile that is not known, and none that is: it was not checked against it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub header_unknown: bool,
    /// How many findings of each severity.
    pub counts: Counts,
    /// How many findings were left out because nobody wants to know of their rules.
    #[serde(skip_serializing_if = "is_zero")]
    pub ignored: u32,
    /// What the message is.
    pub summary: Summary,
    /// What it is in ITK3's terms.
    pub message: Message,
    /// What a receiver would answer, where there is something to answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// The findings in the order of their places.
    pub issues: Vec<Issue>,
    /// What was not checked, and why.
    pub not_checked: Vec<NotChecked>,
    /// The findings folded on to the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<TreeItem>,
    /// What was found and is not listed, where the caller asked for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folded: Option<Vec<FoldedIssue>>,
    /// The definitions that were used.
    pub definitions: String,
}

/// Something that was found and is not listed, because it goes away with another finding or a fact of the text.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoldedIssue {
    /// What it would have been.
    pub issue: Issue,
    /// Stable word for the relation by which it gave way, for example `misspelt`.
    pub relation: &'static str,
    /// The same as a sentence.
    pub because: &'static str,
    /// The issue that it goes away with, by its place in `issues`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under: Option<u32>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The name of a file within the repository, as others know it.
fn bare(name: &str) -> &str {
    if name == "-" { "stdin" } else { name.trim_start_matches("./") }
}

impl NotChecked {
    /// The sentence, for what is kept by a server: where a reference leads may say whom the message is about.
    fn without_target(&self) -> &str {
        if self.reason == "external-reference" { "a reference that leads outside the message" } else { &self.message }
    }
}

/// The answer in words.
fn verdict(conforms: bool, header_unknown: bool) -> &'static str {
    match (conforms, header_unknown) {
        (true, false) => "Conforms",
        (true, true) => "No errors, but MessageHeader was not checked against its profile, which is unknown",
        (false, _) => "Does not conform",
    }
}

/// Whether the header declares profiles of which nothing is known.
fn is_header_unknown(tree: &Tree<'_>, parts: &Parts<'_>, unchecked: &[crate::validate::Unchecked]) -> bool {
    let Some(meta) = parts.header.and_then(|header| tree.child(header, "meta")) else { return false };
    let is_unknown = |node| unchecked.iter().any(|unchecked| unchecked.reason == "unknown-profile" && unchecked.node == node);
    let mut declared = tree.children_named(meta, "profile").peekable();
    declared.peek().is_some() && declared.all(is_unknown)
}

impl Counts {
    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Fatal => self.fatal += 1,
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Information => self.information += 1,
        }
    }
}

impl Report {
    /// In place of a report that a fault of this library kept from being made, for whoever checks many messages and catches that.
    pub fn stopped() -> Report {
        let issue = Issue {
            rule: "stopped".into(),
            severity: Severity::Fatal,
            code: "exception",
            message: "The check of this message stopped because of a fault in the validator".to_owned(),
            expected: None,
            found: None,
            path: String::new(),
            place: Place { line: 1, column: 1, end_line: 1, end_column: 1, ..Place::default() },
            profile: None,
            link: String::new(),
            consequences: Vec::new(),
            response: None,
            fix: None,
            waived: None,
            subject: Subject::Element,
            node: None,
            resource: None,
        };
        let counts = Counts { fatal: 1, ..Counts::default() };
        Report { verdict: "Could not be checked", counts, issues: vec![issue], ..Report::default() }
    }

    /// Marks findings that need not be mended, each with the reason that is given for it; what is marked counts no more.
    /// The tree shows them still.
    pub fn waive(&mut self, reason: &mut dyn FnMut(&Issue) -> Option<String>) {
        let mut counts = Counts::default();
        for issue in &mut self.issues {
            issue.waived = reason(issue);
            if issue.waived.is_none() {
                counts.add(issue.severity);
            }
        }
        self.conforms = counts.fatal == 0 && counts.error == 0;
        self.verdict = verdict(self.conforms, self.header_unknown);
        self.counts = counts;
    }

    /// What the text is where it is no ITK3 message, and so which rules were not applied to it.
    pub fn note(&self) -> Option<String> {
        let note = self.message.note?;
        Some([self.message.title, ": ", note.trim_end_matches('.')].concat())
    }

    /// How many findings are waived.
    pub fn waived(&self) -> usize {
        self.issues.iter().filter(|issue| issue.waived.is_some()).count()
    }

    /// Is there a finding as heavy as this or heavier that is not waived?
    pub fn has(&self, least: Severity) -> bool {
        self.issues.iter().any(|issue| issue.severity <= least && issue.waived.is_none())
    }
}

/// Findings into a report: paths, lines and columns are made here and nowhere else.
pub(crate) fn report(text: &str, resolved: Resolved, checked: Outcome, typed: &Typed<'_>, parts: &Parts<'_>, with_folded: bool) -> Report {
    let lines = Lines::new(text);
    let tree = typed.tree;
    let mut paths = Paths::new(typed);
    let findings = resolved.findings.into_iter().enumerate();
    let mut placed: Vec<(Span, usize, Diagnostic)> = findings.map(|(place, finding)| (tree.span_of(finding.at), place, finding)).collect();
    placed.sort_by(|(a, _, x), (b, _, y)| (a.start, x.severity, x.rule.id, a.end).cmp(&(b.start, y.severity, y.rule.id, b.end)));
    // Where each finding of the resolved list is in the report's.
    let mut listed = vec![None; placed.len()];
    let mut counts = Counts::default();
    let mut issues = Vec::with_capacity(placed.len());
    let mut nodes = Vec::with_capacity(placed.len());
    let mut earned = Vec::with_capacity(placed.len());
    for (at, (_, place, finding)) in placed.into_iter().enumerate() {
        listed[place] = Some(at as u32);
        counts.add(finding.severity);
        let node = finding.at.node();
        nodes.push(node);
        let earns = if parts.kind.is_itk2() { itk2::codes::earned(tree, &finding) } else { itk3::earned(tree, parts, &finding) };
        let response = earns.map(|earned| earned.code);
        earned.push(earns);
        issues.push(Issue { response, ..issue(tree, &mut paths, &lines, finding) });
    }
    let folded = with_folded.then(|| {
        let one = |folded: Folded| FoldedIssue {
            issue: issue(tree, &mut paths, &lines, folded.finding),
            relation: folded.relation,
            because: folded.why,
            // The limit may have left it out.
            under: folded.under.and_then(|under| listed.get(under).copied().flatten()),
        };
        resolved.folded.into_iter().map(one).collect()
    });
    let header_unknown = is_header_unknown(tree, parts, &checked.unchecked);
    let mut not_checked: Vec<NotChecked> = checked
        .unchecked
        .into_iter()
        .map(|unchecked| NotChecked {
            reason: unchecked.reason,
            message: unchecked.message,
            count: unchecked.count,
            path: paths.path(unchecked.node),
            place: place(&lines, tree.value_span(unchecked.node)),
        })
        .collect();
    not_checked.sort_by(|a, b| (a.place.start, &a.message).cmp(&(b.place.start, &b.message)));
    let summary = summary(text, tree);
    let message = Message::of(tree, parts, &mut paths);
    let suggestion = if parts.kind.is_itk2() {
        itk2::codes::suggestion(tree, parts.kind, &earned)
    } else {
        itk3::suggestion(tree, parts, typed.definitions, &earned)
    };
    let items = (!tree.is_empty()).then(|| tree::tree(tree, &mut paths, &lines, &issues, &nodes));
    Report {
        conforms: counts.fatal == 0 && counts.error == 0,
        verdict: verdict(counts.fatal == 0 && counts.error == 0, header_unknown),
        counts,
        summary,
        message,
        suggestion,
        issues,
        not_checked,
        tree: items,
        folded,
        definitions: typed.definitions.summary().to_owned(),
        header_unknown,
        ignored: 0,
    }
}

/// A finding with its path, its line and its column.
pub(crate) fn issue(tree: &Tree<'_>, paths: &mut Paths<'_>, lines: &Lines<'_>, finding: Diagnostic) -> Issue {
    let finding = finding.into_details();
    let fix = finding.remedy.and_then(|remedy| fix::fix(tree, lines, finding.at, remedy));
    Issue {
        rule: finding.key.map_or(Cow::Borrowed(finding.rule.id), Cow::Owned),
        severity: finding.severity,
        code: finding.rule.code,
        message: finding.message,
        expected: finding.expected,
        found: finding.found,
        path: finding.at.node().map(|node| paths.path(node)).unwrap_or_default(),
        resource: None,
        place: place(lines, tree.span_of(finding.at)),
        profile: finding.profile,
        link: finding.rule.link.to_owned(),
        consequences: finding.consequences,
        response: None,
        fix,
        waived: None,
        node: finding.at.node(),
        subject: finding.subject,
    }
}

pub(crate) fn place(lines: &Lines<'_>, span: Span) -> Place {
    let (start, end) = (lines.position(span.start), lines.position(span.end));
    Place { start: start.offset, end: end.offset, line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

fn summary(text: &str, tree: &Tree<'_>) -> Summary {
    let mut summary =
        Summary { format: Format::of(text).name(), bytes: text.len() as u32, elements: tree.len() as u32, ..Summary::default() };
    if tree.is_empty() {
        return summary;
    }
    let root = NodeId::ROOT;
    summary.resource_type = tree.resource_type(root).map(str::to_owned);
    summary.id = tree.child_value(root, "id").map(str::to_owned);
    if let Some(meta) = tree.child(root, "meta") {
        summary.profiles = tree.children_named(meta, "profile").filter_map(|p| tree.value(p)).map(|p| p.trim().to_owned()).collect();
    }
    if summary.resource_type.as_deref() == Some("Bundle") {
        summary.bundle_type = tree.child_value(root, "type").map(str::to_owned);
        summary.entries = tree.children_named(root, "entry").count() as u32;
    }
    summary
}
