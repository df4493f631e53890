//! Coded entries of a Transfer of Care document: what the guides leave out of allergies, conditions and medication.

use super::guide::is_current;
use crate::diagnostic::{At, Diagnostic, Severity, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::view::{profiles, resources};
use crate::syntax::tree::NodeId;

rule! {
    ALLERGY = Error "business-rule" "toc-allergy";
    title: "Allergy that must not be sent (Transfer of Care)",
    why: "Refuted allergies and those entered in error must not be sent: a receiver may file them as facts.",
    wrong: r#"<verificationStatus value="refuted"/>"#,
    right: r#"<verificationStatus value="confirmed"/>"#,
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    CONDITION = Warning "business-rule" "toc-condition";
    title: "Condition with severity or bodySite (Transfer of Care)",
    why: "The guide says that these elements must not be used; the profile allows them.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

rule! {
    MEDICATION = Warning "business-rule" "toc-medication";
    title: "Medication with elements or a status that the guide leaves out (Transfer of Care)",
    why: "The guide says that these elements must not be used; the profile allows them.",
    response: "20009",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId) {
    let all: Vec<NodeId> = resources(cx.tree, document).map(|(_, resource)| resource).collect();
    let is_current = is_current(cx);
    for resource in all {
        match cx.tree.resource_type(resource) {
            Some("AllergyIntolerance") => allergy(cx, resource),
            Some("Condition") => condition(cx, resource),
            Some("MedicationStatement") if is_current => statement(cx, resource),
            Some("MedicationDispense") => {
                let message = "MedicationDispense.status should be completed";
                status(cx, resource, &["completed"], message);
            }
            Some("List") => list(cx, resource),
            _ => {}
        }
    }
}

fn allergy(cx: &mut Cx<'_>, resource: NodeId) {
    let tree = cx.tree;
    let value = |name: &str| tree.child(resource, name).and_then(|node| Some((node, tree.value(node)?)));
    if let Some((node, found @ ("refuted" | "entered-in-error"))) = value("verificationStatus") {
        let finding = Cx::at(&ALLERGY, node, "AllergyIntolerance.verificationStatus must not be refuted or entered-in-error");
        cx.say(finding.expected("confirmed or unconfirmed").found(found).unless_reported(node));
    }
    if let Some((node, found)) = value("clinicalStatus").filter(|(_, found)| *found != "active") {
        let finding = Cx::at(&ALLERGY, node, "AllergyIntolerance.clinicalStatus is not active").weighing(Severity::Information);
        cx.say(finding.expected("active").found(shown(found)).unless_reported(node));
    }
}

fn condition(cx: &mut Cx<'_>, resource: NodeId) {
    for name in ["severity", "bodySite"] {
        not_used(cx, &CONDITION, resource, name, "Condition");
    }
}

fn statement(cx: &mut Cx<'_>, resource: NodeId) {
    let message = "MedicationStatement.status should be active, completed or stopped";
    status(cx, resource, &["active", "completed", "stopped"], message);
    let dosages: Vec<NodeId> = cx.tree.children_named(resource, "dosage").collect();
    for dosage in dosages {
        for name in ["timing", "method"] {
            not_used(cx, &MEDICATION, dosage, name, "MedicationStatement.dosage");
        }
    }
}

fn status(cx: &mut Cx<'_>, resource: NodeId, allowed: &[&str], message: &str) {
    let tree = cx.tree;
    let Some((node, found)) = tree.child(resource, "status").and_then(|node| Some((node, tree.value(node)?))) else { return };
    if !allowed.contains(&found) {
        let finding = Cx::at(&MEDICATION, node, message);
        cx.say(finding.expected(allowed.join(" or ")).found(shown(found)).unless_reported(node));
    }
}

fn list(cx: &mut Cx<'_>, resource: NodeId) {
    let tree = cx.tree;
    let is_of_medication = |url: &str| url.split('|').next().is_some_and(|url| url.ends_with("/CareConnect-ITK-Medication-List-1"));
    if !profiles(tree, resource).any(is_of_medication) {
        return;
    }
    not_used(cx, &MEDICATION, resource, "emptyReason", "List");
    let entries: Vec<NodeId> = tree.children_named(resource, "entry").collect();
    for entry in entries {
        not_used(cx, &MEDICATION, entry, "flag", "List.entry");
    }
}

fn not_used(cx: &mut Cx<'_>, rule: &'static crate::diagnostic::Rule, parent: NodeId, name: &str, of: &str) {
    if let Some(node) = cx.tree.child(parent, name) {
        let message = format!("{of}.{name} should be left out: the guide forbids it, the profile allows it");
        let finding = Diagnostic::new(rule, At::Name(node), message);
        cx.say(finding.expected(format!("no {name}")).found(name).unless_reported(node));
    }
}
