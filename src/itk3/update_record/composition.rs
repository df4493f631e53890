//! The Composition of an Update Record document, and the clinical summary that it leads to.

use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::UPDATE_RECORD;
use crate::itk3::look::{codes, of_type};
use crate::syntax::tree::NodeId;

rule! {
    SECTION = Error "required" "update-record-section";
    title: "Update Record section without its mandatory entries",
    why: "The section must refer to the Encounter and to a ClinicalImpression. Receivers read the record from there.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    TYPE = Warning "code-invalid" "update-record-type";
    title: "Document type not named by Update Record",
    why: "The type names the pharmacy service. The guide’s list grows with new services.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    SUMMARY = Warning "required" "update-record-clinical-summary";
    title: "Update Record clinical summary missing",
    why: "The practice reads the clinical summary: a ClinicalImpression with the tag clinical-summary and a summary.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    VERSION = Information "informational" "update-record-version";
    title: "Replacement without meta.versionId (Update Record)",
    why: "The guide asks a replacement to state its version in meta.versionId.",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

/// Pharmacy services that the guide names.
const SERVICES: [&str; 4] = ["1659111000000107", "1659121000000101", "1577041000000109", "1577321000000100"];
/// What a section has to lead to.
const ENTRIES: [&str; 2] = ["Encounter", "ClinicalImpression"];

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId) {
    let Some(composition) = cx.parts.composition else { return };
    sections(cx, document, composition);
    kind(cx, composition);
    summary(cx, document);
    version(cx, document, composition);
}

fn sections(cx: &mut Cx<'_>, document: NodeId, composition: NodeId) {
    let (tree, parts) = (cx.tree, cx.parts);
    let sections: Vec<NodeId> = tree.children_named(composition, "section").collect();
    let entries: Vec<NodeId> = sections.iter().flat_map(|&section| tree.children_named(section, "entry")).collect();
    let targets: Vec<Option<NodeId>> = entries.iter().map(|&entry| parts.target(tree, entry)).collect();
    let leads_to = |kind: &str| targets.iter().flatten().any(|&target| tree.resource_type(target) == Some(kind));
    // Of one that is not in the document at all, the list of entries tells.
    let missing: Vec<&str> = ENTRIES.into_iter().filter(|kind| !leads_to(kind) && !of_type(tree, document, kind).is_empty()).collect();
    if !missing.is_empty() {
        let at = sections.first().copied().unwrap_or(composition);
        let message = format!("section.entry must refer to the {}", missing.join(" and the "));
        let finding = Diagnostic::new(&SECTION, At::Name(at), message).expected("entries that refer to Encounter and ClinicalImpression");
        let finding = finding.found(format!("no entry for {}", missing.join(", "))).unless(Unless::ReportedBefore(at));
        // An entry that leads nowhere may be the one.
        let lost = entries.iter().zip(&targets).filter(|(_, target)| target.is_none()).map(|(&entry, _)| entry);
        cx.say(lost.fold(finding, |finding, entry| finding.unless(Unless::ReportedWithin(entry))));
    }
    if let Some(&second) = sections.get(1) {
        let finding = Diagnostic::new(&SECTION, At::Name(second), "Composition should have one section").weighing(Severity::Warning);
        cx.say(finding.expected("one section").found(sections.len().to_string()).unless_reported(second));
    }
    if let Some(code) = sections.iter().find_map(|&section| tree.child(section, "code")) {
        let finding = Diagnostic::new(&SECTION, At::Name(code), "section should have no code").weighing(Severity::Warning);
        let section = tree.parent(code).unwrap_or(code);
        cx.say(finding.expected("a section without code").found("code").unless_reported(code).unless_reported(section));
    }
}

fn kind(cx: &mut Cx<'_>, composition: NodeId) {
    let of_type = codes(cx.tree, composition, "type");
    if let Some(&(node, found)) = of_type.first().filter(|_| of_type.iter().all(|(_, code)| !SERVICES.contains(code))) {
        let finding = Cx::at(&TYPE, node, "Composition.type should have the code of a pharmacy service named in the guide");
        let around = std::iter::successors(Some(node), |&node| cx.tree.parent(node)).take(3);
        let finding = finding.expected(SERVICES.join(", ")).found(shown(found));
        cx.say(around.fold(finding, |finding, node| finding.unless_reported(node)));
    }
}

fn summary(cx: &mut Cx<'_>, document: NodeId) {
    let tree = cx.tree;
    let impressions = of_type(tree, document, "ClinicalImpression");
    let Some(&first) = impressions.first() else { return };
    let is_tagged = |impression: NodeId| {
        let tags = tree.child(impression, "meta").into_iter().flat_map(|meta| tree.children_named(meta, "tag"));
        tags.into_iter().any(|tag| tree.child_value(tag, "code") == Some("clinical-summary"))
    };
    let tagged: Vec<NodeId> = impressions.iter().copied().filter(|&impression| is_tagged(impression)).collect();
    if tagged.is_empty() {
        let finding = Diagnostic::new(&SUMMARY, At::Name(first), "One ClinicalImpression should be tagged as the clinical summary");
        let within = impressions.iter().filter_map(|&impression| tree.child(impression, "meta"));
        let finding = finding.expected("meta.tag clinical-summary").found("none");
        let finding =
            within.fold(finding, |finding, meta| finding.unless(Unless::ReportedWithin(meta)).unless(Unless::Astray(meta, "tag")));
        cx.say(impressions.iter().fold(finding, |finding, &impression| finding.unless(Unless::Astray(impression, "meta"))));
    }
    for impression in tagged.into_iter().filter(|&impression| tree.child(impression, "summary").is_none()) {
        let message = "The ClinicalImpression tagged as the clinical summary should have a summary";
        let finding = Diagnostic::new(&SUMMARY, At::Name(impression), message).expected("summary").found("none");
        cx.say(finding.unless(Unless::ReportedBefore(impression)).unless(Unless::Astray(impression, "summary")));
    }
}

fn version(cx: &mut Cx<'_>, document: NodeId, composition: NodeId) {
    let tree = cx.tree;
    let replaces = |relates: NodeId| tree.child_value(relates, "code") == Some("replaces");
    let has_version = |resource: NodeId| tree.child(resource, "meta").is_some_and(|meta| tree.child(meta, "versionId").is_some());
    if tree.children_named(composition, "relatesTo").any(replaces) && !has_version(composition) && !has_version(document) {
        let at = tree.child(composition, "meta").unwrap_or(composition);
        let finding = Diagnostic::new(&VERSION, At::Name(at), "meta.versionId is missing: it says which version a replacement is");
        cx.say(finding.expected("meta.versionId").found("none").unless_reported(at));
    }
}
