//! What a finding is about, as the relations ask.

use crate::diagnostic::{Diagnostic, Severity, Subject, Traits};
use crate::syntax::tree::NodeId;

/// As heavy as what makes a message wrong.
pub(super) fn is_error(finding: &Diagnostic) -> bool {
    finding.severity <= Severity::Error
}

/// Whether a value is written as it must not be, or its element is misspelt.
pub(super) fn is_of_form(finding: &Diagnostic) -> bool {
    is_error(finding) && (finding.rule.is(Traits::OF_FORM) || matches!(finding.subject, Subject::Unknown(Some(_))))
}

/// Whether it may keep an item out of its slice.
pub(super) fn keeps_out(finding: &Diagnostic) -> bool {
    is_of_form(finding) || is_error(finding) && finding.rule.is(Traits::OF_CODE)
}

/// The name of a child that the finding says is missing.
pub(super) fn missing(finding: &Diagnostic) -> Option<(&str, u32)> {
    match &finding.subject {
        Subject::Missing { element, items } => Some((element, *items)),
        _ => None,
    }
}

/// An element that holds nothing.
pub(super) fn is_empty(finding: &Diagnostic) -> bool {
    finding.rule.is(Traits::ABSENCE.and(Traits::OF_FORM))
}

/// The item that is nearest to a slice that is missing, or fits none.
pub(super) fn nearest_item(finding: &Diagnostic) -> Option<NodeId> {
    match finding.subject {
        Subject::Slice { item, .. } => item,
        _ => None,
    }
}

/// Returns whether an element is one of the discriminators of the slice.
pub(super) fn is_told_by(finding: &Diagnostic, element: &str) -> bool {
    match &finding.subject {
        Subject::Slice { told_by, .. } => told_by.iter().flat_map(|(path, _)| path.split('.')).any(|step| step == element),
        _ => false,
    }
}

/// Returns whether a finding reports more items of a slice than its profile allows.
pub(super) fn is_of_surplus(finding: &Diagnostic) -> bool {
    matches!(finding.subject, Subject::Slice { item: None, items, bound, .. } if items > bound)
}

/// Returns whether a finding is about a misspelt `entry`, or a resource without an `entry` around it.
pub(super) fn is_misspelt_entry(finding: &Diagnostic) -> bool {
    matches!(&finding.subject, Subject::Unknown(Some(meant)) | Subject::Inside(meant) if meant == "entry")
}

/// The name of the element that occurs too few times, whether or not it is a slice.
pub(super) fn lacking(finding: &Diagnostic) -> Option<&str> {
    match &finding.subject {
        Subject::Missing { element, .. } => Some(element),
        Subject::Slice { element, .. } if finding.rule.is(Traits::ABSENCE) => Some(element),
        _ => None,
    }
}

/// Returns whether a name is `value` with a type, such as `valueString`.
pub(super) fn is_value(name: &str) -> bool {
    name.strip_prefix("value").is_some_and(|kind| kind.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The key of the invariant that does not hold.
pub(super) fn key_of(finding: &Diagnostic) -> Option<&str> {
    match &finding.subject {
        Subject::Invariant { key, .. } => key.as_deref(),
        _ => None,
    }
}

/// The URL of the extension that a slice lacks.
pub(super) fn url_lacking(finding: &Diagnostic) -> Option<&str> {
    match &finding.subject {
        Subject::Slice { element, items: 0, told_by, .. } if matches!(element.as_str(), "extension" | "modifierExtension") => {
            told_by.iter().find(|(path, _)| path == "url").map(|(_, url)| url.as_str())
        }
        _ => None,
    }
}
