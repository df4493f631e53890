//! Messages with the second header before guide 2.5.0: then SenderReference and LocalExtension became mandatory, and
//! Priority went. What follows from their age is one finding.

use super::cx::Cx;
use super::links::VERSIONS;
use super::view::{Era, KEYS, extensions};
use crate::diagnostic::{At, Diagnostic, rule};
use crate::resolve::What;

rule! {
    TRANSITIONAL = Error "required" "itk3-transitional";
    title: "Handling specification of guide 2.1 to 2.4",
    why: "Guide 2.5.0 made SenderReference, LocalExtension and all other keys mandatory.",
    response: "10001",
    link: VERSIONS,
    traits: [MESSAGING],
}

rule! {
    PRIORITY = Information "informational" "itk3-priority";
    title: "Withdrawn handling key Priority",
    why: "Priority was withdrawn with guide 2.5.0. Receivers ignore it.",
    link: VERSIONS,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let Some(handling) = parts.handling.filter(|_| parts.era == Some(Era::Transitional)) else { return };
    let missing: Vec<&str> = KEYS.iter().filter(|(key, ..)| parts.key(*key).is_none()).map(|&(_, url, _)| url).collect();
    cx.supersede(handling, What::Slices);
    if !missing.is_empty() {
        let message = "Handling specification follows guide 2.1 to 2.4: guide 2.5.0 made its keys mandatory";
        let finding = Diagnostic::new(&TRANSITIONAL, At::Name(handling), message);
        let all: Vec<&str> = KEYS.iter().map(|&(_, url, _)| url).collect();
        cx.say(finding.expected(all.join(", ")).found(format!("missing: {}", missing.join(", "))).unless_reported(handling));
    }
    if let Some(priority) = extensions(tree, handling, "Priority").next() {
        cx.supersede(priority, What::Everything);
        let message = "Guide 2.5.0 withdrew Priority and its response code 10006";
        cx.say(Diagnostic::new(&PRIORITY, At::Name(priority), message).expected("no Priority").found("Priority"));
    }
}
