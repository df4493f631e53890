//! The report: what the message is, what does not conform, what was not checked.

use serde::Serialize;

/// How much a finding weighs. FHIR's own words, heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
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
    /// Id of the rule, stable across versions.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Code of FHIR's IssueType value set.
    pub code: &'static str,
    /// One plain sentence.
    pub message: String,
    /// What the rule asks for, when it can be said shortly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<String>,
    /// What stands there instead, when it can be said shortly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// FHIRPath of the element from the root; empty when the text has no element there.
    pub path: String,
    /// Where in the text.
    pub place: Place,
    /// Canonical URL of the profile that asks for it; absent when the base specification does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The sentence that makes it a rule.
    pub link: String,
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
    /// No finding of severity fatal or error.
    pub conforms: bool,
    /// How many findings of each severity.
    pub counts: Counts,
    /// What the message is.
    pub summary: Summary,
    /// The findings in the order of their places.
    pub issues: Vec<Issue>,
    /// What was not checked, and why.
    pub not_checked: Vec<NotChecked>,
    /// The findings folded on to the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tree: Option<TreeItem>,
    /// The definitions that were used.
    pub definitions: String,
}
