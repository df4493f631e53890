//! Patient and GP practice of a Transfer of Care document, and identifiers that have no place in the text.

use super::guide::Guide;
use crate::diagnostic::{At, Diagnostic, Unless, rule};
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::look::{codes, of_type};
use crate::itk3::texts::plain;
use crate::itk3::view::resources;
use crate::letters::lower;
use crate::syntax::tree::NodeId;

rule! {
    DEMOGRAPHICS = Warning "required" "toc-demographics";
    title: "Patient without address (Transfer of Care)",
    why: "The guide makes the address of the patient mandatory.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    PRACTICE = Warning "required" "toc-gp-practice";
    title: "GP practice without identifier (Transfer of Care)",
    why: "The practice is identified by its ODS code; V81999 is for an unknown practice.",
    right: r#"<value value="V81999"/>"#,
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    IN_TEXT = Information "informational" "toc-identifier-in-text";
    title: "Identifier in the text of a section (Transfer of Care)",
    why: "Identifiers of organisations and people belong in coded elements; the guide excludes them from the text of this section.",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    SUBJECT = Warning "business-rule" "toc-subject";
    title: "Resource about another patient (Transfer of Care)",
    why: "The whole document should be about the patient named in the Composition.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

const GP_PRACTICE: &str = "886711000000101";
/// Sections whose text has no identifiers; the last in emergency care and mental health alone.
const WITHOUT: [&str; 4] = [GP_PRACTICE, "887261000000109", "886811000000106", "1077881000000105"];
const PERSON: &str = "887231000000104";

pub(super) fn check(cx: &mut Cx<'_>, guide: &'static Guide, document: NodeId, composition: NodeId) {
    let tree = cx.tree;
    for patient in of_type(tree, document, "Patient").into_iter().filter(|&patient| tree.child(patient, "address").is_none()) {
        let finding = Diagnostic::new(&DEMOGRAPHICS, At::Name(patient), "Patient.address should be present");
        cx.say(finding.expected("address").found("none").unless_reported(patient));
    }
    practice(cx, document, composition);
    in_text(cx, guide, document, composition);
    subjects(cx, document, composition);
}

fn practice(cx: &mut Cx<'_>, document: NodeId, composition: NodeId) {
    let tree = cx.tree;
    let of_section = |section: &NodeId| codes(tree, *section, "code").iter().any(|(_, code)| *code == GP_PRACTICE);
    let sections = tree.children_named(composition, "section").filter(of_section);
    let mut references: Vec<NodeId> = sections.flat_map(|section| tree.children_named(section, "entry")).collect();
    references
        .extend(of_type(tree, document, "Patient").into_iter().flat_map(|patient| tree.children_named(patient, "generalPractitioner")));
    let mut seen = Vec::new();
    for practice in references.into_iter().filter_map(|reference| cx.parts.target(tree, reference)) {
        let kind = tree.resource_type(practice).unwrap_or_default();
        if !matches!(kind, "Organization" | "Practitioner") || seen.contains(&practice) {
            continue;
        }
        seen.push(practice);
        if tree.child(practice, "identifier").is_none() {
            let message = format!("{kind}.identifier of the patient’s practice should be present");
            let finding = Diagnostic::new(&PRACTICE, At::Name(practice), message);
            cx.say(finding.expected("an identifier").found("none").unless(Unless::ReportedBefore(practice)));
        }
    }
}

/// ODS codes and numbers of professionals of the document's own resources.
fn in_text(cx: &mut Cx<'_>, guide: &'static Guide, document: NodeId, composition: NodeId) {
    let tree = cx.tree;
    let mut identifiers: Vec<String> = Vec::new();
    for (_, resource) in resources(tree, document) {
        if !matches!(tree.resource_type(resource), Some("Organization" | "Practitioner")) {
            continue;
        }
        for identifier in tree.children_named(resource, "identifier") {
            let system = tree.child_value(identifier, "system").unwrap_or_default();
            let is_of_nhs = ["/ods-", "/sds-", "gmc"].iter().any(|part| system.contains(part));
            // A short code may be a part of any text.
            identifiers.extend(tree.child_value(identifier, "value").filter(|value| is_of_nhs && value.len() >= 5).map(lower));
        }
    }
    let with_person = matches!(guide.event, "ITK004D" | "ITK005D");
    for section in tree.children_named(composition, "section") {
        let of_section = codes(tree, section, "code");
        if !of_section.iter().any(|(_, code)| WITHOUT.contains(code) || with_person && *code == PERSON) {
            continue;
        }
        let Some(div) = tree.child(section, "text").and_then(|text| tree.child(text, "div")) else { continue };
        let text = tree.value(div).map(plain).unwrap_or_default();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        if identifiers.iter().any(|identifier| words.contains(&identifier.as_str())) {
            let finding = Diagnostic::new(&IN_TEXT, At::Name(div), "The text contains an identifier of an organisation or a professional");
            cx.say(finding.expected("text without identifiers").found("an identifier of the document").unless_reported(div));
        }
    }
}

fn subjects(cx: &mut Cx<'_>, document: NodeId, composition: NodeId) {
    let tree = cx.tree;
    let is_patient = |&target: &NodeId| tree.resource_type(target) == Some("Patient");
    let of = |resource: NodeId, name: &str| {
        let reference = tree.child(resource, name)?;
        Some((reference, cx.parts.target(tree, reference).filter(is_patient)?))
    };
    let Some((_, patient)) = of(composition, "subject") else { return };
    let mut findings = Vec::new();
    for (_, resource) in resources(tree, document) {
        for name in ["subject", "patient"] {
            if let Some((reference, _)) = of(resource, name).filter(|&(_, other)| other != patient) {
                let kind = tree.resource_type(resource).unwrap_or_default();
                let message = format!("{kind}.{name} should be the Patient of Composition.subject");
                let at = tree.child(reference, "reference").map_or(At::Name(reference), At::Value);
                let finding = Diagnostic::new(&SUBJECT, at, message).expected("the Patient of the Composition").found("another Patient");
                findings.push(at.node().into_iter().fold(finding, Diagnostic::unless_reported));
            }
        }
    }
    findings.into_iter().for_each(|finding| cx.say(finding));
}
