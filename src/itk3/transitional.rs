//! Messages with the second header before guide 2.5.0: then SenderReference and LocalExtension became mandatory, and
//! Priority went. What follows from their age is one finding.

use super::cx::Cx;
use super::rules;
use super::view::{Era, KEYS, Parts, extensions};
use crate::check::Outcome;
use crate::finding::{At, Finding};
use crate::tree::Tree;

/// Takes from a check that keys are missing, which is said in one.
pub(super) fn settle(tree: &Tree<'_>, parts: &Parts<'_>, checked: &mut Outcome) {
    let Some(handling) = parts.handling.filter(|_| parts.era == Some(Era::Transitional)) else { return };
    let priority = extensions(tree, handling, "Priority").next();
    checked.findings.retain(|finding| {
        let node = finding.at.node();
        let of_keys = node == Some(handling) && finding.rule.id == "slice-min";
        !of_keys && (priority.is_none() || node != priority)
    });
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(handling) = parts.handling.filter(|_| parts.era == Some(Era::Transitional)) else { return };
    let missing: Vec<&str> = KEYS.iter().filter(|(key, ..)| parts.key(*key).is_none()).map(|&(_, url, _)| url).collect();
    if !missing.is_empty() && !cx.is_told(handling) {
        let message = "Handling specification is of guide 2.1 to 2.4: guide 2.5.0 made its keys mandatory";
        let finding = Finding::new(&rules::TRANSITIONAL, At::Name(handling), message);
        let all: Vec<&str> = KEYS.iter().map(|&(_, url, _)| url).collect();
        cx.say(finding.wanted(all.join(", ")).found(format!("missing: {}", missing.join(", "))));
    }
    if let Some(priority) = extensions(tree, handling, "Priority").next() {
        let message = "Priority was withdrawn with guide 2.5.0, and its response code 10006 with it";
        cx.say(Finding::new(&rules::PRIORITY, At::Name(priority), message).wanted("no Priority").found("Priority"));
    }
}
