//! The facts of published definitions, as they lie in `definitions/`: no prose, only what a check needs.
//!
//! Shared with `build.rs`, which packs them. Differentials, not snapshots; paths of choice elements end in
//! `[x]`, and every element's parent is there.

use serde::{Deserialize, Serialize};

/// One file of facts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "resourceType")]
pub enum Facts {
    /// A type, resource, profile or extension.
    StructureDefinition(Structure),
    /// A set of codes.
    ValueSet(ValueSet),
    /// A system of codes.
    CodeSystem(CodeSystem),
    /// What belongs to an event.
    MessageDefinition(MessageDefinition),
    /// What identifiers of a kind are called.
    NamingSystem(NamingSystem),
}

impl Facts {
    /// The canonical URL; for a NamingSystem, which has none, its name.
    pub fn url(&self) -> &str {
        match self {
            Facts::StructureDefinition(s) => &s.url,
            Facts::ValueSet(v) => &v.url,
            Facts::CodeSystem(c) => &c.url,
            Facts::MessageDefinition(m) => &m.url,
            Facts::NamingSystem(n) => &n.name,
        }
    }
}

fn no(flag: &bool) -> bool {
    !*flag
}

/// StructureDefinition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Structure {
    /// Canonical URL.
    pub url: String,
    /// Business version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `primitive-type`, `complex-type`, `resource` or `logical`.
    pub kind: String,
    /// The type that is defined or constrained.
    #[serde(rename = "type")]
    pub type_code: String,
    /// Canonical URL of the definition that this one builds on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Has no instances of its own.
    #[serde(rename = "abstract", skip_serializing_if = "no")]
    pub is_abstract: bool,
    /// Constrains its base, rather than adding to it.
    #[serde(skip_serializing_if = "no")]
    pub constraint: bool,
    /// `resource`, `datatype` or `extension`; what `contexts` speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context_type: Option<String>,
    /// Where an extension may stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contexts: Vec<String>,
    /// The differential, its root first.
    pub elements: Vec<Element>,
    /// The file that it was read from, and its line and column there.
    #[serde(skip)]
    pub source: (String, u32, u32),
}

/// ElementDefinition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Element {
    /// From the type, with `[x]` where a choice of types is.
    pub path: String,
    /// Line and column in the file that it was read from; none of an element that no differential mentions.
    #[serde(skip)]
    pub place: Option<(u32, u32)>,
    /// The slice that this element begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice: Option<String>,
    /// Least repeats, where said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// Most repeats, where said; `*` for no bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Allowed types, where said.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<Type>,
    /// The element whose content this one shares, as `#path`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The one value allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Value>,
    /// What the value has to contain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Value>,
    /// Least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<Value>,
    /// Greatest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<Value>,
    /// Most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// How repeats are told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slicing: Option<Slicing>,
    /// Which codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<Binding>,
    /// Invariants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// Changes the meaning of what contains it.
    #[serde(skip_serializing_if = "no")]
    pub modifier: bool,
    /// Marked as must-support.
    #[serde(skip_serializing_if = "no")]
    pub must_support: bool,
}

/// One allowed type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Type {
    /// The type's name.
    pub code: String,
    /// Profiles of which the value keeps one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Profiles of which a reference's target keeps one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// `contained`, `referenced`, `bundled`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aggregation: Vec<String>,
}

/// A value with its type; one of a complex type as FHIR JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// The type's name.
    #[serde(rename = "type")]
    pub type_code: String,
    /// As written, or as JSON.
    pub value: String,
}

/// How repeats are told apart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Slicing {
    /// `type:path` each.
    pub by: Vec<String>,
    /// `open`, `closed` or `openAtEnd`.
    pub rules: String,
    /// In the order of the slices.
    #[serde(skip_serializing_if = "no")]
    pub ordered: bool,
}

/// Which codes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Binding {
    /// `required`, `extensible`, `preferred` or `example`.
    pub strength: String,
    /// Canonical URL of the value set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_set: Option<String>,
    /// Value set beyond which nothing is allowed, whatever the strength.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value_set: Option<String>,
}

/// An invariant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Constraint {
    /// Its short name, unique only within its type.
    pub key: String,
    /// A warning rather than an error.
    #[serde(skip_serializing_if = "no")]
    pub warning: bool,
    /// In FHIRPath.
    pub expression: String,
}

/// ValueSet: expanded where every part can be enumerated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ValueSet {
    /// Canonical URL.
    pub url: String,
    /// Business version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Parts that cannot be enumerated, each with its reason; empty where the set is complete.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// How it was composed, before it is expanded.
    #[serde(skip)]
    pub compose: Vec<Part>,
    /// What is in it.
    pub include: Vec<Include>,
}

/// One include or exclude of a ValueSet, as published.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// Takes away rather than adds.
    pub exclude: bool,
    /// The code system.
    pub system: String,
    /// Codes, where they are listed.
    pub codes: Vec<String>,
    /// Property, operator and value each.
    pub filters: Vec<(String, String, String)>,
    /// Other value sets.
    pub imports: Vec<String>,
}

/// Codes of one system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Include {
    /// The code system.
    pub system: String,
    /// All that the system has, rather than `codes`.
    #[serde(skip_serializing_if = "no")]
    pub all: bool,
    /// The codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}

/// CodeSystem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeSystem {
    /// Canonical URL, which is also the `system` of a Coding.
    pub url: String,
    /// Business version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Holds every code of the system.
    pub complete: bool,
    /// Codes that differ only in case are the same code.
    #[serde(skip_serializing_if = "no")]
    pub ignores_case: bool,
    /// Codes that stand for a group and may not be used themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_selectable: Vec<String>,
    /// Which code stands below which, before value sets are expanded.
    #[serde(skip)]
    pub below: Vec<(String, String)>,
    /// Code and display each; no display where none is checked.
    pub concepts: Vec<(String, String)>,
}

/// MessageDefinition.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MessageDefinition {
    /// Canonical URL.
    pub url: String,
    /// Business version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// `active`, `draft` or `retired`.
    pub status: String,
    /// Code system of the event.
    pub event_system: String,
    /// The event.
    pub event: String,
    /// Type and profile of each resource that the message is about.
    pub focus: Vec<(String, String)>,
    /// MessageDefinitions of allowed answers.
    pub responses: Vec<String>,
    /// The message is to be answered.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub response_required: bool,
}

/// NamingSystem.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NamingSystem {
    /// Its name.
    pub name: String,
    /// Type and value of each name that it has; the preferred one first.
    pub identifiers: Vec<(String, String)>,
}
