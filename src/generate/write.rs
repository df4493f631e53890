//! Facts as JSON for people: stable order, one element or concept a line.

use std::collections::HashMap;

use serde_json::json;

use super::{Found, Provenance};
use crate::definitions::facts::Facts;

/// `nhs/ValueSet/ITK-MessageEvent-2.json`: the publisher by the URL's host, the name by its tail; below a folder
/// of their own where they are loaded on demand.
pub(super) fn path(found: &Found) -> String {
    let facts = &found.facts;
    let url = facts.url();
    let (folder, rest) = [
        ("hl7/v2", "http://hl7.org/fhir/v2/"),
        ("hl7/v3", "http://hl7.org/fhir/v3/"),
        ("hl7", "http://hl7.org/fhir/"),
        ("hl7-uk", "https://fhir.hl7.org.uk/STU3/"),
        ("hl7-uk", "https://fhir.hl7.org.uk/"),
        ("nhs", "https://fhir.nhs.uk/STU3/"),
        ("nhs", "https://fhir.nhs.uk/"),
    ]
    .into_iter()
    .find_map(|(folder, prefix)| url.strip_prefix(prefix).map(|rest| (folder, rest)))
    .unwrap_or(("other", url));
    let kind = match facts {
        Facts::StructureDefinition(_) => "StructureDefinition",
        Facts::ValueSet(_) => "ValueSet",
        Facts::CodeSystem(_) => "CodeSystem",
        Facts::MessageDefinition(_) => "MessageDefinition",
        Facts::NamingSystem(_) => "NamingSystem",
    };
    let tail = rest.strip_prefix(kind).unwrap_or(rest);
    // Systems of the first generation of ITK3, which got a URL with its kind in it later.
    let without_kind = tail == rest && folder == "nhs" && kind == "CodeSystem" && tail.starts_with("ITK-");
    let tail = if without_kind { format!("{tail}-v0.0.1") } else { tail.to_owned() };
    let name: String = tail.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' || c == '.' { c } else { '-' }).collect();
    let part = if found.on_demand { "on-demand/" } else { "" };
    format!("{part}{folder}/{kind}/{}.json", name.trim_matches('-'))
}

/// The list that comes last, one item a line; everything before it on the first lines.
pub(super) fn text(facts: &Facts) -> String {
    fn lines<T: serde::Serialize>(items: &[T]) -> Vec<String> {
        items.iter().filter_map(|item| serde_json::to_string(item).ok()).collect()
    }
    let (head, items) = match facts {
        Facts::StructureDefinition(s) => {
            let mut head = s.clone();
            head.elements.clear();
            (Facts::StructureDefinition(head), lines(&s.elements))
        }
        Facts::ValueSet(s) => {
            let mut head = s.clone();
            head.include.clear();
            (Facts::ValueSet(head), lines(&s.include))
        }
        Facts::CodeSystem(s) => {
            let mut head = s.clone();
            head.concepts.clear();
            (Facts::CodeSystem(head), lines(&s.concepts))
        }
        other => {
            let text = serde_json::to_string_pretty(other).unwrap_or_default();
            return format!("{text}\n");
        }
    };
    let head = serde_json::to_string(&head).unwrap_or_default();
    let head = head.strip_suffix("[]}").unwrap_or(&head);
    if items.is_empty() { format!("{head}[]}}\n") } else { format!("{head}[\n{}\n]}}\n", items.join(",\n")) }
}

/// Where each file came from, one line each, by file name.
pub(super) fn manifest(found: &[Found], provenance: &HashMap<String, Provenance>) -> String {
    let mut rows: Vec<(String, String)> = found
        .iter()
        .map(|one| {
            let Found { facts, origin, .. } = one;
            let version = match facts {
                Facts::StructureDefinition(s) => s.version.as_deref(),
                Facts::ValueSet(s) => s.version.as_deref(),
                Facts::CodeSystem(s) => s.version.as_deref(),
                Facts::MessageDefinition(s) => s.version.as_deref(),
                Facts::NamingSystem(_) => None,
            };
            let file = path(one);
            let row = match provenance.get(facts.url()).filter(|_| !origin.starts_with("fhir@")) {
                Some(p) => json!({
                    "file": file, "url": facts.url(), "version": version, "origin": origin,
                    "repository": p.repository, "path": p.path, "blob": p.blob,
                }),
                None => json!({ "file": file, "url": facts.url(), "version": version, "origin": origin }),
            };
            (file, row.to_string())
        })
        .collect();
    rows.sort();
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row).collect();
    format!("[\n{}\n]\n", rows.join(",\n"))
}
